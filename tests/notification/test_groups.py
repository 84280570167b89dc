"""Work groups: who makes them, who is in them, what is said there and what leaves no trace."""

from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from contracts.base import Classification, Event
from contracts.enrollment import (
    ClassClosed,
    ClassRole,
    RoleEnded,
    RoleReplaced,
)
from contracts.notification import (
    BlockReason,
    CreateWorkGroup,
    FindWorkGroup,
    GroupMembershipChanged,
    GroupMessageBlocked,
    GroupMessagePosted,
    GroupMessageView,
    InviteHead,
    ListGroupMessages,
    PostGroupMessage,
    RecordOtherContact,
    Topic,
    WorkGroupCreated,
    WorkGroupView,
)
from contracts.refusals import Refusal
from contracts.roles import Actor, Role
from kit.testing import TestOffice, an_actor
from services.notification.domain.rules import the_rules
from services.notification.domain.team import Member
from services.notification.domain.training_class import TrainingClass
from services.notification.domain.work_group import GroupHead, members_of
from tests.notification.college import (
    AFFAIRS,
    COUNSELOR,
    LEAD,
    MENTOR,
    PARTICIPANT,
    a_college,
    a_college_class,
    a_plan,
    assigned,
    confirmed,
    hear_as,
    the_team,
    todos,
    told,
    try_held_again,
)
from tests.notification.makers import CHECK_IN

OWN_CLASS = {"hosted_externally": False, "host_id": None}
GONE = RoleEnded(
    class_id="c1",
    assignment_id="PARTICIPANT-pat",
    role=ClassRole.PARTICIPANT,
    person_id="pat",
    unit_id="d-student",
)
REPLACED = RoleReplaced(
    class_id="c1",
    assignment_id="PARTICIPANT-pam",
    role=ClassRole.PARTICIPANT,
    person_id="pam",
    unit_id="d-student",
    replaced_id="pat",
)


def create(office: TestOffice, actor: Actor = COUNSELOR, class_id: str = "c1") -> WorkGroupView:
    return office.do(CreateWorkGroup(class_id=class_id), as_=actor)


def a_group(office: TestOffice) -> None:
    """The team is there, the project is confirmed, the plan issued, the group created."""
    office.hear(*the_team(), confirmed(), a_plan())
    create(office)


def members(office: TestOffice) -> list[str]:
    group = office.do(FindWorkGroup(class_id="c1"), as_=AFFAIRS)
    return [member.person_id for member in group.members]


def post(
    office: TestOffice, words: str = "明早八点集合", actor: Actor = COUNSELOR, **changes: Any
) -> GroupMessageView:
    request = PostGroupMessage(
        **{"class_id": "c1", "topic": Topic.SCHEDULE, "text": words} | changes
    )
    return office.do(request, as_=actor, key=f"key-{hash(words)}")


def messages(office: TestOffice) -> list[GroupMessageView]:
    return office.do(ListGroupMessages(class_id="c1"), as_=AFFAIRS).items


def an_invitation(person_id: str = "head-d-theory", unit_id: str = "d-theory") -> InviteHead:
    return InviteHead(class_id="c1", unit_id=unit_id, person_id=person_id)


# -- making one ----------------------------------------------------------------------------------


@pytest.mark.clause("B-10.1")
def test_a_counselor_of_the_class_creates_its_group_once_the_project_is_fixed(
    college: TestOffice,
) -> None:
    college.hear(*the_team())
    with pytest.raises(Refusal, match="PROJECT_NOT_FIXED") as refused:
        create(college)
    assert refused.value.status == 409
    # For a contracted class the plan alone does not fix it.
    college.hear(a_plan())
    with pytest.raises(Refusal, match="PROJECT_NOT_FIXED"):
        create(college)
    college.hear(confirmed())
    assert "CREATE_WORK_GROUP" in todos(college, COUNSELOR)
    assert create(college).created_by == "cora"
    assert "CREATE_WORK_GROUP" not in todos(college, COUNSELOR)
    assert told(college, WorkGroupCreated) == [WorkGroupCreated(class_id="c1", members=4)]
    with pytest.raises(Refusal, match="GROUP_EXISTS"):
        create(college)


