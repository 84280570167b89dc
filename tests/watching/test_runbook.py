"""The runbook: a page for every alert, whose commands are there to be typed."""

import re
import shlex
from pathlib import Path

import pytest

from deploy.cli import _parser
from tests.watching.prometheus import alerts, targets

ROOT = Path(__file__).resolve().parents[2]
RUNBOOK = ROOT / "docs" / "runbook"
CONTENTS = RUNBOOK / "README.md"
PAGES = sorted(set(RUNBOOK.glob("*.md")) - {CONTENTS})
SERVER = ROOT / "deploy" / "server"
CHAPTERS = ["What it means", "How to see it", "What to do", "Over when"]


def test_alerts_and_pages_match_one_to_one() -> None:
    assert [page.stem for page in PAGES] == sorted(alerts())


def test_the_contents_name_every_page_with_the_alert_s_severity() -> None:
    listed = re.findall(r"^\| \[(\w+)\]\(\1\.md\) \| (\w+) \|", CONTENTS.read_text("utf-8"), re.M)
    assert listed == [(name, alert["labels"]["severity"]) for name, alert in alerts().items()]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_says_what_it_means_how_to_see_it_what_to_do_and_when_it_is_over(page: Path) -> None:
    text = page.read_text("utf-8")
    assert re.findall(r"^## (.*)$", text, re.MULTILINE) == CHAPTERS
    assert text.startswith(f"# {page.stem}\n\n*{alerts()[page.stem]['labels']['severity']}* ")


@pytest.mark.parametrize("page", [*PAGES, CONTENTS], ids=lambda page: page.stem)
def test_every_command_and_address_of_a_page_exists(page: Path) -> None:
    text = page.read_text("utf-8")
    for command in re.findall(r"`([^`]+)`", text):
        _exists(command)
    for link in re.findall(r"\]\(([^)]+)\)", text):
        assert (page.parent / link).exists(), link


def _exists(command: str) -> None:
    program, *words = shlex.split(command.replace("'", "")) or [""]
    if program == "kaiban":
        _parser().parse_args(words)
    elif program == "kaiban-server":
        _is_server_command(words)
    elif program == "kubectl":
        named = re.findall(r"\bdeploy/(\w+)|app\.kubernetes\.io/name=(\w+)", command)
        assert {one or other for one, other in named} <= set(targets()), command
    for unit in re.findall(r"\bkaiban-(?:service@|[a-z]+\b)", command):
        if program in ("systemctl", "journalctl"):
            assert (SERVER / "systemd" / f"{unit}.service").exists(), command


def _is_server_command(words: list[str]) -> None:
    script = (SERVER / "kaiban-server").read_text("utf-8")
    assert re.search(rf"^kaiban-server {words[0]}\b", script, re.MULTILINE), words
    if words[0] == "kaiban":
        _parser().parse_args(words[1:])
