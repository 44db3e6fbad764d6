"""A small made-up city with months of history, the same for the same seed; rows as the product keeps them."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.orm import Session

from models.areas import AreaKind
from models.case_tables import CaseRow, CaseStepRow, CaseViolationRow
from models.cases import Act, CaseState, Outcome, Party
from models.commitment_tables import CommitmentRow
from models.health_tables import CameraWatchRow, HealthFindingRow
from models.people import Level
from models.rules import RuleName
from models.self_check_tables import SelfCheckRow
from models.self_checks import SelfCheckKind
from models.tables import AssignmentRow, BusinessRow, CameraRow, UserRow, ViolationRow
from models.task_tables import TaskRow
from models.training_tables import ParticipantRow, TrainingRow
from models.trainings import TrainingKind
from supervision import areas
from supervision.calendar import CHINA
from supervision.cases import OWNERS
from supervision.self_checks import DEFAULT_SELF_CHECK_POLICY, Period, periods_between

FIRST, LAST = datetime(2026, 7, 20, tzinfo=CHINA), datetime(2026, 11, 20, 12, tzinfo=CHINA)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
S, A, P = CaseState, Act, Party
WAYS = (
    (),
    ((A.REJECT, P.CADRE, S.REJECTED),),
    ((A.CONFIRM, P.CADRE, S.CONFIRMED), (A.NOTIFY, P.SYSTEM, S.NOTIFIED)),
    ((A.CORRECT, P.BUSINESS, S.CORRECTED),),
    ((A.FAIL, P.CADRE, S.NOTIFIED), (A.CORRECT, P.BUSINESS, S.CORRECTED)),
    ((A.PASS, P.CADRE, S.RECHECKED), (A.CLOSE, P.SYSTEM, S.CLOSED)),
)
SHAPES = ((0,), (1,), (2,), (2, 3), (2, 3, 5), (2, 3, 5), (2, 3, 4, 5))
"""Which of the ways a case goes, one after the other."""
OUTCOMES = {S.REJECTED: Outcome.NO_VIOLATION, S.CLOSED: Outcome.CORRECTED}


@dataclass
class SmallCity:
    session: Session
    dice: Random

    def __post_init__(self) -> None:
        self.county = areas.add_area(self.session, name="港城市", kind=AreaKind.COUNTY)
        self.towns = [
            areas.add_area(self.session, name=name, kind=AreaKind.TOWN, parent=self.county)
            for name in ("杨柳镇", "临江镇", "北桥镇")
        ]
        self.villages = [
            areas.add_area(self.session, name=f"{town.name}{number}村", kind=AreaKind.VILLAGE, parent=town)
            for town in self.towns[:2]
            for number in "一二"
        ]
        self._businesses()
        self._cadres()
        self._tasks()
        self._cases()
        self._checks()
        self._cameras()
        self._trainings()

    def id(self) -> str:
        return UUID(int=self.dice.getrandbits(128)).hex

    def moment(self, start: datetime = FIRST, end: datetime = LAST) -> datetime:
        return start + (end - start) * self.dice.random()

    def _businesses(self) -> None:
        # The last is a business of which nobody knows where it lies.
        places = [None, self.county, *self.towns, *self.villages]
        self.shops = [self.id() for _ in range(40)]
        rows = [
            {
                "id": shop,
                "name": f"店{number}",
                "level": str(self.dice.choice(list(Level))),
                "area_id": getattr(self.dice.choice(places), "id", None),
                "status": self.dice.choice(["active"] * 8 + ["suspended", "closed"]),
                "supervised_from": date(2026, 8, 25) + number * DAY if number % 3 == 1 else None,
                "open_days": (0b0011111, 0b1000000, 0b1111111, 0b1111111)[number % 4],
            }
            for number, shop in enumerate(self.shops)
        ]
        self.session.execute(insert(BusinessRow), rows)

    def _cadres(self) -> None:
        places = [self.county, *self.towns, *self.villages]
        self.cadres = [self.id() for _ in range(12)]
        rows = [
            {
                "id": cadre,
                "username": f"cadre{number}",
                "name": f"干部{number}",
                "role": "cadre",
                "area_id": places[number % len(places)].id,
                "left_at": self.moment() if number % 5 == 4 else None,
            }
            for number, cadre in enumerate(self.cadres)
        ]
        self.session.execute(insert(UserRow), rows)
        held = []
        for shop in self.shops:
            since = self.moment(FIRST - 60 * DAY)
            until = self.dice.choice([None, None, self.moment(since)])
            cadre = self.dice.choice(self.cadres)
            held.append({"user_id": cadre, "business_id": shop, "since": since, "until": until})
        self.session.execute(insert(AssignmentRow), held[:-4])
        signed = []
        for number, cadre in enumerate(self.cadres[:-3], 1):
            at = self.moment(FIRST - 300 * DAY)
            signed.append(
                {
                    "number": number, "user_id": cadre, "name": "x", "version": 0, "text_hash": "0" * 64,
                    "signed_at": at, "valid_until": at + 365 * DAY, "previous": "", "link": f"{number:064}",
                }
            )  # fmt: skip
        self.session.execute(insert(CommitmentRow), signed)

    def _tasks(self) -> None:
        rows = []
        spans = [(date(2026, 7, 1), date(2026, 9, 30)), (date(2026, 10, 1), date(2026, 12, 31))]
        spans += [
            (date(2026, 9, 20) + DAY * 9 * step, date(2026, 9, 30) + DAY * 9 * step) for step in range(4)
        ]
        # Of a business at most one dynamic task is open.
        kinds = ["quarterly", "quarterly", "dynamic", "campaign", "campaign", "campaign"]
        for number, (shop, (first, last)) in enumerate((shop, span) for shop in self.shops for span in spans):
            done = self.dice.random() < 0.6
            opens = datetime.combine(first, time.min, CHINA)
            ends = datetime.combine(last, time.min, CHINA) + 5 * DAY
            at = self.moment(opens, min(ends, LAST)) if done else None
            made = opens + self.dice.choice([0, 0, 0, 40]) * DAY
            withdrawn = self.moment() if not done and self.dice.random() < 0.1 else None
            rows.append(
                {
                    "id": self.id(), "key": str(number), "business_id": shop,
                    "kind": kinds[number % len(spans)],
                    "first_on": first, "last_on": last, "made_at": made, "note": "",
                    "done_at": at, "done_by": self.cadres[0] if done else None,
                    "mode": "remote" if done else None,
                    "withdrawn_at": withdrawn, "withdrawn_because": "closed" if withdrawn else None,
                }
            )  # fmt: skip
        self.session.execute(insert(TaskRow), rows)

    def _cases(self) -> None:
        self._camera = {shop: self.id() for shop in self.shops}
        self.session.execute(
            insert(CameraRow),
            [
                {"id": camera, "business_id": shop, "name": "x", "place": "cooking", "url": "", "zones": []}
                for shop, camera in self._camera.items()
            ],
        )
        cases, steps, violations, links = [], [], [], []
        for number in range(300):
            shop, opened = self.dice.choice(self.shops), self.moment()
            row, story = self._case(shop, f"{number:032x}", opened)
            cases.append(row)
            steps += story
            for _ in range(self.dice.randint(1, 3)):
                violation = self._violation(shop, opened)
                violations.append(violation)
                # One in ten came without a case, as before there were any.
                if self.dice.random() < 0.9:
                    links.append({"violation_id": violation["id"], "case_id": row["id"], "added_at": opened})
        for table, rows in (
            (CaseRow, cases),
            (CaseStepRow, steps),
            (ViolationRow, violations),
            (CaseViolationRow, links),
        ):
            self.session.execute(insert(table), rows)

    def _case(self, shop: str, case_id: str, opened: datetime) -> tuple[dict[str, Any], list[dict[str, Any]]]:
        shape = self.dice.choice(SHAPES)
        way = [(A.FIND, P.SYSTEM, S.FOUND), *(step for part in shape for step in WAYS[part])]
        steps: list[dict[str, Any]] = []
        at = opened
        for number, (act, party, state) in enumerate(way, 1):
            owner = OWNERS.get(state)
            if at >= LAST:
                break
            ended = OUTCOMES.get(state)
            steps.append(
                {
                    "case_id": case_id, "number": number, "act": str(act), "party": str(party),
                    "user_id": None if party is P.SYSTEM else self.cadres[0], "at": at, "reason": "",
                    "pictures": [], "state": str(state), "severity": "minor",
                    "owner": str(owner) if owner else None,
                    "due_at": at + 24 * HOUR if owner else None, "rounds": 0, "appeals": 0,
                    "outcome": str(ended) if ended else None, "link": "0" * 64,
                }
            )  # fmt: skip
            at += 72 * HOUR * self.dice.random()
        last = steps[-1]
        row = {
            "id": case_id, "business_id": shop, "rule": None, "day": opened.date(), "source": "detector",
            "what": "", "matter": "other", "severity": "minor",
            "state": last["state"], "owner": last["owner"],
            "due_at": last["due_at"], "rounds": 0, "appeals": 0, "outcome": last["outcome"],
            "opened_at": opened, "ended_at": last["at"] if last["outcome"] else None, "steps": len(steps),
            "turn": len(steps), "turn_at": last["at"],
        }  # fmt: skip
        return row, steps

    def _violation(self, shop: str, at: datetime) -> dict[str, Any]:
        return {
            "id": self.id(), "business_id": shop, "camera_id": self._camera[shop], "run": 1,
            "rule": str(self.dice.choice(list(RuleName))), "track_id": 1, "start_ms": 0, "end_ms": 1,
            "started_at": at, "last_seen_at": at, "detected_at": at, "ended_at": at, "peak_score": 0.5,
            "votes_missing": 5, "votes_present": 0, "votes_unseen": 0, "state": "open",
        }  # fmt: skip

    def _checks(self) -> None:
        # August's minutes are filed in September, with which everybody has begun.
        since = {kind: date(2026, 9, 1) for kind in SelfCheckKind} | {SelfCheckKind.MONTHLY: date(2026, 8, 1)}
        rows = []
        for kind, first in since.items():
            for period in periods_between(kind, first, date(2026, 11, 19), DEFAULT_SELF_CHECK_POLICY, CHINA):
                rows += [self._check(shop, period) for shop in self.shops if self.dice.random() < 0.7]
        # One files in October of each day of a week in August.
        old = periods_between(
            SelfCheckKind.DAILY, date(2026, 8, 3), date(2026, 8, 9), DEFAULT_SELF_CHECK_POLICY, CHINA
        )
        rows += [self._check(self.shops[0], day) | {"filed_at": day.due_at + 60 * DAY} for day in old]
        self.session.execute(insert(SelfCheckRow), rows)

    def _check(self, shop: str, period: Period) -> dict[str, Any]:
        return {
            "id": self.id(), "business_id": shop, "kind": str(period.kind), "first": period.first,
            "last": period.last, "due_at": period.due_at, "title": {}, "person": "x", "position": "officer",
            "user_id": self.cadres[0], "items": [], "zero_risk": self.dice.random() < 0.5, "note": "",
            "filed_at": period.due_at + self.dice.choice([-2 * HOUR, -HOUR, 30 * HOUR]), "violations": 0,
        }  # fmt: skip

    def _cameras(self) -> None:
        watches, findings = [], []
        for shop, camera in self._camera.items():
            for _ in range(3):
                began = self.moment()
                until = self.moment(began)
                watches.append(
                    {
                        "id": self.id(),
                        "business_id": shop,
                        "camera_id": camera,
                        "began_at": began,
                        "until": until,
                    }
                )
            began = self.moment()
            findings.append(
                {
                    "id": self.id(), "business_id": shop, "camera_id": camera,
                    "kind": self.dice.choice(["offline", "stalled", "covered"]), "began_at": began,
                    "ended_at": self.dice.choice([None, self.moment(began)]), "detail": {},
                }
            )  # fmt: skip
        self.session.execute(insert(CameraWatchRow), watches)
        self.session.execute(insert(HealthFindingRow), findings)

    def _trainings(self) -> None:
        places = [self.county, *self.towns]
        for kind in [*TrainingKind] * 4:
            businesses = [(shop, None) for shop in self.dice.sample(self.shops, 6)]
            cadres = [(None, cadre) for cadre in self.dice.sample(self.cadres, 3)]
            results = [None] if kind is TrainingKind.TRAINING else [True, True, False]
            row = TrainingRow(
                id=self.id(), kind=str(kind), title="x", area_id=self.dice.choice(places).id,
                day=self.moment().date(), note="", user_id=self.cadres[0], at=LAST,
                participants=[
                    ParticipantRow(
                        business_id=shop, user_id=cadre, people=1, note="", passed=self.dice.choice(results)
                    )
                    for shop, cadre in (*businesses, *cadres)
                ],
            )  # fmt: skip
            self.session.add(row)
        self.session.flush()
