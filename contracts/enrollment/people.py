"""What the law asks about people's data: the basis it is kept on, and its erasure."""

from datetime import datetime
from enum import StrEnum

from contracts.base import Classification, Command, Event, View
from contracts.enrollment.access import R
from contracts.values import Reason


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
    """登记个人信息处理依据｜Record on what basis a person's data is processed (PIPL art. 13)."""

    person_id: str
    basis: ConsentBasis


class ErasePerson(
    Command[ConsentView],
    rest="POST /people/{person_id}/erasure",
    by=(R.ORG_DEPT, R.STUDENT_WORK),
):
    """删除个人信息｜Erase a person's data on request (PIPL art. 47); of a class that was attended
    the archive keeps it.
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
