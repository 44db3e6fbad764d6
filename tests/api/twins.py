"""A city whose things are all there three times, for tests of who reaches what.

`own` is what somebody is responsible for, `near` the same things of another business of the same town, with
another cadre, and `far` those of a business of another town. Each name of a side holds the side's word, which
tells in any answer whose things it speaks of.
"""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.service import Service
from models import accounts, catalog, health_log, history, online, publishing
from models.areas import Area, AreaKind
from models.bulletins import BulletinKind, Recipients
from models.businesses import CameraKind, Position
from models.capture_tables import CaptureRow
from models.cases import CasePicture, Matter, PictureKind
from models.health import HealthKind
from models.people import AccountAct, Everything, Level, Role, Scope, User
from models.places import Words
from models.self_checks import SelfCheckKind, Verdict
from models.tables import CameraRow
from models.task_tables import TaskRow
from models.tasks import Mode, TaskKind
from models.training_tables import ParticipantRow
from models.trainings import TrainingKind
from models.violations import Evidence, EvidenceKind
from supervision import (
    areas,
    assignments,
    bulletin_store,
    cadre_changes,
    campaigns,
    capture_store,
    case_store,
    commitments,
    inspection_store,
    inspections,
    policies,
    self_check_store,
    tips,
    training_store,
)
from supervision.calendar import CHINA
from supervision.city_rows import Listing
from supervision.inspections import Answer, Check, Photo, Step
from supervision.self_check_store import Answers
from supervision.self_checks import DAY, period_of
from supervision.tips import Tip
from supervision.topics import CALENDAR, COMMITMENT, SELF_CHECKS
from supervision.training_store import Given, Took
from tests.api.running import HASH, Running, serving
from tests.models import scene
from tests.system.process import eventually

Side = dict[str, str]
"""Ids and keys by what they are of; all sides have the same, but that `near` has its town from `own`."""

PICTURES = (
    "original", "annotated", "clip", "health_picture", "reference", "case_picture", "tip_picture",
    "capture_picture", "fresh_picture", "inspection_photo", "draft_photo",
)  # fmt: skip
PAPERS = Step("papers", None, "", "", (Check("daily", Words("台账", "Records"), Matter.RECORDS),))


@dataclass(frozen=True)
class Actor:
    """Somebody who signs in by this name. top: answers for the whole city, or for everything."""

    name: str
    role: Role
    top: bool = False


ACTORS = (*(Actor(str(role), role) for role in Role), *(Actor(f"top_{role}", role, True) for role in
          (Role.OFFICE, Role.ADMIN)))  # fmt: skip
"""Everybody of `own`, by their role, and two who see all sides."""


@dataclass(frozen=True)
class Twins:
    running: Running
    own: Side
    near: Side
    far: Side

    def scope(self, actor: Actor) -> Scope:
        with self.running.service.database.reading() as session:
            found = accounts.find_credentials(session, actor.name)
            assert found is not None
            return accounts.scope_of(session, found[0])

    def seen_by(self, actor: Actor) -> tuple[Side, ...]:
        if actor.top:
            return self.own, self.near, self.far
        return (self.own,) if actor.role in (Role.CADRE, Role.BUSINESS) else (self.own, self.near)

    def hidden_from(self, actor: Actor) -> tuple[Side, ...]:
        seen = self.seen_by(actor)
        return tuple(side for side in (self.near, self.far) if side not in seen)


@dataclass(frozen=True)
class Kept:
    """The city in a folder, of which each test opens a copy; without what only a running service knows."""

    folder: Path
    own: Side
    near: Side
    far: Side


