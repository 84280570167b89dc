"""Personal data and secrets at rest: AES-256-GCM per field, and a keyed index to look a value up
without storing it.
"""

import base64
import hashlib
import hmac
import json
import os
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE_BYTES = 12


class Vault:
    """Seals and opens fields. A key's id stands before each sealed value, so that keys can be
    changed one after another.
    """

    def __init__(self, keys: dict[str, str], current: str, index_key: str) -> None:
        self.current = current
        self._ciphers = {name: AESGCM(base64.b64decode(key)) for name, key in keys.items()}
        # The index key never changes: the same person must always be found again.
        self._index_key = base64.b64decode(index_key)

    @classmethod
    def from_file(cls, path: Path) -> "Vault":
        """The vault whose keys a file holds; an absent file is made, readable by its owner only."""
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w", encoding="ascii") as file:
                json.dump(
                    {"current": "k1", "keys": {"k1": _fresh_key()}, "index_key": _fresh_key()}, file
                )
        return cls(**json.loads(path.read_text(encoding="ascii")))

    @property
    def key_ids(self) -> list[str]:
        """The ids of the keys it can open with."""
        return sorted(self._ciphers)

    def seal(self, label: str, text: str) -> str:
        """Encrypt a value of the column the label names; it opens under the same label only."""
        nonce = os.urandom(NONCE_BYTES)
        sealed = self._ciphers[self.current].encrypt(nonce, text.encode(), label.encode())
        return f"{self.current}:{base64.b64encode(nonce + sealed).decode('ascii')}"

    def open(self, label: str, sealed: str) -> str:
        """Decrypt a value; cryptography's InvalidTag when it was altered or moved to another
        column.
        """
        key_id, _, body = sealed.partition(":")
        raw = base64.b64decode(body)
        return (
            self._ciphers[key_id]
            .decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], label.encode())
            .decode()
        )

    def blind(self, label: str, text: str) -> str:
        """A keyed fingerprint for look-up and uniqueness; the same value always has the same."""
        return hmac.new(self._index_key, f"{label}\0{text}".encode(), hashlib.sha256).hexdigest()


def add_key(path: Path) -> None:
    """Add a key to the file of keys and let it seal from now on."""
    kept = json.loads(path.read_text(encoding="ascii"))
    kept["current"] = f"k{len(kept['keys']) + 1}"
    kept["keys"][kept["current"]] = _fresh_key()
    aside = path.with_name(f".{path.name}.new")
    aside.touch(mode=0o600)
    aside.write_text(json.dumps(kept), encoding="ascii")
    aside.replace(path)


def _fresh_key() -> str:
    return base64.b64encode(os.urandom(32)).decode("ascii")


@cache
def _vault_at(path: str) -> Vault:
    return Vault.from_file(Path(path))


def vault() -> Vault:
    """The vault of this process: KAIBAN_KEYS_FILE, or keys.json in the data folder."""
    named = os.environ.get("KAIBAN_KEYS_FILE")
    return _vault_at(named or f"{os.environ.get('KAIBAN_VAR', 'var')}/keys.json")
