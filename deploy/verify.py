"""`kaiban verify`: checks a certificate without asking the house, by what its QR code holds and the
public keys the house has published. Whether it was revoked since is told only online.
"""

import json
from base64 import b64decode
from collections.abc import Mapping
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from contracts.assessment import SEAL_PURPOSE, SEAL_SIGNER
from contracts.refusals import Invalid
from kit.signing import is_made_by, keys
from services.assessment.domain.seal import read_sealed

LONGEST_PATH = 200


def run(what: str, published: str) -> int:
    """Say what the certificate says and whether the house signed that; 0 when it did. `what` is
    the text of the QR code or a file that holds it, `published` a file with the keys as they stand
    at /.well-known/kaiban-certificates.json ("" for this machine's own).
    """
    try:
        found = read_sealed(_text_of(what))
    except Invalid as refusal:
        print(f"{refusal.zh}\n{refusal.en}")
        return 2
    key_id = str(found.says.get("key"))
    key = _keys(published).get(key_id)
    genuine = key is not None and is_made_by(
        key, SEAL_PURPOSE, found.statement.encode(), found.signature
    )
    print(json.dumps(found.says, ensure_ascii=False, indent=1))
    if genuine:
        print(f"签名有效（密钥 {key_id}）。是否已撤销，须联网查验。")
        print(f"Genuine (key {key_id}). Whether it was revoked is told online only.")
        return 0
    print(f"签名无效，或不认识密钥 {key_id}。｜Not genuine, or key {key_id} is not known.")
    return 1


def _text_of(what: str) -> str:
    if len(what) <= LONGEST_PATH and Path(what).is_file():
        return Path(what).read_text(encoding="utf-8")
    return what


def _keys(published: str) -> Mapping[str, Ed25519PublicKey]:
    if not published:
        return keys().public(SEAL_SIGNER)
    told = json.loads(Path(published).read_text(encoding="utf-8"))
    return {
        name: Ed25519PublicKey.from_public_bytes(b64decode(key))
        for name, key in told["keys"].items()
    }
