"""What auditors see of enrollment: who did what to whom and why, and never the data itself."""

import json

import pytest

from contracts.enrollment import CheckInSelf, ListAudit, RevealPerson, WithdrawNomination
from contracts.roles import Role
from kit.testing import an_actor
from kit.wire import encode
from tests.enrollment.makers import MAN, refused
from tests.enrollment.school import EVP, STAFF, School, own, secretary

AUDITOR = an_actor(Role.AUDITOR, person="auditor")


@pytest.mark.clause("A-5.k3")
def test_an_unmasked_look_is_in_the_log_with_its_reason_and_without_what_was_seen(
    school: School,
) -> None:
    class_id = school.a_class_enrolling().class_id
    made = school.nominate(class_id, school.units[0], id_no=MAN)
    school.do(RevealPerson(person_id=made.person_id, reason="与本人核对证件"), STAFF)
    log = school.do(ListAudit(), AUDITOR)

    look = log.items[0]
    assert (look.person_id, look.request, look.zh) == (
        "staff",
        "reveal_person",
        "查看完整个人信息",
    )
    assert look.records == {"person_id": made.person_id}
    assert {field.zh: field.value for field in look.fields}["理由"] == "与本人核对证件"
    assert (look.refused, look.request_id) == ("", "r1")
    every = json.dumps([encode(line) for line in log.items], ensure_ascii=False)
    assert MAN not in every
    assert "13800000001" not in every


def test_a_line_tells_in_whose_name_and_what_was_refused(school: School) -> None:
    class_id, unit = school.a_class_enrolling().class_id, school.units[0]
    made = school.nominate(class_id, unit)
    withdrawal = WithdrawNomination(
        unit_id="another", nomination_id=made.nomination_id, reason="不符合"
    )
    with refused("UNKNOWN"):
        school.do(withdrawal, an_actor(Role.GRASSROOTS_ORG, person="x", within="unit:another"))
    tried, nominated = school.do(ListAudit(size=2), AUDITOR).items

    assert (tried.person_id, tried.on_behalf_of, tried.refused) == ("x", "another", "UNKNOWN")
    assert (nominated.on_behalf_of, nominated.refused) == (unit.unit_id, "")
    of_class = school.do(ListAudit(class_id=class_id, by=secretary(unit).person_id), AUDITOR)
    assert [line.request for line in of_class.items] == ["nominate"]


def test_a_scanned_code_stays_out_of_the_log(school: School) -> None:
    class_id = school.a_class_with_trainees(1).class_id
    [one] = school.trainees(class_id)
    scanned = CheckInSelf(class_id=class_id, trainee_id=one.trainee_id, token="1.abcdef")
    with refused("CHECK_IN_NOT_OPEN"):
        school.do(scanned, own(one.trainee_id))
    line = school.do(ListAudit(), AUDITOR).items[0]

    assert (line.request, line.refused) == ("check_in_self", "CHECK_IN_NOT_OPEN")
    assert "abcdef" not in json.dumps(encode(line))


def test_the_log_is_for_auditors_and_administrators(school: School) -> None:
    for somebody in (STAFF, EVP, own("t1"), secretary(school.units[0])):
        with refused("NOT_YOUR_DUTY"):
            school.do(ListAudit(), somebody)
    within = an_actor(Role.AUDITOR, within="class:c1")
    with refused("NOT_YOUR_DUTY"):
        school.do(ListAudit(), within)
    assert school.do(ListAudit(class_id="c1"), within).items == []
    assert school.do(ListAudit(), an_actor(Role.SYSTEM_ADMIN)).total > 0
