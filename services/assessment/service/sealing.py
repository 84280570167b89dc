"""Signs certificates with the house's key, and tells whether one still is as it was signed."""

from base64 import b64encode

from contracts.assessment import SEAL_PURPOSE, SEAL_SIGNER
from kit.signing import keys
from services.assessment.domain.certificate import Certificate
from services.assessment.domain.seal import Sealed, sealed, statement_of


def seal(certificate: Certificate) -> None:
    """Sign what the certificate says, with the key that signs now."""
    key_id = keys().key_id(SEAL_SIGNER)
    signature = keys().sign(SEAL_SIGNER, SEAL_PURPOSE, statement_of(certificate, key_id).encode())
    certificate.key_id, certificate.signature = key_id, b64encode(signature).decode("ascii")


def is_as_signed(certificate: Certificate) -> bool:
    """Whether it bears a signature of the house's and has not been altered since."""
    found = sealed(certificate)
    return found is not None and is_genuine(found)


def is_genuine(found: Sealed) -> bool:
    """Whether the house signed this statement."""
    return keys().is_signed(SEAL_SIGNER, SEAL_PURPOSE, found.statement.encode(), found.signature)
