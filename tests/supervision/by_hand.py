"""Figures counted by SQL that was written by hand and knows nothing of how the product counts."""

import statistics
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import bindparam, text
from sqlalchemy.orm import Session

from models.rules import RuleName
from models.self_checks import SelfCheckKind
from models.tables import UtcDateTime
from supervision.bulletins import DAY
from supervision.calendar import CHINA
from supervision.figures import Figures, Period

AREAS = """WITH RECURSIVE below(id) AS (
  SELECT id FROM areas WHERE id = :area UNION ALL SELECT a.id FROM areas a JOIN below b ON a.parent_id = b.id
), shops(id) AS (SELECT id FROM businesses WHERE area_id IN (SELECT id FROM below)) """
AT_WORK = "(SELECT id FROM businesses WHERE status = 'active' AND id IN (SELECT id FROM shops))"
END_OF_LAST_DAY = {
    "sqlite": "datetime(last_on, '+1 day', '-8 hours')",
    "postgresql": "(last_on + 1)::timestamp AT TIME ZONE 'Asia/Shanghai'",
}
WEEKDAY = {
    "sqlite": "((strftime('%w', first) + 6) % 7)",
    "postgresql": "(extract(isodow FROM first)::int - 1)",
}
"""0 is Monday."""
BEGUN = {
    "sqlite": "date(min(filed_at), '+8 hours')",
    "postgresql": "(min(filed_at) AT TIME ZONE 'Asia/Shanghai')::date",
}
"""The local day on which something was filed first."""
COUNTS = {
    "businesses": f"SELECT count(*) FROM {AT_WORK} x",
    "covered": f"""SELECT count(DISTINCT business_id) FROM assignments WHERE business_id IN {AT_WORK}
        AND since <= :at AND (until IS NULL OR until > :at)""",
    "cadres": """SELECT count(*) FROM users WHERE role = 'cadre' AND area_id IN (SELECT id FROM below)
        AND (left_at IS NULL OR left_at > :at)""",
    "signed": """SELECT count(DISTINCT u.id) FROM users u JOIN commitments c ON c.user_id = u.id
        WHERE u.role = 'cadre' AND u.area_id IN (SELECT id FROM below) AND (left_at IS NULL OR left_at > :at)
        AND c.signed_at <= :at AND c.valid_until > :at""",
    "tasks_due": "SELECT count(*) FROM tasks",
    "tasks_done": "SELECT count(*) FROM tasks WHERE done_at < :at",
    "tasks_late": "SELECT count(*) FROM tasks WHERE done_at < :at AND done_at >= {end_of_last_day}",
    "tasks_overdue": """SELECT count(*) FROM tasks
        WHERE (done_at IS NULL OR done_at >= :at) AND {end_of_last_day} <= :at""",
    "opened": """SELECT count(*) FROM cases WHERE business_id IN (SELECT id FROM shops)
        AND opened_at >= :since AND opened_at < :at""",
    "closed": "SELECT count(*) FROM ended",
    "unfounded": "SELECT count(*) FROM ended WHERE outcome = 'no_violation'",
    "open": "SELECT count(*) FROM newest WHERE owner IS NOT NULL",
    "overdue": "SELECT count(*) FROM newest WHERE owner IS NOT NULL AND due_at < :at",
    "events": """SELECT count(*) FROM trainings WHERE area_id IN (SELECT id FROM below)
        AND day >= :first_day AND day <= :today""",
    "firms_trained": "SELECT count(*) FROM took_part WHERE business_id IS NOT NULL",
    "cadres_trained": "SELECT count(*) FROM took_part WHERE user_id IS NOT NULL",
    "tested": "SELECT count(*) FROM took_part WHERE passed IS NOT NULL",
    "passed": "SELECT count(*) FROM took_part WHERE passed",
} | {
    str(rule): f"""SELECT count(*) FROM violations v WHERE v.rule = '{rule}' AND started_at >= :since
        AND started_at < :at AND business_id IN (SELECT id FROM shops) AND NOT EXISTS (
          SELECT 1 FROM case_violations l JOIN cases c ON c.id = l.case_id
          WHERE l.violation_id = v.id AND c.outcome = 'no_violation')"""
    for rule in RuleName
}
VIEWS = """, tasks AS (SELECT * FROM supervision_tasks WHERE business_id IN (SELECT id FROM shops)
    AND withdrawn_at IS NULL AND made_at < :at AND last_on >= :first_day AND first_on <= :last_day
), ended AS (SELECT * FROM cases WHERE business_id IN (SELECT id FROM shops)
    AND ended_at >= :since AND ended_at < :at
), newest AS (SELECT s.* FROM case_steps s JOIN cases c ON c.id = s.case_id
    WHERE c.business_id IN (SELECT id FROM shops) AND s.at < :at AND NOT EXISTS (
      SELECT 1 FROM case_steps t WHERE t.case_id = s.case_id AND t.number > s.number AND t.at < :at))
, took_part AS (SELECT p.* FROM training_participants p JOIN trainings t ON t.id = p.training_id
    WHERE t.day >= :first_day AND t.day <= :today AND (p.business_id IN (SELECT id FROM shops)
      OR p.user_id IN (SELECT id FROM users WHERE area_id IN (SELECT id FROM below))))
"""
CORRECTED = """SELECT
    (SELECT min(at) FROM case_steps s WHERE s.case_id = e.id AND act = 'notify') AS told,
    (SELECT max(at) FROM case_steps s WHERE s.case_id = e.id AND act = 'correct') AS corrected
    FROM ended e WHERE outcome = 'corrected'"""
