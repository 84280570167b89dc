"""Schema versions of finance."""
