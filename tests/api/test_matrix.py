"""Every operation of the API for every role: who is refused, and who is let in as far as their scope goes.

An operation without a row fails, and so does a row without an operation. The ids are of nothing that exists:
whoever is let in may be told that there is no such thing, whoever is refused is told 403 or the same.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

import httpx
import pytest

from models import catalog
from models.areas import AreaKind
from models.people import Level, Role
from supervision import areas
from supervision.permissions import RIGHTS, Right
from tests.api.running import Running, serving

NOTHING = "0" * 32
EVERYBODY = frozenset(Role)
ACTORS = EVERYBODY - {Role.AUDITOR, Role.ADMIN}
CADRES = frozenset({Role.CADRE})
BUSINESSES = frozenset({Role.BUSINESS})

ROWS: Mapping[str, Right | frozenset[Role]] = {
    "get_session": EVERYBODY,
    "sign_out": EVERYBODY,
    "listen": EVERYBODY,
    "list_businesses": EVERYBODY,
    "list_supervised_businesses": EVERYBODY,
    "get_supervised_business": EVERYBODY,
    "list_cameras": EVERYBODY,
    "get_camera": EVERYBODY,
    "watch_live": EVERYBODY,
    "stream_live": EVERYBODY,
    "list_ice_servers": EVERYBODY,
    "get_live": EVERYBODY,
    "end_live": EVERYBODY,
    "add_live_candidates": EVERYBODY,
    "list_places": EVERYBODY,
    "list_violations": EVERYBODY,
    "get_violation": EVERYBODY,
    "acknowledge_violation": EVERYBODY,
    "review_violation": EVERYBODY,
    "get_evidence": EVERYBODY,
    "get_camera_health": EVERYBODY,
    "list_camera_health": EVERYBODY,
    "list_health_findings": EVERYBODY,
    "get_health_finding": EVERYBODY,
    "acknowledge_health_finding": EVERYBODY,
    "list_online_rates": EVERYBODY,
    "list_area_online_rates": Right.SEE_AREA_RATES,
    "get_online_rate": EVERYBODY,
    "get_reference_picture": EVERYBODY,
    "list_publish_tokens": EVERYBODY,
    "add_publish_token": EVERYBODY,
    "withdraw_publish_token": EVERYBODY,
    "list_cases": EVERYBODY,
    "open_case": EVERYBODY,
    "count_cases": EVERYBODY,
    "get_case": EVERYBODY,
    "list_tips": Right.SEE_TIPS,
    "open_case_by_capture": Right.OPEN_CASE_BY_CAPTURE,
    "get_tip_code": EVERYBODY,
    "act_on_case": EVERYBODY,
    "upload_case_picture": ACTORS,
    "list_self_checks": EVERYBODY,
    "get_self_check": EVERYBODY,
    "list_captures": EVERYBODY,
    "get_capture": EVERYBODY,
    "annotate_capture": EVERYBODY,
    "take_back_capture": EVERYBODY,
    "acknowledge_capture": EVERYBODY,
    "list_inspections": EVERYBODY,
    "get_inspection": EVERYBODY,
    "get_inspection_record": EVERYBODY,
    "confirm_inspection": EVERYBODY,
    "list_due_self_checks": BUSINESSES,
    "get_self_check_completion": EVERYBODY,
    "capture": CADRES,
    "start_inspection": CADRES,
    "answer_inspection": CADRES,
    "sign_inspection": CADRES,
    "drop_inspection": CADRES,
    "add_camera": Right.ADMINISTER,
    "change_camera": Right.ADMINISTER,
    "delete_camera": Right.ADMINISTER,
    "get_camera_settings": Right.ADMINISTER,
    "set_camera_zones": Right.ADMINISTER,
    "test_address": Right.ADMINISTER,
    "test_camera": Right.ADMINISTER,
    "import_cameras": Right.ADMINISTER,
    "get_camera_template": Right.ADMINISTER,
    "accept_camera": Right.ADMINISTER,
    "add_place": Right.ADMINISTER,
    "order_places": Right.ADMINISTER,
    "change_place": Right.ADMINISTER,
    "remove_place": Right.ADMINISTER,
    "file_self_check": Right.FILE_SELF_CHECK,
    "list_tasks": Right.SEE_TASKS,
    "get_task": Right.SEE_TASKS,
    "finish_task": Right.DO_TASK,
    "confirm_task": Right.CONFIRM_TASK,
    "list_campaigns": Right.SEE_COMPLETION,
    "add_campaign": Right.MAKE_CAMPAIGN,
    "change_campaign": Right.MAKE_CAMPAIGN,
    "get_completion": Right.SEE_COMPLETION,
    "list_risks": Right.SEE_RISKS,
    "get_risk": Right.SEE_RISKS,
    "list_policies": Right.SEE_POLICIES,
    "get_policy": Right.SEE_POLICIES,
    "change_policy": Right.CHANGE_POLICIES,
    "start_import": Right.IMPORT,
    "get_import": Right.IMPORT,
    "cancel_import": Right.IMPORT,
    "get_import_report": Right.IMPORT,
    "get_import_template": Right.IMPORT,
    "get_coverage": Right.SEE_CADRES,
    "list_charges": Right.SEE_CADRES,
    "list_cadres": Right.SEE_CADRES,
    "list_cadre_changes": Right.SEE_CADRES,
    "get_cadre_changes_due": Right.SEE_CADRES,
    "list_business_accounts": Right.OPEN_ACCOUNT,
    "add_business_account": Right.OPEN_ACCOUNT,
    "close_business_account": Right.OPEN_ACCOUNT,
    "assign_cadre": Right.ASSIGN,
    "preview_departure": Right.ASSIGN,
    "depart": Right.ASSIGN,
    "settle_cadre_changes": Right.ASSIGN,
    "report_cadre_change": Right.REPORT_CHANGE,
    "give_first_password": Right.OPEN_ACCOUNT,
    "get_own_commitment": Right.SIGN_COMMITMENT,
    "sign_commitment": Right.SIGN_COMMITMENT,
    "list_commitments": Right.SEE_COMMITMENTS,
    "get_commitment_pdf": Right.SEE_COMMITMENTS,
    "get_figures": Right.SEE_FIGURES,
    "list_trainings": Right.SEE_TRAININGS,
    "get_training": Right.SEE_TRAININGS,
    "record_training": Right.RECORD_TRAINING,
    "delete_training": Right.RECORD_TRAINING,
    "list_bulletins": Right.SEE_BULLETINS,
    "get_bulletin": Right.SEE_BULLETINS,
    "read_bulletin": Right.SEE_BULLETINS,
    "get_bulletin_pdf": Right.SEE_BULLETINS,
    "get_bulletin_xlsx": Right.SEE_BULLETINS,
    "make_bulletin": Right.MAKE_BULLETIN,
    "change_bulletin": Right.MAKE_BULLETIN,
    "delete_bulletin": Right.MAKE_BULLETIN,
    "publish_bulletin": Right.MAKE_BULLETIN,
}
OPEN = frozenset({"sign_in", "health_live", "health_ready", "get_tip_page", "send_tip"})
"""Answered without a session."""
OWN_KEY = frozenset({"metrics", "get_publisher", "publish", "add_publication_candidates", "end_publication"})
"""Opened by a token of their own, whoever is signed in."""

BODIES: Mapping[str, Any] = {
    "file_self_check": {
        "kind": "daily", "day": "2026-11-02", "person": "x", "position": "officer", "items": [],
        "zero_risk": True,
    },
    "finish_task": {"mode": "remote"},
    "capture": {"camera_id": NOTHING},
    "open_case_by_capture": {"matter": "mask"},
    "start_inspection": {"business_id": NOTHING},
    "answer_inspection": {"step": "x", "item": "x", "answer": None},
    "sign_inspection": {"name": "x"},
    "change_campaign": {"last_on": None, "reason": "x"},
    "add_campaign": {"name": "x", "area_id": NOTHING, "first_on": "2026-11-02", "last_on": "2026-11-03"},
    "change_policy": {"value": {}, "reason": "x", "after": 0},
    "assign_cadre": {"business_ids": [NOTHING], "cadre_id": NOTHING},
    "depart": {"handovers": []},
    "report_cadre_change": {"happened_on": "2026-01-05", "what": "x"},
    "give_first_password": {"password": "correct horse"},
    "add_business_account": {"username": "x", "name": "x", "password": "correct horse"},
    "record_training": {
        "kind": "training", "title": "x", "area_id": NOTHING, "day": "2026-01-05", "participants": [],
    },
    "make_bulletin": {"area_id": NOTHING, "kind": "weekly", "day": "2026-01-05"},
    "change_bulletin": {"title": "x", "text": "x"},
    "publish_bulletin": {"recipients": ["offices"]},
    "sign_commitment": {"name": "x", "version": 0, "text_hash": "0" * 64},
}  # fmt: skip
QUERIES = {"start_import": "?listing=areas", "get_completion": "?by=area"}


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with serving(tmp_path_factory.mktemp("data")) as running:
        with running.service.database.writing() as session:
            top = areas.add_area(session, name="港城市", kind=AreaKind.COUNTY)
            shop = catalog.add_business(session, name="甲", level=Level.C, area_id=top.id)
        for role in Role:
            running.add_user(
                str(role),
                role,
                own=shop.id if role is Role.BUSINESS else None,
                area=top.id if role in (Role.OFFICE, Role.REGULATOR) else None,
            )
        yield running


@pytest.fixture(scope="module")
def operations(running: Running) -> dict[str, tuple[str, str]]:
    """Method and address by operation."""
    schema = httpx.get(f"{running.address}/api/v1/openapi.json", timeout=60).json()
    ids: dict[str, str] = defaultdict(lambda: NOTHING)
    fill = ids | {"key": "0" * 64, "topic": "cases", "listing": "areas", "number": "1"}
    return {
        operation["operationId"]: (method, path.format_map(fill))
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
    }


def allowed(operation: str) -> frozenset[Role]:
    row = ROWS[operation]
    return frozenset(RIGHTS[row]) if isinstance(row, Right) else row


def test_every_operation_has_a_row_and_every_row_an_operation(
    operations: dict[str, tuple[str, str]],
) -> None:
    assert operations.keys() == ROWS.keys() | OPEN | OWN_KEY


def test_every_right_is_asked_for_somewhere() -> None:
    assert {row for row in ROWS.values() if isinstance(row, Right)} == set(Right)


@pytest.mark.parametrize("role", Role)
def test_who_is_let_in(running: Running, operations: dict[str, tuple[str, str]], role: Role) -> None:
    with running.client(str(role)) as client:
        answers = {}
        # One ends the session and the other never ends; both have tests of their own.
        for operation in sorted(ROWS.keys() - {"sign_out", "listen"}):
            method, path = operations[operation]
            address = f"{running.address}{path}{QUERIES.get(operation, '')}"
            answers[operation] = client.request(method, address, json=BODIES.get(operation))
    mistaken = {
        operation: (answer.status_code, answer.text[:200])
        for operation, answer in answers.items()
        if answer.status_code in (401, 403)
        if role in allowed(operation)
    } | {
        operation: (answer.status_code, answer.text[:200])
        for operation, answer in answers.items()
        if answer.status_code not in (403, 404)
        if role not in allowed(operation)
    }
    assert mistaken == {}
