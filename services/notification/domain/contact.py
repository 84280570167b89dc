"""How a person is reached outside the portal, and which duties of theirs have been heard of."""

import re
from dataclasses import dataclass
from datetime import datetime

from contracts.identity import mask_phone, read_phone
from contracts.notification import Medium
from contracts.refusals import Fault, Invalid
from contracts.roles import Role

# What mail servers everywhere take; nothing that could end a header's line.
_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@([A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,63}")
EMAIL_CHARACTERS = 254


@dataclass(eq=False, kw_only=True)
class Contact:
    """A person's addresses, empty where there is none, and the ways they want to be told by."""

    person_id: str
    email: str = ""
    phone: str = ""
    by_email: bool = False
    by_sms: bool = False
    kept_at: datetime | None = None

    @property
    def email_masked(self) -> str:
        """z***@example.cn: the first character and the host."""
        name, at, host = self.email.partition("@")
        return f"{name[:1]}***{at}{host}" if self.email else ""

    @property
    def phone_masked(self) -> str:
        """138****1234."""
        return mask_phone(self.phone)

    def keep(self, *, email: str, phone: str, by_email: bool, by_sms: bool, now: datetime) -> None:
        """Take the contact as it is given; an address in its masked form stays as it is.

        Refusals: EMAIL, PHONE (422) for what is no address, NO_ADDRESS (422) for a way that is
        wanted without one.
        """
        mail = self.email if email == self.email_masked else read_email(email)
        number = self.phone if phone == self.phone_masked else _mobile(phone)
        _ensure_address(mail, "email", wanted=by_email)
        _ensure_address(number, "phone", wanted=by_sms)
        self.email, self.phone = mail, number
        self.by_email, self.by_sms, self.kept_at = by_email, by_sms, now

    def address(self, medium: Medium) -> str:
        """Where this person is reached by a medium; empty where it is not wanted."""
        wanted = {Medium.EMAIL: self.by_email, Medium.SMS: self.by_sms}
        address = {Medium.EMAIL: self.email, Medium.SMS: self.phone}
        return address[medium] if wanted[medium] else ""


@dataclass(eq=False, kw_only=True)
class HeldRole:
    """A role within a scope that somebody was given; `as_of` is the place, in the portal's order of
    facts, of the latest one about it.
    """

    person_id: str
    role: Role
    scope: str
    is_held: bool = False
    as_of: int = 0

    def learn(self, *, is_held: bool, as_of: int) -> None:
        """It was given or taken back; an older fact heard later changes nothing."""
        if as_of > self.as_of:
            self.is_held, self.as_of = is_held, as_of


def read_email(text: str) -> str:
    """An e-mail address without spaces around, or none; Invalid EMAIL for anything else."""
    address = text.strip()
    if address and (len(address) > EMAIL_CHARACTERS or not _EMAIL.fullmatch(address)):
        raise _invalid("EMAIL", "email", "这不是有效的电子邮箱地址。", "This is no e-mail address.")
    return address


def _mobile(text: str) -> str:
    number = read_phone(text) if text.strip() else ""
    if number is None:
        zh, en = "这不是有效的手机号码。", "This is no mobile number."
        raise _invalid("PHONE", "phone", zh, en)
    return number


def _ensure_address(address: str, field: str, *, wanted: bool) -> None:
    if wanted and not address:
        zh = "选择了该接收方式，但没有填写地址或号码。"
        raise _invalid("NO_ADDRESS", field, zh, "This way is wanted, but there is no address.")


def _invalid(code: str, field: str, zh: str, en: str) -> Invalid:
    return Invalid(code, zh, en, faults=(Fault(field, zh, en),))
