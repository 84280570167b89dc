"""The joint data confirmation in finance's office: counted, put up, signed by both (B-8.8)."""

from collections.abc import Callable
from datetime import timedelta
from itertools import permutations

import pytest

from contracts.enrollment import ClassDeparted
from contracts.finance import (
    AddDataLine,
    CorrectDataLine,
    CountSheet,
    DataGroup,
    DataSheetView,
    DisputeSheet,
    DisputeSheetByLink,
    FindAccount,
    FindSheetOfClass,
    HostLinkView,
    IssueHostLink,
    ProposeSheet,
    ReadSheetByLink,
    ServiceDataConfirmed,
    ServiceDataDisputed,
    ServiceDataProposed,
    SheetState,
    SignSheet,
    SignSheetByLink,
)
from contracts.roles import Actor, Role
from contracts.scheduling import RoomReleased
from contracts.values import FileRef, Party, SigningMethod
from tests.finance.conftest import MoveTo
from tests.finance.contracted import (
    CLOSING_DAY,
    FINANCE,
    FIRST,
    LAST,
    Contracted,
    a_bed,
    a_hosted_class,
    a_meal,
    an_arrival_at,
    refused,
    somebody,
    usage_of,
)
from tests.finance.makers import a_class

NOBODY = Actor(person_id="")
S = SheetState


def quantities(sheet: DataSheetView) -> dict[str, int]:
    return {line.label: line.quantity for line in sheet.lines}


def a_correction(sheet: DataSheetView, quantity: int = 7, label: str = "住宿") -> CorrectDataLine:
    line_id = next(line.line_id for line in sheet.lines if line.label == label)
    return CorrectDataLine(class_id="c1", line_id=line_id, quantity=quantity, reason="提前离院")


def a_link(house: Contracted) -> HostLinkView:
    return house.do(IssueHostLink(class_id="c1", holder="李处长"), house.counselor())


# -- what stands on it -----------------------------------------------------------------------------


@pytest.mark.clause("B-8.8b")
def test_the_sheet_is_counted_by_the_system_with_its_sources(house: Contracted) -> None:
    house.used()
    sheet = house.do(CountSheet(class_id="c1"), house.counselor())
    assert [(line.group, line.label, line.unit, line.quantity) for line in sheet.lines] == [
        (DataGroup.LODGING, "住宿", "床·夜", 8),
        (DataGroup.MEALS, "午餐", "人次", 2),
        (DataGroup.VENUE, "大会议室", "半天", 1),
        (DataGroup.ACTIVITY, "现场教学：东北烈士纪念馆", "次", 1),
    ]
    assert all(line.sources for line in sheet.lines)
    assert (sheet.version, sheet.state) == (1, S.DRAFT)


@pytest.mark.clause("B-8.8b")
def test_what_is_reported_in_any_order_and_twice_counts_the_same() -> None:
    facts = usage_of()
    for order in list(permutations(facts[:4]))[::6]:
        house = Contracted()
        house.hear(a_hosted_class(), *order, *facts[4:], times=2)
        assert quantities(house.do(CountSheet(class_id="c1"), house.counselor()))["住宿"] == 8
        house.office.close()


@pytest.mark.clause("B-8.8b")
def test_a_blank_group_is_not_put_up_but_a_zero_is(house: Contracted) -> None:
    house.hear(a_hosted_class(), an_arrival_at("t1"), a_bed("t1"), a_meal("o1", 1))
    house.do(CountSheet(class_id="c1"), house.counselor())
    with refused("DATA_GROUP_BLANK"):
        house.do(ProposeSheet(class_id="c1"), house.counselor())
    house.add_zero(DataGroup.VENUE)
    with refused("DATA_GROUP_BLANK"):
        house.do(ProposeSheet(class_id="c1"), house.counselor())
    house.add_zero(DataGroup.ACTIVITY)
    proposed = house.do(ProposeSheet(class_id="c1"), house.counselor())
    assert proposed.state is S.PROPOSED
    [event] = house.emitted(ServiceDataProposed)
    assert (event.version, event.document_hash) == (1, proposed.document_hash)


