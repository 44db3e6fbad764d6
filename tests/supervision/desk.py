"""A shop, its people, and violations to make cases of."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from models import accounts, history
from models.businesses import Business, Camera
from models.cases import Act, CasePicture, PictureKind
from models.database import Database
from models.people import Everything, Role, User
from models.reviews import Ground
from models.rules import RuleName
from supervision import case_store
from supervision.calendar import standard_calendar
from supervision.case_policy import DEFAULT_POLICY, CaseRules
from supervision.case_store import Submission
from tests.models import scene

RULES = CaseRules(DEFAULT_POLICY, standard_calendar())
NOON = scene.NOON
AFTER = CasePicture("f" * 64, PictureKind.AFTER, 640, 360, 30_000)
WORN = Submission("戴着口罩", Ground.WORN)


@dataclass(frozen=True)
class Desk:
    """Acts at `now`, an hour after noon of the day of the violations, unless told otherwise."""

    database: Database
    shop: Business
    camera: Camera
    cadre: User
    owner: User
    now: datetime = NOON + timedelta(hours=1)

    @classmethod
    def set_up(cls, database: Database) -> "Desk":
        with database.writing() as session:
            shop = scene.business(session)
            camera = scene.camera(session, shop)
            cadre = scene.user(session, "cadre", Role.CADRE)
            accounts.assign(session, user_id=cadre.id, business_id=shop.id, now=NOON)
            owner = scene.user(session, "owner", Role.BUSINESS, shop.id)
        return cls(database, shop, camera, cadre, owner)

    def find(self, start_s: float = 3, *, rule: RuleName = RuleName.MASK, track: int = 1) -> str:
        """A violation, kept and fed as the recorder does; the case's id."""
        with self.database.writing() as session:
            case_id = self.keep(session, start_s, rule=rule, track=track)
        assert case_id is not None
        return case_id

    def keep(
        self, session: Session, start_s: float = 3, *, rule: RuleName = RuleName.MASK, track: int = 1
    ) -> str | None:
        kept = scene.violation(self.camera.id, start_s, rule=rule, track=track)
        history.keep(session, kept, scene.pictures(), self.now)
        fed = case_store.feed(session, kept.id, RULES, self.now)
        return fed[0] if fed else None

    def act(
        self, case_id: str, act: Act, user: User, given: Submission | None = None, *, seen: int | None = None
    ) -> None:
        with self.database.writing() as session:
            case_store.act(
                session,
                Everything(),
                case_id,
                user,
                act,
                given or Submission(),
                RULES,
                self.now,
                seen=seen,
            )

    def correct(self, case_id: str) -> None:
        with self.database.writing() as session:
            case_store.add_picture(session, case_id, AFTER, self.owner, self.now)
        self.act(
            case_id, Act.CORRECT, self.owner, Submission("已整改", pictures=((PictureKind.AFTER, AFTER.key),))
        )

    def later(self, **by: float) -> "Desk":
        return replace(self, now=self.now + timedelta(**by))
