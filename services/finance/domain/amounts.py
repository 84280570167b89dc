"""Amounts of money: halves of a fen rounded up, and the words that stand on an invoice."""

from fractions import Fraction

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ((1000, "仟"), (100, "佰"), (10, "拾"), (1, ""))
_GROUPS = ("", "万", "亿")


def half_up(amount: Fraction) -> int:
    """The nearest whole number; halves go up."""
    return (2 * amount.numerator + amount.denominator) // (2 * amount.denominator)


def in_words(fen: int) -> str:
    """An amount as vouchers write it: 壹万零伍拾元零叁分. Below a trillion yuan; a red-letter
    amount begins with 负.
    """
    if fen < 0:
        return f"负{in_words(-fen)}"
    yuan, rest = divmod(fen, 100)
    jiao, cents = divmod(rest, 10)
    whole = f"{_whole(yuan)}元" if yuan or not rest else ""
    tenths = f"{_DIGITS[jiao]}角" if jiao else ""
    gap = "零" if yuan and cents and not jiao else ""
    # After 分 nothing can follow; 整 closes the amount against additions.
    return whole + tenths + (f"{gap}{_DIGITS[cents]}分" if cents else "整")


def _whole(yuan: int) -> str:
    if yuan == 0:
        return _DIGITS[0]
    text, gap = "", False
    for place in reversed(range(len(_GROUPS))):
        group = yuan // 10_000**place % 10_000
        if group:
            text += "零" if text and (gap or group < _PLACES[0][0]) else ""
            text += _group(group) + _GROUPS[place]
        gap = group == 0
    return text


def _group(number: int) -> str:
    text, gap = "", False
    for value, unit in _PLACES:
        digit = number // value % 10
        if digit:
            text += ("零" if gap and text else "") + _DIGITS[digit] + unit
        gap = digit == 0
    return text