@pytest.mark.clause("B-10.1")
def test_the_project_of_an_own_class_is_fixed_by_its_plan(college: TestOffice) -> None:
    college.hear(
        a_college_class(class_id="c2", **OWN_CLASS),
        *(changed(event, class_id="c2") for event in the_team()),
    )
    counselor = an_actor(Role.COUNSELOR, person="cora", within="class:c2")
    with pytest.raises(Refusal, match="PROJECT_NOT_FIXED"):
        create(college, counselor, "c2")
    college.hear(a_plan(class_id="c2"))
    assert create(college, counselor, "c2").class_id == "c2"


def changed(event: Any, **changes: Any) -> Any:
    return type(event)(**vars(event) | changes)


@pytest.mark.clause("B-10.1")
@pytest.mark.parametrize(
    ("actor", "code"),
    [
        (LEAD, "NOT_YOUR_DUTY"),
        (AFFAIRS, "NOT_YOUR_DUTY"),
        (an_actor(Role.COUNSELOR, person="x", within="class:c2"), "NOT_YOUR_DUTY"),
        (an_actor(Role.COUNSELOR, person="of-no-class"), "NOT_ITS_COUNSELOR"),
    ],
)
def test_nobody_but_a_counselor_of_the_class_creates_it(
    college: TestOffice, actor: Actor, code: str
) -> None:
    college.hear(*the_team(), confirmed(), a_plan())
    with pytest.raises(Refusal, match=code) as refused:
        create(college, actor)
    assert refused.value.status == 403


def test_a_group_created_before_the_plan_is_not_asked_for_again(college: TestOffice) -> None:
    college.hear(*the_team(), confirmed())
    create(college)
    college.hear(a_plan())
    assert "CREATE_WORK_GROUP" not in todos(college, COUNSELOR)


# -- members -------------------------------------------------------------------------------------


@pytest.mark.clause("B-10.2")
def test_its_members_are_those_who_serve_the_class_and_follow_their_duties(
    college: TestOffice,
) -> None:
    a_group(college)
    assert members(college) == ["cora", "lee", "mo", "pat"]
    college.hear(REPLACED, times=2)
    assert members(college) == ["cora", "lee", "mo", "pam"]
    college.hear(assigned(ClassRole.COUNSELOR, "carl"))
    assert members(college) == ["carl", "cora", "lee", "mo", "pam"]
    college.hear(changed(GONE, person_id="pam"))
    assert members(college) == ["carl", "cora", "lee", "mo"]
    assert [event.members for event in told(college, GroupMembershipChanged)] == [4, 5, 4]


@pytest.mark.clause("B-10.2")
def test_the_hosts_own_manager_is_no_member(college: TestOffice) -> None:
    a_group(college)
    college.hear(assigned(ClassRole.HOST_MANAGER, "harry", "h1"))
    assert "harry" not in members(college)


def test_a_duty_of_another_class_makes_no_member(college: TestOffice) -> None:
    a_group(college)
    college.hear(
        a_college_class(class_id="c2"),
        changed(assigned(ClassRole.COUNSELOR, "carl"), class_id="c2"),
    )
    assert "carl" not in members(college)


def test_who_has_two_duties_is_a_member_once_until_both_have_ended(college: TestOffice) -> None:
    a_group(college)
    college.hear(assigned(ClassRole.PARTICIPANT, "cora"))
    assert members(college).count("cora") == 1
    college.hear(changed(GONE, person_id="cora"))
    assert "cora" in members(college)


@pytest.mark.clause("B-10.2")
@pytest.mark.usefixtures("moved_clock")
def test_the_members_are_the_same_in_whatever_order_duties_are_heard() -> None:
    facts: dict[int, Event] = {
        31: assigned(ClassRole.PARTICIPANT, "pat"),
        32: REPLACED,
        33: changed(GONE, person_id="pam"),
    }
    for order in permutations(facts):
        office = a_college()
        office.hear(assigned(ClassRole.COUNSELOR, "cora"), confirmed(), a_plan())
        create(office)
        for place in order:
            hear_as(office, place, facts[place])
        assert members(office) == ["cora"]
        office.close()


