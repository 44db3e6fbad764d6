"""`brightkitchen import`: lists of a whole city into the database, and templates for them."""

import csv
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from api.progress import progress_bars
from api.settings import Settings
from models.clock import SystemClock
from models.database import Database
from supervision.city_import import Report, import_list, read_list
from supervision.city_rows import COLUMNS, Listing
from supervision.import_words import fault_rows, heading_of, words_of
from supervision.sheets import template

MOST_SHOWN = 20


def import_city(
    listing: Annotated[Listing, typer.Argument(help="What is listed.")],
    file: Annotated[Path, typer.Argument(help="XLSX or CSV; `import-template` makes one to fill in.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Report only; keep nothing.")] = False,
    report: Annotated[
        Path | None, typer.Option(help="Write every fault here, as CSV that a spreadsheet opens.")
    ] = None,
) -> None:
    """Take a list of areas, cadres or businesses in; a second time brings it up to date.

    Rows with a fault are left out and reported. Imported cadres cannot sign in until `user password` or an
    administrator gives them a password.
    """
    rows = read_list(file.read_bytes(), listing)
    database = Database(Settings().database)
    database.migrate()
    with progress_bars(transient=True) as show:
        done = import_list(
            database,
            listing,
            rows,
            user=None,
            now=SystemClock().now(),
            dry_run=dry_run,
            progress=partial(show, f"importing {listing}"),
        )
    if not dry_run:
        database.optimize()
    database.close()
    _tell(done, dry_run)
    if report is not None:
        write_report(done, report)
    if done.faults:
        raise typer.Exit(1)


def import_template(
    listing: Annotated[Listing, typer.Argument(help="What is to be listed.")],
    out: Annotated[Path, typer.Option(help="File to write.")],
) -> None:
    """Write an XLSX to fill in, with a sheet that explains the columns."""
    out.write_bytes(template(str(listing), COLUMNS[listing]))


def write_report(report: Report, path: Path) -> None:
    # With a mark at the beginning, without which Excel takes UTF-8 for something else.
    with path.open("w", encoding="utf-8-sig", newline="") as out:
        csv.writer(out).writerows(fault_rows(report.listing, (*report.faults, *report.unfit)))


def _tell(report: Report, dry_run: bool) -> None:
    for fault in report.faults[:MOST_SHOWN]:
        typer.echo(
            f"line {fault.line}, {' '.join(heading_of(report.listing, fault))}: {words_of(fault)[1]}",
            err=True,
        )
    if len(report.faults) > MOST_SHOWN:
        typer.echo(f"… and {len(report.faults) - MOST_SHOWN} more; --report FILE writes them all", err=True)
    kept = "would be " if dry_run else ""
    typer.echo(
        f"{report.rows} rows: {kept}{report.added} added, {report.changed} changed, "
        f"{report.unchanged} unchanged, {report.skipped} left out; "
        f"{report.assigned} businesses with another cadre"
    )
    if report.unfit:
        typer.echo(f"{len(report.unfit)} rows after which a cadre no longer fits; --report FILE writes them")
