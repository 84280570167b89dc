"""Hosts 主办单位: what is known of the units that order classes."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from contracts.enrollment import InvoiceProfile
from contracts.identity import read_credit_code, tidy_name
from contracts.refusals import Fault, Invalid


@dataclass(eq=False, kw_only=True)
class Host:
    """A host; its contact and its invoice details are encrypted at rest and enter no event."""

    unit_id: str
    credit_code: str
    strategic_partner: bool = False
    partner_since: date | None = None
    contact: str = ""
    leadership: list[str] = field(default_factory=list)
    buyer: str = ""
    address_and_phone: str = ""
    bank_and_account: str = ""

    @property
    def invoice(self) -> InvoiceProfile:
        """What it wants on its invoices."""
        return InvoiceProfile(
            buyer=self.buyer,
            address_and_phone=self.address_and_phone,
            bank_and_account=self.bank_and_account,
        )


def host_of(
    unit_id: str,
    *,
    credit_code: str,
    strategic_partner: bool,
    partner_since: date | None,
    contact: str,
    leadership: Iterable[str],
    invoice: InvoiceProfile,
) -> Host:
    """What is known of a host, checked.

    Invalid (422) for a credit code with a wrong check character, or a partnership that began
    without there being one (B-6.2b).
    """
    code = read_credit_code(credit_code)
    faults = []
    if code is None:
        faults.append(Fault("credit_code", "校验不通过", "fails its check"))
    if partner_since is not None and not strategic_partner:
        faults.append(Fault("partner_since", "不是战略合作单位", "is no strategic partner"))
    if code is None or faults:
        raise Invalid(
            "HOST",
            f"主办单位资料有误：{'；'.join(fault.zh for fault in faults)}。",
            f"Not acceptable: {'; '.join(f'{fault.field} {fault.en}' for fault in faults)}.",
            "B-6.2b",
            faults=faults,
        )
    return Host(
        unit_id=unit_id,
        credit_code=code,
        strategic_partner=strategic_partner,
        partner_since=partner_since,
        contact=contact,
        leadership=list(dict.fromkeys(filter(None, map(tidy_name, leadership)))),
        buyer=invoice.buyer,
        address_and_phone=invoice.address_and_phone,
        bank_and_account=invoice.bank_and_account,
    )
