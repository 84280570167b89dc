"""Finance: what a class may cost, what it used, and how it was settled."""
