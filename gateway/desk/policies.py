"""The policy library: what the institution's work follows, in versions."""

from contracts.portal import KeepPolicy, ListPolicies, PolicyView, RepealPolicy
from kit.pages.columns import Column
from kit.pages.desk import Action, Go, Look, Page, Table


def _next_version(policy: PolicyView) -> dict[str, str]:
    return {
        "number": policy.number,
        "title": policy.title,
        "interpreted_by": policy.interpreted_by,
    }


POLICIES = Page(
    path="policies",
    zh="制度文件",
    icon="book",
    sections=(
        Table(
            name="policies",
            zh="制度文件库",
            icon="book",
            note="培训工作所依据的相关及支持性文件",
            asks=ListPolicies,
            columns=(
                "title",
                Column(name="number", how="code"),
                "version",
                "state",
                "effective_on",
                "interpreted_by",
                "document",
                "repeal_reason",
            ),
            filters=(),
            actions=(
                Action(kind=KeepPolicy, icon="plus", tone="primary"),
                Go(path="/portal/policies?policies.all_versions=true", zh="含旧版", icon="clock"),
            ),
            row_actions=(
                Action(
                    kind=KeepPolicy,
                    zh="发布新版",
                    when=lambda policy: policy.renewable,
                    given=_next_version,
                ),
                Action(
                    kind=RepealPolicy,
                    when=lambda policy: policy.renewable,
                    given=lambda policy: {"number": policy.number},
                ),
            ),
            empty="制度文件库中还没有文件。",
        ),
    ),
)

KEEPING = Look(
    hints={"number": "与已有文件同号时，作为其新版发布；旧版自施行日起不再适用。"},
    note="只有解释部门可以发布或废止所解释的文件。",
)
