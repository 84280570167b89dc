"""The days of a class and what must be true of them."""

from datetime import date, datetime

from contracts.refusals import Fault, Invalid


def refuse_odd_days(
    start_on: date, end_on: date, checkin_from: datetime, checkin_to: datetime
) -> None:
    """Invalid when the class would end before it starts, or its check-in before it begins."""
    faults = []
    if end_on < start_on:
        faults.append(Fault("end_on", "结班日期早于开班日期", "the class ends before it starts"))
    if checkin_to <= checkin_from:
        faults.append(Fault("checkin_to", "报到截止早于报到开始", "check-in ends before it begins"))
    if faults:
        raise Invalid(
            "DATES",
            f"日期有误：{'；'.join(fault.zh for fault in faults)}。",
            f"The dates do not fit: {'; '.join(fault.en for fault in faults)}.",
            "B-5.0",
            faults=faults,
        )
