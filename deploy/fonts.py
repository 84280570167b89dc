"""Fetches the two fonts that papers and pages carry: the same on every machine, and free to embed.

They come out of a wheel of the package registry, which is unpacked and not installed: it also holds
a proprietary font, which stays inside. A font of the operating system is never used in their place,
so that a certificate looks the same wherever it is made.
"""

import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "var" / "fonts"

# Noto Sans and Noto Serif CJK SC, under the SIL Open Font License 1.1
FONTS = ("NotoSansCJKsc-Regular.otf", "NotoSerifCJKsc-Regular.otf")

_LOCKED_WHEEL = (
    "mplfonts==0.0.11"
    " --hash=sha256:b5e05ba7fd9a59cae48d1db41f657f50e6765e6f04b8d78504438b93a66b6e13"
)


def main() -> None:
    """Put the fonts into `var/fonts`, unless they are there."""
    if all((FOLDER / font).is_file() for font in FONTS):
        return
    print("Fetching the fonts, 85 MB, once.")
    with tempfile.TemporaryDirectory() as scratch:
        unpack(_download(Path(scratch)), FOLDER)


def unpack(wheel: Path, folder: Path) -> None:
    """Take the fonts we may use, and nothing else, out of the wheel."""
    folder.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(wheel) as archive:
        for font in FONTS:
            # Renamed when whole: a font that is there is never half a font.
            half = folder / f"{font}.part"
            half.write_bytes(archive.read(f"mplfonts/fonts/{font}"))
            half.replace(folder / font)


def _download(scratch: Path) -> Path:
    lock = scratch / "fonts.lock"
    lock.write_text(_LOCKED_WHEEL)
    pip = [sys.executable, "-m", "pip", "-qq", "--disable-pip-version-check", "download"]
    options = ["--no-deps", "--only-binary=:all:", "--require-hashes"]
    subprocess.run([*pip, *options, "-r", lock, "-d", scratch], check=True)
    return next(scratch.glob("*.whl"))


if __name__ == "__main__":
    main()