def build(data_dir: Path) -> Kept:
    with serving(data_dir) as running:
        service = running.service
        with service.database.writing() as session:
            city = areas.add_area(session, name="港城市", kind=AreaKind.COUNTY)
            town, other = (
                areas.add_area(session, name=name, kind=AreaKind.TOWN, parent=city)
                for name in ("OWN-镇", "FAR-镇")
            )
        office = running.add_user("top_office", Role.OFFICE, area=city.id)
        running.add_user("top_admin", Role.ADMIN)
        for role in (Role.OFFICE, Role.REGULATOR, Role.AUDITOR, Role.ADMIN):
            running.add_user(str(role), role, area=town.id)
        own, near, far = (
            _of_business(running, word, area, office)
            for word, area in (("OWN", town), ("NEAR", town), ("FAR", other))
        )
        own, far = own | _of_area(running, own, town, office), far | _of_area(running, far, other, office)
        _crossed(running, own, far)
        service.duties.renew()
        with service.database.reading() as session:
            own, near, far = (side | _tasks(session, side) for side in (own, near, far))
    return Kept(data_dir, own, near, far)


def with_more(kept: Kept, data_dir: Path, *, beside: bool = False) -> Kept:
    """A copy of the city with another town that has all that the others have, or with another business beside
    one's own."""
    shutil.copytree(kept.folder, data_dir)
    with serving(data_dir) as running:
        service = running.service
        with service.database.reading() as session:
            town = areas.get_area(session, kept.own["area"])
            city = areas.get_area(session, str(town.parent_id))
            found = accounts.find_credentials(session, "top_office")
        assert found is not None
        if beside:
            _of_business(running, "MORE", town, found[0])
        else:
            with service.database.writing() as session:
                third = areas.add_area(session, name="MORE-镇", kind=AreaKind.TOWN, parent=city)
            _of_area(running, _of_business(running, "MORE", third, found[0]), third, found[0])
        service.duties.renew()
    return replace(kept, folder=data_dir)


@contextmanager
def twins(kept: Kept, data_dir: Path) -> Iterator[Twins]:
    """A copy of the city, served. data_dir: must not exist."""
    shutil.copytree(kept.folder, data_dir)
    with serving(data_dir) as running:
        own, near, far = (
            side | _under_way(running.service, side) for side in (kept.own, kept.near, kept.far)
        )
        yield Twins(running, own, near, far)


def _under_way(service: Service, side: Side) -> Side:
    """What nothing but the running service knows."""
    with service.database.reading() as session:
        sign_in = accounts.find_session(session, token=side["token"], now=service.clock.now())
    assert sign_in is not None
    return {
        "watch": watched(service, side["whip"], side["token"]),
        "import": failed_import(service, sign_in.user),
    }


def _of_business(running: Running, word: str, area: Area, office: User) -> dict[str, str]:
    service, now = running.service, running.service.clock.now()
    mine = word == "OWN"
    with service.database.writing() as session:
        shop = catalog.add_business(session, name=f"{word}-店", level=Level.C, area_id=area.id)
        # Without an address it is never connected to; one that publishes waits for a device.
        camera = scene.camera(session, shop, f"{word}-灶", url="")
        whip = catalog.add_camera(
            session, business_id=shop.id, name=f"{word}-手机", place="washing", url="", accepted_at=now,
            kind=CameraKind.WHIP,
        )  # fmt: skip
        cadre, second, owner, official = (
            accounts.add_user(
                session, username=username, name=f"{word}-{username}", role=role, password_hash=password,
                business_id=shop.id if role is Role.BUSINESS else None,
                area_id=None if role is Role.BUSINESS else area.id,
            )
            for username, role, password in (
                ("cadre" if mine else f"{word}-cadre", Role.CADRE, HASH),
                (f"{word}-second", Role.CADRE, None),
                ("business" if mine else f"{word}-business", Role.BUSINESS, HASH),
                (f"{word}-official", Role.REGULATOR, None),
            )
        )  # fmt: skip
        for account in (owner, official):
            accounts.note_act(session, account.id, AccountAct.OPENED, cadre, now)
        # Whoever begins in the last days of a quarter has no tasks in it.
        since = now - timedelta(days=14)
        accounts.assign(session, user_id=cadre.id, business_id=shop.id, now=since)
        right = publishing.issue(session, camera_id=whip.id, user_id=owner.id, now=now)[1]
        token, _ = accounts.open_session(session, user=cadre, now=now, lifetime=timedelta(hours=1))
    side = {"business": shop.id, "camera": camera.id, "whip": whip.id, "cadre": cadre.id, "second": second.id}
    side |= {
        "account": owner.id,
        "official": official.id,
        "publish_right": right.id,
        "token": token,
    }
    side |= {name: service.evidence.put(f"{word} {name}".encode()) for name in PICTURES}
    with service.database.writing() as session:
        side |= _found(session, service, side, cadre)
        side |= _looked(session, service, side, cadre)
        side |= _papers(session, service, side, cadre, owner)
    return side


