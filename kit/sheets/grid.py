"""A program of its own: reads a workbook from standard input and writes its cells as JSON.

The reader is native code that sizes its memory by what a workbook claims: one cell in the last row
and column makes it ask for 500 GB and die. Here it dies alone. `kit.sheets.opening` runs this file
by its path.
"""

import io
import json
import resource
import sys
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

import python_calamine

MEMORY = 768 * 1024 * 1024
CPU_SECONDS = 20


def main() -> None:
    """Standard input: the workbook. Arguments: the most rows and columns of a sheet to write."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    max_rows, max_columns = (int(argument) for argument in sys.argv[1:])
    json.dump(read(sys.stdin.buffer.read(), max_rows, max_columns), sys.stdout)


def read(data: bytes, max_rows: int, max_columns: int) -> dict[str, object]:
    """Every visible sheet with its filled rows and their numbers, or why it stays shut."""
    try:
        workbook = python_calamine.load_workbook(io.BytesIO(data))
        return {
            "sheets": [
                {
                    "name": sheet.name,
                    "rows": list(filled_rows(workbook, sheet.name, max_rows, max_columns)),
                }
                for sheet in workbook.sheets_metadata
                if is_seen(sheet)
            ]
        }
    except python_calamine.PasswordError:
        return {"fault": "PASSWORD"}
    except python_calamine.CalamineError:
        return {"fault": "DAMAGED"}


def is_seen(sheet: python_calamine.SheetMetadata) -> bool:
    """A hidden sheet holds code tables or last year's list: nobody means what they cannot see."""
    return (
        sheet.typ is python_calamine.SheetTypeEnum.WorkSheet
        and sheet.visible is python_calamine.SheetVisibleEnum.Visible
    )


def filled_rows(
    workbook: python_calamine.CalamineWorkbook, name: str, max_rows: int, max_columns: int
) -> Iterator[tuple[int, list[object]]]:
    """One row more than allowed, so that the caller sees there were too many."""
    written = 0
    # `iter_rows` would need less memory, but leaves out empty columns on the left.
    grid = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
    for number, values in enumerate(grid, 1):
        cells = [plain(value) for value in values[:max_columns]]
        if any(cell is not None for cell in cells):
            yield number, cells
            written += 1
        if written > max_rows:
            return


def plain(value: object) -> object:
    """What JSON can say: text, numbers and truths as they are, a date in a list of its own."""
    match value:
        case "":
            return None
        case datetime():
            # Excel keeps no seconds' fractions worth reading; midnight is how it writes a day.
            midnight = value.time() == time()
            return [value.date().isoformat() if midnight else value.isoformat(" ", "minutes")]
        case date():
            return [value.isoformat()]
        case time():
            return [value.isoformat("minutes")]
        case timedelta():
            return [str(value)]
        case _:
            return value


if __name__ == "__main__":  # pragma: no cover – in a process of its own, seen by its output
    main()
