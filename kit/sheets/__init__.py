"""Tables in files: read from what people upload, written for them, handed back with what is wrong.

Knows no department: which columns are wanted, and what a cell may hold, is the caller's affair.
Reading a workbook starts a process and waits for it, so do it in a service or a job; an async page
must not wait like that.
"""

from kit.sheets.opening import MAX_ROWS, MAX_UPLOAD, UnreadableSheet
from kit.sheets.printing import Column, write_table
from kit.sheets.reading import (
    Cell,
    ColumnSpec,
    Kind,
    Row,
    Table,
    WantedColumn,
    hand_back,
    read_table,
)

__all__ = [
    "MAX_ROWS",
    "MAX_UPLOAD",
    "Cell",
    "Column",
    "ColumnSpec",
    "Kind",
    "Row",
    "Table",
    "UnreadableSheet",
    "WantedColumn",
    "hand_back",
    "read_table",
    "write_table",
]
