"""The joint data confirmation 数据确认书: counted, put up, signed by both sides (B-8.8)."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime

from contracts.finance import (
    DataGroup,
    ServiceDataDisputed,
    ServiceDataProposed,
    SheetState,
)
from contracts.lifecycle import Lifecycle
from contracts.refusals import Fault, Forbidden, Refusal, Unknown
from contracts.roles import Role
from contracts.values import FileRef, Party, SigningMethod
from services.finance.domain.counting import Counted

S = SheetState
LIFE = Lifecycle(
    "数据确认书",
    "data sheet",
    {
        "change": (tuple(S), S.DRAFT),
        "propose": ((S.DRAFT,), S.PROPOSED),
        "invite": ((S.PROPOSED, S.SIGNED_ONE), S.PROPOSED),
        "sign_first": ((S.PROPOSED,), S.SIGNED_ONE),
        "sign_second": ((S.SIGNED_ONE,), S.CONFIRMED),
        "dispute": ((S.PROPOSED, S.SIGNED_ONE), S.DISPUTED),
    },
    "B-8.8a",
)
GROUPS: dict[DataGroup, tuple[str, str]] = {
    DataGroup.LODGING: ("住宿", "lodging"),
    DataGroup.MEALS: ("用餐", "meals"),
    DataGroup.VENUE: ("会场使用", "venues"),
    DataGroup.ACTIVITY: ("其他活动", "other activities"),
}
PARTIES: dict[Party, tuple[str, str]] = {
    Party.HOST: ("主办单位", "host"),
    Party.COLLEGE: ("学院", "college"),
}
COLLEGE_SIDE = frozenset({Role.COUNSELOR, Role.STUDENT_WORK, Role.PROJECT_LEAD})


@dataclass(frozen=True, kw_only=True)
class DataLine:
    """One line: `counted` by the system, `quantity` as put up for signature. A line somebody
    added has counted nothing and an empty key.
    """

    line_id: str
    key: str
    group: DataGroup
    label: str
    unit: str
    counted: int
    quantity: int
    reason: str
    sources: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Signature:
    """Who signed for which party. `person_id` is the account it was signed by, none on paper or by
    a link; `recorded_by` is who brought in the paper or handed out the link.
    """

    party: Party
    signer: str
    person_id: str
    recorded_by: str
    signed_at: datetime
    method: SigningMethod
    document_hash: str
    scan: FileRef | None


@dataclass(eq=False, kw_only=True)
class ConfirmedSheet:
    """A version both parties signed; it never changes."""

    class_id: str
    sheet_version: int
    document_hash: str
    lines: list[DataLine]
    signatures: list[Signature]
    college_signer: str
    host_signer: str
    confirmed_at: datetime


@dataclass(frozen=True, kw_only=True)
class HostLink:
    """What is kept of a link: only the hash of its token."""

    token_hash: str
    holder: str
    issued_by: str
    expires_at: datetime


@dataclass(eq=False, kw_only=True)
class DataSheet:
    """The sheet of a class as it is worked on. What was confirmed stays confirmed until a newer
    version is signed by both.
    """

    class_id: str
    sheet_version: int = 0
    state: SheetState = S.DRAFT
    lines: list[DataLine] = field(default_factory=list)
    signatures: list[Signature] = field(default_factory=list)
    dispute: str = ""
    link_hash: str | None = None
    link_holder: str = ""
    link_issued_by: str = ""
    link_expires_at: datetime | None = None

    @property
    def document_hash(self) -> str:
        """SHA-256 over the class, the version and every line: what is signed."""
        document = {
            "class_id": self.class_id,
            "version": self.sheet_version,
            "lines": [asdict(line) for line in self.lines],
        }
        text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    # -- what stands on it -------------------------------------------------------------------------

    def count(self, counted: Iterable[Counted]) -> None:
        """A new version, counted anew. A correction stays while the count it corrects is the same;
        so does what somebody added and no system counts.
        """
        before = {line.line_id: line for line in self.lines}
        fresh = [self._counted_line(one, before) for one in counted]
        named = {(line.group, line.label) for line in fresh}
        added = [
            line for line in self.lines if not line.key and (line.group, line.label) not in named
        ]
        self._change([*fresh, *added])
        self.sheet_version += 1

    def correct(self, line_id: str, *, quantity: int, reason: str) -> None:
        """Another quantity than the one counted, with the reason."""
        if line_id not in {line.line_id for line in self.lines}:
            raise Unknown("数据行", "line of the data sheet")
        self._edit(
            [
                replace(line, quantity=quantity, reason=reason) if line.line_id == line_id else line
                for line in self.lines
            ]
        )

    def add(self, *, group: DataGroup, label: str, unit: str, quantity: int, reason: str) -> None:
        """A line no system counted, or a group that was not used: zero, not blank."""
        if any((line.group, line.label) == (group, label) for line in self.lines):
            raise Refusal(
                "LINE_EXISTS",
                f"数据确认书已有「{label}」一行，请更正该行。",
                f"There is a line '{label}' already; please correct that one.",
                "B-8.8b",
            )
        line = DataLine(
            line_id=self._line_id(f"{group}+{label}"),
            key="",
            group=group,
            label=label,
            unit=unit,
            counted=0,
            quantity=quantity,
            reason=reason,
            sources=(f"补录：{reason}",),
        )
        self._edit([*self.lines, line])

    # -- signing it --------------------------------------------------------------------------------

    def propose(self, counted: Mapping[str, int]) -> ServiceDataProposed:
        """Put the sheet up for signature. Refusal DATA_GROUP_BLANK while one of the four groups
        says nothing, COUNT_OUTDATED when what is `counted` by now (by key) is not what stands on
        it.
        """
        state = LIFE.after("propose", self.state)
        self._ensure_four_groups()
        if {line.key: line.counted for line in self.lines if line.key} != counted:
            raise Refusal(
                "COUNT_OUTDATED",
                "统计之后又有新的使用记录，请重新统计数据后再提交签认。",
                "More has been used since the sheet was counted; please count it anew first.",
                "B-8.8b",
            )
        self.state, self.dispute = state, ""
        return ServiceDataProposed(
            class_id=self.class_id, version=self.sheet_version, document_hash=self.document_hash
        )

    def sign(self, signature: Signature) -> ConfirmedSheet | None:
        """One party signs what it saw. With both signatures the sheet is confirmed (B-8.8c)."""
        state = LIFE.after("sign_second" if self.signatures else "sign_first", self.state)
        self._ensure_same_document(signature.document_hash)
        for other in self.signatures:
            _ensure_two_parties(signature, other)
        self.state = state
        self.signatures = [*self.signatures, signature]
        return self._confirmed(signature.signed_at) if state is S.CONFIRMED else None

    def object_to(self, objection: str) -> ServiceDataDisputed:
        """The host disputes the sheet: it goes back to be corrected, and no signature holds."""
        self.state = LIFE.after("dispute", self.state)
        self.signatures, self.dispute = [], objection
        return ServiceDataDisputed(class_id=self.class_id, version=self.sheet_version)

    # -- the host's link ---------------------------------------------------------------------------

    def invite(self, link: HostLink) -> None:
        """Let the host sign by a link; an older one no longer works."""
        LIFE.after("invite", self.state)
        self.link_hash, self.link_holder = link.token_hash, link.holder
        self.link_issued_by, self.link_expires_at = link.issued_by, link.expires_at

    def ensure_link_works(self, now: datetime) -> None:
        """Refusal LINK_EXPIRED when its time is over."""
        if self.link_expires_at is None or now >= self.link_expires_at:
            raise Refusal(
                "LINK_EXPIRED",
                "签认链接已过期，请联系辅导员重新获取。",
                "The link has expired; please ask the counselor for a new one.",
                "B-8.8a",
            )

    # -- how ---------------------------------------------------------------------------------------

    def _counted_line(self, one: Counted, before: Mapping[str, DataLine]) -> DataLine:
        line_id = self._line_id(one.key)
        old = before.get(line_id)
        corrected = old is not None and bool(old.reason) and old.counted == one.quantity
        return DataLine(
            line_id=line_id,
            key=one.key,
            group=one.group,
            label=one.label,
            unit=one.unit,
            counted=one.quantity,
            quantity=old.quantity if old and corrected else one.quantity,
            reason=old.reason if old and corrected else "",
            sources=one.sources,
        )

    def _line_id(self, key: str) -> str:
        return hashlib.sha256(f"{self.class_id} {key}".encode()).hexdigest()[:32]

    def _edit(self, lines: Sequence[DataLine]) -> None:
        # What has been shown to anybody keeps its number; what is changed afterwards is another.
        shown = self.state is not S.DRAFT
        self._change(lines)
        self.sheet_version += shown

    def _change(self, lines: Sequence[DataLine]) -> None:
        self.state = LIFE.after("change", self.state)
        self.signatures = []
        self.lines = sorted(lines, key=lambda line: (list(GROUPS).index(line.group), line.label))

    def _ensure_four_groups(self) -> None:
        there = {line.group for line in self.lines}
        blank = [names for group, names in GROUPS.items() if group not in there]
        if blank:
            raise Refusal(
                "DATA_GROUP_BLANK",
                f"「{'」「'.join(zh for zh, _ in blank)}」没有数据；未发生的请补录为零。",
                f"Nothing is said about {', '.join(en for _, en in blank)}; what was not used is "
                "entered as zero.",
                "B-8.8b",
                faults=[Fault("lines", f"缺少{zh}", f"{en} missing") for zh, en in blank],
            )

    def _ensure_same_document(self, document_hash: str) -> None:
        if document_hash != self.document_hash:
            raise Refusal(
                "ANOTHER_DOCUMENT",
                "数据已有变动，与所见内容不一致，请重新查看后签认。",
                "The sheet is not the one you saw; please read it again and sign then.",
                "B-8.8c",
            )

    def _confirmed(self, at: datetime) -> ConfirmedSheet:
        signer_of = {signature.party: signature.signer for signature in self.signatures}
        return ConfirmedSheet(
            class_id=self.class_id,
            sheet_version=self.sheet_version,
            document_hash=self.document_hash,
            lines=list(self.lines),
            signatures=list(self.signatures),
            college_signer=signer_of[Party.COLLEGE],
            host_signer=signer_of[Party.HOST],
            confirmed_at=at,
        )


def ensure_may_sign(party: Party, duties: frozenset[Role], *, on_paper: bool) -> None:
    """Each side signs for itself; the college may only bring in the host's signature on paper."""
    if duties & (COLLEGE_SIDE if party is Party.COLLEGE else {Role.HOST_REP}):
        return
    if party is Party.COLLEGE or not duties & COLLEGE_SIDE:
        zh, en = PARTIES[party]
        raise Forbidden(
            "NOT_YOUR_PARTY",
            f"您不能代表{zh}签认数据。",
            f"You do not sign for the {en}.",
            "B-8.8c",
        )
    if not on_paper:
        raise Refusal(
            "SCAN_NEEDED",
            "代录主办单位的纸质签认须附扫描件。",
            "The host's signature on paper is recorded with its scan only.",
            "B-8.8a",
        )


def _ensure_two_parties(new: Signature, old: Signature) -> None:
    if new.party is old.party:
        zh, en = PARTIES[new.party]
        raise Refusal(
            "SIGNED_ALREADY",
            f"{zh}已经签认。",
            f"The {en} has signed already.",
            "B-8.8c",
        )
    same_account = bool(new.person_id) and new.person_id == old.person_id
    if same_account or new.signer == old.signer:
        raise Refusal(
            "SAME_SIGNER",
            "同一人不能代表双方签认。",
            "One person does not sign for both parties.",
            "B-8.8c",
        )
