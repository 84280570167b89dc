"""Numbers as people type them into forms and addresses."""


def whole_number(typed: str, *, least: int, most: int) -> int | None:
    """The number typed; None for what is none, or lies outside the bounds."""
    # Python refuses to read very many digits at all.
    if not (typed.isascii() and typed.isdigit() and len(typed) <= len(str(most))):
        return None
    return int(typed) if least <= int(typed) <= most else None
