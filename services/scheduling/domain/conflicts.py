"""Whose sessions lose what they were promised."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from contracts.scheduling import ResourceConflictDetected
from services.scheduling.domain.booking import Resource
from services.scheduling.domain.session import Session


def lost(
    resource: Resource, resource_id: str, sessions: Iterable[Session]
) -> list[ResourceConflictDetected]:
    """One notice for each class whose sessions are without a venue or a teacher from now on."""
    by_class: defaultdict[str, list[Session]] = defaultdict(list)
    for session in sessions:
        by_class[session.class_id].append(session)
    return [
        conflict(resource, resource_id, class_id, found)
        for class_id, found in sorted(by_class.items())
    ]


def clashing(sessions: Sequence[Session]) -> list[ResourceConflictDetected]:
    """One notice for each resource that moved sessions of a class found taken."""
    by_resource: defaultdict[tuple[str, str], list[Session]] = defaultdict(list)
    for session in sessions:
        for clash in session.clashes:
            by_resource[clash.resource, clash.resource_id].append(session)
    return [
        conflict(kind, key, found[0].class_id, found)
        for (kind, key), found in sorted(by_resource.items())
    ]


def conflict(
    resource: str, resource_id: str, class_id: str, sessions: Iterable[Session]
) -> ResourceConflictDetected:
    """What a class is told."""
    in_time = sorted(sessions, key=lambda session: (session.from_at, session.session_id))
    return ResourceConflictDetected(
        class_id=class_id,
        resource=resource,
        resource_id=resource_id,
        session_ids=[session.session_id for session in in_time],
    )
