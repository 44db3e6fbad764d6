"""What `brightkitchen demo` shows: two businesses, four simulated cameras, accounts of each role.

With `--city` the same cameras stand in two of the businesses of a made-up city.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from api.auth import passwords
from models import accounts, catalog
from models.areas import Area, AreaKind
from models.clock import Clock
from models.database import Database
from models.errors import NotFound
from models.people import AREA_ROLES, Everything, Level, Role
from sample_videos.encore import with_encore
from supervision import areas
from supervision.sample_city.register import LANTERN, SCHOOL, SIGN_INS

CLIPS = Path(__file__).parent.parent / "sample_videos"
PASSWORD = "kitchen-demo"  # noqa: S105 (printed at start, and the demo listens on loopback only)


@dataclass(frozen=True, slots=True)
class DemoCamera:
    clip: str
    name: str
    place: str
    business: str


TOWN = ("港城市", "杨柳镇")
BUSINESSES = ((LANTERN, Level.B, "人民中路 18 号"), (SCHOOL, Level.C, "学前路 5 号"))
CAMERAS = (
    DemoCamera("hot_line", "热灶 1 号机", "cooking", LANTERN),
    DemoCamera("cold_room", "凉菜间 1 号机", "cold_dishes", LANTERN),
    DemoCamera("prep_room", "切配 1 号机", "cutting", SCHOOL),
    DemoCamera("wash_up", "清洗 1 号机", "washing", SCHOOL),
)
ACCOUNTS: tuple[tuple[str, str, Role, str | None], ...] = (
    ("cadre", "王建国", Role.CADRE, None),
    ("lantern", "红灯笼餐厅 李经理", Role.BUSINESS, LANTERN),
    ("school", "实验小学食堂 陈老师", Role.BUSINESS, SCHOOL),
    ("office", "杨柳镇食安办 孙丽", Role.OFFICE, None),
    ("regulator", "市场监管分局 周强", Role.REGULATOR, None),
    ("auditor", "审计 赵敏", Role.AUDITOR, None),
    ("admin", "管理员", Role.ADMIN, None),
)


CITY_ACCOUNTS = SIGN_INS
"""Names to sign in by in the made-up city."""


def clips() -> Mapping[str, Path]:
    return {camera.clip: CLIPS / f"{camera.clip}.mp4" for camera in CAMERAS}


def long_clips(folder: Path) -> Mapping[str, Path]:
    """The clips with half a minute of quiet after each violation, made in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    return {name: with_encore(clip, folder / clip.name, quiet_s=27) for name, clip in clips().items()}


def seed(database: Database, addresses: Mapping[str, str], clock: Clock) -> None:
    """Put the demo's businesses, cameras and accounts in, or bring the cameras' addresses up to date.

    addresses: the rtsp address of each clip's camera.
    """
    with database.writing() as session:
        town = _town(session)
        for name, level, address in BUSINESSES:
            if catalog.find_business(session, name=name) is None:
                catalog.add_business(session, name=name, level=level, address=address, area_id=town.id)
        _put_cameras(session, addresses, clock)
        password_hash = passwords.hash(PASSWORD)
        for username, name, role, business_name in ACCOUNTS:
            if accounts.find_credentials(session, username) is not None:
                continue
            own = catalog.find_business(session, name=business_name) if business_name else None
            user = accounts.add_user(
                session,
                username=username,
                name=name,
                role=role,
                password_hash=password_hash,
                business_id=own.id if own else None,
                area_id=town.id if role in AREA_ROLES else None,
            )
            if role is Role.CADRE:
                for business in catalog.list_businesses(session, Everything()):
                    accounts.assign(session, user_id=user.id, business_id=business.id, now=clock.now())


def put_cameras(database: Database, addresses: Mapping[str, str], clock: Clock) -> None:
    """As `seed`, in a database that has the businesses and accounts already.

    Raises:
        NotFound: it has not.
    """
    with database.writing() as session:
        _put_cameras(session, addresses, clock)


def _put_cameras(session: Session, addresses: Mapping[str, str], clock: Clock) -> None:
    for item in CAMERAS:
        business = catalog.find_business(session, name=item.business)
        if business is None:
            raise NotFound(f"there is no business {item.business!r}; this folder holds something else")
        present = catalog.list_cameras(session, Everything(), business_id=business.id)
        camera = next((camera for camera in present if camera.name == item.name), None)
        if camera is not None:
            catalog.set_camera_url(session, camera_id=camera.id, url=addresses[item.clip])
            continue
        catalog.add_camera(
            session,
            business_id=business.id,
            name=item.name,
            place=item.place,
            url=addresses[item.clip],
            accepted_at=clock.now(),
        )


def _town(session: Session) -> Area:
    """The town of everything in the demo, made where it is missing."""
    try:
        return areas.find_area(session, TOWN)
    except NotFound:
        city = areas.add_area(session, name=TOWN[0], kind=AreaKind.COUNTY)
        return areas.add_area(session, name=TOWN[1], kind=AreaKind.TOWN, parent=city)
