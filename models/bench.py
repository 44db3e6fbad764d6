"""What a page of the history costs, deep in a large one."""

import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from models import accounts, catalog, history
from models.database import Database
from models.history import Cursor, Filters
from models.people import AssignedTo, Level, Role, User
from models.rules import RuleName
from models.tables import EvidenceRow, ViolationRow
from models.violations import EvidenceKind, ViolationState

PAGE = 50
START = datetime(2026, 1, 1, tzinfo=UTC)


def bench_history(rows: int = 50_000, rounds: int = 15) -> dict[str, float]:
    """Milliseconds (median) for a page near the old end of `rows` violations of 40 businesses in SQLite.

    By cursor, as the product does, for a cadre of 40 businesses; by OFFSET, as one would do instead.
    """
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'bench.db'}")
        database.migrate()
        with database.writing() as session:
            cadre = _fill(session, rows)
        database.optimize()
        with database.reading() as session:
            scope = AssignedTo(cadre.id)
            after = Cursor(START + timedelta(seconds=rows // 10), "0" * 32)
            newest = _median_ms(
                rounds, lambda: history.page(session, scope, Filters(), after=None, limit=PAGE)
            )
            deep = _median_ms(
                rounds, lambda: history.page(session, scope, Filters(), after=after, limit=PAGE)
            )
            by_offset = (
                select(ViolationRow)
                .where(catalog.within(scope, ViolationRow.business_id))
                .order_by(ViolationRow.started_at.desc(), ViolationRow.id.desc())
                .offset(rows - rows // 10)
                .limit(PAGE)
            )
            offset = _median_ms(rounds, lambda: session.scalars(by_offset).all())
        database.close()
    return {
        "newest_page_ms": newest,
        "deep_page_ms": deep,
        "deep_page_by_offset_ms": offset,
        "cursor_vs_offset_ratio": deep / offset,
    }


def _median_ms(rounds: int, work: Callable[[], object]) -> float:
    work()
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        work()
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times)


def _fill(session: Session, rows: int) -> User:
    """Returns the cadre of the businesses."""
    cameras = []
    cadre = accounts.add_user(session, username="cadre", name="cadre", role=Role.CADRE, password_hash=None)
    for number in range(40):
        business = catalog.add_business(session, name=f"business {number}", level=Level.C)
        accounts.assign(session, user_id=cadre.id, business_id=business.id, now=START)
        cameras.append(
            catalog.add_camera(
                session,
                business_id=business.id,
                name="camera",
                place="other",
                url="rtsp://127.0.0.1/",
                accepted_at=None,
            )
        )
    violations, pictures = [], []
    for number in range(rows):
        camera, moment = cameras[number % len(cameras)], START + timedelta(seconds=number)
        violation_id = f"{number:032x}"
        violations.append(
            {
                "id": violation_id,
                "business_id": camera.business.id,
                "camera_id": camera.id,
                "run": 1,
                "rule": str(RuleName.MASK),
                "track_id": number,
                "start_ms": 0,
                "end_ms": 1000,
                "started_at": moment,
                "last_seen_at": moment,
                "detected_at": moment,
                "ended_at": moment,
                "peak_score": 0.5,
                "votes_missing": 5,
                "votes_present": 0,
                "votes_unseen": 0,
                "state": str(ViolationState.OPEN),
            }
        )
        pictures += [
            {
                "violation_id": violation_id,
                "kind": str(kind),
                "key": f"{number:064x}",
                "captured_at": moment,
                "recorded_at": moment,
                "width": 640,
                "height": 360,
                "size_bytes": 1,
            }
            for kind in (EvidenceKind.ORIGINAL, EvidenceKind.ANNOTATED)
        ]
    session.execute(insert(ViolationRow), violations)
    session.execute(insert(EvidenceRow), pictures)
    return cadre
