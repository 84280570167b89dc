"""What of a certificate is signed, and how that is written into its QR code, so that it can be
checked without asking the house.
"""

import json
from base64 import b64decode, urlsafe_b64decode, urlsafe_b64encode
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from contracts.refusals import Invalid
from services.assessment.domain.certificate import Certificate


def statement_of(certificate: Certificate, key_id: str) -> str:
    """The certificate as canonical JSON: keys in order, no spaces, dates as YYYY-MM-DD, hours in
    tenths. The same certificate always reads the same.
    """
    said = {
        "no": certificate.certificate_no,
        "name": certificate.holder,
        "class": certificate.class_title,
        "from": str(certificate.start_on),
        "to": str(certificate.end_on),
        "hours": certificate.hours,
        "issued": str(certificate.issued_on),
        "key": key_id,
    }
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@dataclass(frozen=True)
class Sealed:
    """A statement and the Ed25519 signature under it."""

    statement: str
    signature: bytes

    @property
    def says(self) -> dict[str, Any]:
        """The statement's fields."""
        found: dict[str, Any] = json.loads(self.statement)
        return found

    def written(self) -> str:
        """Both as one word: base64url of the statement, a dot, base64url of the signature."""
        return f"{_encoded(self.statement.encode())}.{_encoded(self.signature)}"


def sealed(certificate: Certificate) -> Sealed | None:
    """What it says now above the signature it bears; none when it was never signed."""
    if not certificate.signature:
        return None
    statement = statement_of(certificate, certificate.key_id)
    return Sealed(statement, b64decode(certificate.signature))


def read_sealed(text: str) -> Sealed:
    """What a QR code holds: the word alone, or an address that ends with it after a #.

    Invalid (422) when it is neither.
    """
    statement, _, signature = text.strip().rpartition("#")[2].partition(".")
    with suppress(ValueError, RecursionError):
        found = Sealed(_decoded(statement).decode(), _decoded(signature))
        if isinstance(found.says, dict):
            return found
    raise Invalid(
        "NOT_SEALED",
        "这不是带数字签名的证书内容；请扫描证书上的二维码，复制全部文字。",
        "This is no signed certificate. Please scan its QR code and copy the whole text.",
    )


def _encoded(data: bytes) -> str:
    return urlsafe_b64encode(data).decode("ascii").rstrip("=")


def _decoded(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
