"""Made-up people with id numbers that pass every check."""

from collections.abc import Iterator
from datetime import date, timedelta
from io import BytesIO

from openpyxl import Workbook

from contracts.enrollment import CandidateDraft
from contracts.identity import id_check_character

FIRST_BIRTHDAY = date(1985, 1, 1)
BIRTHDAYS = 7000
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚"
ACTIVIST_ON, TARGET_ON = date(2025, 3, 1), date(2026, 3, 1)
# The columns of the units' own form, as the rosters in tests/data have them.
COLUMNS = (
    "序号", "姓名", "性别", "民族", "学号", "身份证号", "联系电话",
    "专业班级", "列为入党积极分子时间", "确定为发展对象时间", "备注",
)  # fmt: skip


def people(first: int, how_many: int) -> Iterator[CandidateDraft]:
    """That many people, from a number on; the same number is always the same person."""
    return (person(number) for number in range(first, first + how_many))


def person(number: int) -> CandidateDraft:
    """One of seven million."""
    of_the_day, born_on = number // BIRTHDAYS, FIRST_BIRTHDAY + timedelta(days=number % BIRTHDAYS)
    digits = f"310104{born_on:%Y%m%d}{of_the_day % 1000:03}"
    given = GIVEN[number // 20 % 20] + GIVEN[number // 400 % 20]
    return CandidateDraft(
        name=SURNAMES[number % 20] + given,
        id_no=digits + id_check_character(digits),
        phone=f"139{number % 100_000_000:08}",
        ethnicity="汉",
        student_no=f"2026{number:08}",
        group_name=f"航海{number % 40:02}班",
        activist_on=ACTIVIST_ON,
        target_on=TARGET_ON,
    )


def workbook(first: int, rows: int) -> bytes:
    """A unit's list of that many people as an .xlsx file."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("报名汇总表")
    sheet.append(list(COLUMNS))
    for place, one in enumerate(people(first, rows), start=1):
        sex = "男" if int(one.id_no[16]) % 2 else "女"
        sheet.append(
            [
                place, one.name, sex, one.ethnicity, one.student_no, one.id_no, one.phone,
                one.group_name, one.activist_on, one.target_on, one.remark,
            ]
        )  # fmt: skip
    made = BytesIO()
    book.save(made)
    return made.getvalue()