def test_duties_heard_before_their_class_are_kept(moved_clock: None) -> None:
    office = a_college()
    team = [changed(event, class_id="c2") for event in the_team()]
    plan = a_plan(class_id="c2")
    office.hear(*team, plan)
    office.hear(a_college_class(class_id="c2", **OWN_CLASS))
    try_held_again(office)
    counselor = an_actor(Role.COUNSELOR, person="cora", within="class:c2")
    assert len(create(office, counselor, "c2").members) == 4
    office.close()


@pytest.mark.clause("B-10.2", "B-10.3")
@given(
    st.sets(st.tuples(st.sampled_from(ClassRole), st.sampled_from("abcdef"), st.booleans())),
    st.sets(st.tuples(st.sampled_from("abcxyz"), st.sampled_from(["d1", "d2"]))),
)
@settings(max_examples=60)
def test_members_are_exactly_who_serves_or_was_invited(
    duties: set[tuple[ClassRole, str, bool]], invited: set[tuple[str, str]]
) -> None:
    team = [
        Member(class_id="c1", role=role, person_id=person, is_active=serves)
        for role, person, serves in duties
    ]
    heads = [GroupHead(class_id="c1", person_id=person, unit_id=unit) for person, unit in invited]
    known = a_known_class(plan_units=["d1"])
    found = members_of(known, team, heads, the_rules())
    serving = {
        person for role, person, serves in duties if serves and role is not ClassRole.HOST_MANAGER
    }
    assert {member.person_id for member in found if not member.invited} == serving
    assert {member.person_id for member in found} == serving | {
        person for person, unit in invited if unit == "d1"
    }
    assert len(found) == len({member.person_id for member in found})


def a_known_class(**changes: Any) -> TrainingClass:
    created = a_college_class()
    return TrainingClass(
        class_id="c1",
        title=created.title,
        code=created.code,
        profile=created.profile,
        start_on=created.start_on,
        end_on=created.end_on,
        checkin_from=CHECK_IN,
        **changes,
    )


@pytest.mark.clause("B-10.3")
def test_only_the_head_of_a_department_that_takes_part_is_invited(college: TestOffice) -> None:
    a_group(college)
    with pytest.raises(Refusal, match="UNIT_NOT_TAKING_PART"):
        college.do(an_invitation("head-d-it", "d-it"), as_=COUNSELOR)
    with pytest.raises(Refusal, match="NOT_A_HEAD"):
        college.do(an_invitation("clerk-d-theory"), as_=COUNSELOR)
    with pytest.raises(Refusal, match="NOT_YOUR_DUTY"):
        college.do(an_invitation(), as_=LEAD)
    first = college.do(an_invitation(), as_=COUNSELOR)
    group = college.do(an_invitation(), as_=COUNSELOR)
    assert group == first
    assert [m.person_id for m in group.members if m.invited] == ["head-d-theory"]
    assert [event.members for event in told(college, GroupMembershipChanged)] == [5]
    # The department no longer takes part.
    college.hear(a_plan(2, unit_ids=["d-student"]))
    assert "head-d-theory" not in members(college)


# -- what is said there --------------------------------------------------------------------------


@pytest.mark.clause("B-10.4")
@pytest.mark.parametrize("actor", [COUNSELOR, LEAD, MENTOR, PARTICIPANT])
def test_every_member_posts_about_the_class(college: TestOffice, actor: Actor) -> None:
    a_group(college)
    shown = post(college, actor=actor)
    assert (shown.state, shown.text, shown.reason) == ("POSTED", "明早八点集合", None)
    assert [message.text for message in messages(college)] == ["明早八点集合"]
    assert told(college, GroupMessagePosted)[0].topic is Topic.SCHEDULE


@pytest.mark.clause("B-10.2")
def test_who_is_not_a_member_posts_nothing(college: TestOffice) -> None:
    a_group(college)
    with pytest.raises(Refusal, match="NOT_A_MEMBER"):
        post(college, actor=AFFAIRS)
    college.hear(GONE)
    with pytest.raises(Refusal, match="NOT_A_MEMBER"):
        post(college, actor=PARTICIPANT)
    assert messages(college) == []


