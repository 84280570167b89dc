"""Before everything: the accounts of the school, the units, and who speaks for each unit."""

from collections.abc import Iterable

from contracts.enrollment import ListUnits, RegisterUnit, UnitKind
from contracts.portal import GrantView, OpenAccount
from deploy.showcase.people import LIAISONS, SCHOOL, UNITS, Sample
from deploy.showcase.stage import Chapter, Stage

CHAPTER = Chapter("准备", "Before everything")


@CHAPTER.step(
    "开通工作人员账户", "The school's accounts are opened", by="admin", at="2026-01-05 08:30"
)
def open_school_accounts(stage: Stage) -> None:
    open_accounts(stage, SCHOOL)


@CHAPTER.step("登记基层党组织", "The units are registered", by="org", at="2026-01-05 09:00")
def register_units(stage: Stage) -> None:
    for code, name, _, _ in UNITS:
        stage.ask("org", RegisterUnit(code=code, name=name, kind=UnitKind.GRASSROOTS_PARTY))
    registered = stage.ask("org", ListUnits()).items
    stage.kept["units"] = {unit.code: unit.unit_id for unit in registered}


@CHAPTER.step("开通各单位账户", "The units' accounts are opened", by="admin", at="2026-01-05 09:30")
def open_unit_accounts(stage: Stage) -> None:
    open_accounts(stage, LIAISONS)


def open_accounts(stage: Stage, people: Iterable[Sample]) -> None:
    """Open an account for each person, with the duties they hold and within what; everybody takes
    a password of their own.
    """
    stage.accounts.provide(people)
    for person in people:
        open_account(stage, person, _scope(stage, person))


def open_account(stage: Stage, person: Sample, scope: str) -> None:
    """Open one account with its duties within a scope; its holder takes a password of their own."""
    request = OpenAccount(
        person_id=person.person_id,
        login=person.key,
        name=person.name,
        password=stage.accounts.first_password(person.key),
        grants=[GrantView(role=role, scope=scope) for role in person.roles],
    )
    stage.ask("admin", request)
    stage.settle_in(person.key, stage.accounts.first_password(person.key))


def _scope(stage: Stage, person: Sample) -> str:
    if person.within.startswith("unit:"):
        return f"unit:{stage.kept['units'][person.within.removeprefix('unit:')]}"
    return person.within or "*"
