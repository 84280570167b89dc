"""Contacts 联系方式: where people are reached outside the portal, and how they want to be."""

from typing import Annotated

from annotated_types import MaxLen

from contracts.base import Command, Query, Secret, Title, View
from contracts.notification.access import R


class ContactView(View):
    """联系方式｜How a person is reached; addresses masked. The portal itself is always
    there.
    """

    person_id: Annotated[str, Title("人员编号", "Person id")]
    email_masked: Annotated[str, Title("电子邮箱", "E-mail")]
    phone_masked: Annotated[str, Title("手机号码", "Mobile phone")]
    by_email: Annotated[bool, Title("接收邮件", "By e-mail")]
    by_sms: Annotated[bool, Title("接收短信", "By text message")]


class KeepContact(
    Command[ContactView], rest="POST /people/{person_id}/contact", by=(R.SIGNED_IN,), clauses=()
):
    """登记联系方式｜Keep contact: keep one's own contact as it is given here; an administrator may
    keep others'.

    An address given in its masked form stays as it is kept; an empty one is removed. Refusals:
    NOT_YOUR_CONTACT (403), EMAIL, PHONE and NO_ADDRESS (422).
    """

    person_id: str
    email: Annotated[str, Title("电子邮箱", "E-mail"), Secret(), MaxLen(254)] = ""
    phone: Annotated[str, Title("手机号码", "Mobile phone"), Secret(), MaxLen(30)] = ""
    by_email: Annotated[bool, Title("接收邮件", "By e-mail")] = False
    by_sms: Annotated[bool, Title("接收短信", "By text message")] = False


class FindContact(
    Query[ContactView], rest="GET /people/{person_id}/contact", by=(R.SIGNED_IN,), clauses=()
):
    """联系方式｜One's own contact, masked; empty before anything was kept."""

    person_id: str
