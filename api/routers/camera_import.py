"""Many cameras from one table, with a dry run and a report row by row."""

import csv
import io
from typing import Annotated, Literal

import structlog
from fastapi import APIRouter, Query, Request, Response

from api.auth import Administrator, Services, Viewer
from api.problems import Problem
from api.schemas import Schema
from api.service import Service
from models.errors import InvalidValue
from supervision.camera_import import COLUMNS, Fault, Line, Outcome, Reason, TooManyRows, take
from supervision.sheets import template

router = APIRouter(prefix="/cameras/import", tags=["camera settings"])
log = structlog.get_logger()

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class FaultOut(Schema):
    code: Reason
    column: str | None
    line: int | None

    @classmethod
    def of(cls, fault: Fault) -> "FaultOut":
        return cls(code=fault.reason, column=fault.column, line=fault.line)


class LineOut(Schema):
    line: int
    business: str
    name: str
    outcome: Outcome
    problems: list[FaultOut]

    @classmethod
    def of(cls, line: Line) -> "LineOut":
        return cls(
            line=line.line,
            business=line.business,
            name=line.name,
            outcome=line.outcome,
            problems=[FaultOut.of(fault) for fault in line.faults],
        )


class ImportReport(Schema):
    rows: list[LineOut]


class _Undo(Exception):
    """Ends a dry run: nothing of it is kept."""


@router.post(
    "",
    operation_id="import_cameras",
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
        }
    },
)
async def import_cameras(
    request: Request, viewer: Administrator, service: Services, dry_run: bool = True
) -> ImportReport:
    """Add and change cameras by a table, XLSX or CSV as the body. Rows with faults are left out.

    A dry run says what would happen and keeps nothing. The same table again changes nothing.
    """
    content = await request.body()
    lines = await service.in_thread(_take, service, viewer, content, dry_run)
    return ImportReport(rows=[LineOut.of(line) for line in lines])


@router.get(
    "/template",
    operation_id="get_camera_template",
    response_class=Response,
    responses={200: {"content": {XLSX: {}, "text/csv": {}}, "description": "a table to fill in"}},
)
def get_template(
    viewer: Administrator,
    kind: Annotated[Literal["xlsx", "csv"], Query(alias="format")] = "xlsx",
    lang: Literal["zh", "en"] = "zh",
) -> Response:
    """lang: of the headings of a CSV; an XLSX explains itself in both."""
    if kind == "xlsx":
        content, media_type = template("摄像头 Cameras", COLUMNS), XLSX
    else:
        out = io.StringIO()
        writer = csv.writer(out)
        writer.writerow([column.zh if lang == "zh" else column.en for column in COLUMNS])
        # Excel takes a CSV for UTF-8 only with a mark in front.
        content, media_type = out.getvalue().encode("utf-8-sig"), "text/csv; charset=utf-8"
    disposition = f'attachment; filename="cameras.{kind}"'
    return Response(content, headers={"Content-Disposition": disposition}, media_type=media_type)


def _take(service: Service, viewer: Viewer, content: bytes, dry_run: bool) -> list[Line]:
    lines: list[Line] = []
    try:
        with service.database.writing() as session:
            lines += take(session, viewer.scope, content)
            if dry_run:
                raise _Undo
    except _Undo:
        return lines
    except TooManyRows as error:
        raise Problem(422, "too_many_rows", "The table is too long", str(error)) from error
    except InvalidValue as error:
        raise Problem(422, "not_a_table", "The file cannot be read", str(error)) from error
    log.info("cameras.imported", by=viewer.sign_in.user.username, rows=len(lines))
    return lines