@pytest.mark.clause("B-8.8b")
def test_what_was_used_since_the_count_is_counted_before_anybody_signs(house: Contracted) -> None:
    house.used()
    house.do(CountSheet(class_id="c1"), house.counselor())
    house.hear(a_meal("o9", 2, what="晚餐"))
    with refused("COUNT_OUTDATED"):
        house.do(ProposeSheet(class_id="c1"), house.counselor())
    house.do(CountSheet(class_id="c1"), house.counselor())
    sheet = house.do(ProposeSheet(class_id="c1"), house.counselor())
    assert (sheet.version, quantities(sheet)["晚餐"]) == (2, 2)


@pytest.mark.clause("B-8.8b", "B-8.8c")
def test_a_correction_keeps_what_was_counted_and_says_why(house: Contracted) -> None:
    house.used()
    sheet = house.do(CountSheet(class_id="c1"), house.counselor())
    corrected = house.do(a_correction(sheet), house.counselor())
    line = corrected.lines[0]
    assert (line.counted, line.quantity, line.reason) == (8, 7, "提前离院")
    assert corrected.document_hash != sheet.document_hash
    again = house.do(CountSheet(class_id="c1"), house.counselor())
    assert quantities(again)["住宿"] == 7
    house.hear(
        RoomReleased(
            class_id="c1", trainee_id="c1-t1", room="A-101", from_on=FIRST, to_on=LAST - ONE_DAY
        )
    )
    fresh = house.do(CountSheet(class_id="c1"), house.counselor())
    assert (fresh.lines[0].counted, fresh.lines[0].quantity, fresh.lines[0].reason) == (7, 7, "")


ONE_DAY = timedelta(days=1)


def test_what_was_added_stays_and_is_added_once(house: Contracted) -> None:
    house.used()
    house.do(CountSheet(class_id="c1"), house.counselor())
    request = AddDataLine(
        class_id="c1",
        group=DataGroup.ACTIVITY,
        label="资料印制",
        unit="份",
        quantity=40,
        reason="印刷厂送货单",
    )
    house.do(request, house.counselor())
    with refused("LINE_EXISTS"):
        house.do(request, house.counselor())
    assert quantities(house.do(CountSheet(class_id="c1"), house.counselor()))["资料印制"] == 40
    with refused("UNKNOWN"):
        house.do(
            CorrectDataLine(class_id="c1", line_id="x", quantity=1, reason="更正"),
            house.counselor(),
        )


# -- signing it ------------------------------------------------------------------------------------


@pytest.mark.clause("B-8.8a", "B-8.8c")
def test_one_signature_confirms_nothing_and_both_confirm_it(house: Contracted) -> None:
    house.proposed()
    one = house.sign(Party.COLLEGE)
    assert (one.state, house.emitted(ServiceDataConfirmed)) == (S.SIGNED_ONE, [])
    both = house.sign(Party.HOST)
    assert both.state is S.CONFIRMED
    assert house.emitted(ServiceDataConfirmed) == [
        ServiceDataConfirmed(
            class_id="c1",
            person_days=10,
            venue_half_days=2,
            teaching_hours=80,
            by_itself=False,
            version=1,
            document_hash=both.document_hash,
        )
    ]
    assert [(s.party, s.signer, s.method) for s in both.signatures] == [
        (Party.COLLEGE, "王辅导员", SigningMethod.E_SIGN),
        (Party.HOST, "李处长", SigningMethod.E_SIGN),
    ]
    assert house.do(FindAccount(class_id="c1"), FINANCE).data_state == "CONFIRMED"


CHANGES: dict[str, Callable[[Contracted, DataSheetView], object]] = {
    "correct": lambda house, sheet: house.do(a_correction(sheet), house.counselor()),
    "add": lambda house, sheet: house.add_zero(DataGroup.ACTIVITY),
    "count": lambda house, sheet: house.do(CountSheet(class_id="c1"), house.counselor()),
}


@pytest.mark.clause("B-8.8c")
@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("party", list(Party))
def test_any_edit_voids_a_signature(house: Contracted, party: Party, change: str) -> None:
    house.proposed()
    signed = house.sign(party)
    CHANGES[change](house, signed)
    sheet = house.sheet()
    assert (sheet.state, sheet.signatures, sheet.version) == (S.DRAFT, [], 2)
    other = Party.COLLEGE if party is Party.HOST else Party.HOST
    with refused("WRONG_STATE"):
        house.sign(other)
    house.do(ProposeSheet(class_id="c1"), house.counselor())
    assert house.sign(other).state is S.SIGNED_ONE


