"""Who may see what, as properties."""

from hypothesis import given
from hypothesis import strategies as st

from models.people import Role, Scope, User, may_acknowledge

ids = st.text("abcdef", min_size=1, max_size=2)


@st.composite
def users(draw: st.DrawFn) -> User:
    role = draw(st.sampled_from(Role))
    return User("u", "u", "u", role, draw(ids) if role is Role.BUSINESS else None)


@given(users(), st.frozensets(ids), ids)
def test_scope(user: User, assigned: frozenset[str], business: str) -> None:
    allowed = Scope.of(user, assigned).allows(business)
    expected = {
        Role.ADMIN: True,
        Role.AUDITOR: True,
        Role.CADRE: business in assigned,
        Role.BUSINESS: business == user.business_id,
    }
    assert allowed == expected[user.role]


@given(users(), st.frozensets(ids), ids)
def test_who_may_acknowledge_may_see(user: User, assigned: frozenset[str], business: str) -> None:
    if may_acknowledge(user, business):
        assert Scope.of(user, assigned).allows(business)
        assert user.role is Role.BUSINESS


@given(users(), st.frozensets(ids), ids, ids)
def test_withdrawing_an_assignment_never_widens(
    user: User, assigned: frozenset[str], gone: str, other: str
) -> None:
    before, after = Scope.of(user, assigned), Scope.of(user, assigned - {gone})
    assert not after.allows(other) or before.allows(other)
