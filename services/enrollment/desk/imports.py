"""Lists that units upload: the workbook to fill in, and what became of each row."""

from collections.abc import Mapping
from typing import Any

from contracts.base import Command
from contracts.enrollment import ImportNominations
from kit.pages.desk import Look
from services.enrollment.desk.nominations import SEATED

LOOKS: Mapping[type[Command[Any]], Look] = {
    ImportNominations: Look(
        choices={"unit_id": SEATED},
        beside="enrollment/import_steps.html",
        shows="enrollment/import_result.html",
        hints={"upload": "使用报名表模板填写的 Excel 文件；重复上传同一份名单不会重复提名。"},
    ),
}
