"""Courses 课程 and the review of their content."""

from typing import Annotated

from annotated_types import MaxLen, MinLen

from contracts.base import Command, Page, Query, Title, View
from contracts.scheduling.access import READERS, SCHEDULERS, Decision, R
from contracts.values import FileRef, Hours, Name, Opinion, PageNo, PageSize, SessionForm, Tenths


class CourseView(View):
    """课程｜A course; its content must be approved before any of its sessions is published."""

    course_id: str
    title: str
    form: SessionForm
    owner_dept: str
    hours: Hours
    material: FileRef | None
    content_state: str
    reviewed_by: str
    opinion: str
    research_item: str = ""


class AddCourse(
    Command[CourseView],
    rest="POST /courses",
    by=(*SCHEDULERS, R.TEACHING_DEPT, R.RESEARCH),
    clauses=("A-7.6.b", "B-3.4a", "B-3.5"),
):
    """新增课程｜Add a course. Hours in tenths."""

    title: Name
    form: SessionForm
    owner_dept: Annotated[str, Title("承担部门", "Owning department"), MinLen(1), MaxLen(60)]
    hours: Tenths
    research_item: Annotated[str, Title("关联科研项目", "Research item"), MaxLen(100)] = ""


class SubmitContent(
    Command[CourseView],
    rest="POST /courses/{course_id}/content",
    by=(*SCHEDULERS, R.TEACHING_DEPT),
    clauses=("A-5.k2", "B-2.4"),
):
    """提交课程内容审查｜Submit content: submit lecture notes or courseware for review; new material
    re-opens the review.
    """

    course_id: str
    material: FileRef


class ReviewContent(
    Command[CourseView],
    rest="POST /courses/{course_id}/content-review",
    by=(R.EVP, R.TEACHING_AFFAIRS, R.VETTING_PANEL),
    clauses=("A-7.10.c", "A-5.k2", "B-2.3", "B-2.4"),
):
    """课程内容审查｜Review a course's content; never by who submitted it."""

    course_id: str
    decision: Decision
    political: Annotated[bool, Title("政治方向合格", "Politically sound")]
    ethics: Annotated[bool, Title("师德师风合格", "Ethically sound")]
    confidentiality: Annotated[bool, Title("无涉密内容", "Holds nothing confidential")]
    opinion: Opinion = ""


class ListCourses(Query[Page[CourseView]], rest="GET /courses", by=(*READERS, R.RESEARCH)):
    """课程列表｜Courses."""

    q: Annotated[str, Title("搜索", "Search"), MaxLen(50)] = ""
    page: PageNo = 1
    size: PageSize = 20