@pytest.mark.clause("B-8.8c")
def test_what_is_signed_is_what_was_seen(house: Contracted) -> None:
    seen = house.proposed()
    house.do(a_correction(seen), house.counselor())
    house.do(ProposeSheet(class_id="c1"), house.counselor())
    late = SignSheet(
        class_id="c1", party=Party.HOST, signer="李处长", document_hash=seen.document_hash
    )
    with refused("ANOTHER_DOCUMENT"):
        house.do(late, house.host())
    assert house.sheet().signatures == []


@pytest.mark.clause("B-8.8c")
def test_nobody_signs_for_the_other_side_or_for_both(house: Contracted) -> None:
    house.proposed()
    with refused("NOT_YOUR_PARTY"):
        house.sign(Party.COLLEGE, as_=house.host())
    with refused("SCAN_NEEDED"):
        house.sign(Party.HOST, as_=house.counselor())
    both_hats = Actor(
        person_id="coun", grants=(*house.counselor().grants, *house.host().grants), request_id="r"
    )
    house.sign(Party.COLLEGE, as_=both_hats)
    with refused("SAME_SIGNER"):
        house.sign(Party.HOST, as_=both_hats)
    with refused("SAME_SIGNER"):
        house.sign(Party.HOST, signer="王辅导员")
    with refused("SIGNED_ALREADY"):
        house.sign(Party.COLLEGE, as_=somebody(Role.PROJECT_LEAD, "lead"), signer="赵负责人")


@pytest.mark.clause("B-8.8a")
def test_a_signature_on_paper_is_recorded_with_its_scan(house: Contracted) -> None:
    house.proposed()
    house.sign(Party.COLLEGE)
    with refused("UNKNOWN"):
        lost = FileRef(file_id="0" * 64, name="无.pdf")
        house.sign(Party.HOST, as_=house.counselor(), scan=lost)
    with refused("SAME_SIGNER"):
        house.sign(Party.HOST, as_=house.counselor(), scan=house.scan, signer="王辅导员")
    signed = house.sign(Party.HOST, as_=house.counselor(), scan=house.scan)
    assert signed.state is S.CONFIRMED
    assert signed.signatures[1].method is SigningMethod.PAPER_SCAN


@pytest.mark.clause("B-8.8a")
def test_somebody_of_another_class_signs_nothing_here(house: Contracted) -> None:
    house.proposed()
    stranger = somebody(Role.HOST_REP, "eve", "c2")
    with refused("NOT_YOUR_DUTY"):
        house.sign(Party.HOST, as_=stranger)


@pytest.mark.clause("B-8.8a")
def test_the_host_objects_and_signs_what_was_put_right(house: Contracted) -> None:
    house.proposed()
    house.sign(Party.COLLEGE)
    objection = DisputeSheet(class_id="c1", objection="住宿多计一晚")
    disputed = house.do(objection, house.host())
    assert (disputed.state, disputed.signatures) == (S.DISPUTED, [])
    assert house.emitted(ServiceDataDisputed) == [ServiceDataDisputed(class_id="c1", version=1)]
    with refused("WRONG_STATE"):
        house.sign(Party.HOST)
    house.do(a_correction(disputed), house.counselor())
    again = house.do(ProposeSheet(class_id="c1"), house.counselor())
    assert (again.version, again.dispute) == (2, "")


@pytest.mark.clause("B-8.8c")
def test_confirmed_data_is_changed_only_by_a_newer_sheet_both_sign(house: Contracted) -> None:
    first = house.confirmed()
    house.do(a_correction(first), house.counselor())
    house.do(ProposeSheet(class_id="c1"), house.counselor())
    house.sign(Party.COLLEGE)
    assert len(house.emitted(ServiceDataConfirmed)) == 1
    second = house.sign(Party.HOST)
    assert [event.version for event in house.emitted(ServiceDataConfirmed)] == [1, 2]
    assert house.emitted(ServiceDataConfirmed)[1].document_hash == second.document_hash


