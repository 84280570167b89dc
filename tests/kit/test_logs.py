"""Log lines are JSON, say what they are about, and hold no personal number."""

import json
import logging

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from contracts.identity import id_check_character
from kit.logs import configure, formatter, masked

AN_ID = "11010519491231002X"

id_numbers = st.from_regex(r"[1-9][0-9]{16}", fullmatch=True).map(
    lambda first: first + id_check_character(first)
)


@given(number=id_numbers, before=st.sampled_from(["", " ", "身份证", "id=", "'"]))
def test_a_line_shows_six_characters_of_an_id_number_at_most(number: str, before: str) -> None:
    line = masked(f"{before}{number}，请核对")
    assert number not in line
    assert line == f"{before}{number[:3]}************{number[-3:]}，请核对"


@pytest.mark.parametrize(
    "harmless",
    ["01a1ffb54e26711cbf7f4a7ef0342ffb", "2026-03-23T08:00:00Z", "1" * 17, "1" * 19],
    ids=["an id of ours", "a moment", "too short", "too long"],
)
def test_other_numbers_are_left_alone(harmless: str) -> None:
    assert masked(harmless) == harmless


def test_what_a_librarys_error_quotes_is_masked_too() -> None:
    with pytest.raises(ValueError, match="110") as raised:
        int(AN_ID)
    problem = (raised.type, raised.value, raised.tb)
    record = logging.LogRecord("lib", logging.ERROR, "", 0, "failed", None, problem)
    line = formatter("enrollment").format(record)
    assert AN_ID not in line
    said = json.loads(line)
    assert (said["process"], said["level"], said["event"]) == ("enrollment", "error", "failed")
    assert "110************02X" in said["exception"]


def test_a_process_logs_to_its_own_file_with_the_request_it_works_for(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("log")
    root, before = logging.getLogger(), list(logging.getLogger().handlers)
    try:
        configure("gateway", folder)
        with structlog.contextvars.bound_contextvars(request_id="r-7"):
            structlog.get_logger().warning("sign-in refused")
        logging.getLogger("kombu.connection").warning("No hostname was supplied.")
    finally:
        for handler in root.handlers:
            handler.close()
        root.handlers[:] = before
        structlog.reset_defaults()
    lines = [json.loads(line) for line in (folder / "gateway.log").read_text().splitlines()]
    assert [(line["event"], line["request_id"]) for line in lines] == [("sign-in refused", "r-7")]
