"""Rates as whole numbers."""


def per_mille(part: int, whole: int) -> int:
    """A rate in tenths of a percent, rounded half up; of nothing, 0."""
    return (2000 * part + whole) // (2 * whole) if whole else 0