OWED = """status = 'active' AND b.id IN (SELECT id FROM shops)
    AND (supervised_from IS NULL OR supervised_from <= first)
    AND (:kind <> 'daily' OR (open_days >> {weekday}) & 1 = 1)"""
SINCE_BEGUN = "last >= (SELECT {begun} FROM self_checks WHERE kind = :kind)"
FILED = f"""SELECT due_at, filed_at, zero_risk FROM self_checks s JOIN businesses b ON b.id = s.business_id
    WHERE s.kind = :kind AND due_at >= :since AND due_at < :at AND filed_at < :at AND {OWED}
    AND {SINCE_BEGUN}"""
SEEN = "SELECT camera_id, began_at, until FROM camera_watches WHERE business_id IN (SELECT id FROM shops)"
SILENT = """SELECT camera_id, began_at, ended_at FROM health_findings
    WHERE kind IN ('offline', 'stalled') AND business_id IN (SELECT id FROM shops)"""


class ByHand:
    """Counts in one area and period."""

    def __init__(self, session: Session, area_id: str, period: Period) -> None:
        self.session, self.period = session, period
        self.values = {
            "area": area_id,
            "since": period.start,
            "at": period.as_of,
            "first_day": period.start.astimezone(CHINA).date(),
            "last_day": period.end.astimezone(CHINA).date() - timedelta(days=1),
            "today": (period.as_of - timedelta.resolution).astimezone(CHINA).date(),
        }

    def rows(self, sql: str, **types: Any) -> Sequence[Any]:
        kind = self.values.get("kind")
        dialect = self.session.get_bind().dialect.name
        whole = AREAS + VIEWS + sql.replace("{end_of_last_day}", END_OF_LAST_DAY[dialect])
        whole = whole.replace("{weekday}", WEEKDAY[dialect]).replace("{begun}", BEGUN[dialect])
        used = {name: value for name, value in self.values.items() if f":{name}" in whole}
        moments = [bindparam(name, type_=UtcDateTime()) for name in ("since", "at") if name in used]
        assert kind is None or "kind" in used
        query = text(whole).bindparams(*moments)
        return self.session.execute(query.columns(**types) if types else query, used).all()

    def counts(self) -> dict[str, int]:
        return {name: self.rows(sql)[0][0] for name, sql in COUNTS.items()}

    def taken_s(self) -> list[float]:
        rows = self.rows(CORRECTED, told=UtcDateTime(), corrected=UtcDateTime())
        return [(row.corrected - row.told).total_seconds() for row in rows]

    def filed(self, kind: SelfCheckKind) -> tuple[int, int, int]:
        self.values["kind"] = str(kind)
        rows = self.rows(FILED, due_at=UtcDateTime(), filed_at=UtcDateTime())
        del self.values["kind"]
        late = sum(row.filed_at > row.due_at for row in rows)
        return len(rows) - late, late, sum(bool(row.zero_risk) for row in rows)

    def due(self, kind: SelfCheckKind) -> tuple[int, int]:
        """How many records of the kind fell due, and of how many businesses each, added up."""
        self.values["kind"] = str(kind)
        periods, due = len(self.rows(FELL_DUE)), self.rows(DUE)[0][0]
        del self.values["kind"]
        return periods, due

    def online_s(self) -> tuple[float, float]:
        """Wanted and online, in seconds, interval by interval."""
        wanted = lost = 0.0
        start, stop = self.period.start, self.period.as_of
        moments = {"began_at": UtcDateTime(), "until": UtcDateTime(), "ended_at": UtcDateTime()}
        silent = self.rows(SILENT, camera_id=None, began_at=moments["began_at"], ended_at=moments["ended_at"])
        for watch in self.rows(SEEN, camera_id=None, began_at=moments["began_at"], until=moments["until"]):
            begins, ends = max(watch.began_at, start), min(watch.until, stop)
            if begins >= ends:
                continue
            wanted += (ends - begins).total_seconds()
            for item in silent:
                if item.camera_id == watch.camera_id:
                    until = min(item.ended_at or stop, ends)
                    lost += max(0.0, (until - max(item.began_at, begins)).total_seconds())
        return wanted, wanted - lost


