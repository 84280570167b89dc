"""Files people send, on their way into the store: counted, measured, looked at by the scanner."""

from starlette.datastructures import UploadFile

from contracts.values import FileRef
from gateway.guard import FILE_BYTES, too_large
from gateway.limits import Limits
from gateway.scanning import Scanner
from kit.files import FileStore
from kit.green import off_cpu

NAME_CHARACTERS = 100


class Uploads:
    """The one way in, for pages and programs alike."""

    def __init__(self, files: FileStore, limits: Limits, scanner: Scanner) -> None:
        self._files, self._limits, self._scanner = files, limits, scanner

    async def keep(self, sent: UploadFile, person_id: str) -> FileRef:
        """Keep a file under its own name. TooMany (429), too_large (413), what the scanner says."""
        await self._limits.upload(person_id)
        data = sent.file.read(FILE_BYTES + 1)
        if len(data) > FILE_BYTES:
            raise too_large()
        await self._scanner.refuse_infected(data)
        kept: FileRef = await off_cpu(self._files.put, data, plain_name(sent.filename or ""))
        return kept


def plain_name(name: str) -> str:
    """The name without folders and control characters; its end, with the suffix, is kept."""
    last = name.replace("\\", "/").rpartition("/")[2]
    printable = "".join(sign for sign in last if sign.isprintable()).strip()
    return printable[-NAME_CHARACTERS:] or "file"
