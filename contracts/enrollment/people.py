"""People across the years: found by staff, masked; and what the law asks about their data."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from annotated_types import MaxLen, MinLen

from contracts.base import Classification, Command, Event, Page, Query, Title, View
from contracts.enrollment.access import R
from contracts.enrollment.classes import ClassState
from contracts.enrollment.roster import TraineeState
from contracts.values import PageNo, PageSize, Reason


class TrainingLine(View):
    """培训记录｜One class somebody was on the roster of."""

    class_id: str
    class_code: str
    class_title: str
    class_state: ClassState
    start_on: date
    end_on: date
    trainee_id: str
    trainee_no: str
    state: TraineeState
    unit_name: str
    certificate_no: str | None


class PersonFoundView(View):
    """人员培训档案｜A person with every class of theirs, the latest first; id number and phone are
    masked. The unit is the one that nominated them last.
    """

    person_id: str
    name: str
    unit_name: str
    id_no_masked: str
    phone_masked: str
    trainings: list[TrainingLine]


class FindPeople(
    Query[Page[PersonFoundView]],
    rest="GET /people",
    by=(
        R.STAFF,
        R.ORG_DEPT,
        R.STUDENT_WORK,
        R.TEACHING_AFFAIRS,
        R.EVP,
        R.AUDITOR,
        R.COUNSELOR,
        R.PROJECT_LEAD,
    ),
    clauses=("A-7.9.a",),
):
    """查找人员｜People by name, student number or the last three of the id number, ordered by name.
    Within a class: who is on its roster, with that class alone.
    """

    q: Annotated[str, Title("搜索", "Search"), MinLen(2), MaxLen(50)]
    class_id: Annotated[str | None, Title("班次", "Class")] = None
    page: PageNo = 1
    size: PageSize = 20


class ConsentBasis(StrEnum):
    """On what a person's data is processed (PIPL art. 13)."""

    CONSENT = "CONSENT"
    STATUTORY_DUTY = "STATUTORY_DUTY"
    PERSONNEL_MANAGEMENT = "PERSONNEL_MANAGEMENT"


class ConsentView(View):
    """个人信息处理依据｜The basis a person's data is processed on."""

    person_id: str
    basis: ConsentBasis
    recorded_at: datetime
    recorded_by: str


class RecordConsent(
    Command[ConsentView],
    rest="POST /people/{person_id}/consent",
    by=(R.STAFF, R.ORG_DEPT, R.STUDENT_WORK, R.COUNSELOR),
):
    """登记个人信息处理依据｜Record legal basis: record on what basis a person's data is processed
    (PIPL art. 13).
    """

    person_id: str
    basis: ConsentBasis


class ErasePerson(
    Command[ConsentView],
    rest="POST /people/{person_id}/erasure",
    by=(R.ORG_DEPT, R.STUDENT_WORK),
):
    """删除个人信息｜Erase personal data: erase a person's data on request (PIPL art. 47); of a
    class that was attended the archive keeps it.
    """

    person_id: str
    reason: Reason


class PolicyConsentRecorded(Event, about="person_id"):
    """处理依据已登记｜The basis of a person's data was recorded."""

    person_id: str
    basis: ConsentBasis


class PersonalDataErased(Event, about="person_id", classification=Classification.CONFIDENTIAL):
    """个人信息已删除｜A person's data was erased."""

    person_id: str
    by: str
