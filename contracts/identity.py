"""Numbers and codes that identify a person or an organisation: checked, read and masked."""

import re
import string
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

# -- Writing habits ------------------------------------------------------------

# NFKC proper would also turn ① into 1 and some family names into another character; only the
# full-width forms of ASCII and the wide space are the same text in another width.
_HALF_WIDTH = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_UNSEEN = re.compile("[\\s\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+")
_QUOTES = "'`‘’\""
_NAME_DOTS = str.maketrans("‧•・．●∙", "······")
_LATIN = re.compile(r"[A-Za-z]")


def half_width(text: str) -> str:
    """Full-width letters, digits, signs and spaces as half-width; every other character stays."""
    return text.translate(_HALF_WIDTH)


def compact(text: str) -> str:
    """Half-width and without any space, visible or not."""
    return _UNSEEN.sub("", half_width(text))


def tidy_name(text: str) -> str:
    """A person's name without the spaces that forms add between Chinese characters.

    A name in Latin letters keeps single spaces; the dot of minority names takes its one usual form.
    """
    if _LATIN.search(half_width(text)):
        return " ".join(half_width(text).split())
    return compact(text.translate(_NAME_DOTS))


# -- National id number --------------------------------------------------------

_ID_SHAPE = re.compile(r"[1-9][0-9]{16}[0-9X]")
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS = "10X98765432"


class IdFault(StrEnum):
    """Why an id number cannot be right."""

    LENGTH = "LENGTH"
    CHECKSUM = "CHECKSUM"
    DATE = "DATE"


class Sex(StrEnum):
    """Sex by GB/T 2261.1-2003."""

    UNKNOWN = "0"
    MALE = "1"
    FEMALE = "2"
    UNSTATED = "9"


@dataclass(frozen=True)
class IdNumber:
    """A national id number that has passed every check; made by `read_id_number`."""

    text: str

    @property
    def born_on(self) -> date:
        """The birthday the number tells."""
        return date(int(self.text[6:10]), int(self.text[10:12]), int(self.text[12:14]))

    @property
    def sex(self) -> Sex:
        """Odd 17th digits are men's, even ones women's."""
        return Sex.MALE if int(self.text[16]) % 2 else Sex.FEMALE


def read_id_number(text: str, *, today: date) -> IdNumber | IdFault:
    """Check a national id number (GB 11643-1999): shape, check character, a real past birthday.

    Takes what people type: full-width digits, spaces, a leading quote, a small x. The old 15-digit
    numbers are refused.
    """
    number = clean_id_number(text)
    if not _ID_SHAPE.fullmatch(number):
        return IdFault.LENGTH
    if number[17] != id_check_character(number[:17]):
        return IdFault.CHECKSUM
    try:
        born_on = IdNumber(number).born_on
    except ValueError:
        return IdFault.DATE
    return IdNumber(number) if born_on <= today else IdFault.DATE


def clean_id_number(text: str) -> str:
    """An id number as it is kept: half-width, without spaces and quotes, a capital X."""
    return compact(text).strip(_QUOTES).upper()


def id_check_character(first_17: str) -> str:
    """The 18th character that belongs to 17 digits."""
    return _ID_CHECKS[
        sum(int(digit) * weight for digit, weight in zip(first_17, _ID_WEIGHTS, strict=True)) % 11
    ]


# -- Mobile number -------------------------------------------------------------

_PHONE = re.compile(r"1[3-9][0-9]{9}")
_PHONE_SIGNS = re.compile(r"[-‐–—.()]")
_COUNTRY = re.compile(r"^(\+|00)86")


def read_phone(text: str) -> str | None:
    """The eleven digits of a mainland mobile number, however grouped; None when it is none."""
    digits = _COUNTRY.sub("", _PHONE_SIGNS.sub("", compact(text).strip(_QUOTES)))
    return digits if _PHONE.fullmatch(digits) else None


# -- Sex and ethnicity ---------------------------------------------------------

SEX_NAMES = {Sex.UNKNOWN: "未知", Sex.MALE: "男", Sex.FEMALE: "女", Sex.UNSTATED: "未说明"}
_SEX_WORDS = {
    word: sex
    for sex, words in {
        Sex.MALE: ("男", "男性", "男生", "M", "MALE"),
        Sex.FEMALE: ("女", "女性", "女生", "F", "FEMALE"),
    }.items()
    for word in (sex.value, *words)
}


