"""The portal's pages: templates and the routes that fill them."""

from fastapi import APIRouter

from gateway.pages.board import board_routes
from gateway.pages.calendar import calendar_routes
from gateway.pages.catalogue import catalogue_routes
from gateway.pages.classes import class_routes
from gateway.pages.desks import desk_routes
from gateway.pages.doing import doing_routes
from gateway.pages.entry import code_routes, door_routes, elsewhere_routes, password_routes
from gateway.pages.frame import Frame, make_pages, menu_of
from gateway.pages.home import home_routes
from gateway.pages.links import confirmation_routes, evaluation_routes
from gateway.pages.papers import paper_routes
from gateway.pages.public import public_routes
from gateway.pages.search import search_routes
from gateway.pages.tokens import token_pages
from gateway.pages.two_step import two_step_pages

__all__ = ["Frame", "desk_routes", "make_pages", "menu_of", "page_routes"]


def page_routes(frame: Frame) -> list[APIRouter]:
    """Every page of the portal itself."""
    return [
        door_routes(frame),
        code_routes(frame),
        elsewhere_routes(frame),
        password_routes(frame),
        two_step_pages(frame),
        home_routes(frame),
        board_routes(frame),
        class_routes(frame),
        doing_routes(frame),
        paper_routes(frame),
        public_routes(frame),
        search_routes(frame),
        token_pages(frame),
        catalogue_routes(frame),
        confirmation_routes(frame),
        evaluation_routes(frame),
        calendar_routes(frame),
    ]
