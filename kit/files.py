"""The storage port: files by the hash of their content, in a local folder. Names people see
travel beside the id.
"""

import hashlib
import os
from pathlib import Path

from contracts.refusals import Unknown
from contracts.values import FileRef

SHA256_DIGITS = 64


class FileStore:
    """Keeps files by content: the same content has the same id, so keeping it twice changes
    nothing.
    """

    def __init__(self, root: Path) -> None:
        self.root = root

    def put(self, data: bytes, name: str) -> FileRef:
        """Keep a file; it is complete on the disk before its id is known to anybody."""
        file_id = hashlib.sha256(data).hexdigest()
        path = self.path(file_id)
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            fresh = path.with_name(f"{file_id}.{os.getpid()}.new")
            with fresh.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(path)
        return FileRef(file_id=file_id, name=name)

    def read(self, file_id: str) -> bytes:
        """The content of a kept file; Unknown (404) when there is none."""
        try:
            return self.path(file_id).read_bytes()
        except FileNotFoundError:
            raise Unknown("文件", "file") from None

    def path(self, file_id: str) -> Path:
        """Where a file lies; anything but a content hash is Unknown."""
        if len(file_id) != SHA256_DIGITS or not set(file_id) <= set("0123456789abcdef"):
            raise Unknown("文件", "file")
        return self.root / file_id[:2] / file_id
