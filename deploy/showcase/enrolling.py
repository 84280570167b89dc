"""The class is created and announced; the units nominate by workbook."""

from pathlib import Path
from typing import Any

from contracts.enrollment import (
    AcceptNominations,
    AllocateQuotas,
    BeginPreparation,
    ClassState,
    ClassView,
    CreateClass,
    FindClass,
    FindPlan,
    ImportNominations,
    ImportView,
    ListNominations,
    NominationState,
    QuotaLine,
)
from contracts.finance import BudgetLine, BudgetView, DraftBudget, ListStandards
from contracts.notification import DraftNotice, NoticeKind, PublishNotice
from deploy.showcase.people import UNITS, liaison_of
from deploy.showcase.planning import acknowledge, class_of, notices
from deploy.showcase.stage import Chapter, Stage, local

CHAPTER = Chapter("二、开班筹备与报名", "2. Notice and nominations")

ROSTERS = Path(__file__).with_name("rosters")

NOTICE = """各基层党委：

根据学校党委批准的2026年度培训计划，定于2026年3月23日至26日举办2026年上半年发展对象培训班。
3月22日14时起在校党校报到。培训共28学时，含党课、辅导报告、专题录像、学习讨论和社会考察，
3月26日下午进行结业考试。请按分配名额填写报名汇总表，于3月13日17时前报送。"""


@CHAPTER.step("创建班次", "The class is created", by="evp", at="2026-02-24 09:00")
def create_class(stage: Stage) -> None:
    plan = stage.ask("evp", FindPlan(plan_id=stage.kept["plan_id"]))
    created = stage.ask("evp", class_of(plan))
    stage.kept["class_id"] = created.class_id


@CHAPTER.step("编制班次预算", "The budget is drawn up", by="finance", at="2026-02-24 10:00")
def draft_budget(stage: Stage) -> None:
    standard = stage.ask("finance", ListStandards())[0]
    lines = [
        BudgetLine(item="伙食费", quantity=160, days=4, unit_price_fen=50_00),
        BudgetLine(item="场地、资料、交通费", quantity=160, days=4, unit_price_fen=20_00),
        BudgetLine(item="师资费", quantity=4, days=1, unit_price_fen=2000_00, within_ceiling=False),
    ]
    drafted: BudgetView = stage.until(
        lambda: stage.ask("finance", DraftBudget(class_id=class_id(stage), staff=6, lines=lines))
    )
    stage.note(
        f"合计 {drafted.total_fen / 100:.0f} 元，定额 {drafted.ceiling_fen / 100:.0f} 元",
        f"{drafted.total_fen / 100:.0f} yuan within a ceiling of {drafted.ceiling_fen / 100:.0f}",
    )
    stage.note(f"依据：{standard.source}", "by the standard in force")


@CHAPTER.step("开始筹备、分配名额", "Seats are allocated", by="staff1", at="2026-02-25 09:00")
def allocate_quotas(stage: Stage) -> None:
    stage.ask("staff1", BeginPreparation(class_id=class_id(stage)))
    quotas = [
        QuotaLine(unit_id=stage.kept["units"][code], seats=seats, reserve=5)
        for code, _, seats, _ in UNITS
    ]
    deadline = local("2026-03-13 17:00")
    stage.ask("staff1", AllocateQuotas(class_id=class_id(stage), deadline=deadline, quotas=quotas))


@CHAPTER.step("拟定培训通知", "The notice is drafted", by="staff1", at="2026-02-26 09:00")
def draft_notice(stage: Stage) -> None:
    request = DraftNotice(
        class_id=class_id(stage),
        title="关于举办2026年上半年发展对象培训班的通知",
        body=NOTICE,
        contact="党校办公室 王晓燕，夜间值班室 021-00000000",
    )
    stage.kept["notice_id"] = stage.until(lambda: stage.ask("staff1", request)).notice_id


@CHAPTER.step("发布培训通知", "The notice is released", by="evp", at="2026-02-26 15:00")
def publish_notice(stage: Stage) -> None:
    request = PublishNotice(notice_id=stage.kept["notice_id"])
    published = stage.until(
        lambda: stage.ask("evp", request), while_refused=("NO_AUDIENCE", "CHANGED_MEANWHILE")
    )
    stage.note(f"送达 {published.addressed} 个单位", f"to {published.addressed} units")
    stage.until(lambda: view(stage).state is ClassState.ENROLLING)


