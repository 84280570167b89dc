"""Every file is shown to the virus scanner before it is kept, where the house has one."""

import asyncio
import struct
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from contracts.refusals import Refusal
from contracts.roles import Role
from gateway.app import create_app
from gateway.scanning import CHUNK_BYTES, Scanner, ScannerSilent
from kit.database import Database
from kit.files import FileStore
from kit.settings import Settings
from tests.gateway.conftest import House
from tests.gateway.fake import FakeDepartments

pytestmark = pytest.mark.anyio

VIRUS = b"a virus, for all we know"
FILE = {"file": ("材料.pdf", b"%PDF-1.7 " + bytes(CHUNK_BYTES), "application/pdf")}
INFECTED = {"file": ("材料.pdf", b"%PDF-1.7 " + bytes(CHUNK_BYTES) + VIRUS, "application/pdf")}


async def clamd(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Takes one INSTREAM as clamd does."""
    assert await reader.readexactly(10) == b"zINSTREAM\0"
    seen = b""
    while size := struct.unpack("!I", await reader.readexactly(4))[0]:
        seen += await reader.readexactly(size)
    writer.write(b"stream: Some.Virus FOUND\0" if VIRUS in seen else b"stream: OK\0")
    writer.close()


async def out_of_order(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Says what clamd says when it has no memory left."""
    writer.write(b"Can't allocate memory. ERROR\0")
    writer.close()


@asynccontextmanager
async def listening(says: Callable[..., Any], path: Path) -> AsyncIterator[str]:
    """A daemon at a socket."""
    server = await asyncio.start_unix_server(says, str(path))
    async with server:
        yield str(path)


@pytest.fixture
def guarded(
    settings: Settings,
    database: Database,
    departments: FakeDepartments,
    password_hash: str,
    tmp_path: Path,
) -> House:
    """A house whose scanner listens in its folder, if it listens."""
    made: Any = departments
    scanned = replace(settings, scanner=str(tmp_path / "clamd"))
    app = create_app(scanned, departments=made, database=database)
    opened = House(app, database, FileStore(settings.files), password_hash)
    opened.open_account("staff", Role.STAFF)
    return opened


async def test_a_file_with_a_virus_is_refused_and_not_kept(guarded: House, tmp_path: Path) -> None:
    async with listening(clamd, tmp_path / "clamd"), guarded.browser("staff") as browser:
        clean = await browser.post("/api/files", files=FILE)
        infected = await browser.post("/api/files", files=INFECTED)
    assert clean.status_code == 201
    assert (infected.status_code, infected.json()["code"]) == (422, "INFECTED")
    kept = [path for path in guarded.files.root.rglob("*") if path.is_file()]
    assert [path.name for path in kept] == [clean.json()["file_id"]]


async def test_a_form_comes_back_as_it_was_typed_without_the_infected_file(
    guarded: House, tmp_path: Path
) -> None:
    guarded.open_account("finance", Role.FIN_LOGISTICS)
    form = {"host_id": "h1", "title": "投标", "amount_fen": "1000", "submitted_on": "2026-03-06"}
    sent = {"document": INFECTED["file"]}
    async with listening(clamd, tmp_path / "clamd"), guarded.browser("finance") as browser:
        answer = await browser.post("/do/finance.record_bid", data=form, files=sent)
    assert answer.status_code == 422
    assert "文件带有病毒" in answer.text
    assert 'value="投标"' in answer.text
    assert "document.file_id" not in answer.text


@pytest.mark.parametrize("says", [None, out_of_order])
async def test_what_the_scanner_cannot_judge_is_not_taken(
    guarded: House, tmp_path: Path, says: Callable[..., Any] | None
) -> None:
    async with guarded.browser("staff") as browser:
        if says is None:
            answer = await browser.post("/api/files", files=FILE)
        else:
            async with listening(says, tmp_path / "clamd"):
                answer = await browser.post("/api/files", files=FILE)
    assert (answer.status_code, answer.json()["code"]) == (503, "SCANNER_SILENT")
    assert not [path for path in guarded.files.root.rglob("*") if path.is_file()]


async def test_a_scanner_is_asked_over_the_net_too() -> None:
    server = await asyncio.start_server(clamd, "127.0.0.1", 0)
    host, port = server.sockets[0].getsockname()
    async with server:
        scanner = Scanner(f"{host}:{port}")
        await scanner.refuse_infected(b"")
        with pytest.raises(Refusal, match="INFECTED"):
            await scanner.refuse_infected(VIRUS)


async def test_a_scanner_that_hangs_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gateway.scanning.SECONDS", 0.05)
    release = asyncio.Event()

    async def hangs(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await release.wait()
        writer.close()

    async with listening(hangs, tmp_path / "clamd") as address:
        with pytest.raises(ScannerSilent):
            await Scanner(address).refuse_infected(VIRUS)
        release.set()
