"""The players of the sample class: their passwords, their keys, and what they do when refused."""

import json
import stat
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from contracts.enrollment import FindPlan, IssuePlan, ListUnits
from contracts.refusals import Refusal
from deploy.showcase import caller
from deploy.showcase.accounts import Accounts
from deploy.showcase.caller import Caller
from deploy.showcase.people import LIAISONS, PEOPLE, SCHOOL, UNITS
from deploy.showcase.stage import Chapter, Progress, Stage

Answer = Callable[[httpx.Request], httpx.Response]


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> list[Answer]:
    """What the suite answers, request after request; the last one from then on."""
    prepared: list[Answer] = []

    def answer(request: httpx.Request) -> httpx.Response:
        return (prepared.pop(0) if len(prepared) > 1 else prepared[0])(request)

    original = httpx.Client

    def client(**settings: object) -> httpx.Client:
        return original(**settings, transport=httpx.MockTransport(answer))  # type: ignore[arg-type]  # handed on

    monkeypatch.setattr(httpx, "Client", client)
    monkeypatch.setattr(caller, "PAUSE_SECONDS", 0.0)
    return prepared


def problem(status: int, code: str) -> Answer:
    body = {"detail_zh": "不", "detail_en": "no", "code": code, "clause": "A-1.a", "faults": []}
    headers = {"content-type": "application/problem+json"}
    return lambda _: httpx.Response(status, json=body, headers=headers)


def broken(request: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("nobody listens", request=request)


def page(request: httpx.Request) -> httpx.Response:
    return httpx.Response(200, json={"items": [], "total": int(request.url.params["page"])})


def test_a_request_goes_out_in_the_form_its_declaration_gives_it(answers: list[Answer]) -> None:
    seen: list[httpx.Request] = []

    def keep(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, json={})

    answers.append(keep)
    someone = Caller("http://suite")
    someone.raw(FindPlan(plan_id="p1"))
    someone.raw(IssuePlan(plan_id="p1"), key="k1")
    someone.close()
    assert [(one.method, one.url.path) for one in seen] == [
        ("GET", "/api/enrollment/plans/p1"),
        ("POST", "/api/enrollment/plans/p1/issue"),
    ]
    assert seen[1].headers["Idempotency-Key"] == "k1"
    assert seen[1].content == b""


def test_a_silent_or_dying_suite_is_asked_again_until_it_answers(answers: list[Answer]) -> None:
    answers += [broken, problem(503, "DEPARTMENT_SILENT"), broken, page]
    someone = Caller("http://suite")
    assert someone.ask(ListUnits(page=3)).total == 3
    someone.close()


def test_a_refusal_comes_back_as_what_it_is(answers: list[Answer]) -> None:
    answers.append(problem(409, "WRONG_STATE"))
    someone = Caller("http://suite")
    with pytest.raises(Refusal, match="WRONG_STATE") as refused:
        someone.ask(IssuePlan(plan_id="p1"), key="k")
    someone.close()
    assert (refused.value.status, refused.value.clause) == (409, "A-1.a")


def test_passwords_are_made_once_and_kept_for_their_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "sample-accounts.txt"
    accounts = Accounts(path)
    accounts.provide(SCHOOL)
    again = Accounts(path)
    again.provide(LIAISONS)
    assert again.password("evp") == accounts.password("evp")
    assert len({again.password(login) for login in PEOPLE}) == len(PEOPLE)
    assert again.first_password("evp") != again.password("evp")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_every_unit_has_a_liaison_who_reaches_that_unit_alone() -> None:
    assert [person.within for person in LIAISONS] == [f"unit:{code}" for code, _, _, _ in UNITS]


def test_a_play_goes_on_after_the_last_step_that_was_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[str] = []
    chapter = Chapter("章", "Chapter")
    for name in ("one", "two", "three"):

        def act(_stage: Stage, name: str = name) -> None:
            taken.append(name)
            if taken == ["one", "two"]:
                raise TimeoutError("the suite is gone")

        act.__name__ = name
        chapter.step("步", "Step", by="org", at="2026-01-05 09:00")(act)
    monkeypatch.setattr(Stage, "clock", lambda _stage, _moment: None)
    with pytest.raises(TimeoutError):
        Stage("http://suite", tmp_path, say=lambda _line: None).play([chapter])
    Stage("http://suite", tmp_path, say=lambda _line: None).play([chapter])
    assert taken == ["one", "two", "two", "three"]


def test_the_same_act_in_the_same_step_has_the_same_key(tmp_path: Path) -> None:
    keys = set()
    for _ in range(2):
        stage = Stage("http://suite", tmp_path, say=lambda _line: None)
        keys.add(stage.key_of(IssuePlan(plan_id="p1")))
        stage.close()
    assert len(keys) == 1
    assert len(keys.pop()) <= 120


def test_progress_is_on_the_disk_after_every_step(tmp_path: Path) -> None:
    progress = Progress(tmp_path / "progress.json")
    progress.kept["plan_id"] = "p1"
    progress.finish("draft_plan")
    kept = json.loads((tmp_path / "progress.json").read_text())
    assert kept == {"done": ["draft_plan"], "kept": {"plan_id": "p1"}}
    assert Progress(tmp_path / "progress.json").done == ["draft_plan"]