@CHAPTER.step("各单位签收通知", "Every unit acknowledges", by="unit01…08", at="2026-02-27 09:00")
def acknowledge_notice(stage: Stage) -> None:
    acknowledge(stage, NoticeKind.CLASS_NOTICE)
    stage.until(
        lambda: notices(stage, NoticeKind.CLASS_NOTICE),
        lambda found: bool(found) and found[0].acknowledged == len(UNITS),
    )


@CHAPTER.step(
    "各单位导入报名表", "Every unit imports its list", by="unit01…08", at="2026-03-09 09:00"
)
def import_nominations(stage: Stage) -> None:
    stage.kept["imports"] = {
        file_name: summary(hand_in(stage, code, file_name)) for code, _, _, file_name in UNITS
    }
    for file_name, found in stage.kept["imports"].items():
        stage.note(
            f"{file_name}：录入 {found['accepted']}，候补 {found['waitlisted']}，"
            f"退回 {len(found['refused'])}",
            f"{found['accepted']} taken, {found['waitlisted']} waiting, "
            f"{len(found['refused'])} handed back",
        )


@CHAPTER.step("重复导入不产生变化", "Importing twice", by="unit01…08", at="2026-03-10 09:00")
def import_again(stage: Stage) -> None:
    before = view(stage).nominated
    stage.kept["imports_again"] = {
        file_name: summary(hand_in(stage, code, file_name)) for code, _, _, file_name in UNITS
    }
    after = view(stage).nominated
    stage.note(f"导入前后均为 {after} 人", f"{after} nominated before and after")
    if before != after:
        raise AssertionError(f"a second import changed {before} nominations to {after}")


@CHAPTER.step("录取", "The eligible are accepted", by="staff1", at="2026-03-14 09:00")
def accept_nominations(stage: Stage) -> None:
    stage.ask("staff1", AcceptNominations(class_id=class_id(stage)))
    accepted = ListNominations(class_id=class_id(stage), state=NominationState.ACCEPTED, size=1)
    total = stage.ask("staff1", accepted).total
    stage.note(f"录取 {total} 人", f"{total} accepted")


def open_for_nominations(
    stage: Stage, created: CreateClass, *, seats: int, reserve: int, deadline: str, notice: str
) -> str:
    """A class of the plan, announced with so many seats for each unit, takes nominations; its
    id.
    """
    class_id = stage.ask("evp", created).class_id
    stage.ask("staff1", BeginPreparation(class_id=class_id))
    quotas = [
        QuotaLine(unit_id=stage.kept["units"][code], seats=seats, reserve=reserve)
        for code, *_ in UNITS
    ]
    allocation = AllocateQuotas(class_id=class_id, deadline=local(deadline), quotas=quotas)
    stage.ask("staff1", allocation)
    draft = DraftNotice(
        class_id=class_id,
        title=f"关于举办{created.title}的通知",
        body=notice,
        contact="党校办公室",
    )
    drafted = stage.until(lambda: stage.ask("staff1", draft))
    stage.until(
        lambda: stage.ask("evp", PublishNotice(notice_id=drafted.notice_id)),
        while_refused=("NO_AUDIENCE", "CHANGED_MEANWHILE"),
    )
    stage.until(
        lambda: stage.ask("staff1", FindClass(class_id=class_id)),
        lambda found: found.state is ClassState.ENROLLING,
    )
    return class_id


def hand_in(stage: Stage, code: str, file_name: str) -> ImportView:
    """A unit uploads its workbook and has it imported; what cannot be taken is handed back."""
    who = liaison_of(code)
    upload = stage.upload(who, (ROSTERS / file_name).read_bytes(), file_name)
    request = ImportNominations(
        class_id=class_id(stage), unit_id=stage.kept["units"][code], upload=upload
    )
    return stage.ask(who, request)


def summary(done: ImportView) -> dict[str, Any]:
    """What an import came to."""
    return {
        "accepted": done.accepted,
        "waitlisted": done.waitlisted,
        "unchanged": done.unchanged,
        "refused": [
            {"row": fault.row, "column": fault.column, "code": fault.code, "zh": fault.zh}
            for fault in done.refused
        ],
        "handed_back": done.errors_file.name if done.errors_file else None,
    }


def class_id(stage: Stage) -> str:
    """The class of the play."""
    found: str = stage.kept["class_id"]
    return found


def view(stage: Stage) -> ClassView:
    """The class as the staff see it."""
    return stage.ask("staff1", FindClass(class_id=class_id(stage)))
