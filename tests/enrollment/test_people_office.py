"""People's data: the basis it is kept on, erased on request, kept where a class file needs it."""

import re
from typing import Any

import pytest

from contracts.enrollment import (
    ConsentBasis,
    ErasePerson,
    ListNominations,
    PersonalDataErased,
    PolicyConsentRecorded,
    RecordConsent,
    RejectNomination,
    RevealPerson,
    WithdrawNomination,
)
from contracts.roles import Role
from kit.testing import an_actor
from tests.enrollment.makers import MAN, refused
from tests.enrollment.school import ORG, STAFF, School, secretary


def erase(school: School, person_id: str) -> Any:
    return school.do(ErasePerson(person_id=person_id, reason="本人申请删除"), ORG)


def a_withdrawn_person(school: School) -> tuple[str, str]:
    """Somebody who was nominated once: class and person."""
    class_id, unit = school.a_class_enrolling().class_id, school.units[0]
    made = school.nominate(
        class_id, unit, name="欧阳雪", id_no=MAN, student_no="2022007", remark="特殊情况"
    )
    withdrawal = WithdrawNomination(
        unit_id=unit.unit_id, nomination_id=made.nomination_id, reason="欧阳雪出国"
    )
    school.do(withdrawal, secretary(unit))
    return class_id, made.person_id


def test_the_basis_is_recorded_and_told(school: School) -> None:
    _, person_id = a_withdrawn_person(school)
    first = school.do(RecordConsent(person_id=person_id, basis=ConsentBasis.CONSENT), STAFF)
    duty = ConsentBasis.STATUTORY_DUTY
    again = school.do(RecordConsent(person_id=person_id, basis=duty), ORG)

    assert (first.basis, first.recorded_by) == (ConsentBasis.CONSENT, "staff")
    assert (again.basis, again.recorded_by) == (duty, "org")
    assert [event.basis for event in school.emitted(PolicyConsentRecorded)] == [
        ConsentBasis.CONSENT,
        duty,
    ]
    with refused("UNKNOWN"):
        school.do(RecordConsent(person_id="nobody", basis=duty), STAFF)


def test_who_never_came_is_erased_and_nothing_tells_of_them_any_more(school: School) -> None:
    class_id, person_id = a_withdrawn_person(school)
    erased = erase(school, person_id)

    assert (erased.person_id, erased.basis) == (person_id, ConsentBasis.STATUTORY_DUTY)
    [event] = school.emitted(PersonalDataErased)
    assert (event.person_id, event.by) == (person_id, "org")
    shown = school.do(RevealPerson(person_id=person_id, reason="核对"), STAFF)
    assert (shown.name, shown.id_no, shown.phone) == ("", "", "")
    [nomination] = school.do(ListNominations(class_id=class_id), STAFF).items
    assert (nomination.name, nomination.student_no, nomination.reason) == ("", "", "")
    with school.office.database.reading() as session:
        for table in ("person", "nomination", "trainee", "consent"):
            rows = session.connection().exec_driver_sql(f"SELECT * FROM {table}").all()  # noqa: S608 – our own names
            assert not re.search("欧阳雪|2022007|特殊情况", str(rows)), table
    with refused("ALREADY_ERASED"):
        erase(school, person_id)


def test_who_was_erased_may_come_again_as_somebody_new(school: School) -> None:
    class_id, person_id = a_withdrawn_person(school)
    erase(school, person_id)
    again = school.nominate(class_id, school.units[1], name="欧阳雪", id_no=MAN)

    assert again.person_id != person_id


def test_a_nomination_that_stands_is_withdrawn_first(school: School) -> None:
    class_id, unit = school.a_class_enrolling().class_id, school.units[0]
    made = school.nominate(class_id, unit, 1)

    with refused("NOMINATION_STANDS"):
        erase(school, made.person_id)
    school.do(RejectNomination(nomination_id=made.nomination_id, reason="不符合条件"), STAFF)
    erase(school, made.person_id)
    assert len(school.emitted(PersonalDataErased)) == 1


@pytest.mark.clause("A-7.9.a")
def test_what_a_class_file_needs_is_kept(school: School) -> None:
    class_id = school.a_class_with_trainees(1).class_id
    [trainee] = school.trainees(class_id)

    with refused("ARCHIVE_DUTY") as said:
        erase(school, trainee.person_id)
    assert said.value.clause == "A-7.9.a"
    assert school.trainees(class_id)[0].name == trainee.name
    assert school.emitted(PersonalDataErased) == []


def test_erasing_is_not_for_everybody(school: School) -> None:
    _, person_id = a_withdrawn_person(school)
    counselor = an_actor(Role.COUNSELOR, person="counselor")

    for somebody in (STAFF, counselor):
        with refused("NOT_YOUR_DUTY"):
            school.do(ErasePerson(person_id=person_id, reason="本人申请删除"), somebody)
