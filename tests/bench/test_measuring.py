"""The measuring itself: a figure is worth no more than what counts it."""

from contracts.enrollment import FindRoster, Nominate
from contracts.identity import IdNumber, read_id_number
from kit import clock
from tests.bench.figures import Beside, Goal, Line, percentile, spread_of
from tests.bench.people import people, person
from tests.bench.web import http_request


def test_everybody_made_up_has_an_id_number_that_passes_every_check() -> None:
    numbers = [one.id_no for one in (*people(0, 50), *people(6990, 50), *people(3_000_000, 50))]
    assert all(isinstance(read_id_number(n, today=clock.today()), IdNumber) for n in numbers)
    assert len(set(numbers)) == len(numbers)


def test_a_percentile_is_a_value_that_was_measured() -> None:
    values = [float(value) for value in range(1, 101)]
    assert percentile(values, 0.5) == 51.0
    assert percentile(values, 0.99) == 100.0
    assert percentile([], 0.5) == 0.0
    assert spread_of([0.010, 0.020], 0.5) == "p50 20.0 ms"


def test_a_line_says_its_ratio_and_whether_its_goal_is_met() -> None:
    line = Line(
        chapter="c", what="w", value=50, unit="/s", beside=Beside("bare", 200), goal=Goal("≥", 60)
    )
    assert line.cells()[3:6] == ["200 /s – bare", "0.25", "≥ 60.0 /s: **missed**"]


def test_a_request_goes_out_in_the_form_its_declaration_gives_it() -> None:
    nominate = Nominate(class_id="c1", unit_id="u1", candidate=person(7))
    sent = http_request(nominate, "t", key="k1")
    assert sent.startswith(b"POST /api/enrollment/classes/c1/units/u1/nominations HTTP/1.1\r\n")
    assert b"Idempotency-Key: k1\r\n" in sent
    looked = http_request(FindRoster(class_id="c1"), "t")
    assert looked.startswith(b"GET /api/enrollment/classes/c1/roster")
    assert b"Idempotency-Key" not in looked
