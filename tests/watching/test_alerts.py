"""Every alert fires when it should, says so in both languages, and keeps silent otherwise."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.watching.cases import CASES, Case, Series
from tests.watching.prometheus import WATCHING, alerts, promtool

RUNBOOKS = "https://school.example/runbook"


def test_rules_and_configuration_are_in_order() -> None:
    assert "SUCCESS" in promtool("check", "config", WATCHING / "prometheus.yml")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.alert)
def test_an_alert_fires_in_its_case_and_in_no_other(case: Case, tmp_path: Path) -> None:
    expected = {
        "exp_labels": case.labels,
        "exp_annotations": {
            "summary": f"{case.zh}｜{case.en}",
            "runbook_url": f"{RUNBOOKS}/{case.alert}.md",
        },
    }
    file = tmp_path / "case.yml"
    file.write_text(
        json.dumps(
            {
                "rule_files": [str(WATCHING / "rules" / "*.yml")],
                "evaluation_interval": "1m",
                "tests": [
                    _run(case, case.fires, [expected]),
                    _run(case, case.silent, []),
                ],
            }
        )
    )
    promtool("test", "rules", file)


def test_every_alert_has_its_case() -> None:
    assert sorted(case.alert for case in CASES) == sorted(alerts())


def _run(case: Case, series: Series, expected: list[Any]) -> dict[str, Any]:
    return {
        "interval": "1m",
        "external_labels": {"runbooks": RUNBOOKS},
        "input_series": [{"series": name, "values": values} for name, values in series.items()],
        "alert_rule_test": [
            {"eval_time": f"{case.at}m", "alertname": case.alert, "exp_alerts": expected}
        ],
    }
