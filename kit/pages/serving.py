"""The style sheet and the script: held in memory, named by their content, kept by browsers."""

import gzip
import hashlib
from dataclasses import dataclass
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

ROOT = "/assets"
FOREVER = "public, max-age=31536000, immutable"
DIGITS = 12

_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}


@dataclass(frozen=True)
class Asset:
    """One file, plain and packed."""

    media_type: str
    plain: bytes
    packed: bytes


class Assets:
    """The files of one folder, each under a name that changes with its content. The parts of a
    folder `app.css` are one file for the browser.
    """

    def __init__(self, folder: Path) -> None:
        self._assets: dict[str, Asset] = {}
        self._paths: dict[str, str] = {}
        for path in sorted(folder.iterdir()):
            plain = _content(path)
            digest = hashlib.sha256(plain).hexdigest()[:DIGITS]
            named = f"{path.stem}.{digest}{path.suffix}"
            packed = gzip.compress(plain, mtime=0)
            self._assets[named] = Asset(_TYPES[path.suffix], plain, packed)
            self._paths[path.name] = f"{ROOT}/{named}"

    def path_of(self, name: str) -> str:
        """Where pages find a file."""
        return self._paths[name]

    def packed_size(self, name: str) -> int:
        """How many bytes a browser fetches for it."""
        return len(self._assets[self._paths[name].removeprefix(f"{ROOT}/")].packed)

    def answer(self, http: Request, named: str) -> Response | None:
        """The file, packed where the browser takes it so; None when there is none of this name."""
        asset = self._assets.get(named)
        if asset is None:
            return None
        headers = {"Cache-Control": FOREVER, "Vary": "Accept-Encoding"}
        if "gzip" in http.headers.get("accept-encoding", ""):
            headers["Content-Encoding"] = "gzip"
            return Response(asset.packed, headers=headers, media_type=asset.media_type)
        return Response(asset.plain, headers=headers, media_type=asset.media_type)


def _content(path: Path) -> bytes:
    parts = sorted(path.iterdir()) if path.is_dir() else [path]
    return b"\n".join(part.read_bytes() for part in parts)


ASSETS = Assets(Path(__file__).parent / "assets")
