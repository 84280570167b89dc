"""Both sample classes, from the first account to the archive, by the pages of the portal alone: in
Chinese at a desk, in English on a phone.
"""

from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from contracts.assessment import AssignDuty, ReadPaper
from deploy.showcase.college.contracted_class import carry_contracted_through, contracted_ending
from deploy.showcase.development_class import carry_through, ending
from kit.pages.desk import name_of
from tests.browser.conftest import PICTURES
from tests.browser.hands import Diary, Room
from tests.browser.visitor import DESK, PHONE
from tests.journeys.places import an_open_suite, players_of
from tests.plays import Plays, assert_same

# Commands that break an exam's rules when they are refused.
ON_RECORD = {name_of(AssignDuty), name_of(ReadPaper)}

pytestmark = [pytest.mark.journey, pytest.mark.browser, pytest.mark.night]


def test_both_classes_are_carried_through_by_the_pages_alone(
    browser: Browser, plays: Plays, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    diary = Diary()
    room = Room(browser, PICTURES / "whole-classes", diary)
    with (
        an_open_suite("embedded", tmp_path, request) as suite,
        players_of(suite, calling=room.calling) as stage,
    ):
        room.clear(viewport=_size(DESK), locale="zh-CN")
        carry_through(stage)
        room.clear()
        come_to = ending(stage)
        room.clear(viewport=_size(PHONE), locale="en-GB")
        carry_contracted_through(stage)
        room.clear()
        contracted = contracted_ending(stage)

    by_the_api = plays("embedded")
    # What a form was refused the API was asked once more: the exam's custody has both on record.
    tried_again = [name for name in diary.refused if name in ON_RECORD]
    breaches = come_to.performance.integrity_breaches - len(tried_again)
    performance = replace(come_to.performance, integrity_breaches=breaches)
    assert_same(replace(come_to, performance=performance), by_the_api.ending)
    assert_same(contracted, by_the_api.contracted)
    # Whatever was accepted had a link that led to its form.
    assert diary.without_a_way == set()
    assert diary.complaints == []


def _size(size: tuple[int, int]) -> dict[str, int]:
    return {"width": size[0], "height": size[1]}
