"""What a process tells of itself: one JSON object per line, with request and event ids, and never
a personal number.
"""

import logging
import re
import sys
from collections.abc import Mapping
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from kit.settings import told

FILE_BYTES = 20 * 1024 * 1024
FILES_KEPT = 5

# Said for every message or connection, and of no use to whoever looks for a cause.
CHATTY = ("alembic", "amqp", "httpx", "kombu", "nameko", "uvicorn")

_ID_NUMBER = re.compile(r"(?<![0-9A-Za-z])([1-9][0-9]{2})[0-9]{12}([0-9]{2}[0-9Xx])(?![0-9A-Za-z])")


def configure(process: str, folder: Path) -> None:
    """Write everything this process logs to <folder>/<process>.log; the terminal stays calm. With
    KAIBAN_LOG=terminal it goes there instead: what starts containers collects it.
    """
    handler: logging.Handler
    if told("LOG") == "terminal":
        handler = logging.StreamHandler(sys.stdout)
    else:
        folder.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(
            folder / f"{process}.log", maxBytes=FILE_BYTES, backupCount=FILES_KEPT, encoding="utf-8"
        )
    handler.setFormatter(formatter(process))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    for name in CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)
    # Warns that the in-memory broker's address names no host.
    logging.getLogger("kombu.connection").setLevel(logging.ERROR)
    structlog.configure(
        processors=[*_shared(), structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )


def formatter(process: str) -> logging.Formatter:
    """Lines of JSON, from our own loggers and the libraries' alike."""
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=_shared(),
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            _named(process),
            structlog.processors.JSONRenderer(ensure_ascii=False),
            _masked,
        ],
    )


def masked(text: str) -> str:
    """The text with every 18-digit id number reduced to its first and last three characters."""
    return _ID_NUMBER.sub(r"\1************\2", text)


def _shared() -> list[Processor]:
    return [
        # Whoever handles a request binds its id here once; every line of that work then has it.
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
        structlog.processors.format_exc_info,
    ]


def _named(process: str) -> Processor:
    def add(_logger: WrappedLogger, _method: str, line: EventDict) -> Mapping[str, Any]:
        return {"process": process, **line}

    return add


# The last net. Nothing personal is meant to be logged; a library's error may quote a row.
def _masked(_logger: WrappedLogger, _method: str, line: Any) -> str:
    return masked(line)
