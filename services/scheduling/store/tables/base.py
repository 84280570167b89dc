"""What scheduling's tables have in common."""

from sqlalchemy import String

from kit.tables import Tables

tables = Tables("scheduling")

Person = String(64)