def counted(figure: Figures) -> dict[str, int]:
    return {
        "businesses": figure.businesses,
        "covered": figure.covered,
        "cadres": figure.cadres,
        "signed": figure.signed,
        "tasks_due": figure.tasks.due,
        "tasks_done": figure.tasks.done,
        "tasks_late": figure.tasks.late,
        "tasks_overdue": figure.tasks.overdue,
        "opened": figure.cases.opened,
        "closed": figure.cases.closed,
        "unfounded": figure.cases.unfounded,
        "open": figure.cases.open,
        "overdue": figure.cases.overdue,
        "events": figure.training.events,
        "firms_trained": figure.training.businesses,
        "cadres_trained": figure.training.cadres,
        "tested": figure.training.tested,
        "passed": figure.training.passed,
    } | {str(rule): count for rule, count in figure.violations.items()}


FELL_DUE = f"""SELECT DISTINCT first FROM self_checks
    WHERE kind = :kind AND due_at >= :since AND due_at < :at AND {SINCE_BEGUN}"""
DUE = f"SELECT count(*) FROM ({FELL_DUE}) p JOIN businesses b ON {OWED}"


def past(first: date, last: date) -> Period:
    """The days from first to last, looked at when they were over."""
    start, end = (datetime.combine(day, datetime.min.time(), CHINA) for day in (first, last + DAY))
    return Period(start, end, end, CHINA)


def due_by_hand(session: Session, area_id: str, period: Period) -> list[int]:
    """Daily, weekly and monthly records that fell due, where some business has filed each of them."""
    by_hand = ByHand(session, area_id, period)
    counts = []
    for kind in SelfCheckKind:
        by_hand.values["kind"] = str(kind)
        counts.append(len(by_hand.rows(FELL_DUE)))
    return counts


def check(session: Session, area_id: str, figure: Figures, period: Period, due: Sequence[int]) -> None:
    """Every figure of the area equals the count. due: how many daily, weekly and monthly records fell due."""
    by_hand = ByHand(session, area_id, period)
    assert counted(figure) == by_hand.counts()
    taken = by_hand.taken_s()
    assert figure.corrections.count == len(taken)
    if taken:
        # SQLite counts whole seconds.
        assert figure.corrections.median_s == pytest.approx(statistics.median(taken), abs=1)
        assert figure.corrections.mean_s == pytest.approx(statistics.fmean(taken), abs=1)
    for kind, records in zip(SelfCheckKind, due, strict=True):
        checks = figure.checks[kind]
        assert (checks.in_time, checks.late, checks.zero_risk) == by_hand.filed(kind), kind
        assert (records, checks.due) == by_hand.due(kind), kind
    # Of each of some hundred spans.
    seen = (figure.online.wanted_s, figure.online.online_s)
    assert seen == pytest.approx(by_hand.online_s(), abs=120)
