"""Identity numbers: every published vector, and the properties the check characters promise."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts import identity
from contracts.identity import IdFault, IdNumber, Sex

TODAY = date(2026, 3, 6)
SOUND = (
    "11010519491231002X",
    "440524188001010014",
    "370101190102039973",
    "513101198201130014",
    "230103197803150117",
    "310115198812240210",
    "230103199005050110",
    "230103198505050120",
    "310115199912310241",
    "310115200002290363",
)


@st.composite
def id_numbers(draw: st.DrawFn) -> str:
    """Any sound id number of somebody born before TODAY."""
    area = draw(st.integers(110000, 659999))
    born_on = draw(st.dates(date(1900, 1, 1), TODAY))
    first_17 = f"{area}{born_on:%Y%m%d}{draw(st.integers(0, 999)):03}"
    return first_17 + identity.id_check_character(first_17)


@st.composite
def credit_codes(draw: st.DrawFn) -> str:
    """Any sound unified social credit code."""
    signs = st.sampled_from("0123456789ABCDEFGHJKLMNPQRTUWXY")
    first_17 = "".join(draw(st.lists(signs, min_size=17, max_size=17)))
    return first_17 + identity.credit_check_character(first_17)


def read(text: str) -> IdNumber | IdFault:
    return identity.read_id_number(text, today=TODAY)


@pytest.mark.parametrize("number", SOUND)
def test_a_sound_id_number_is_read(number: str) -> None:
    assert read(number) == IdNumber(number)


@pytest.mark.parametrize(
    ("number", "sex"),
    [
        *((number, Sex.MALE) for number in ("230103197803150117", "310115198812240210")),
        *((number, Sex.FEMALE) for number in ("230103198505050120", "310115199912310241")),
    ],
)
def test_the_17th_digit_tells_the_sex(number: str, sex: Sex) -> None:
    assert IdNumber(number).sex is sex


def test_digits_7_to_14_tell_the_birthday() -> None:
    assert IdNumber("310115200002290363").born_on == date(2000, 2, 29)


def test_the_29th_of_february_of_a_common_year_is_refused_though_its_checksum_is_right() -> None:
    assert read("310115200102290213") is IdFault.DATE


def test_nobody_is_born_tomorrow() -> None:
    number = "310115200002290363"
    assert identity.read_id_number(number, today=date(2000, 2, 29)) == IdNumber(number)
    assert identity.read_id_number(number, today=date(2000, 2, 28)) is IdFault.DATE


@pytest.mark.parametrize(
    "text",
    [
        "",
        "110105491231002",
        "31011520040626288",
        "11010519491231002XX",
        "X1010519491231002X",
        "01010519491231002X",
        "1101051949123100X2",
        "①10105194912310②2X",
    ],
)
def test_what_has_not_the_shape_of_an_id_number_is_refused_for_its_length(text: str) -> None:
    assert read(text) is IdFault.LENGTH


@pytest.mark.parametrize(
    "typed",
    [
        "11010519491231002x",
        "１１０１０５１９４９１２３１００２Ｘ",
        " 110105 19491231 002X ",
        "\u3000110105\u00a019491231\u200b002X\r\n",
        "'11010519491231002X",
        "‘11010519491231002X",
        "\u202d11010519491231002X\u202c",
    ],
)
def test_an_id_number_is_read_however_it_was_typed(typed: str) -> None:
    assert read(typed) == IdNumber("11010519491231002X")


@given(id_numbers())
def test_every_sound_id_number_is_read(number: str) -> None:
    assert read(number) == IdNumber(number)


@given(id_numbers(), st.integers(0, 17), st.integers(1, 9))
def test_any_single_altered_digit_of_an_id_number_fails(number: str, at: int, step: int) -> None:
    old = 10 if number[at] == "X" else int(number[at])
    altered = number[:at] + str((old + step) % 10) + number[at + 1 :]
    assert altered == number or isinstance(read(altered), IdFault)


@given(id_numbers(), st.integers(0, 16))
def test_two_swapped_neighbours_in_an_id_number_fail(number: str, at: int) -> None:
    swapped = number[:at] + number[at + 1] + number[at] + number[at + 2 :]
    assert swapped == number or isinstance(read(swapped), IdFault)


@pytest.mark.parametrize(
    "typed",
    [
        "13974246024",
        "139-7424-6024",
        "139 7424 6024",
        "１３９７４２４６０２４",
        "+86 139 7424 6024",
        "(+86)13974246024",
        "008613974246024",
        "'13974246024",
    ],
)
def test_a_phone_number_is_read_however_it_is_grouped(typed: str) -> None:
    assert identity.read_phone(typed) == "13974246024"


@pytest.mark.parametrize(
    "typed",
    ["", "1234567", "12974246024", "1397424602", "139742460240", "021-38282000", "139742460X4"],
)
def test_what_is_no_mobile_number_is_refused(typed: str) -> None:
    assert identity.read_phone(typed) is None


@pytest.mark.parametrize(
    ("typed", "sex"),
    [
        ("男", Sex.MALE),
        (" 女 ", Sex.FEMALE),
        ("1", Sex.MALE),
        ("２", Sex.FEMALE),
        ("f", Sex.FEMALE),
    ],
)
def test_sex_is_read_from_words_and_codes(typed: str, sex: Sex) -> None:
    assert identity.read_sex(typed) is sex


def test_an_unknown_word_is_no_sex() -> None:
    assert identity.read_sex("未知") is None


def test_there_are_56_ethnic_groups_with_codes_of_their_own() -> None:
    groups = identity.ETHNICITIES
    assert [group.code for group in groups] == [f"{number:02}" for number in range(1, 57)]
    assert len({group.letters for group in groups}) == 56
    assert len({group.name for group in groups}) == 56


@pytest.mark.parametrize("typed", ["藏", "藏族", "04", "ZA", "za", "藏 族", "０４"])
def test_an_ethnic_group_is_read_from_name_number_and_letters(typed: str) -> None:
    group = identity.read_ethnicity(typed)
    assert group is not None
    assert group.name == "藏族"


@pytest.mark.parametrize("typed", ["", "火星族", "57", "AZ"])
def test_what_is_no_ethnic_group_is_refused(typed: str) -> None:
    assert identity.read_ethnicity(typed) is None


@pytest.mark.parametrize(
    "typed",
    [
        "91350100M000100Y43",
        "914403001922038216",
        " 91350100m000100y43 ",
        "９１４４０３００１９２２０３８２１６",
    ],
)
def test_a_sound_credit_code_is_read(typed: str) -> None:
    assert identity.read_credit_code(typed) in {"91350100M000100Y43", "914403001922038216"}


@pytest.mark.parametrize(
    "typed", ["", "91350100M000100Y4", "91350100M000100Y44", "91350100I000100Y43"]
)
def test_an_unsound_credit_code_is_refused(typed: str) -> None:
    assert identity.read_credit_code(typed) is None


@given(credit_codes(), st.integers(0, 17), st.integers(1, 30))
def test_any_single_altered_sign_of_a_credit_code_fails(code: str, at: int, step: int) -> None:
    assert identity.read_credit_code(code) == code
    signs = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    altered = code[:at] + signs[(signs.index(code[at]) + step) % 31] + code[at + 1 :]
    assert identity.read_credit_code(altered) is None


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("孙\u3000楷", "孙楷"),
        (" 宋 俊\n", "宋俊"),
        ("阿卜杜拉•买买提", "阿卜杜拉·买买提"),
        ("阿卜杜拉．买买提", "阿卜杜拉·买买提"),
        ("Ｊohn   Smith", "John Smith"),
        ("䶮", "䶮"),
        ("\uf900", "\uf900"),
    ],
)
def test_a_name_loses_the_spaces_of_the_form_and_nothing_else(typed: str, kept: str) -> None:
    assert identity.tidy_name(typed) == kept


@given(st.text())
def test_half_width_keeps_every_character_it_does_not_know(text: str) -> None:
    narrow = identity.half_width(text)
    assert len(narrow) == len(text)
    assert all(
        new == old or "！" <= old <= "～" or old == "\u3000"
        for old, new in zip(text, narrow, strict=True)
    )


def test_masks_show_what_staff_need_to_tell_people_apart() -> None:
    assert identity.mask_id_number("420106200501200827") == "420************827"
    assert identity.mask_phone("13812341234") == "138****1234"
    assert identity.mask_name("张三") == "张*"
    assert identity.mask_name("张三丰") == "张**"
    assert identity.mask_name("阿卜杜拉·买买提") == "阿**"


@given(st.text(max_size=30).filter(lambda text: len(text) != 18))
def test_an_id_of_another_kind_is_masked_whole(text: str) -> None:
    assert identity.mask_id_number(text) == "*" * len(text)


@given(st.text(max_size=20).filter(lambda text: len(text) != 11))
def test_a_phone_of_another_kind_is_masked_whole(text: str) -> None:
    assert identity.mask_phone(text) == "*" * len(text)


@given(st.text(max_size=1))
def test_a_name_of_one_character_is_masked_whole(text: str) -> None:
    assert identity.mask_name(text) == "*" * len(text)


@given(id_numbers())
def test_a_masked_id_number_tells_no_birthday(number: str) -> None:
    assert number[6:14] not in identity.mask_id_number(number)
