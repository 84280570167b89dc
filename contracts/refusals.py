"""How a department says no: a stable code, a sentence in both languages, and the clause behind
it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from contracts.base import Event


@dataclass(frozen=True)
class Fault:
    """One field, or one row, that cannot be taken as it is."""

    field: str
    zh: str
    en: str

    def said(self, language: str) -> str:
        """The sentence in one of the two languages."""
        return self.zh if language == "zh" else self.en


class Refusal(Exception):
    """A rule says no; nothing was changed (409). `leaves` are events that record the attempt
    itself (A-5.p3).
    """

    status = 409

    def __init__(
        self,
        code: str,
        zh: str,
        en: str,
        clause: str = "",
        *,
        faults: Sequence[Fault] = (),
        leaves: Sequence[Event] = (),
    ) -> None:
        super().__init__(f"{code}: {en}")
        self.code, self.zh, self.en, self.clause = code, zh, en, clause
        self.faults, self.leaves = tuple(faults), tuple(leaves)


class Invalid(Refusal):
    """What was sent cannot be taken as it is; the faults name the fields (422)."""

    status = 422


class Unknown(Refusal):
    """There is no such record, or the actor may not know of it (404)."""

    status = 404

    def __init__(self, zh_thing: str, en_thing: str) -> None:
        super().__init__("UNKNOWN", f"没有找到这个{zh_thing}。", f"There is no such {en_thing}.")


class Forbidden(Refusal):
    """The actor does not hold the duty this needs (403)."""

    status = 403


class Unauthenticated(Refusal):
    """Nobody is signed in (401)."""

    status = 401


class Silent(Refusal):
    """A department does not answer; asking again with the same idempotency key is safe (503)."""

    status = 503

    def __init__(self, department: str) -> None:
        super().__init__(
            "DEPARTMENT_SILENT",
            "有关部门的服务暂时没有应答，请稍后重试；重复提交不会产生两次结果。",
            f"The {department} service does not answer at the moment. Please try again; "
            "repeating has no second effect.",
        )


REFUSALS: dict[int, type[Refusal]] = {
    kind.status: kind for kind in (Refusal, Invalid, Forbidden, Unauthenticated)
}
