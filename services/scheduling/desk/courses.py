"""Courses and the review of their content."""

from contracts.base import Title
from contracts.scheduling import AddCourse, ListCourses, ReviewContent, SubmitContent
from kit.pages.columns import Column
from kit.pages.desk import Action, Page, Table

COURSES = Page(
    path="courses",
    zh="课程库",
    icon="book",
    sections=(
        Table(
            name="courses",
            zh="课程与内容审查",
            icon="book",
            asks=ListCourses,
            columns=(
                Column(name="title", title=Title("课程", "Course")),
                "form",
                "owner_dept",
                "hours",
                "material",
                Column(name="content_state", how="tag"),
                "reviewed_by",
                "opinion",
                Column(name="research_item", title=Title("关联科研项目", "Research item")),
            ),
            actions=(Action(kind=AddCourse, icon="plus", tone="primary"),),
            row_actions=(
                Action(kind=SubmitContent, zh="提交审查"),
                Action(
                    kind=ReviewContent, zh="审查", when=lambda one: one.content_state == "SUBMITTED"
                ),
            ),
            empty="没有符合条件的课程。",
        ),
    ),
)
