"""Taking in lists of the whole city, with a dry run, progress and a report row by row."""

import csv
import io
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from pydantic import Field

from api.auth import Services, SignedIn, Viewer, demand
from api.imports import ImportJob, ImportState
from api.schemas import ID_PATTERN, Schema
from api.service import Service
from supervision.city_rows import COLUMNS, Fault, Listing
from supervision.import_words import fault_rows, heading_of, words_of
from supervision.permissions import Right
from supervision.sheets import Flaw, template

router = APIRouter(prefix="/imports", tags=["imports"])

MOST_FAULTS = 500
"""In one answer; the CSV has all of them."""

Id = Annotated[str, Path(pattern=ID_PATTERN)]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Said(Schema):
    zh: str
    en: str


class FaultOut(Schema):
    line: int = Field(description="as the spreadsheet counts; the heading is 1")
    column: Said
    what: Said = Field(description="what is wrong, and what to do")

    @classmethod
    def of(cls, listing: Listing, fault: Fault) -> "FaultOut":
        heading, words = heading_of(listing, fault), words_of(fault)
        return cls(
            line=fault.line,
            column=Said(zh=heading[0], en=heading[1]),
            what=Said(zh=words[0], en=words[1]),
        )


class ReportOut(Schema):
    rows: int
    added: int
    changed: int
    unchanged: int
    skipped: int
    assigned: int
    faults: list[FaultOut]
    faults_total: int
    unfit: list[FaultOut] = Field(description="rows taken in, after which a cadre no longer fits")
    unfit_total: int


class ImportOut(Schema):
    id: str
    listing: Listing
    dry_run: bool
    state: ImportState
    done: int
    total: int
    failure: str
    flaw: Flaw | None = Field(description="why the file cannot be taken in, where it is that")
    flawed: list[str] = Field(description="the columns that the flaw is about")
    report: ReportOut | None

    @classmethod
    def of(cls, job: ImportJob) -> "ImportOut":
        report = job.report
        return cls(
            id=job.id,
            listing=job.listing,
            dry_run=job.dry_run,
            state=job.state,
            done=job.done,
            total=job.total,
            failure=job.failure,
            flaw=job.flaw,
            flawed=list(job.flawed),
            report=report
            and ReportOut(
                rows=report.rows,
                added=report.added,
                changed=report.changed,
                unchanged=report.unchanged,
                skipped=report.skipped,
                assigned=report.assigned,
                faults=[FaultOut.of(job.listing, fault) for fault in report.faults[:MOST_FAULTS]],
                faults_total=len(report.faults),
                unfit=[FaultOut.of(job.listing, fault) for fault in report.unfit[:MOST_FAULTS]],
                unfit_total=len(report.unfit),
            ),
        )


@router.post(
    "",
    status_code=202,
    operation_id="start_import",
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                "application/octet-stream": {"schema": {"type": "string", "format": "binary"}},
            },
        }
    },
)
async def start_import(
    listing: Listing, request: Request, viewer: SignedIn, service: Services, dry_run: bool = True
) -> ImportOut:
    """Take in a list: XLSX or CSV as the body. A dry run says what would happen and keeps nothing."""
    demand(viewer, Right.IMPORT)
    content = await request.body()
    return ImportOut.of(service.imports.start(viewer.sign_in.user, listing, content, dry_run=dry_run))


@router.get("/{import_id}", operation_id="get_import")
def get_import(import_id: Id, viewer: SignedIn, service: Services) -> ImportOut:
    """How far one's own import is, and its report when it is done."""
    return ImportOut.of(_own(service, viewer, import_id))


@router.delete("/{import_id}", status_code=204, operation_id="cancel_import")
def cancel_import(import_id: Id, viewer: SignedIn, service: Services) -> None:
    """End it. What it has taken in stays, and is unchanged when the list is taken in again."""
    _own(service, viewer, import_id).cancelled.set()


@router.get(
    "/{import_id}/report.csv",
    operation_id="get_import_report",
    response_class=Response,
    responses={200: {"content": {"text/csv": {}}, "description": "every fault, a line each"}},
)
def get_import_report(import_id: Id, viewer: SignedIn, service: Services) -> Response:
    job = _own(service, viewer, import_id)
    out = io.StringIO(newline="")
    found = (*job.report.faults, *job.report.unfit) if job.report else ()
    csv.writer(out).writerows(fault_rows(job.listing, found))
    return _download(
        out.getvalue().encode("utf-8-sig"), "text/csv; charset=utf-8", f"{job.listing}-report.csv"
    )


@router.get(
    "/templates/{listing}",
    operation_id="get_import_template",
    response_class=Response,
    responses={200: {"content": {XLSX: {}}, "description": "a list to fill in"}},
)
def get_import_template(listing: Listing, viewer: SignedIn) -> Response:
    demand(viewer, Right.IMPORT)
    return _download(template(str(listing), COLUMNS[listing]), XLSX, f"{listing}.xlsx")


def _own(service: Service, viewer: Viewer, import_id: str) -> ImportJob:
    demand(viewer, Right.IMPORT)
    return service.imports.get(import_id, viewer.sign_in.user)


def _download(content: bytes, kind: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(content, media_type=kind, headers=headers)
