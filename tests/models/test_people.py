"""Who may see what. What a scope lets through is held in tests/supervision/test_scope.py, in SQL."""

import pytest

from models.people import (
    AREA_ROLES,
    AssignedTo,
    Everything,
    InArea,
    Own,
    Role,
    User,
    may_acknowledge,
    scope_of,
)

AREA = InArea("a/", is_whole=True)
EXPECTED = {
    Role.CADRE: AssignedTo("u"),
    Role.BUSINESS: Own("b"),
    Role.OFFICE: AREA,
    Role.REGULATOR: AREA,
    Role.AUDITOR: Everything(),
    Role.ADMIN: Everything(),
}


def user(role: Role) -> User:
    return User("u", "u", "u", role, "b" if role is Role.BUSINESS else None)


@pytest.mark.parametrize("role", Role)
def test_scope(role: Role) -> None:
    assert scope_of(user(role), AREA if role in AREA_ROLES else None) == EXPECTED[role]


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ADMIN])
def test_who_sees_everything_sees_an_area_where_it_has_one(role: Role) -> None:
    assert scope_of(user(role), AREA) == AREA


@pytest.mark.parametrize("role", Role)
def test_only_the_business_itself_acknowledges(role: Role) -> None:
    assert may_acknowledge(user(role), "b") == (role is Role.BUSINESS)
    assert not may_acknowledge(user(role), "other")
