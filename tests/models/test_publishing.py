"""Who may publish as a camera: once, in time, by one device, and only as long as it stands."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from models import accounts, catalog, publishing
from models.areas import AreaKind
from models.businesses import Camera, CameraKind
from models.database import Database
from models.errors import NotFound
from models.people import Role, User
from models.publishing import LASTS, USED_WITHIN, PublishRefused, Refusal
from models.publishing_tables import PublishTokenRow
from models.tables import BusinessRow, CameraRow, UserRow
from supervision import areas
from tests.models import scene

NOON = scene.NOON


def phone(session: Session) -> tuple[Camera, User]:
    """A camera that publishes, and the business's own person."""
    business = scene.business(session)
    camera = catalog.add_camera(
        session,
        business_id=business.id,
        name="手机",
        place="other",
        url="",
        accepted_at=NOON,
        kind=CameraKind.WHIP,
    )
    return camera, scene.user(session, "owner", Role.BUSINESS, business.id)


def refusal(
    session: Session, camera: Camera, token: str, key: str | None = None, minutes: int = 0
) -> Refusal:
    now = NOON + timedelta(minutes=minutes)
    with pytest.raises(PublishRefused) as caught:
        publishing.claim(session, camera_id=camera.id, token=token, key=key, now=now)
    return caught.value.reason


def test_a_token_is_used_once_and_then_by_the_same_device_alone(database: Database) -> None:
    with database.writing() as session:
        camera, owner = phone(session)
        token, right = publishing.issue(session, camera_id=camera.id, user_id=owner.id, now=NOON)
        assert (right.camera, right.used_at) == (camera, None)
        publishing.look_up(session, camera_id=camera.id, token=token, key=None, now=NOON)
        assert not publishing.stands(session, right.id, NOON)
        used = publishing.claim(session, camera_id=camera.id, token=token, key="mine", now=NOON)
        assert (used.used_at, used.ends_at) == (NOON, NOON + LASTS)
        assert publishing.stands(session, right.id, NOON)
        for other in (None, "theirs"):
            assert refusal(session, camera, token, other) is Refusal.USED
        later = NOON + 2 * USED_WITHIN
        publishing.claim(session, camera_id=camera.id, token=token, key="mine", now=later)
        assert refusal(session, camera, token, "mine", minutes=12 * 60) is Refusal.ENDED
        assert not publishing.stands(session, right.id, NOON + LASTS)
        row = session.get(PublishTokenRow, right.id)
        assert row is not None
        assert token not in (row.token_hash, row.key_hash)


def test_what_gives_no_right(database: Database) -> None:
    with database.writing() as session:
        camera, owner = phone(session)
        other = scene.camera(session, scene.business(session, "乙"))
        token, right = publishing.issue(session, camera_id=camera.id, user_id=owner.id, now=NOON)
        assert refusal(session, camera, "guessed") is Refusal.UNKNOWN
        assert refusal(session, other, token) is Refusal.UNKNOWN
        assert refusal(session, camera, token, minutes=10) is Refusal.EXPIRED
        with pytest.raises(NotFound):
            publishing.withdraw(session, camera_id=other.id, right_id=right.id, now=NOON)
        publishing.withdraw(session, camera_id=camera.id, right_id=right.id, now=NOON)
        assert refusal(session, camera, token) is Refusal.ENDED
        assert publishing.list_rights(session, camera.id, NOON) == []


def test_a_right_ends_with_that_of_who_gave_it_and_with_the_camera(database: Database) -> None:
    with database.writing() as session:
        camera, owner = phone(session)
        other = scene.business(session, "乙")
        token, right = publishing.issue(session, camera_id=camera.id, user_id=owner.id, now=NOON)
        publishing.claim(session, camera_id=camera.id, token=token, key="mine", now=NOON)
        row, kept = session.get(UserRow, owner.id), session.get(CameraRow, camera.id)
        assert row is not None
        assert kept is not None
        row.business_id = other.id
        session.flush()
        assert not publishing.stands(session, right.id, NOON)
        assert refusal(session, camera, token, "mine") is Refusal.ENDED
        row.business_id = camera.business.id
        session.flush()
        assert publishing.stands(session, right.id, NOON)
        kept.retired_at = NOON
        session.flush()
        assert not publishing.stands(session, right.id, NOON)


@pytest.mark.parametrize("change", ["account closed", "another area", "business moved", "another role"])
def test_a_right_ends_when_an_administrator_could_give_it_no_more(database: Database, change: str) -> None:
    with database.writing() as session:
        camera, _ = phone(session)
        town, elsewhere = (
            areas.add_area(session, name=name, kind=AreaKind.COUNTY) for name in ("港城市", "邻县")
        )
        business = session.get_one(BusinessRow, camera.business.id)
        business.area_id = town.id
        admin = accounts.add_user(
            session, username="a", name="a", role=Role.ADMIN, password_hash="x", area_id=town.id
        )
        unused, _ = publishing.issue(session, camera_id=camera.id, user_id=admin.id, now=NOON)
        token, right = publishing.issue(session, camera_id=camera.id, user_id=admin.id, now=NOON)
        publishing.claim(session, camera_id=camera.id, token=token, key="mine", now=NOON)
        assert publishing.stands(session, right.id, NOON)
        assert len(publishing.list_rights(session, camera.id, NOON)) == 2

        row = session.get_one(UserRow, admin.id)
        match change:
            case "account closed":
                row.left_at = NOON
            case "another area":
                row.area_id = elsewhere.id
            case "business moved":
                business.area_id = elsewhere.id
            case _:
                row.role = str(Role.REGULATOR)
        session.flush()
        assert not publishing.stands(session, right.id, NOON)
        assert refusal(session, camera, token, "mine") is Refusal.ENDED
        assert refusal(session, camera, unused) is Refusal.ENDED
        assert publishing.list_rights(session, camera.id, NOON) == []


def test_what_nobody_used_is_forgotten(database: Database) -> None:
    with database.writing() as session:
        camera, owner = phone(session)
        publishing.issue(session, camera_id=camera.id, user_id=owner.id, now=NOON)
        token, used = publishing.issue(session, camera_id=camera.id, user_id=owner.id, now=NOON)
        publishing.claim(session, camera_id=camera.id, token=token, key=None, now=NOON)
        later = NOON + USED_WITHIN
        _, fresh = publishing.issue(session, camera_id=camera.id, user_id=owner.id, now=later)
        found = publishing.list_rights(session, camera.id, later)
        assert {right.id for right in found} == {used.id, fresh.id}
        assert session.query(PublishTokenRow).count() == 2
