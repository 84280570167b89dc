"""Look-ups of results, pass lists, certificates and what ends a class."""

from collections.abc import Sequence

from sqlalchemy import func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from contracts.assessment import CertificateState, ListCertificates
from contracts.refusals import Unknown
from kit.store import Store
from services.assessment.domain.certificate import Certificate
from services.assessment.domain.pass_list import PassList
from services.assessment.domain.performance import Performance
from services.assessment.domain.result import Decision, Result
from services.assessment.domain.work_summary import WorkSummary
from services.assessment.store.tables import certificate, certificate_series, result


class ResultLookups(Store):
    """Everything from the results on."""

    def results(self, class_id: str) -> Sequence[Result]:
        """The results of a class by trainee number; none before they are confirmed."""
        mine = select(Result).where(result.c.class_id == class_id)
        return self.session.scalars(mine.order_by(result.c.trainee_no)).all()

    def result_or_none(self, class_id: str, trainee_id: str) -> Result | None:
        """One trainee's result."""
        mine = (result.c.class_id == class_id) & (result.c.trainee_id == trainee_id)
        return self.session.scalar(select(Result).where(mine))

    def result(self, class_id: str, trainee_id: str) -> Result:
        """One trainee's result."""
        found = self.result_or_none(class_id, trainee_id)
        if found is None:
            raise Unknown("成绩", "result")
        return found

    def count_passed(self, class_id: str) -> int:
        """How many passed."""
        mine = (result.c.class_id == class_id) & (result.c.decision == Decision.PASS)
        return self.session.scalar(select(func.count()).where(mine)) or 0

    def pass_list_or_none(self, class_id: str) -> PassList | None:
        """The frozen pass list of a class."""
        return self.session.get(PassList, class_id)

    def pass_list(self, class_id: str) -> PassList:
        """The frozen pass list of a class."""
        return self.get(PassList, class_id, ("已锁定的合格名单", "frozen pass list"))

    def first_of(self, series: str, count: int) -> int:
        """Take so many consecutive places of a series; the first of them.

        The row stays locked until the commit: whoever numbers next in the series waits for it.
        """
        dialect = postgresql if self.is_postgres else sqlite
        begun = dialect.insert(certificate_series).values(series=series, last_seq=0)
        self.session.execute(begun.on_conflict_do_nothing())
        raised = (
            update(certificate_series)
            .where(certificate_series.c.series == series)
            .values(last_seq=certificate_series.c.last_seq + count)
            .returning(certificate_series.c.last_seq)
        )
        last: int = self.session.execute(raised).scalar_one()
        return last - count + 1

    def certificate(self, certificate_id: str) -> Certificate:
        """One certificate."""
        return self.get(Certificate, certificate_id, ("证书", "certificate"))

    def certificate_numbered(self, certificate_no: str | None) -> Certificate | None:
        """The certificate that bears a number."""
        mine = select(Certificate).where(certificate.c.certificate_no == certificate_no)
        return self.session.scalar(mine)

    def certificates(self, class_id: str) -> Sequence[Certificate]:
        """The certificates of a class by number."""
        mine = select(Certificate).where(certificate.c.class_id == class_id)
        return self.session.scalars(mine.order_by(certificate.c.certificate_no)).all()

    def certificates_in(self, class_id: str, state: CertificateState) -> list[Certificate]:
        """The certificates of a class in one state, by number."""
        return [one for one in self.certificates(class_id) if one.state is state]

    def certificate_page(self, request: ListCertificates) -> tuple[Sequence[Certificate], int]:
        """One page of the certificates of a class."""
        mine = select(Certificate).where(certificate.c.class_id == request.class_id)
        if request.state is not None:
            mine = mine.where(certificate.c.state == request.state)
        if request.q:
            sought = (certificate.c.certificate_no, certificate.c.holder)
            mine = mine.where(or_(*(one.contains(request.q, autoescape=True) for one in sought)))
        return self.page(mine.order_by(certificate.c.certificate_no), request.page, request.size)

    def certificate_of(self, class_id: str, trainee_id: str) -> Certificate | None:
        """The certificate of one trainee, if it was numbered."""
        mine = (certificate.c.class_id == class_id) & (certificate.c.trainee_id == trainee_id)
        return self.session.scalar(select(Certificate).where(mine))

    def performance_or_none(self, class_id: str) -> Performance | None:
        """The evaluation of a class."""
        return self.session.get(Performance, class_id)

    def work_summary_or_none(self, class_id: str) -> WorkSummary | None:
        """The work summary of a class."""
        return self.session.get(WorkSummary, class_id)

    def work_summary(self, class_id: str) -> WorkSummary:
        """The work summary of a class."""
        return self.get(WorkSummary, class_id, ("工作总结", "work summary"))
