"""The rules of finance: pure, in integer fen and integer tenths of an hour."""
