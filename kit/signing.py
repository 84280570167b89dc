"""Ed25519 keys in a folder: `<name>.key` signs, `<name>.pub` holds what checks it, a PEM block for
each key still good. Changing a key is two steps: its successor's public key is given to everybody,
then the successor signs.
"""

import hashlib
import os
import re
import secrets
from contextlib import suppress
from functools import cache
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

KEY_ID_CHARACTERS = 8

_NAME = re.compile(r"[a-z]{1,30}")
_BLOCK = re.compile(rb"-----BEGIN [^-]+-----[^-]+-----END [^-]+-----")


class Keys:
    """The keys of a folder. With `makes`, one that is missing is made at its first use."""

    def __init__(self, folder: Path, *, makes: bool) -> None:
        self._folder, self._makes = folder, makes
        self._private: dict[str, Ed25519PrivateKey] = {}
        self._public: dict[str, dict[str, Ed25519PublicKey]] = {}

    def sign(self, name: str, purpose: str, text: bytes) -> bytes:
        """The name's signature of a text for one purpose; good for no other purpose."""
        return self._signing(name).sign(_sealed(purpose, text))

    def is_signed(self, name: str, purpose: str, text: bytes, signature: bytes) -> bool:
        """Whether one of the name's keys made this signature for this purpose."""
        return any(is_made_by(key, purpose, text, signature) for key in self.public(name).values())

    def key_id(self, name: str) -> str:
        """The id of the key that signs for this name now."""
        return _id_of(self._signing(name).public_key())

    def public(self, name: str) -> dict[str, Ed25519PublicKey]:
        """The keys that check the name's signatures, by their ids; none for an unknown name."""
        if name not in self._public:
            path = self._folder / f"{name}.pub"
            if not _NAME.fullmatch(name) or not path.exists():
                return {}
            found = [load_pem_public_key(block) for block in _BLOCK.findall(path.read_bytes())]
            keys = [key for key in found if isinstance(key, Ed25519PublicKey)]
            self._public[name] = {_id_of(key): key for key in keys}
        return self._public[name]

    def _signing(self, name: str) -> Ed25519PrivateKey:
        if name not in self._private:
            path = self._folder / f"{name}.key"
            if self._makes and not path.exists():
                _make(path)
            key = load_pem_private_key(path.read_bytes(), None)
            if not isinstance(key, Ed25519PrivateKey):
                raise ValueError(f"{path} holds no Ed25519 key")
            if self._makes and not path.with_suffix(".pub").exists():
                _publish(path.with_suffix(".pub"), key.public_key())
            self._private[name] = key
        return self._private[name]


def is_made_by(key: Ed25519PublicKey, purpose: str, text: bytes, signature: bytes) -> bool:
    """Whether this key made the signature of the text for the purpose."""
    try:
        key.verify(signature, _sealed(purpose, text))
    except InvalidSignature:
        return False
    return True


def raw(key: Ed25519PublicKey) -> bytes:
    """The 32 bytes of a public key."""
    return key.public_bytes(Encoding.Raw, PublicFormat.Raw)


def _id_of(key: Ed25519PublicKey) -> str:
    return hashlib.sha256(raw(key)).hexdigest()[:KEY_ID_CHARACTERS]


def _sealed(purpose: str, text: bytes) -> bytes:
    return f"kaiban {purpose}\0".encode() + text


def _make(path: Path) -> None:
    """A new key; of several processes that make it at once, one does."""
    path.parent.mkdir(parents=True, exist_ok=True)
    made = Ed25519PrivateKey.generate()
    aside = _aside(path)
    with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    with suppress(FileExistsError):
        path.hardlink_to(aside)
    aside.unlink()


def _publish(path: Path, key: Ed25519PublicKey) -> None:
    aside = _aside(path)
    aside.write_bytes(key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    aside.replace(path)


def _aside(path: Path) -> Path:
    return path.with_name(f"{path.name}.{secrets.token_hex(4)}")


@cache
def _keys_in(folder: str, makes: bool) -> Keys:
    return Keys(Path(folder), makes=makes)


def keys() -> Keys:
    """The keys of this process: in the folder that KAIBAN_SIGNING_KEYS names, where nothing is ever
    made, or else in `signing` in the data folder.
    """
    named = os.environ.get("KAIBAN_SIGNING_KEYS")
    return _keys_in(named or f"{os.environ.get('KAIBAN_VAR', 'var')}/signing", not named)