def test_nothing_is_posted_once_the_class_is_closed(college: TestOffice) -> None:
    a_group(college)
    college.hear(ClassClosed(class_id="c1"))
    with pytest.raises(Refusal, match="CLASS_CLOSED"):
        post(college)


BLOCKED = [
    ("这份资料涉密切勿外传", BlockReason.CONFIDENTIAL, {}),
    ("出席领导名单另发", BlockReason.CONFIDENTIAL, {"classification": Classification.INTERNAL}),
    ("身份证230103200002290368", BlockReason.PERSONAL_DATA, {}),
    ("FZ-2026-9班的同志也来", BlockReason.OTHER_CLASS, {}),
]


@pytest.mark.clause("B-10.4", "B-10.5")
@pytest.mark.parametrize(("words", "reason", "changes"), BLOCKED)
def test_a_blocked_message_leaves_its_reason_and_nowhere_its_text(
    college: TestOffice, words: str, reason: BlockReason, changes: dict[str, Any]
) -> None:
    college.hear(a_college_class(class_id="c2", code="FZ-2026-9", title="发展对象培训班"))
    a_group(college)
    shown = post(college, words, **changes)
    assert (shown.state, shown.reason, shown.text) == ("BLOCKED", reason, "")
    assert [(m.state, m.text, m.text_hash) for m in messages(college)] == [
        ("BLOCKED", "", shown.text_hash)
    ]
    [blocked] = told(college, GroupMessageBlocked)
    assert (blocked.reason, blocked.text_hash) == (reason, shown.text_hash)
    assert told(college, GroupMessagePosted) == []
    assert words not in everything_kept(college)
    # The answer under its key is the same one.
    assert post(college, words, **changes) == shown
    group = college.do(FindWorkGroup(class_id="c1"), as_=AFFAIRS)
    assert (group.posted, group.blocked) == (0, 1)


def everything_kept(office: TestOffice) -> str:
    """Every value in every table, and whatever else lies in the office's folder."""
    with office.database.reading() as session:
        rows = [
            str(session.execute(text(f'SELECT * FROM "{table.name}"')).all())  # noqa: S608 – names of our own tables
            for table in office.tables.metadata.tables.values()
        ]
    files = [
        each.read_bytes().decode(errors="ignore")
        for each in Path(office.folder.name).rglob("*")
        if each.is_file()
    ]
    return "\n".join([*rows, *files])


@pytest.mark.clause("B-10.5")
def test_a_blocked_matter_is_dealt_with_by_another_way(college: TestOffice) -> None:
    a_group(college)
    blocked = post(college, "绝密文件", actor=PARTICIPANT)
    assert "CONTACT_OTHERWISE" in todos(college, PARTICIPANT)
    assert "CONTACT_OTHERWISE" not in todos(college, COUNSELOR)
    request = RecordOtherContact(class_id="c1", message_id=blocked.message_id, how="当面沟通")
    with pytest.raises(Refusal, match="NOT_YOUR_MESSAGE"):
        college.do(request, as_=COUNSELOR)
    told_too_much = changed(request, how="当面说明绝密内容")
    with pytest.raises(Refusal, match="CONTACT_TELLS_TOO_MUCH"):
        college.do(told_too_much, as_=PARTICIPANT)
    assert college.do(request, as_=PARTICIPANT).contact == "当面沟通"
    assert "CONTACT_OTHERWISE" not in todos(college, PARTICIPANT)
    with pytest.raises(Refusal, match="CONTACT_RECORDED"):
        college.do(request, as_=PARTICIPANT)


def test_a_posted_message_needs_no_other_way(college: TestOffice) -> None:
    a_group(college)
    posted = post(college)
    request = RecordOtherContact(class_id="c1", message_id=posted.message_id, how="当面沟通")
    with pytest.raises(Refusal, match="WRONG_STATE"):
        college.do(request, as_=COUNSELOR)
