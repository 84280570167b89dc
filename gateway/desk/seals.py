"""The use of the college's seal for a class: asked for, approved by somebody else, carried out."""

from contracts.portal import ApproveSeal, ListSeals, RequestSeal, UseSeal
from kit.pages.desk import Action, Look, Page, Table

SEALS = Page(
    path="seals",
    zh="用印登记",
    icon="seal",
    in_menu=False,
    sections=(
        Table(
            name="seals",
            zh="用印登记簿",
            icon="seal",
            asks=ListSeals,
            columns=(
                "purpose",
                "document",
                "copies",
                "requested_by",
                "requested_at",
                "state",
                "approved_by",
                "used_by",
                "used_at",
            ),
            actions=(Action(kind=RequestSeal, icon="plus", tone="primary"),),
            row_actions=(
                Action(
                    kind=ApproveSeal, tone="primary", when=lambda seal: seal.state == "REQUESTED"
                ),
                Action(kind=UseSeal, tone="primary", when=lambda seal: seal.state == "APPROVED"),
            ),
            empty="此班还没有用印申请。",
        ),
    ),
)

REQUESTING = Look(
    hides=("document_hash",),
    note="文件一经申请即被锁定；批准人不能是申请人，只有办公室可以用印。",
)
