"""What is signed: only the text in force, with one's own name, each signature vouching for those before."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text as sql

from models import accounts
from models.areas import AreaKind
from models.database import Database
from models.errors import Conflict, InvalidValue, NotFound
from models.people import AssignedTo, Everything, InArea, Role, User
from supervision import areas, cadre_list, commitments, policies
from supervision.cadre_list import CadreFilters
from supervision.commitments import Signature, SignatureCursor, first_broken, hash_of
from supervision.topics import COMMITMENT, Commitment
from tests.models import scene

DEFAULT = COMMITMENT.default


def sign(database: Database, user: User, now: datetime = scene.NOON, name: str | None = None) -> Signature:
    with database.writing() as session:
        return commitments.sign(
            session, user, name=name or user.name, version=0, text_hash=hash_of(DEFAULT), now=now
        )


def cadre(database: Database, name: str) -> User:
    with database.writing() as session:
        return scene.user(session, name, Role.CADRE)


def test_a_signature_says_who_what_when_and_holds_for_a_year(database: Database) -> None:
    user = cadre(database, "wang")
    signature = sign(database, user)
    assert (signature.number, signature.name, signature.version, signature.previous) == (1, "wang", 0, "")
    assert signature.text_hash == hash_of(DEFAULT)
    with database.reading() as session:
        until = datetime(2027, 11, 2, 12, tzinfo=UTC)
        assert commitments.current_of(session, user.id, until - timedelta(seconds=1)) == signature
        assert commitments.current_of(session, user.id, until) is None
        assert commitments.text_of(session, signature) == Commitment(DEFAULT.title, DEFAULT.text)


def test_another_shipped_text_changes_nothing_that_was_signed(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    signature = sign(database, cadre(database, "wang"))
    monkeypatch.setattr(commitments, "COMMITMENT", replace(COMMITMENT, default=replace(DEFAULT, text="新")))
    with database.reading() as session:
        assert commitments.text_of(session, signature).text == DEFAULT.text
    # Whether the kept text is gone or somebody has rewritten it: nothing is shown under the old hash.
    for change in ("UPDATE commitment_texts SET text = '改过'", "DELETE FROM commitment_texts"):
        with database.writing() as session:
            session.execute(sql(change))
        with database.reading() as session, pytest.raises(Conflict):
            commitments.text_of(session, signature)


def test_only_the_text_in_force_is_signed_and_only_with_ones_own_name(database: Database) -> None:
    user = cadre(database, "wang")
    with pytest.raises(InvalidValue):
        sign(database, user, name="li")
    with database.writing() as session:
        boss = scene.user(session, "boss", Role.ADMIN)
        policies.change(
            session, COMMITMENT, replace(DEFAULT, text="新文本"), user=boss, reason="修订",
            effective_from=scene.NOON, after=0, now=scene.NOON,
        )  # fmt: skip
    with pytest.raises(Conflict):
        sign(database, user)


def test_whatever_is_changed_afterwards_is_noticed(database: Database) -> None:
    users = [cadre(database, name) for name in ("a", "b", "c")]
    chain = [sign(database, user, scene.NOON + timedelta(hours=n)) for n, user in enumerate(users)]
    assert first_broken(chain) is None
    assert first_broken(chain[1:]) == 1
    assert first_broken([chain[0], chain[2]]) == 2
    for change in ({"name": "x"}, {"signed_at": scene.NOON - timedelta(days=1)}, {"text_hash": "0" * 64}):
        assert first_broken([chain[0], replace(chain[1], **change), chain[2]]) == 2
    with database.reading() as session:
        assert commitments.verify(session) is None
    with database.writing() as session:
        session.execute(sql("UPDATE commitments SET name = 'x' WHERE number = 3"))
    with database.reading() as session:
        assert commitments.verify(session) == 3


@pytest.mark.parametrize(
    ("change", "broken"),
    [
        (None, [None, None, None]),
        ("UPDATE commitments SET name = 'x' WHERE number = 2", [None, 2, None]),
        # Whoever makes the changed one fit itself has to change all that follow.
        ("UPDATE commitments SET link = 'forged' WHERE number = 2", [None, 2, 3]),
        ("DELETE FROM commitments WHERE number = 1", [2, None]),
    ],
)
def test_of_a_page_each_is_what_it_says_and_follows_the_one_before(
    database: Database, change: str | None, broken: list[int | None]
) -> None:
    for number in range(3):
        sign(database, cadre(database, f"cadre {number}"))
    if change is not None:
        with database.writing() as session:
            session.execute(sql(change))
    with database.reading() as session:
        shown = commitments.signatures(session, Everything())[0][::-1]
        assert [commitments.broken_among(session, [item]) for item in shown] == broken
        lowest = min((number for number in broken if number is not None), default=None)
        assert commitments.broken_among(session, shown) == lowest
        assert commitments.verify(session) == (1 if "DELETE" in str(change) else lowest)


def test_who_reaches_whose_signature(database: Database) -> None:
    with database.writing() as session:
        city = areas.add_area(session, name="港城市", kind=AreaKind.COUNTY)
        town, other = (
            areas.add_area(session, name=name, kind=AreaKind.TOWN, parent=city) for name in ("东", "西")
        )
        user = accounts.add_user(
            session, username="w", name="w", role=Role.CADRE, password_hash=None, area_id=town.id
        )
        office = accounts.add_user(
            session, username="o", name="o", role=Role.OFFICE, password_hash=None, area_id=town.id
        )
    stranger = cadre(database, "s")
    signature = sign(database, user)
    with database.reading() as session:
        for scope in (Everything(), InArea(city.path), InArea(town.path)):
            assert commitments.get(session, scope, office, 1) == signature
            assert commitments.signatures(session, scope) == ([signature], None)
        assert commitments.get(session, AssignedTo(user.id), user, 1) == signature
        with pytest.raises(NotFound):
            commitments.get(session, InArea(other.path), office, 1)
        with pytest.raises(NotFound):
            commitments.get(session, AssignedTo(stranger.id), stranger, 1)
        assert commitments.signatures(session, InArea(other.path)) == ([], None)


def test_signatures_come_a_page_at_a_time_the_newest_first(database: Database) -> None:
    chain = [sign(database, cadre(database, f"cadre {number}")) for number in range(5)]
    seen: list[Signature] = []
    after: SignatureCursor | None = None
    with database.reading() as session:
        for size in (2, 2, 1):
            page, after = commitments.signatures(session, Everything(), after=after, limit=2)
            assert len(page) == size
            seen += page
            after = SignatureCursor.decode(after.encode()) if after else None
    assert after is None
    assert seen == chain[::-1]


def test_the_last_day_of_a_short_month() -> None:
    moment = datetime(2026, 8, 31, tzinfo=UTC)
    assert commitments.months_later(moment, 6) == datetime(2027, 2, 28, tzinfo=UTC)
    assert commitments.months_later(moment, 12) == datetime(2027, 8, 31, tzinfo=UTC)
    assert commitments.months_later(datetime(2028, 2, 29, tzinfo=UTC), 12) == datetime(
        2029, 2, 28, tzinfo=UTC
    )


def test_those_without_a_commitment_in_force_are_listed(database: Database) -> None:
    signed, silent = cadre(database, "wang"), cadre(database, "li")
    sign(database, signed)

    def unsigned(at: datetime) -> set[str]:
        with database.reading() as session:
            found, _, count = cadre_list.cadres(session, Everything(), CadreFilters(unsigned=True), now=at)
            assert count == len(found)
            return {item.id for item in found}

    assert unsigned(scene.NOON) == {silent.id}
    assert unsigned(scene.NOON + timedelta(days=370)) == {signed.id, silent.id}
