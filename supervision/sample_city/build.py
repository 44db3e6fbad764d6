"""Makes the made-up city, from its areas to today's risk scores."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from random import Random

from sqlalchemy import func, select

from alerts.evidence import EvidenceStore
from models import online, place_catalog
from models.area_tables import AreaRow
from models.database import Database
from models.errors import Conflict
from models.people import Everything
from models.risk_tables import RiskChangeRow, RiskRow
from supervision import policies, risk_store, self_check_completion, task_renewal
from supervision.calendar import WorkingCalendar
from supervision.case_policy import CaseRules
from supervision.risk_store import Shares
from supervision.sample_city import papers
from supervision.sample_city.cameras import Cameras
from supervision.sample_city.cases import Cases
from supervision.sample_city.papers import Inspections
from supervision.sample_city.pictures import store_pictures
from supervision.sample_city.plan import Plan, Times
from supervision.sample_city.register import Register
from supervision.sample_city.rows import Progress, Rows
from supervision.sample_city.self_checks import SelfChecks
from supervision.sample_city.tasks import Tasks
from supervision.sample_city.trainings import Trainings
from supervision.topics import ASSIGNMENT, CALENDAR, CASES, COMMITMENT, RISK, SELF_CHECKS, TASKS

RISKS_REMEMBERED, WORTH_REMEMBERING = 8, 15.0
"""How many earlier scores, some six weeks apart, and of which businesses."""
SIX_WEEKS = 45


def make(
    database: Database,
    evidence: EvidenceStore,
    now: datetime,
    *,
    plan: Plan | None = None,
    seed: int = 1,
    password_hash: str | None = None,
    progress: Progress = lambda what, done, total: None,
) -> Mapping[str, int]:
    """Fill an empty, migrated database; how many rows went into each table.

    The same plan, seed and moment make the same rows. password_hash: of the accounts that can be signed in to
    (`supervision.sample_city.register`); without one nobody can. What is interrupted leaves a part of it.

    Raises:
        Conflict: the database has areas already.
    """
    plan = plan or Plan()
    # No secret: the same city every time is the point.
    rng, times, rows = Random(seed), Times(now), Rows(database)  # noqa: S311
    with database.reading() as session:
        if session.scalar(select(func.count()).select_from(AreaRow)):
            raise Conflict("there is a city in this database already")
        calendar = policies.in_force(session, CALENDAR, now).calendar
        rules = CaseRules(policies.in_force(session, CASES, now), calendar)
        task_policy = policies.in_force(session, TASKS, now)
        check_policy = policies.in_force(session, SELF_CHECKS, now)
        assignment_policy = policies.in_force(session, ASSIGNMENT, now)
        commitment = policies.version_at(session, COMMITMENT, now)
        places = place_catalog.list_places(session)
    progress("register", 0, 1)
    city = Register(plan, times, rng, rows, password_hash).draw()
    rows.write()
    progress("cameras", 0, 1)
    eyes = Cameras(times, rng, rows).draw(city)
    rows.write()
    pictures = store_pictures(evidence)
    broken = Cases(times, rng, rows, pictures, rules, eyes).draw(city, progress)
    rows.write()
    Tasks(times, rng, rows, task_policy).draw(city, progress)
    papers.sign(city, times, rng, rows, commitment)
    papers.change(city, times, rng, rows, assignment_policy, calendar)
    Trainings(times, rng, rows).draw(city)
    progress("inspections", 0, 1)
    Inspections(times, rng, rows, evidence, places, eyes).draw(city, plan.inspections)
    SelfChecks(plan, times, rng, rows, check_policy).draw(city, broken, progress)
    rows.write()
    progress("risk scores", 0, 1)
    database.optimize()
    _renew(database, times, calendar)
    _remember_risks(database, times, rng, rows)
    database.optimize()
    progress("risk scores", 1, 1)
    return rows.written


def _renew(database: Database, times: Times, calendar: WorkingCalendar) -> None:
    """Today's scores, and the tasks that follow from them, as the service works them out."""
    now = times.now
    with database.reading() as session:
        risk, tasks = policies.in_force(session, RISK, now), policies.in_force(session, TASKS, now)
        since = now - timedelta(days=risk.period_days)
        spans = online.by_business(session, Everything(), since, now)
        checks = self_check_completion.shares_in_time(session, since, now, times.zone)
    rates = {business_id: span.rate for business_id, span in spans.items() if span.rate is not None}
    with database.writing() as session:
        risk_store.renew(session, times.today, now, Shares(checks, rates), risk)
    with database.writing() as session:
        task_renewal.renew(session, times.today, now, calendar, tasks)


def _remember_risks(database: Database, times: Times, rng: Random, rows: Rows) -> None:
    """Where scores stood in the months before, wavering on the way to where they are."""
    with database.reading() as session:
        query = select(RiskRow.business_id, RiskRow.score).order_by(RiskRow.business_id)
        scores = session.execute(query).all()
    for business_id, score in scores:
        if score < WORTH_REMEMBERING:
            continue
        for step in range(1, RISKS_REMEMBERED + 1):
            score = min(95.0, max(0.0, score * rng.uniform(0.75, 1.35)))
            day = times.today - timedelta(days=SIX_WEEKS * step + rng.randrange(10))
            rows.add(RiskChangeRow, {"business_id": business_id, "day": day, "score": round(score, 1)})
        rows.write_if_many()
    rows.write()
