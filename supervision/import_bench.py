"""What it costs to take in the lists of a whole city, the first time and once more."""

import io
import tempfile
import time
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import openpyxl

from models.database import Database
from supervision.city_import import import_list, read_list
from supervision.city_rows import COLUMNS, Listing

START = datetime(2026, 1, 1, tzinfo=UTC)
TOWNS, VILLAGES_PER_TOWN = 24, 8


def bench_import(businesses: int = 20_000, cadres: int = 1_600) -> dict[str, float]:
    """Seconds for XLSX lists of so many rows into SQLite, reading included, and for the same lists again.

    Both as they pass and as the processor works for them: the second does not depend on what else runs.
    """
    lists = {
        Listing.AREAS: _xlsx(Listing.AREAS, _areas()),
        Listing.CADRES: _xlsx(Listing.CADRES, (_cadre(number) for number in range(cadres))),
        Listing.BUSINESSES: _xlsx(
            Listing.BUSINESSES, (_business(number, cadres) for number in range(businesses))
        ),
    }
    figures: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'bench.db'}")
        database.migrate()
        for name in ("first", "again"):
            began, worked = time.perf_counter(), time.process_time()
            for listing, content in lists.items():
                rows = read_list(content, listing)
                report = import_list(database, listing, rows, user=None, now=START)
                assert not report.faults
            figures[f"{name}_import_s"] = time.perf_counter() - began
            figures[f"{name}_import_cpu_s"] = time.process_time() - worked
        database.close()
    return figures


def _xlsx(listing: Listing, rows: Iterable[Sequence[str]]) -> bytes:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append([column.zh for column in COLUMNS[listing]])
    for row in rows:
        sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _place(number: int) -> tuple[str, str, str, str]:
    town, village = number % TOWNS, number // TOWNS % VILLAGES_PER_TOWN
    return "", "港城市", f"{town + 1}号镇", f"{town + 1}号镇{village + 1}村"


def _areas() -> Iterable[Sequence[str]]:
    return (_place(number) for number in range(TOWNS * VILLAGES_PER_TOWN))


def _cadre(number: int) -> Sequence[str]:
    return f"cadre{number}", f"干部{number}", "村主任", f"138{number:08}", *_place(number)


def _business(number: int, cadres: int) -> Sequence[str]:
    # The cadre of the same place: places repeat with a period that divides the cadres used.
    places = TOWNS * VILLAGES_PER_TOWN
    cadre = number % places + places * (number // places % max(1, cadres // places))
    return (
        f"JY{number:014}", f"餐饮店 {number}", *_place(number), f"人民路 {number} 号", "餐饮服务", "D", "B",
        "周一至周五 06:30-13:30; 周六 08:00-12:00", "营业", "李明", f"139{number:08}", "赵敏",
        f"137{number:08}", "孙丽", f"136{number:08}", f"cadre{cadre}", "",
    )  # fmt: skip