def _found(session: Session, service: Service, side: Side, cadre: User) -> dict[str, str]:
    """What the camera and the public have found."""
    now, seen = service.clock.now(), scene.violation(side["camera"])
    kinds = EvidenceKind.ORIGINAL, EvidenceKind.ANNOTATED
    history.keep(session, seen, [Evidence(side[kind], kind, now, 64, 36, 9) for kind in kinds], now)
    history.keep_clip(
        session, seen.id, Evidence(side["clip"], EvidenceKind.CLIP, now, 64, 36, 9, duration_ms=9), now
    )
    fed = service.cases.feed(session, seen.id)
    assert fed is not None
    shown = CasePicture(side["case_picture"], PictureKind.OTHER, 64, 36, 9)
    case_store.add_picture(session, fed[0], shown, cadre, now)
    sent = CasePicture(side["tip_picture"], PictureKind.BEFORE, 64, 36, 9)
    tip = Tip(Matter.PESTS, "老鼠", "13900000000", sent.key, now)
    told = tips.keep(session, side["business"], tip, sent, service.cases.rules(session), now)
    ill = health_log.begin(
        session, side["camera"], HealthKind.COVERED, now, {}, side["health_picture"]
    )  # fmt: skip
    watched = online.begin_watch(session, side["camera"], now - timedelta(hours=1))
    online.extend_watches(session, [watched], now)
    session.get_one(CameraRow, side["camera"]).reference_key = side["reference"]
    return {"violation": seen.id, "case": fed[0], "tip_case": told, "finding": ill}


def _looked(session: Session, service: Service, side: Side, cadre: User) -> dict[str, str]:
    """What the cadre has captured and inspected. fresh: a capture that can still be taken back, and so is its
    author's alone; it is kept ahead of time, for a test may be slow."""
    now, made = service.clock.now(), {}
    for name, at in (("capture", now - timedelta(minutes=1)), ("fresh", now + timedelta(hours=1))):
        row = CaptureRow(
            id=side[f"{name}_picture"][:32], business_id=side["business"], camera_id=side["camera"],
            user_id=cadre.id, captured_at=at, recorded_at=at, note="", rule=None,
            key=side[f"{name}_picture"], width=64, height=36, size_bytes=9,
        )  # fmt: skip
        capture_store.keep(session, row)
        made[name] = row.id
    for name in ("inspection", "draft"):
        made[name] = inspection_store.start(
            session, business_id=side["business"], user=cadre, mode=Mode.ON_SITE, checklist="1",
            steps=[PAPERS], task_id=None, now=now,
        )  # fmt: skip
        photo = Photo(side[f"{name}_photo"], 64, 36, 9)
        inspection_store.add_photo(session, made[name], photo, now)
        said = inspections.Given(Answer.PROBLEM, photo_keys=(photo.key,))
        inspection_store.answer(session, made[name], PAPERS.key, "daily", said, now)
        if name == "inspection":
            digest = service.evidence.put(json.dumps(side["business"]).encode())
            inspection_store.sign(session, made[name], name=cadre.name, conclusion="", digest=digest, at=now)
    return made


