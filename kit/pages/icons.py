"""Our own line icons, drawn on a 24 × 24 grid, put into the page itself; no font, no request."""

from functools import cache

from markupsafe import Markup

_PATHS = {
    "home": "M4 11 12 4l8 7v9h-5v-6H9v6H4z",
    "board": "M4 5h16v14H4zM4 10h16M9 10v9",
    "book": "M5 4h11a3 3 0 0 1 3 3v13H8a3 3 0 0 1-3-3zM5 17a3 3 0 0 1 3-3h11",
    "seal": "M12 3l2.2 2.1 3-.4.7 3 2.6 1.6-1.3 2.7 1.3 2.7-2.6 1.6-.7 3-3-.4L12 21"
    "l-2.2-2.1-3 .4-.7-3"
    "-2.6-1.6L4.800 12 3.500 9.300l2.600-1.600.7-3 3 .4zM9 12l2 2 4-4",
    "code": "M8 7l-5 5 5 5M16 7l5 5-5 5M13.500 5l-3 14",
    "menu": "M4 7h16M4 12h16M4 17h16",
    "close": "M6 6l12 12M18 6 6 18",
    "search": "M11 4a7 7 0 1 1 0 14 7 7 0 0 1 0-14zM16 16l4 4",
    "bell": "M6 17V11a6 6 0 0 1 12 0v6l1.500 2h-15zM10 21h4",
    "person": "M12 4a4 4 0 1 1 0 8 4 4 0 0 1 0-8zM4 20a8 6 0 0 1 16 0",
    "globe": "M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18zM3 12h18M12 3c5 5 5 13 0 18M12 3c-5 5-5 13 0 18",
    "out": "M14 4h5v16h-5M4 12h11M11 8l4 4-4 4",
    "key": "M8 8a4 4 0 1 1 0 8 4 4 0 0 1 0-8zM12 12h9v4M17 12v3",
    "check": "M5 13l4.500 4.500L19 7",
    "cross": "M7 7l10 10M17 7 7 17",
    "clock": "M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18zM12 7v5l3.500 2",
    "people": "M9 5a3.500 3.500 0 1 1 0 7 3.500 3.500 0 0 1 0-7zM2.500 19a6.500 5 0 0 1 13 0"
    "M16 5.500a3 3 0 0 1 0 6"
    "M18 14.500a5 4.500 0 0 1 3.500 4.500",
    "calendar": "M4 6h16v14H4zM4 10.500h16M8 3v5M16 3v5",
    "pen": "M4 20l1-4L16 5l3 3L8 19z",
    "coin": "M12 4a8 8 0 1 1 0 16 8 8 0 0 1 0-16zM9 8l3 4 3-4M9 12.500h6M9 15h6M12 12v5",
    "box": "M4 8h16v12H4zM3 4h18v4H3zM10 12h4",
    "steps": "M4 19h5v-5h5V9h5V4",
    "info": "M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18zM12 11v6M12 7.500v.5",
    "fold": "M14 6l-6 6 6 6",
    "sheet": "M5 4h14v16H5zM5 9h14M5 14h14M11 4v16",
    "print": "M7 9V4h10v5M5 9h14v8h-3M5 9v8h3M8 14h8v6H8z",
    "plus": "M12 5v14M5 12h14",
    "back": "M10 6l-6 6 6 6M4 12h16",
    "phone": "M8 3h8v18H8zM11 18h2",
    "bed": "M3 18V7M3 14h18v4M21 14v-2a3 3 0 0 0-3-3h-7v5M7 11a1 1 0 1 1 0-.010",
    "qr": "M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h2v2h-2zM18 18h2v2h-2zM18 14h2M14 18v2",
    "chart": "M4 20V4M4 20h16M8 16v-5M12 16V7M16 16v-8",
    "shield": "M12 3l7 3v5c0 5-3 8-7 10-4-2-7-5-7-10V6z",
    "mail": "M3 6h18v12H3zM3 7l9 7 9-7",
    "link": "M10 14a4 4 0 0 0 6 0l3-3a4 4 0 0 0-6-6l-1 1"
    "M14 10a4 4 0 0 0-6 0l-3 3a4 4 0 0 0 6 6l1-1",
    "eye": "M2 12c4-7 16-7 20 0-4 7-16 7-20 0zM12 9a3 3 0 1 1 0 6 3 3 0 0 1 0-6z",
    "truck": "M3 6h11v10H3zM14 10h4l3 3v3h-7"
    "M7 16a2 2 0 1 1 0 4 2 2 0 0 1 0-4M17 16a2 2 0 1 1 0 4 2 2 0 0 1 0-4",
    "alarm": "M12 4l9 16H3zM12 10v5M12 17.500v.5",
    "star": "M12 4l2.500 5.200 5.500.8-4 4 1 5.600-5-2.700-5 2.700 1-5.600-4-4 5.500-.8z",
    "flag": "M6 21V4h12l-2.500 4L18 12H6",
}


@cache
def icon(name: str) -> Markup:
    """An icon beside words; it says nothing by itself, so readers aloud skip it."""
    return Markup(
        '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">'
        '<path d="{}"/></svg>'
    ).format(_PATHS[name])
