"""Screening: what a text says counts, however it is written (B-10.4, B-10.5)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.base import Classification
from contracts.notification import BlockReason
from services.notification.domain.screening import (
    ClassName,
    plain,
    screen,
    screen_contact,
    the_words,
)

OWN = ClassName(code="KJ-2026-1", title="科级干部履职能力培训班")
OTHERS = (
    ClassName(code="KJ-2026-12", title="科级干部履职能力培训班（第二期）"),
    ClassName(code="FZ-2026-3", title="发展对象培训班"),
    ClassName(code="X1", title="党课"),
)
TODAY = date(2026, 3, 1)
# No part of it looks like a mobile number or a card's.
ID_NUMBER = "230103200002290309"
PHONE = "13812345678"
CARD = "6222020000000000004"
UNSEEN = st.text(
    st.sampled_from(" \t\n\u3000\u200b\u200d\u2060\ufeff\u00ad\u0336\u3164"), max_size=3
)

BLOCKED = {
    "这份材料涉密，请勿讨论": BlockReason.CONFIDENTIAL,
    "请查收绝密电报": BlockReason.CONFIDENTIAL,
    "内部资料不得外传": BlockReason.CONFIDENTIAL,
    f"学员身份证号{ID_NUMBER}": BlockReason.PERSONAL_DATA,
    f"请打电话{PHONE}": BlockReason.PERSONAL_DATA,
    "请打电话138-1234-5678": BlockReason.PERSONAL_DATA,
    f"讲课费打到{CARD}": BlockReason.PERSONAL_DATA,
    "FZ-2026-3班明天也用报告厅": BlockReason.OTHER_CLASS,
    "发展对象培训班明天也用报告厅": BlockReason.OTHER_CLASS,
    "KJ-2026-12的同志请注意": BlockReason.OTHER_CLASS,
    "今晚一起赌博": BlockReason.UNSUITABLE,
    "特产代购，欢迎扫码领取": BlockReason.NOT_CLASS_RELATED,
}
FINE = (
    "明早八点在报告厅集合，请带学员证",
    "KJ-2026-1班明天的课改到二号楼",
    "科级干部履职能力培训班今晚座谈",
    "3月19日 13:30-14:30、15:30-16:30 分组讨论，共2026人次",
    "请司机密切关注路况",
    "X1号楼党课照常进行",
    "作息：07:00 起床 07:30 早餐 08:30 上课 12:00 午餐 14:00 上课",
)


def judged(text: str, classification: Classification = Classification.PUBLIC) -> BlockReason | None:
    return screen(text, classification, own=OWN, others=OTHERS, today=TODAY)


@pytest.mark.clause("B-10.4", "B-10.5")
@pytest.mark.parametrize(("text", "reason"), BLOCKED.items())
def test_what_does_not_belong_in_the_group_is_blocked_for_its_reason(
    text: str, reason: BlockReason
) -> None:
    assert judged(text) is reason


@pytest.mark.clause("B-10.4")
@pytest.mark.parametrize("text", FINE)
def test_what_is_about_the_class_is_posted(text: str) -> None:
    assert judged(text) is None


@pytest.mark.clause("B-10.5")
@pytest.mark.parametrize("given", [Classification.INTERNAL, Classification.CONFIDENTIAL])
def test_what_is_not_public_is_never_posted(given: Classification) -> None:
    assert judged("明早八点集合", given) is BlockReason.CONFIDENTIAL


@pytest.mark.clause("B-10.5")
@given(st.sampled_from(sorted(BLOCKED)), st.data())
def test_spaces_unseen_signs_and_full_width_hide_nothing(text: str, data: st.DataObject) -> None:
    written = "".join(data.draw(UNSEEN) + in_some_form(sign, data) for sign in text)
    assert judged(written) is BLOCKED[text]


def in_some_form(sign: str, data: st.DataObject) -> str:
    """A letter or digit in another of its forms, if so drawn."""
    forms = [sign]
    if "!" <= sign <= "~":
        forms.append(chr(ord(sign) + 0xFEE0))
    if sign in "0123456789":
        # Arabic-Indic and mathematical digits.
        forms += [chr(0x660 + int(sign)), chr(0x1D7CE + int(sign))]
    return data.draw(st.sampled_from(forms))


@pytest.mark.clause("B-10.5")
@given(
    st.sampled_from([ID_NUMBER, PHONE, CARD]),
    st.text("0123456789", max_size=4),
    st.text("0123456789", max_size=4),
)
def test_digits_around_a_number_hide_nothing(number: str, before: str, after: str) -> None:
    assert judged(f"{before}{number}{after}") is BlockReason.PERSONAL_DATA


@pytest.mark.parametrize(
    "number", ["230103200002290300", "230103200002300028", "6222020000004000000"]
)
def test_a_number_that_fails_its_check_is_no_persons(number: str) -> None:
    assert judged(f"设备编号{number}") is None


@given(st.text(max_size=60))
def test_a_text_reads_the_same_however_often_it_is_normalised(text: str) -> None:
    assert plain(plain(text)) == plain(text)


@pytest.mark.clause("B-10.5")
def test_a_note_on_another_way_is_screened_as_well() -> None:
    assert screen_contact("当面沟通", today=TODAY) is None
    assert screen_contact(f"致电{PHONE}", today=TODAY) is BlockReason.PERSONAL_DATA


def test_the_word_list_says_which_edition_it_is() -> None:
    assert the_words().id == "SCREEN-2026-1"
