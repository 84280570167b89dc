"""Known faults of the locked dependencies, as `make audit` asks the public advisories."""

import json
import subprocess
import sys
from typing import Any

CLEAN, FAULTS, NOT_ASKED = 0, 1, 3


def main(lock: str) -> int:
    """0 when none is known, 1 when one is, 3 when not every dependency could be asked for."""
    command = ["-m", "pip_audit", "--disable-pip", "--require-hashes", "--format", "json"]
    done = subprocess.run(
        [sys.executable, *command, "--progress-spinner", "off", "-r", lock],
        capture_output=True,
        text=True,
        check=False,
    )
    try:
        found = json.loads(done.stdout)["dependencies"]
    except ValueError:
        print(f"The advisories could not be asked: {done.stderr.strip()[-300:]}")
        return NOT_ASKED
    return judge(found)


def judge(found: list[dict[str, Any]]) -> int:
    """Say what was found. What the advisories have not heard of is not clean, it is unknown."""
    faults = [(one, fault) for one in found for fault in one.get("vulns", ())]
    for one, fault in faults:
        print(f"{one['name']} {one['version']}: {fault['id']}, mended in {fault['fix_versions']}")
    unknown = [one["name"] for one in found if "skip_reason" in one]
    if unknown:
        print(f"Not asked for, because no advisory service answered: {', '.join(unknown)}")
    print(f"{len(found) - len(unknown)} dependencies audited, {len(faults)} known faults.")
    return FAULTS if faults else NOT_ASKED if unknown else CLEAN


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
