"""Which page of a list the address asks for."""

from kit.pages.visit import Visit

DIGITS = 5


def page_of(visit: Visit, name: str = "page") -> int:
    """The page's number, counted from 1; 1 for what is no number."""
    said = str(visit.params.get(name, "1"))
    is_number = said.isascii() and said.isdigit() and len(said) <= DIGITS
    return max(1, int(said)) if is_number else 1
