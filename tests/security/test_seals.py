"""A certificate can be checked without asking the house, and no altered one passes."""

import json
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import update

from contracts.assessment import (
    SEAL_PURPOSE,
    SEAL_SIGNER,
    CertificateView,
    ListCertificates,
    ReissueCertificate,
    VerificationView,
    VerifyCertificate,
)
from contracts.refusals import Invalid
from deploy import verify
from kit import clock
from kit.rights import NOBODY
from kit.signing import Keys, keys, raw
from services.assessment.domain.certificate import Certificate
from services.assessment.domain.seal import Sealed, read_sealed, sealed
from services.assessment.store.tables import certificate
from tests.assessment.desk import STAFF, Desk

pytestmark = pytest.mark.usefixtures("signing_keys")

ADDRESS = "https://kaiban.test/verify?no=1&code=2#"


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch, signing_keys: Path) -> Iterator[Desk]:
    """A class whose certificates have been issued."""
    made = Desk(lambda moment: monkeypatch.setattr(clock, "now", lambda: moment))
    made.publish([90, 90, 90, 90], absent=[], cheated=[])
    made.certify()
    yield made
    made.office.close()


def views(desk: Desk) -> list[CertificateView]:
    return desk.office.do(ListCertificates(class_id="class-1"), as_=STAFF).items


def kept(desk: Desk, number: str) -> Certificate:
    with desk.office.database.reading() as session:
        found = session.query(Certificate).filter_by(certificate_no=number).one()
        session.expunge(found)
    return found


def on_paper(desk: Desk) -> Sealed:
    """What the QR code of the first certificate holds."""
    found = sealed(kept(desk, views(desk)[0].certificate_no))
    assert found
    return found


def looked_up(desk: Desk, one: CertificateView) -> VerificationView:
    asked = VerifyCertificate(certificate_no=one.certificate_no, code=one.verify_code)
    return desk.office.do(asked, as_=NOBODY)


@pytest.mark.clause("A-7.8.c")
def test_an_issued_certificate_bears_a_signature_of_all_it_says(desk: Desk) -> None:
    found, view = on_paper(desk), views(desk)[0]
    assert found.says == {
        "no": view.certificate_no,
        "name": view.holder,
        "class": kept(desk, view.certificate_no).class_title,
        "from": str(kept(desk, view.certificate_no).start_on),
        "to": str(kept(desk, view.certificate_no).end_on),
        "hours": 240,
        "issued": str(view.issued_on),
        "key": keys().key_id(SEAL_SIGNER),
    }
    assert looked_up(desk, view).genuine


def test_it_is_verified_offline_by_the_published_keys_alone(
    desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = ADDRESS + on_paper(desk).written()
    assert verify.run(text, published(tmp_path)) == 0
    told = capsys.readouterr().out
    assert "Genuine" in told
    assert views(desk)[0].holder in told
    (tmp_path / "qr.txt").write_text(text + "\n")
    assert verify.run(str(tmp_path / "qr.txt"), "") == 0


def published(folder: Path) -> str:
    """The keys, as they stand at /.well-known/kaiban-certificates.json."""
    good = keys().public(SEAL_SIGNER)
    told = {key_id: b64encode(raw(key)).decode() for key_id, key in good.items()}
    path = folder / "published.json"
    path.write_text(json.dumps({"keys": told}))
    return str(path)


def test_ten_lines_of_anybodys_own_suffice(desk: Desk, tmp_path: Path) -> None:
    script = Path("docs/security.md").read_text(encoding="utf-8").split("```python\n")[1]
    (tmp_path / "check.py").write_text(script.split("```")[0])
    found = on_paper(desk)
    for text, answer in ((found.written(), "genuine"), (altered(found).written(), "FORGED")):
        done = subprocess.run(
            [sys.executable, "check.py", ADDRESS + text, published(tmp_path)],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=True,
        )
        assert answer in done.stdout


def altered(found: Sealed) -> Sealed:
    """The same with another name in it."""
    return Sealed(found.statement.replace(found.says["name"], "赵六"), found.signature)


def test_no_altered_statement_passes(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    found = on_paper(desk)
    assert verify.run(altered(found).written(), "") == 1
    other = Sealed(found.statement, bytes([found.signature[0] ^ 1]) + found.signature[1:])
    assert verify.run(other.written(), "") == 1
    assert "Not genuine" in capsys.readouterr().out


def test_a_signature_of_an_unknown_key_is_none(desk: Desk, tmp_path: Path) -> None:
    stranger = Keys(tmp_path / "stranger", makes=True)
    text = on_paper(desk).statement.replace(
        keys().key_id(SEAL_SIGNER), stranger.key_id(SEAL_SIGNER)
    )
    forged = Sealed(text, stranger.sign(SEAL_SIGNER, SEAL_PURPOSE, text.encode()))
    assert verify.run(forged.written(), "") == 1


@pytest.mark.parametrize("text", ["", "x", "x.y", "W10.W10", "https://kaiban.test/", "签.名"])
def test_what_is_no_statement_is_told_from_a_forged_one(text: str) -> None:
    with pytest.raises(Invalid, match="NOT_SEALED"):
        read_sealed(text)


def test_a_record_altered_in_the_database_is_no_longer_genuine(desk: Desk) -> None:
    one = views(desk)[0]
    with desk.office.database.writing() as session:
        own = certificate.c.certificate_no == one.certificate_no
        session.execute(update(certificate).where(own).values(holder="赵六"))
    assert not looked_up(desk, one).genuine


def test_when_the_key_is_changed_what_the_old_one_signed_stays_good(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, successor = keys(), Keys(tmp_path / "successor", makes=True)
    given = tmp_path / "given"
    given.mkdir()
    successor.key_id(SEAL_SIGNER)
    signs = (tmp_path / "successor" / "certificates.key").read_bytes()
    (given / "certificates.key").write_bytes(signs)
    both = [old._folder, tmp_path / "successor"]
    public = b"".join((folder / "certificates.pub").read_bytes() for folder in both)
    (given / "certificates.pub").write_bytes(public)
    monkeypatch.setenv("KAIBAN_SIGNING_KEYS", str(given))

    first, second = views(desk)[:2]
    reissue = ReissueCertificate(certificate_id=second.certificate_id, reason="遗失")
    desk.office.do(reissue, as_=STAFF)
    by = [kept(desk, one.certificate_no).key_id for one in (first, second)]
    assert by == [old.key_id(SEAL_SIGNER), successor.key_id(SEAL_SIGNER)]
    assert all(looked_up(desk, one).genuine for one in (first, second))
