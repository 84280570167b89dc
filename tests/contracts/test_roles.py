"""What duties an actor holds where a class is concerned."""

import pytest

from contracts.roles import Actor, Grant, Role


@pytest.mark.clause("B-3.0")
@pytest.mark.parametrize(
    ("grant", "held"),
    [
        (Grant(Role.STAFF), True),
        (Grant(Role.COUNSELOR, "class:c1"), True),
        (Grant(Role.COUNSELOR, "class:c2"), False),
        (Grant(Role.STUDENT_WORK, "unit:u1"), True),
        (Grant(Role.HOST_REP, "unit:u1"), False),
        (Grant(Role.GRASSROOTS_ORG, "unit:u1"), False),
    ],
)
def test_a_duty_reaches_a_class_everywhere_within_it_or_from_a_department(
    grant: Grant, held: bool
) -> None:
    assert (grant.role in Actor(person_id="p", grants=(grant,)).duties_in("c1")) is held
