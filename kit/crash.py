"""Named points at which a rehearsal may kill the process, so that a test can see that nothing is
lost and nothing happens twice.
"""

import os

_passes: dict[str, int] = {}


def crash_point(name: str) -> None:
    """Die here, at once and without clean-up, if KAIBAN_CRASH_AT is "<name>" or "<name>:<n>" and
    this is the n-th pass.
    """
    wanted = os.environ.get("KAIBAN_CRASH_AT", "")
    if not wanted.startswith(name):
        return
    point, _, nth = wanted.partition(":")
    if point != name:
        return
    _passes[name] = _passes.get(name, 0) + 1
    if _passes[name] >= int(nth or 1):
        os._exit(137)