def _papers(session: Session, service: Service, side: Side, cadre: User, owner: User) -> dict[str, str]:
    """What the business has filed, and the cadre has signed."""
    now = service.clock.now()
    policy = policies.in_force(session, SELF_CHECKS, now)
    form = policy.form(SelfCheckKind.DAILY)
    period = period_of(SelfCheckKind.DAILY, service.duties.today - DAY, policy, CHINA)
    said = {item.key: (Verdict.OK, "") for item in form.items}
    answers = Answers(owner.name, Position.OFFICER, said, zero_risk=True, note="无")
    check = self_check_store.file(session, side["business"], period, answers, policy, owner, CHINA, now)
    text = policies.version_at(session, COMMITMENT, now)
    signature = commitments.sign(
        session, cadre, name=cadre.name, version=text.number, text_hash=commitments.hash_of(text.value),
        now=now,
    )  # fmt: skip
    cadre_changes.report(
        session, assignments.get_cadre(session, Everything(), cadre.id), happened_on=service.duties.today,
        what="病假", by=cadre, now=now, calendar=policies.in_force(session, CALENDAR, now).calendar,
    )  # fmt: skip
    return {"self_check": check.id, "signature": str(signature.number)}


def _of_area(running: Running, side: Side, area: Area, office: User) -> dict[str, str]:
    service, now, today = running.service, running.service.clock.now(), running.service.duties.today
    with service.database.writing() as session:
        campaign = campaigns.new(f"{area.name}-专项", today, today + timedelta(days=30))
        campaigns.add(session, campaign, area.id, office, now)
        took = Took(business_id=side["business"]), Took(user_id=side["cadre"])
        held = Given(TrainingKind.TRAINING, f"{area.name}-培训", today, "", took)
        training = training_store.record(session, Everything(), area, held, by=office, now=now)
        made = []
        # Of weeks for which none is drafted by itself any more.
        for weeks in (3, 4):
            day = today - timedelta(weeks=weeks)
            prepared = bulletin_store.prepare(session, area, BulletinKind.WEEKLY, day, CHINA, now)
            made.append(bulletin_store.keep(session, prepared, by=office, now=now))
        everybody = frozenset(Recipients)
        bulletin_store.publish(session, Everything(), made[0], everybody, by=office, now=now)
    return {
        "area": area.id, "campaign": campaign.id, "training": training,
        "bulletin": made[0], "draft_bulletin": made[1],
    }  # fmt: skip


def _crossed(running: Running, own: Side, far: Side) -> None:
    """Things of one's own that speak of the other town: somebody from there came to the training, and a cadre
    who works here answers for a business there."""
    with running.service.database.writing() as session:
        session.add(
            ParticipantRow(training_id=own["training"], business_id=far["business"], people=1, note="")
        )
        now = running.service.clock.now()
        accounts.assign(session, user_id=own["second"], business_id=far["business"], now=now)


def _tasks(session: Session, side: Side) -> dict[str, str]:
    query = select(TaskRow.kind, TaskRow.id).where(TaskRow.business_id == side["business"])
    found = {kind: task_id for kind, task_id in session.execute(query)}  # noqa: C416 (rows are not pairs)
    return {"task": found[TaskKind.QUARTERLY], "campaign_task": found[TaskKind.CAMPAIGN]}


def failed_import(service: Service, by: User) -> str:
    """One that is over, for its table is none."""
    job = service.imports.start(by, Listing.AREAS, b"", dry_run=True)
    eventually(lambda: not job.is_running, 5, "the import is over")
    return job.id


def watched(service: Service, camera_id: str, token: str) -> str:
    """A live view that the session of this token has opened."""
    eventually(lambda: camera_id in service.running, 5, "the camera is taken on")
    return service.live.open_stream(service.live.feed(camera_id), token)[0].id
