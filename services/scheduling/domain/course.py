"""A course and the review of its content."""

from dataclasses import dataclass
from enum import StrEnum

from contracts.lifecycle import Lifecycle
from contracts.refusals import Refusal
from contracts.scheduling import ContentReviewed, Decision
from contracts.values import FileRef, SessionForm


class ContentState(StrEnum):
    """Where the review of a course's content stands; a returned one waits for new material."""

    DRAFT = "DRAFT"
    SUBMITTED = "SUBMITTED"
    APPROVED = "APPROVED"
    RETURNED = "RETURNED"


CONTENT = Lifecycle[ContentState](
    "课程内容",
    "course content",
    {
        "submit": (ContentState, ContentState.SUBMITTED),
        "approve": ({ContentState.SUBMITTED}, ContentState.APPROVED),
        "return": ({ContentState.SUBMITTED}, ContentState.RETURNED),
    },
    clause="A-5.k2",
)


@dataclass(eq=False, kw_only=True)
class Course:
    """A course. Hours in tenths; the material's id is the hash of its content."""

    course_id: str
    title: str
    form: SessionForm
    owner_dept: str
    hours: int
    material_id: str = ""
    material_name: str = ""
    content_state: ContentState = ContentState.DRAFT
    submitted_by: str = ""
    reviewed_by: str = ""
    opinion: str = ""
    research_item: str = ""

    @property
    def material(self) -> FileRef | None:
        """What was handed in for review, if anything was."""
        if not self.material_id:
            return None
        return FileRef(file_id=self.material_id, name=self.material_name)

    def submit_content(self, *, material: FileRef, by: str) -> bool:
        """Hand in material; True when it is other material, so that its review begins anew."""
        state = CONTENT.after("submit", self.content_state)
        if material.file_id == self.material_id and self.content_state is not ContentState.RETURNED:
            return False
        self.content_state = state
        self.material_id, self.material_name = material.file_id, material.name
        self.submitted_by, self.reviewed_by, self.opinion = by, "", ""
        return True

    def review_content(
        self,
        *,
        decision: Decision,
        political: bool,
        ethics: bool,
        confidentiality: bool,
        opinion: str,
        by: str,
    ) -> ContentReviewed:
        """Decide on the material; approval needs every item of the check-list (B-2.3, B-2.4)."""
        verb = "approve" if decision is Decision.APPROVED else "return"
        state = CONTENT.after(verb, self.content_state)
        if by == self.submitted_by:
            raise Refusal(
                "OWN_MATERIAL",
                "课程内容不得由提交人本人审查。",
                "Content is never reviewed by the person who submitted it.",
                "A-7.10.c",
            )
        if decision is Decision.APPROVED and not (political and ethics and confidentiality):
            raise Refusal(
                "CHECKLIST_INCOMPLETE",
                "政治方向、师德师风、保密三项均合格，课程内容方可通过。",
                "Content passes only when politically and ethically sound and not confidential.",
                "B-2.3",
            )
        self.content_state = state
        self.reviewed_by, self.opinion = by, opinion
        return ContentReviewed(
            course_id=self.course_id, decision=decision, material_hash=self.material_id
        )
