"""The table of rights: closed by default, and the top of the tree is told from what lies below."""

from itertools import product

import pytest

from models.people import AssignedTo, Everything, InArea, Own, Role
from supervision.permissions import RIGHTS, Relation, Right, has, is_at_the_top

SCOPES = (Everything(), InArea("a/", is_whole=True), InArea("a/"), InArea("a/b/"), AssignedTo("u"), Own("b"))


@pytest.mark.parametrize(("right", "role", "scope"), list(product(Right, Role, SCOPES)))
def test_only_what_is_in_the_table(right: Right, role: Role, scope: Everything | InArea | AssignedTo) -> None:
    relation = RIGHTS[right].get(role)
    if has(right, role, scope):
        assert relation is not None
        assert relation is not Relation.TOP or is_at_the_top(scope)
    else:
        assert relation is None or (relation is Relation.TOP and not is_at_the_top(scope))


def test_every_right_has_a_row_and_somebody() -> None:
    assert set(RIGHTS) == set(Right)
    assert all(RIGHTS.values())


def test_the_top() -> None:
    assert [is_at_the_top(scope) for scope in SCOPES] == [True, True, False, False, False, False]
