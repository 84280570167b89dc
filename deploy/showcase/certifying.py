"""The pass list is frozen; certificates are numbered, issued, printed, verified by a stranger."""

from contracts.assessment import (
    CertificateView,
    ExportRegister,
    FreezePassList,
    IssueCertificates,
    ListCertificates,
    NumberCertificates,
    PrintCertificate,
    PrintCertificates,
    ReissueCertificate,
    RevokeCertificate,
    VerificationView,
    VerifyCertificate,
)
from contracts.enrollment import ExportTraineeForm
from deploy.showcase.enrolling import class_id
from deploy.showcase.stage import Chapter, Stage

CHAPTER = Chapter("八、合格名单与结业证书", "8. Pass list and certificates")

# Places in the order of numbers: whose certificate is lost, whose is revoked.
LOST = 3
REVOKED = 7


@CHAPTER.step("锁定合格名单", "The pass list is frozen", by="evp", at="2026-03-31 09:00")
def freeze_pass_list(stage: Stage) -> None:
    # The classes' hours, a part of every certificate, come from scheduling.
    frozen = stage.until(lambda: stage.ask("evp", FreezePassList(class_id=class_id(stage))))
    stage.note(f"合格 {frozen.count} 人", f"{frozen.count} on the list")


@CHAPTER.step("编制证书号", "Certificates are numbered", by="staff3", at="2026-03-31 10:00")
def number_certificates(stage: Stage) -> None:
    numbered = stage.ask("staff3", NumberCertificates(class_id=class_id(stage)))
    first, last = numbered[0].certificate_no, numbered[-1].certificate_no
    stage.note(f"{first} 至 {last}", f"{len(numbered)} numbers without a gap")


@CHAPTER.step("颁发结业证书", "Certificates are issued", by="evp", at="2026-04-01 09:00")
def issue_certificates(stage: Stage) -> None:
    stage.ask("evp", IssueCertificates(class_id=class_id(stage)))


@CHAPTER.step("打印证书", "Certificates are printed", by="staff3", at="2026-04-01 10:00")
def print_certificates(stage: Stage) -> None:
    one = certificates(stage)[0]
    stage.download("staff3", PrintCertificate(certificate_id=one.certificate_id))
    stage.download("staff3", PrintCertificates(class_id=class_id(stage)))


@CHAPTER.step("补发遗失的证书", "A lost one is re-issued", by="staff3", at="2026-04-02 09:00")
def reissue_certificate(stage: Stage) -> None:
    lost = certificates(stage)[LOST]
    request = ReissueCertificate(certificate_id=lost.certificate_id, reason="本人报告遗失")
    again = stage.ask("staff3", request)
    if again.certificate_no != lost.certificate_no:
        raise AssertionError("a re-issued certificate keeps its number")


@CHAPTER.step("撤销一份证书", "One is revoked", by="evp", at="2026-04-02 10:00")
def revoke_certificate(stage: Stage) -> None:
    one = certificates(stage)[REVOKED]
    reason = "入学资格材料不实，经核实撤销"
    stage.ask("evp", RevokeCertificate(certificate_id=one.certificate_id, reason=reason))


@CHAPTER.step("公众查验证书", "A stranger verifies", by="anyone", at="2026-04-02 11:00")
def verify_certificates(stage: Stage) -> None:
    issued = certificates(stage)
    for place, state in ((0, "ISSUED"), (LOST, "ISSUED"), (REVOKED, "REVOKED")):
        found = verification(stage, issued[place])
        name = issued[place].holder
        if found.state != state or name in found.holder_masked:
            raise AssertionError(f"verification shows {found}")
        stage.note(
            f"{found.certificate_no} {found.holder_masked} {found.state}",
            "re-issued" if found.reissued else found.state.lower(),
        )


@CHAPTER.step("导出登记表与信息表", "Register and form", by="staff3", at="2026-04-02 14:00")
def export_forms(stage: Stage) -> None:
    stage.download("staff3", ExportRegister(class_id=class_id(stage)))
    stage.download("staff3", ExportTraineeForm(class_id=class_id(stage)))


def certificates(stage: Stage) -> list[CertificateView]:
    """The certificates by number."""
    request = ListCertificates(class_id=class_id(stage), size=200)
    return stage.ask("staff3", request).items


def verification(stage: Stage, certificate: CertificateView) -> VerificationView:
    """What anybody learns of a certificate who has its number and code."""
    request = VerifyCertificate(
        certificate_no=certificate.certificate_no, code=certificate.verify_code
    )
    return stage.stranger.ask(request)
