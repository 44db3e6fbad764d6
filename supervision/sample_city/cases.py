"""Violations, their evidence, and the cases that they and people's own findings became."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from models.case_source_tables import TipRow
from models.case_tables import (
    CasePictureRow,
    CaseReminderRow,
    CaseRow,
    CaseStepRow,
    CaseViolationRow,
)
from models.cases import SERVICE, Act, Actor, CaseState, Matter, Outcome, Party, Severity, Source
from models.reviews import Opinion
from models.rules import RuleName
from models.tables import EvidenceRow, ReviewRow, ViolationRow
from models.violations import ClipTrouble, EvidenceKind, ViolationState, violation_id
from supervision.case_policy import CaseRules
from supervision.case_rows import standing_values, step_values
from supervision.case_store import case_id_of
from supervision.reminders import next_after, schedule
from supervision.sample_city.cameras import Eye
from supervision.sample_city.pictures import Pictures, Shown
from supervision.sample_city.plan import Times
from supervision.sample_city.register import City, Shop
from supervision.sample_city.rows import Progress, Rows, new_id
from supervision.sample_city.stories import Told, tell

MEALS = ((7.0, 1.0), (11.5, 1.2), (17.8, 1.3))
"""Local hours around which kitchens are busy, and how many hours they spread."""
RULES = ((RuleName.MASK, 5), (RuleName.HAT, 3), (RuleName.GLOVES, 2))
DAYS_WITH_A_CASE = 8.0
"""Of a usual filmed business in the whole history."""
LATELY = 0.08
"""How likely a usual filmed business has one of the last two days."""
FOUND_BY_PEOPLE = 0.09
"""Cases of a usual business that a person found."""
FINDINGS = (
    (Matter.CLEAN, "后厨地面积水"),
    (Matter.CLEAN, "垃圾桶未加盖"),
    (Matter.CLEAN, "餐具保洁柜门未关"),
    (Matter.HANDLING, "冷藏柜温度偏高"),
    (Matter.HANDLING, "留样不足 125 克"),
    (Matter.HANDLING, "食品离墙离地不足"),
    (Matter.PESTS, "防鼠板缺失"),
    (Matter.HYGIENE, "操作间内有人吸烟"),
    (Matter.SPOILED, "使用超过保质期的食品原料"),
    (Matter.LICENCE, "从业人员健康证过期"),
)
"""What people find, in their words."""

Broken = Mapping[str, Mapping[date, Counter[RuleName]]]
"""How many violations of each rule, by business and local day."""


class Cases:
    def __init__(
        self,
        times: Times,
        rng: Random,
        rows: Rows,
        pictures: Pictures,
        rules: CaseRules,
        eyes: Mapping[str, Sequence[Eye]],
    ) -> None:
        self._times, self._rng, self._rows, self._pictures = times, rng, rows, pictures
        self._rules, self._eyes = rules, eyes
        self._broken: dict[str, dict[date, Counter[RuleName]]] = defaultdict(lambda: defaultdict(Counter))
        self._tracks = 0
        self._found: set[str] = set()

    def draw(self, city: City, progress: Progress) -> Broken:
        days = (self._times.today - self._times.first).days + 1
        for number, shop in enumerate(city.shops):
            if shop.id in self._eyes:
                self._seen_by_cameras(shop, days)
            for _ in range(_poisson(self._rng, FOUND_BY_PEOPLE * min(3.0, shop.bent))):
                self._found_by_a_person(shop, days)
            self._rows.write_if_many()
            if number % 200 == 0:
                progress("cases", number, len(city.shops))
        return self._broken

    def _seen_by_cameras(self, shop: Shop, days: int) -> None:
        rng = self._rng
        expected = DAYS_WITH_A_CASE * min(6.0, shop.bent) * days / 400
        # Things get better over the year: the later half has fewer.
        chosen = {min(days - 1, int(days * rng.random() ** 1.2)) for _ in range(_poisson(rng, expected))}
        if rng.random() < LATELY * min(3.0, shop.bent):
            # So that there is something to do.
            chosen.add(days - 1 - rng.randrange(2))
        if not shop.is_active:
            chosen = {day for day in chosen if day < days - 60}
        for day in sorted(chosen):
            rule = rng.choices([rule for rule, _ in RULES], [weight for _, weight in RULES])[0]
            self._violations(shop, self._times.first + timedelta(days=day), rule)

    def _violations(self, shop: Shop, day: date, rule: RuleName) -> None:
        rng, now = self._rng, self._times.now
        around, spread = rng.choice(MEALS)
        first = self._times.at(day, min(21.0, max(5.5, rng.gauss(around, spread))))
        eye = rng.choice(self._eyes[shop.id])
        shown = rng.choice(self._pictures.broken[rule])
        starts = sorted(
            {first, *(first + timedelta(minutes=rng.uniform(3, 25)) for _ in range(_poisson(rng, 0.45)))}
        )
        starts = [start for start in starts if start + timedelta(minutes=10) < now]
        if not starts:
            return
        made = [self._violation(shop, eye, rule, start, shown) for start in starts]
        self._broken[shop.id][day][rule] += len(made)
        detected = made[0]["detected_at"]
        # All of them before the first step that a person takes.
        case_id = case_id_of(shop.id, Matter(rule), day)
        told = self._case(
            shop, case_id, detected, matter=Matter(rule), day=day, lead=made[0]["id"],
            begin=starts[-1] + timedelta(minutes=6),
        )  # fmt: skip
        for item in made:
            self._rows.add(
                CaseViolationRow,
                {"violation_id": item["id"], "case_id": case_id, "added_at": item["detected_at"]},
            )
        self._said(shop, told, [item["id"] for item in made])
        self._acknowledge(shop, told, made)

    def _violation(
        self, shop: Shop, eye: Eye, rule: RuleName, started: datetime, shown: Shown
    ) -> dict[str, Any]:
        rng = self._rng
        self._tracks += 1
        lasted_s = rng.lognormvariate(2.8, 0.7) + 2
        start_ms = rng.randrange(3_600_000, 600_000_000)
        run = rng.randint(1, 40)
        ended = started + timedelta(seconds=lasted_s)
        row = {
            "id": violation_id(eye.id, run, rule, self._tracks, start_ms * 1_000_000), "business_id": shop.id,
            "camera_id": eye.id, "run": run, "rule": str(rule), "track_id": self._tracks,
            "start_ms": start_ms, "end_ms": start_ms + int(lasted_s * 1000), "started_at": started,
            "last_seen_at": ended, "detected_at": started + timedelta(seconds=2), "ended_at": ended,
            "peak_score": round(rng.uniform(0.55, 0.97), 3), "votes_missing": int(lasted_s * 3),
            "votes_present": rng.randrange(3), "votes_unseen": rng.randrange(8),
            "state": str(ViolationState.OPEN), "acknowledged_at": None, "acknowledged_by": None,
            "clip_trouble": str(ClipTrouble.GONE),
        }  # fmt: skip
        self._rows.add(ViolationRow, row)
        for kind, picture in (
            (EvidenceKind.ORIGINAL, shown.original),
            (EvidenceKind.ANNOTATED, shown.annotated),
        ):
            self._rows.add(
                EvidenceRow,
                {
                    "violation_id": row["id"], "kind": str(kind), "key": picture.key,
                    "captured_at": started + timedelta(seconds=1), "recorded_at": row["detected_at"],
                    "width": picture.width, "height": picture.height, "size_bytes": picture.size_bytes,
                    "stream": "main", "duration_ms": None,
                    "boxes": shown.rows if kind is EvidenceKind.ORIGINAL else None,
                },
            )  # fmt: skip
        return row

    def _found_by_a_person(self, shop: Shop, days: int) -> None:
        rng = self._rng
        day = self._times.first + timedelta(days=rng.randrange(days))
        opened = self._times.at(day, rng.uniform(8.5, 17.5))
        if opened >= self._times.now or not shop.is_active:
            return
        matter, what = rng.choice(FINDINGS)
        case_id = case_id_of(shop.id, matter, day)
        if case_id in self._found:
            return
        self._found.add(case_id)
        source, finder = Source.CADRE, Actor(Party.CADRE, shop.cadre_id)
        if rng.random() < 0.25 or shop.cadre_id is None:
            source, finder = Source.PUBLIC, SERVICE
            self._rows.add(
                TipRow,
                {
                    "id": new_id(rng), "case_id": case_id, "matter": str(matter), "what": what,
                    "contact": "", "picture_key": None, "is_first": True, "at": opened,
                },
            )  # fmt: skip
        self._case(
            shop, case_id, opened, matter=matter, day=day, lead=None, begin=opened, source=source,
            finder=finder, what=what, severity=self._rules.policy.severity(matter),
        )  # fmt: skip

    def _case(
        self,
        shop: Shop,
        case_id: str,
        opened: datetime,
        *,
        matter: Matter,
        day: date,
        lead: str | None,
        begin: datetime,
        source: Source = Source.DETECTOR,
        finder: Actor = SERVICE,
        what: str = "",
        severity: Severity = Severity.MINOR,
    ) -> Told:
        told = tell(
            case_id, shop, source=source, finder=finder, what=what, severity=severity, opened_at=opened,
            begin=begin, now=self._times.now, rules=self._rules, rng=self._rng,
            put_right=self._pictures.put_right,
        )  # fmt: skip
        last, standing = told.steps[-1], told.standing
        row = {
            "id": case_id, "business_id": shop.id, "rule": str(matter.rule) if matter.rule else None,
            "matter": str(matter), "day": day,
            "source": str(source), "what": what, "lead_violation_id": lead, "opened_at": opened,
            "ended_at": None if standing.state.is_open else last.at, "steps": last.number,
            "turn": last.number, "turn_at": last.at, "remind_at": self._remind(case_id, told),
        }  # fmt: skip
        self._rows.add(CaseRow, row | standing_values(standing))
        keys: set[str] = set()
        for step in told.steps:
            self._rows.add(CaseStepRow, step_values(case_id, step))
            for picture in step.pictures:
                if picture.key not in keys:
                    keys.add(picture.key)
                    self._rows.add(
                        CasePictureRow,
                        {
                            "case_id": case_id, "key": picture.key, "width": picture.width,
                            "height": picture.height, "size_bytes": picture.size_bytes,
                            "user_id": step.actor.user_id, "at": step.at,
                        },
                    )  # fmt: skip
        return told

    def _remind(self, case_id: str, told: Told) -> datetime | None:
        """Note the reminders of this turn that have been sent; when the next one is due."""
        last, standing, now = told.steps[-1], told.standing, self._times.now
        if standing.owner is None or standing.due_at is None:
            return None
        reminders = schedule(standing.owner, last.at, standing.due_at, self._rules.policy)
        for reminder in reminders:
            for party in reminder.parties if reminder.at <= now else ():
                self._rows.add(
                    CaseReminderRow,
                    {
                        "case_id": case_id, "turn": last.number, "number": reminder.number,
                        "kind": str(reminder.kind), "party": str(party), "due_at": standing.due_at,
                        "at": reminder.at,
                    },
                )  # fmt: skip
        return next_after(reminders, now)

    def _said(self, shop: Shop, told: Told, violation_ids: Sequence[str]) -> None:
        """The violations are reviewed as their case was judged."""
        for step in told.steps:
            match step.act:
                case Act.CONFIRM | Act.DISMISS:
                    opinion, of = Opinion.CONFIRMED, violation_ids[:1]
                case Act.APPEAL:
                    opinion, of = Opinion.APPEALED, violation_ids[:1]
                case Act.REJECT | Act.UPHOLD:
                    opinion, of = Opinion.REJECTED, violation_ids
                case _:
                    continue
            ground = str(step.ground) if step.ground and opinion is not Opinion.CONFIRMED else None
            for item in of:
                self._rows.add(
                    ReviewRow,
                    {
                        "violation_id": item, "opinion": str(opinion), "ground": ground,
                        "comment": step.reason, "user_id": step.actor.user_id, "at": step.at,
                    },
                )  # fmt: skip

    def _acknowledge(self, shop: Shop, told: Told, made: Sequence[dict[str, Any]]) -> None:
        """The business has seen them once it has acted on the case, and mostly within a day anyway."""
        acted = [step.at for step in told.steps if step.actor.party is Party.BUSINESS]
        usually = made[-1]["detected_at"] + timedelta(hours=self._rng.lognormvariate(0.8, 0.9))
        at = min([usually, *acted])
        is_over = (
            told.standing.state is CaseState.CLOSED and told.standing.outcome is not Outcome.NO_VIOLATION
        )
        if at < self._times.now and (is_over or self._rng.random() < 0.97):
            for row in made:
                seen = max(at, row["detected_at"])
                row.update(
                    state=str(ViolationState.ACKNOWLEDGED),
                    acknowledged_at=seen,
                    acknowledged_by=shop.account_id,
                )


def _poisson(rng: Random, mean: float) -> int:
    """Knuth's way; the means here are small."""
    count, left = 0, rng.expovariate(1)
    while left < mean:
        count, left = count + 1, left + rng.expovariate(1)
    return count
