"""Units 单位: grass-roots Party organisations, departments, hosts."""

from datetime import date
from enum import StrEnum
from typing import Annotated

from annotated_types import MaxLen, MinLen

from contracts.base import Command, Page, Query, Title, View
from contracts.enrollment.access import READERS, R
from contracts.roles import COLLEGE_DEPARTMENTS, Role
from contracts.values import Name, PageNo, PageSize


class UnitKind(StrEnum):
    """What kind of organisation a unit is."""

    GRASSROOTS_PARTY = "GRASSROOTS_PARTY"
    DEPT = "DEPT"
    HOST = "HOST"


class UnitView(View):
    """单位｜A unit."""

    unit_id: str
    code: str
    name: str
    kind: UnitKind
    active: bool
    function: Role | None = None

    @property
    def scope(self) -> str:
        """How a duty is limited to it."""
        return f"unit:{self.unit_id}"


class RegisterUnit(
    Command[UnitView],
    rest="POST /units",
    by=(R.ORG_DEPT, R.TEACHING_AFFAIRS, R.SYSTEM_ADMIN),
    clauses=("A-5.w1", "B-3.0"),
):
    """登记单位｜Register a unit."""

    code: Annotated[str, Title("单位代码", "Code"), MinLen(1), MaxLen(20)]
    name: Name
    kind: UnitKind = UnitKind.GRASSROOTS_PARTY
    function: Annotated[Role | None, Title("部门职能", "Function of a department")] = None


class ListUnits(Query[Page[UnitView]], rest="GET /units", by=(*READERS, R.SYSTEM_ADMIN)):
    """单位列表｜Units; of a class those that may be given seats in it."""

    kind: UnitKind | None = None
    page: PageNo = 1
    size: PageSize = 50
    class_id: Annotated[str | None, Title("班次", "Class")] = None


# -- Hosts 主办单位 -------------------------------------------------------------------------------


class InvoiceProfile(View):
    """开票信息｜What a host wants on its invoices; the buyer's tax number is the credit code."""

    buyer: Annotated[str, Title("购买方名称", "Buyer"), MaxLen(100)] = ""
    address_and_phone: Annotated[str, Title("地址、电话", "Address, phone"), MaxLen(200)] = ""
    bank_and_account: Annotated[str, Title("开户行及账号", "Bank and account"), MaxLen(200)] = ""


class HostView(View):
    """主办单位｜A unit that orders classes."""

    unit_id: str
    code: str
    name: str
    credit_code: str
    strategic_partner: bool
    partner_since: date | None
    contact: str
    leadership: list[str]
    invoice: InvoiceProfile


class KeepHost(
    Command[HostView],
    rest="PUT /hosts/{unit_id}",
    by=(R.TEACHING_AFFAIRS,),
    clauses=("B-6.2b", "B-8.6b"),
):
    """登记主办单位｜Keep host: keep what is known of a host: its credit code (18 characters,
    checked), whether it is a long-term strategic partner, its leadership, its invoices.
    """

    unit_id: str
    credit_code: Annotated[
        str, Title("统一社会信用代码", "Unified social credit code"), MinLen(18), MaxLen(18)
    ]
    strategic_partner: Annotated[bool, Title("长期战略合作单位", "Strategic partner")] = False
    partner_since: Annotated[date | None, Title("合作起始", "Partner since")] = None
    contact: Annotated[str, Title("联系人", "Contact"), MaxLen(100)] = ""
    leadership: Annotated[
        tuple[str, ...], Title("班子成员", "Members of its leadership"), MaxLen(50)
    ] = ()
    invoice: InvoiceProfile = InvoiceProfile()


class FindHost(Query[HostView], rest="GET /hosts/{unit_id}", by=READERS):
    """主办单位｜One host."""

    unit_id: str


class FindHostOfClass(Query[HostView], rest="GET /classes/{class_id}/host", by=READERS):
    """班次的主办单位｜The host that ordered a class."""

    class_id: str


# -- Staff of the departments 部门人员 ------------------------------------------------------------


class StaffView(View):
    """部门人员｜Somebody who works in a department, and in which section of it."""

    person_id: str
    name: str
    unit_id: str
    unit_name: str
    section: str
    is_head: bool
    active: bool


class KeepStaff(
    Command[StaffView],
    rest="PUT /staff/{person_id}",
    by=(R.SYSTEM_ADMIN, R.TEACHING_AFFAIRS, R.ORG_DEPT),
    clauses=("B-5.1a", "B-3.0"),
):
    """登记部门人员｜Keep where somebody works: the duties of a class are given to these people."""

    person_id: str
    name: Annotated[str, Title("姓名", "Name"), MinLen(1), MaxLen(50)]
    unit_id: Annotated[str, Title("部门", "Department")]
    section: Annotated[str, Title("科室", "Section"), MaxLen(60)] = ""
    is_head: Annotated[bool, Title("部门负责人", "Head of the department")] = False
    active: Annotated[bool, Title("在岗", "In service")] = True


class ListStaff(
    Query[list[StaffView]],
    rest="GET /staff",
    by=(*READERS, *COLLEGE_DEPARTMENTS, R.SYSTEM_ADMIN),
):
    """部门人员列表｜The staff of the departments, of one only when a unit is given."""

    unit_id: str | None = None
