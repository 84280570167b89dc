"""What can be wrong with a row of a unit's list, and what to tell the unit to do about it.

No sentence repeats what stands in the row: reports travel further than the list itself.
"""

from collections.abc import Mapping

from contracts.enrollment import RowFault

SENTENCES: Mapping[str, tuple[str, str]] = {
    "NAME_MISSING": (
        "缺少姓名，请填写与身份证一致的姓名。",
        "The name is missing. Please enter it as on the identity card.",
    ),
    "ID_MISSING": (
        "缺少身份证号，请填写 18 位身份证号。",
        "The id number is missing. Please enter its 18 characters.",
    ),
    "ID_PRECISION_LOST": (
        "身份证号被表格软件当作数字，末几位已经丢失；请把该列设为“文本”格式，再按身份证重新输入。",
        "The sheet program took the id number for a quantity and lost its last digits. Please "
        "format the column as text and enter the number again.",
    ),
    "ID_LENGTH": (
        "身份证号应为 18 位（17 位数字和 1 位数字或 X）；请对照身份证补齐或改正。",
        "An id number has 18 characters: 17 digits and a digit or X. Please compare it with the "
        "identity card.",
    ),
    "ID_CHECKSUM": (
        "身份证号校验不符，至少有一位输错；请对照身份证逐位核对。",
        "The id number's check character does not fit: at least one digit is wrong. Please "
        "compare it with the identity card.",
    ),
    "ID_DATE": (
        "身份证号第 7 至 14 位不是真实的出生日期；请对照身份证核对。",
        "Digits 7 to 14 of the id number are no real birthday. Please compare it with the "
        "identity card.",
    ),
    "SEX_DIFFERS_FROM_ID": (
        "性别与身份证号第 17 位不一致；请核对性别和身份证号。",
        "The sex differs from what the id number's 17th digit says. Please check both.",
    ),
    "ETHNICITY": (
        "民族名称无法识别，请填写国家标准名称，如“汉族”“维吾尔族”。",
        "This is no ethnic group of the national standard. Please enter one, such as 汉族.",
    ),
    "ACTIVIST_DATE_MISSING": (
        "缺少列为入党积极分子的时间，请补填日期。",
        "The date of becoming an activist is missing. Please enter it.",
    ),
    "TARGET_DATE_MISSING": (
        "缺少确定为发展对象的时间；只有已确定的发展对象才能报名，请补填日期。",
        "The date of becoming a development target is missing; only development targets may be "
        "nominated. Please enter it.",
    ),
    "FIELD_MISSING": (
        "缺少“{column}”，请补填。",
        "This field is missing. Please enter it.",
    ),
    "NOT_A_PARTY_MEMBER": (
        "党员班次只接收中共党员（含预备党员）；请核对政治面貌。",
        "A class of Party members takes full and probationary members only. Please check the "
        "political status.",
    ),
    "DATE_UNREADABLE": (
        "“{column}”不是完整的日期，请写成 2025-09-18 的形式。",
        "This is no complete date. Please write it as 2025-09-18.",
    ),
    "DATE_IN_FUTURE": (
        "“{column}”晚于今天，请核对年月日。",
        "This date is still to come. Please check year, month and day.",
    ),
    "TARGET_BEFORE_ACTIVIST": (
        "确定为发展对象的时间早于列为入党积极分子的时间；请核对两个日期。",
        "The person became a development target before an activist. Please check both dates.",
    ),
    "PHONE": (
        "联系电话应为 11 位手机号码，请核对后重新填写。",
        "The phone number must be a mobile number of 11 digits. Please check it.",
    ),
    "TOO_LONG": (
        "“{column}”超过 {most} 个字，请缩短。",
        "This is longer than {most} characters. Please shorten it.",
    ),
    "DUPLICATE_IN_FILE": (
        "身份证号与本表第 {first} 行相同；请核对后删去其中一行，或改正号码。",
        "This id number is also in sheet row {first}. Please delete one of the two rows or "
        "correct the number.",
    ),
    "NOMINATED_BY_ANOTHER_UNIT": (
        "此人已由其他单位报名参加本班，不能重复报名；请与党校工作人员联系核实。",
        "Another unit has nominated this person for the class. Please ask the Party school's "
        "staff to clear this up.",
    ),
    "OVER_QUOTA_WAITLISTED": (
        "本单位名额已满，此人列入候补；如有人退出，将按顺序递补。",
        "The unit's seats are taken, so this person waits and moves up when somebody withdraws.",
    ),
    "OVER_QUOTA": (
        "本单位名额和候补名额均已满；如需增加，请与党校工作人员联系。",
        "The unit's seats and waiting list are full. Please ask the Party school's staff for more.",
    ),
}


def row_fault(
    row: int, sheet_row: int, column: str, code: str, *, first: int = 0, most: int = 0
) -> RowFault:
    """The fault with its sentences. `first` is a sheet row, `most` a number of characters."""
    zh, en = (text.format(column=column, first=first, most=most) for text in SENTENCES[code])
    return RowFault(row=row, sheet_row=sheet_row, column=column, code=code, zh=zh, en=en)