def read_sex(text: str) -> Sex | None:
    """Male or female from the words and codes people use; None for anything else."""
    return _SEX_WORDS.get(compact(text).upper())


@dataclass(frozen=True)
class Ethnicity:
    """One ethnic group of GB/T 3304-1991: number, letters, and the name without 族."""

    code: str
    letters: str
    short: str

    @property
    def name(self) -> str:
        """The name as forms show it: 汉族."""
        return f"{self.short}族"


def _ethnicities(table: str) -> tuple[Ethnicity, ...]:
    entries = (re.fullmatch(r"(\d\d)(\D+?)([A-Z]{2})", entry) for entry in table.split())
    return tuple(Ethnicity(found[1], found[3], found[2]) for found in entries if found)


ETHNICITIES = _ethnicities(
    "01汉HA 02蒙古MG 03回HU 04藏ZA 05维吾尔UG 06苗MH 07彝YI 08壮ZH "
    "09布依BY 10朝鲜CS 11满MA 12侗DO 13瑶YA 14白BA 15土家TJ 16哈尼HN "
    "17哈萨克KZ 18傣DA 19黎LI 20傈僳LS 21佤VA 22畲SH 23高山GS 24拉祜LH "
    "25水SU 26东乡DX 27纳西NX 28景颇JP 29柯尔克孜KG 30土TU 31达斡尔DU 32仫佬ML "
    "33羌QI 34布朗BL 35撒拉SL 36毛南MN 37仡佬GL 38锡伯XB 39阿昌AC 40普米PM "
    "41塔吉克TA 42怒NU 43乌孜别克UZ 44俄罗斯RS 45鄂温克EW 46德昂DE 47保安BN 48裕固YG "
    "49京GI 50塔塔尔TT 51独龙DR 52鄂伦春OR 53赫哲HZ 54门巴MB 55珞巴LB 56基诺JN"
)
_ETHNICITY_WORDS = {
    word: group
    for group in ETHNICITIES
    for word in (group.code, group.letters, group.short, group.name)
}


def read_ethnicity(text: str) -> Ethnicity | None:
    """The ethnic group meant by 汉, 汉族, 01 or HA; None for anything else."""
    return _ETHNICITY_WORDS.get(compact(text).upper())


# -- Unified social credit code ------------------------------------------------

_CREDIT_SIGNS = "".join(
    sign for sign in string.digits + string.ascii_uppercase if sign not in "IOSVZ"
)
_CREDIT_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_CREDIT_LENGTH = len(_CREDIT_WEIGHTS) + 1


def read_credit_code(text: str) -> str | None:
    """An organisation's unified social credit code (its tax number) in capitals, 18 characters.

    None when it is none.
    """
    code = compact(text).strip(_QUOTES).upper()
    if len(code) != _CREDIT_LENGTH or not set(code) <= set(_CREDIT_SIGNS):
        return None
    return code if code[-1] == credit_check_character(code[:-1]) else None


def credit_check_character(first_17: str) -> str:
    """The 18th character that belongs to 17 characters of a unified social credit code."""
    weighed = sum(
        _CREDIT_SIGNS.index(sign) * weight
        for sign, weight in zip(first_17, _CREDIT_WEIGHTS, strict=True)
    )
    return _CREDIT_SIGNS[-weighed % len(_CREDIT_SIGNS)]


# -- Masks ---------------------------------------------------------------------

_ID_LENGTH = 18
_PHONE_LENGTH = 11


def mask_id_number(text: str) -> str:
    """420************827: first and last three of an 18-character number; of any other, nothing."""
    if len(text) != _ID_LENGTH:
        return "*" * len(text)
    return f"{text[:3]}{'*' * 12}{text[-3:]}"


def mask_phone(text: str) -> str:
    """138****1234: of anything but eleven characters, nothing."""
    if len(text) != _PHONE_LENGTH:
        return "*" * len(text)
    return f"{text[:3]}****{text[-4:]}"


def mask_name(text: str) -> str:
    """张*, 张**: the first character and at most two stars, so that long names stay unknown."""
    if len(text) <= 1:
        return "*" * len(text)
    return text[0] + "*" * min(len(text) - 1, 2)
