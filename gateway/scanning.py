"""The virus scanner 杀毒: ClamAV's daemon, asked about every file before it is kept."""

import asyncio
import struct

import structlog

from contracts.refusals import Invalid, Refusal

log = structlog.get_logger()

CHUNK_BYTES = 256 * 1024
SECONDS = 20
CLEAN, FOUND = "OK", "FOUND"


class ScannerSilent(Refusal):
    """The scanner does not answer; nothing is taken unseen (503)."""

    status = 503

    def __init__(self) -> None:
        super().__init__(
            "SCANNER_SILENT",
            "病毒扫描暂时没有应答，请稍后再上传。",
            "The virus scanner does not answer; please send the file again later.",
        )


class Scanner:
    """Asks clamd at `host:port` or at the socket of that path; nobody where the address is empty,
    and every file passes.
    """

    def __init__(self, address: str) -> None:
        self._address = address

    async def refuse_infected(self, data: bytes) -> None:
        """Invalid INFECTED (422) for a file with a virus in it, ScannerSilent (503) when nobody can
        tell.
        """
        if not self._address:
            return
        try:
            said = await asyncio.wait_for(self._ask(data), SECONDS)
        except (OSError, TimeoutError) as problem:
            log.warning("virus scanner away", problem=repr(problem))
            raise ScannerSilent from None
        if said.endswith(FOUND):
            log.warning("infected file refused", found=said)
            raise Invalid(
                "INFECTED",
                "文件带有病毒，未予接收；请清除后重新上传。",
                "The file holds a virus and was not taken; please clean it and send it again.",
            )
        if not said.endswith(CLEAN):
            log.warning("virus scanner failed", said=said)
            raise ScannerSilent

    async def _ask(self, data: bytes) -> str:
        """What clamd says of a stream: `stream: OK`, `stream: NAME FOUND`, or what went wrong."""
        reader, writer = await self._connect()
        try:
            writer.write(b"zINSTREAM\0")
            for first in range(0, len(data), CHUNK_BYTES):
                part = data[first : first + CHUNK_BYTES]
                writer.write(struct.pack("!I", len(part)) + part)
                await writer.drain()
            writer.write(struct.pack("!I", 0))
            await writer.drain()
            said = await reader.read()
        finally:
            writer.close()
        return said.rstrip(b"\0").decode(errors="replace")

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self._address.startswith("/"):
            return await asyncio.open_unix_connection(self._address)
        host, _, port = self._address.rpartition(":")
        return await asyncio.open_connection(host, int(port))