@pytest.mark.clause("B-8.8c")
def test_what_was_settled_does_not_change_any_more(house: Contracted) -> None:
    house.final()
    with refused("SETTLED_ALREADY"):
        house.do(CountSheet(class_id="c1"), house.counselor())
    with refused("SETTLED_ALREADY"):
        house.do(a_correction(house.sheet()), house.counselor())


@pytest.mark.clause("B-8.8c")
def test_a_sheet_left_open_is_not_signed_behind_a_final_settlement(house: Contracted) -> None:
    house.agreed()
    house.do(CountSheet(class_id="c1"), house.counselor())
    house.do(ProposeSheet(class_id="c1"), house.counselor())
    house.sign(Party.COLLEGE)
    house.finish()
    with refused("SETTLED_ALREADY"):
        house.sign(Party.HOST)


def test_an_own_class_has_nobody_to_sign_with(house: Contracted) -> None:
    house.hear(a_class())
    with refused("NO_HOST"):
        house.do(CountSheet(class_id="c1"), house.counselor())


# -- the host's link -------------------------------------------------------------------------------


@pytest.mark.clause("B-8.8a", "B-8.8c")
def test_the_host_signs_by_a_link_without_an_account(house: Contracted) -> None:
    house.proposed()
    house.sign(Party.COLLEGE)
    link = a_link(house)
    assert timedelta(hours=72) <= link.expires_at - CLOSING_DAY < timedelta(hours=73)
    sheet = house.do(ReadSheetByLink(token=link.token), NOBODY)
    assert sheet.lines == house.sheet().lines
    signed = house.do(SignSheetByLink(token=link.token, document_hash=sheet.document_hash), NOBODY)
    assert (signed.state, signed.signatures[1].signer) == (S.CONFIRMED, "李处长")


@pytest.mark.clause("B-8.8a")
def test_a_new_link_ends_the_old_and_confirmation_ends_signing(house: Contracted) -> None:
    house.proposed()
    old, new = a_link(house), a_link(house)
    with refused("UNKNOWN"):
        house.do(ReadSheetByLink(token=old.token), NOBODY)
    seen = house.do(ReadSheetByLink(token=new.token), NOBODY)
    sign = SignSheetByLink(token=new.token, document_hash=seen.document_hash)
    house.do(sign, NOBODY)
    house.sign(Party.COLLEGE)
    with refused("WRONG_STATE"):
        house.do(sign, NOBODY)
    with refused("WRONG_STATE"):
        house.do(DisputeSheetByLink(token=new.token, objection="反悔了"), NOBODY)
    with refused("WRONG_STATE"):
        a_link(house)
    assert house.do(ReadSheetByLink(token=new.token), NOBODY).state is S.CONFIRMED


@pytest.mark.clause("B-8.8a")
def test_a_link_works_for_three_days(house: Contracted, move_to: MoveTo) -> None:
    seen, link = house.proposed(), a_link(house)
    move_to(link.expires_at - timedelta(minutes=1))
    house.do(ReadSheetByLink(token=link.token), NOBODY)
    move_to(link.expires_at + timedelta(seconds=1))
    with refused("LINK_EXPIRED"):
        house.do(ReadSheetByLink(token=link.token), NOBODY)
    with refused("LINK_EXPIRED"):
        house.do(SignSheetByLink(token=link.token, document_hash=seen.document_hash), NOBODY)


@pytest.mark.clause("B-8.8a")
def test_the_host_objects_by_its_link(house: Contracted) -> None:
    house.proposed()
    link = a_link(house)
    objection = DisputeSheetByLink(token=link.token, objection="用餐人数不符")
    assert house.do(objection, NOBODY).dispute == "用餐人数不符"


@pytest.mark.clause("B-8.8a")
def test_a_link_is_kept_as_a_hash_only(house: Contracted) -> None:
    house.proposed()
    link = a_link(house)
    with house.office.database.reading() as session:
        rows = [
            repr(session.execute(table.select()).all())
            for table in house.office.tables.metadata.tables.values()
        ]
    assert all(link.token not in row for row in rows)


def test_there_is_no_sheet_before_the_first_count(house: Contracted) -> None:
    house.used()
    with refused("UNKNOWN"):
        house.do(FindSheetOfClass(class_id="c1"), FINANCE)
    house.hear(ClassDeparted(class_id="c1", end_on=LAST))
    with refused("UNKNOWN"):
        a_link(house)
