"""The policy library: kept in versions, renewed and repealed by whoever interprets a document."""

from contracts.portal import KeepPolicy, ListPolicies, PolicyView, RepealPolicy
from contracts.refusals import Unknown
from gateway.policies import PolicyVersion, interprets, of_today, repeal, require_interpreter
from gateway.store import PortalStore
from kit.department import command, query


class Policies:
    """What the institution's work follows (A-8.a, B-14)."""

    @command
    def keep_policy(self, request: KeepPolicy, store: PortalStore) -> PolicyView:
        known = store.policy(request.number)
        require_interpreter(
            store.actor, request.interpreted_by, *(one.interpreted_by for one in known[-1:])
        )
        kept = PolicyVersion(
            number=request.number,
            edition=len(known) + 1,
            title=request.title,
            effective_on=request.effective_on,
            interpreted_by=request.interpreted_by,
            document=request.document,
            position=known[-1].position if known else store.next_position(),
        )
        for before in known[-1:]:
            before.give_way(from_on=request.effective_on)
        store.put_after(kept)
        store.emit(kept.kept())
        return policy_view(kept, store)

    @command
    def repeal_policy(self, request: RepealPolicy, store: PortalStore) -> PolicyView:
        known = store.policy(request.number)
        if not known:
            raise Unknown("制度文件", "document")
        require_interpreter(store.actor, known[-1].interpreted_by)
        store.emit(repeal(known, reason=request.reason, today=store.today))
        return policy_view(known[-1], store)

    @query
    def list_policies(self, request: ListPolicies, store: PortalStore) -> list[PolicyView]:
        versions = store.policies()
        shown = versions if request.all_versions else of_today(versions, store.today)
        newest = {version.number: version for version in versions}
        last = {version.number: version for version in shown}
        return [
            policy_view(
                version,
                store,
                renewable=version is last[version.number]
                and not version.is_repealed(store.today)
                and interprets(store.actor, newest[version.number].interpreted_by),
            )
            for version in shown
        ]


def policy_view(
    version: PolicyVersion, store: PortalStore, *, renewable: bool = False
) -> PolicyView:
    """A version as readers see it today."""
    return PolicyView(
        number=version.number,
        title=version.title,
        repealed=version.is_repealed(store.today),
        version=version.edition,
        effective_on=version.effective_on,
        interpreted_by=version.interpreted_by,
        document=version.document,
        until=version.until,
        repeal_reason=version.repeal_reason,
        state=version.state(store.today),
        renewable=renewable,
    )
