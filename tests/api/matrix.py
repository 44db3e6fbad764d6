"""The table of every operation: who may, on which things, and what a list of it holds.

The things are those of `tests.api.twins`, by the name that a side has for them. Operations are called in this
order, so what a thing ends with comes last.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from models.people import Role
from supervision.commitments import hash_of
from supervision.permissions import Right
from supervision.topics import COMMITMENT

EVERYBODY = frozenset(Role)
ACTING = EVERYBODY - {Role.AUDITOR, Role.ADMIN}
CADRES = frozenset({Role.CADRE})
BUSINESSES = frozenset({Role.BUSINESS})
SELVES = frozenset({Role.BUSINESS, Role.ADMIN})
"""Who let others publish as a camera."""

TODAY, WEEKS_AGO = "TODAY", "WEEKS_AGO"
"""Days that the test fills in."""


@dataclass(frozen=True)
class Row:
    """An operation.

    who: whoever may do it with a thing of their own. of: the things that it is given, by the name of the
    parameter, in the path, the query or the body, where "{name}" stands for it; of several things each is
    tried. answer: the status to whoever may, where it is no 2xx: they are let in, and something else is
    missing. foreign: the status with a thing of somebody else, by the parameter, where it is not 404 or, of a
    filter, an answer without it. shows: what a list of one's own holds.
    """

    who: Right | frozenset[Role]
    of: Mapping[str, tuple[str, ...]]
    body: Any = None
    content: tuple[str, bytes] | None = None
    query: str = ""
    answer: int | None = None
    foreign: Mapping[str, int] | None = None
    shows: tuple[str, ...] = ()


def row(
    who: Right | frozenset[Role],
    *,
    body: Any = None,
    content: tuple[str, bytes] | None = None,
    query: str = "",
    answer: int | None = None,
    foreign: Mapping[str, int] | None = None,
    shows: str = "",
    **of: str,
) -> Row:
    """As Row, with the names of things parted by spaces."""
    things = {name: tuple(value.split()) for name, value in of.items()}
    return Row(who, things, body, content, query, answer, foreign, tuple(shows.split()))


SDP = "application/sdp", b"v=0"
TABLE_OF_NOTHING = "application/octet-stream", b""
PNG = (
    "image/png",
    bytes.fromhex(
        "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
        "0000000c4944415408d763f8ffff3f0005fe02fedccc59e70000000049454e44ae426082"
    ),
)
TEXT = COMMITMENT.default

ROWS: Mapping[str, Row] = {
    "get_session": row(EVERYBODY),
    "list_ice_servers": row(EVERYBODY),
    # Businesses and how they stand.
    "list_businesses": row(EVERYBODY, id="business", shows="business"),
    "list_supervised_businesses": row(EVERYBODY, area_id="area", shows="business"),
    "get_supervised_business": row(EVERYBODY, business_id="business"),
    "list_risks": row(Right.SEE_RISKS, shows="business"),
    "get_risk": row(Right.SEE_RISKS, business_id="business"),
    "get_tip_code": row(EVERYBODY, business_id="business"),
    # Cameras, live and as they are.
    "list_cameras": row(EVERYBODY, business_id="business", shows="camera whip"),
    "get_camera": row(EVERYBODY, camera_id="camera"),
    "watch_live": row(EVERYBODY, camera_id="camera", content=SDP, answer=409),
    "stream_live": row(EVERYBODY, camera_id="camera", answer=409),
    "get_live": row(EVERYBODY, watch_id="watch"),
    "add_live_candidates": row(
        EVERYBODY, watch_id="watch", content=("application/trickle-ice-sdpfrag", b""), answer=400
    ),
    "end_live": row(EVERYBODY, watch_id="watch"),
    "get_reference_picture": row(EVERYBODY, camera_id="camera"),
    "list_camera_health": row(EVERYBODY, business_id="business", shows="camera"),
    "get_camera_health": row(EVERYBODY, camera_id="camera"),
    "list_health_findings": row(EVERYBODY, camera_id="camera", business_id="business", shows="finding"),
    "get_health_finding": row(EVERYBODY, finding_id="finding"),
    "acknowledge_health_finding": row(BUSINESSES, finding_id="finding"),
    "list_online_rates": row(EVERYBODY, business_id="business", shows="camera"),
    "list_area_online_rates": row(Right.SEE_AREA_RATES, shows="area"),
    "get_online_rate": row(EVERYBODY, business_id="business"),
    "list_publish_tokens": row(SELVES, camera_id="whip"),
    "add_publish_token": row(SELVES, camera_id="whip"),
    "withdraw_publish_token": row(SELVES, camera_id="whip", token_id="publish_right"),
    # What was found, and its pictures.
    "list_violations": row(EVERYBODY, camera_id="camera", business_id="business", shows="violation"),
    "get_violation": row(EVERYBODY, violation_id="violation"),
    "get_evidence": row(
        EVERYBODY,
        key="original annotated clip health_picture case_picture capture_picture tip_picture "
        "inspection_photo",
    ),
    "acknowledge_violation": row(BUSINESSES, violation_id="violation"),
    "list_cases": row(
        EVERYBODY, business_id="business", area_id="area", violation_id="violation", shows="case"
    ),
    "count_cases": row(EVERYBODY),
    "get_case": row(EVERYBODY, case_id="case tip_case"),
    "list_tips": row(Right.SEE_TIPS, case_id="tip_case"),
    "act_on_case": row(
        ACTING,
        case_id="case",
        key="case_picture",
        body={"act": "note", "reason": "x", "pictures": [{"kind": "other", "key": "{key}"}]},
        foreign={"key": 400},
    ),
    "upload_case_picture": row(ACTING, case_id="case", content=PNG),
    "open_case": row(ACTING, business_id="business", body={"business_id": "{business_id}", "matter": "hat"}),
    "review_violation": row(CADRES, violation_id="violation", body={"opinion": "confirmed"}),
    # Tasks.
    "list_tasks": row(Right.SEE_TASKS, area_id="area", business_id="business", shows="task campaign_task"),
    "get_task": row(Right.SEE_TASKS, task_id="task"),
    "finish_task": row(Right.DO_TASK, task_id="task", body={"mode": "on_site"}),
    "confirm_task": row(Right.CONFIRM_TASK, task_id="task", answer=409),
    # What a cadre has captured and inspected.
    "capture": row(CADRES, camera_id="camera", body={"camera_id": "{camera_id}"}, answer=409),
    "list_captures": row(EVERYBODY, camera_id="camera", business_id="business", shows="capture"),
    "get_capture": row(EVERYBODY, capture_id="capture"),
    "annotate_capture": row(CADRES, capture_id="capture", body={"note": "x"}),
    "acknowledge_capture": row(BUSINESSES, capture_id="capture"),
    "open_case_by_capture": row(
        Right.OPEN_CASE_BY_CAPTURE, capture_id="capture", body={"matter": "mask", "what": "x"}
    ),
    "take_back_capture": row(CADRES, capture_id="fresh"),
    "list_inspections": row(EVERYBODY, business_id="business", shows="inspection"),
    "get_inspection": row(EVERYBODY, inspection_id="inspection"),
    "get_inspection_record": row(EVERYBODY, inspection_id="inspection"),
    "confirm_inspection": row(BUSINESSES, inspection_id="inspection", body={}),
    "start_inspection": row(
        CADRES,
        business_id="business",
        task_id="campaign_task",
        body={"business_id": "{business_id}", "task_id": "{task_id}"},
    ),
    "answer_inspection": row(
        CADRES,
        inspection_id="draft",
        capture_ids="capture",
        photo_keys="draft_photo",
        body={
            "step": "papers",
            "item": "daily",
            "answer": "ok",
            "capture_ids": ["{capture_ids}"],
            "photo_keys": ["{photo_keys}"],
        },
        foreign={"capture_ids": 400, "photo_keys": 400},
    ),
    "upload_inspection_photo": row(CADRES, inspection_id="draft", content=PNG),
    "sign_inspection": row(CADRES, inspection_id="draft", body={"name": "OWN-cadre"}),
    "drop_inspection": row(CADRES, inspection_id="draft", answer=409),
    # What a business files.
    "list_self_checks": row(EVERYBODY, business_id="business", shows="self_check"),
    "get_self_check": row(EVERYBODY, check_id="self_check"),
    "get_self_check_completion": row(EVERYBODY, area_id="area", shows="business"),
    "list_due_self_checks": row(BUSINESSES),
    "file_self_check": row(
        Right.FILE_SELF_CHECK,
        body={
            "kind": "daily", "day": TODAY, "person": "x", "position": "officer", "items": [],
            "zero_risk": True,
        },
        answer=400,
    ),
    # How far tasks and campaigns have come.
    "get_completion": row(Right.SEE_COMPLETION, query="?by=area", area_id="area", shows="area"),
    "list_campaigns": row(Right.SEE_COMPLETION, shows="campaign"),
    "add_campaign": row(
        Right.MAKE_CAMPAIGN,
        area_id="area",
        body={"name": "x", "area_id": "{area_id}", "first_on": TODAY, "last_on": TODAY},
    ),
    "change_campaign": row(
        Right.MAKE_CAMPAIGN, campaign_id="campaign", body={"last_on": None, "reason": "x"}
    ),
    # Who answers for what.
    "get_coverage": row(Right.SEE_CADRES, area_id="area", shows="area"),
    "list_charges": row(Right.SEE_CADRES, area_id="area", cadre_id="cadre", shows="business"),
    "list_cadres": row(Right.SEE_CADRES, area_id="area", business_id="business", shows="cadre second"),
    "list_cadre_changes": row(Right.SEE_CADRES, shows="cadre"),
    "report_cadre_change": row(
        Right.REPORT_CHANGE, cadre_id="cadre", body={"happened_on": TODAY, "what": "x"}
    ),
    "get_cadre_changes_due": row(Right.SEE_CADRES),
    "settle_cadre_changes": row(Right.ASSIGN, cadre_id="cadre"),
    "give_first_password": row(Right.OPEN_ACCOUNT, cadre_id="second", body={"password": "correct horse"}),
    "list_business_accounts": row(Right.OPEN_ACCOUNT, business_id="business"),
    "add_business_account": row(
        Right.OPEN_ACCOUNT,
        business_id="business",
        body={"username": "x", "name": "x", "password": "correct horse"},
    ),
    "list_account_acts": row(Right.SEE_ACCOUNT_ACTS, shows="account official"),
    "give_new_password": row(
        Right.OPEN_ACCOUNT, account_id="account", body={"password": "correct horse"}
    ),
    "close_account": row(Right.OPEN_ACCOUNT, account_id="account"),
    "list_accounts": row(Right.ADMINISTER, shows="official"),
    "add_account": row(
        Right.ADMINISTER,
        area_id="area",
        body={
            "username": "y", "name": "y", "password": "correct horse", "role": "regulator",
            "area_id": "{area_id}",
        },
    ),
    "assign_cadre": row(
        Right.ASSIGN,
        business_ids="business",
        cadre_id="cadre",
        body={"business_ids": ["{business_ids}"], "cadre_id": "{cadre_id}"},
    ),
    "preview_departure": row(Right.ASSIGN, cadre_id="cadre second"),
    "get_own_commitment": row(Right.SIGN_COMMITMENT),
    "sign_commitment": row(
        Right.SIGN_COMMITMENT, body={"name": "OWN-cadre", "version": 0, "text_hash": hash_of(TEXT)}
    ),
    "list_commitments": row(Right.SEE_COMMITMENTS, shows="cadre"),
    "check_commitments": row(Right.SEE_COMMITMENTS),
    "get_commitment_pdf": row(Right.SEE_COMMITMENTS, number="signature"),
    # What areas have achieved.
    "get_figures": row(Right.SEE_FIGURES, area_id="area", shows="area"),
    "list_trainings": row(Right.SEE_TRAININGS, area_id="area", shows="training"),
    "get_training": row(Right.SEE_TRAININGS, training_id="training"),
    "record_training": row(
        Right.RECORD_TRAINING,
        area_id="area",
        business_id="business",
        cadre_id="cadre",
        body={
            "kind": "training", "title": "x", "area_id": "{area_id}", "day": TODAY,
            "participants": [{"business_id": "{business_id}"}, {"cadre_id": "{cadre_id}"}],
        },
    ),
    "delete_training": row(Right.RECORD_TRAINING, training_id="training"),
    "list_bulletins": row(Right.SEE_BULLETINS, area_id="area", shows="bulletin"),
    "get_bulletin": row(Right.SEE_BULLETINS, bulletin_id="bulletin"),
    "read_bulletin": row(Right.SEE_BULLETINS, bulletin_id="bulletin"),
    "get_bulletin_pdf": row(Right.SEE_BULLETINS, bulletin_id="bulletin"),
    "get_bulletin_xlsx": row(Right.SEE_BULLETINS, bulletin_id="bulletin"),
    "make_bulletin": row(
        Right.MAKE_BULLETIN,
        area_id="area",
        body={"area_id": "{area_id}", "kind": "weekly", "day": WEEKS_AGO},
    ),
    "change_bulletin": row(
        Right.MAKE_BULLETIN, bulletin_id="draft_bulletin", body={"title": "x", "text": "x"}
    ),
    "publish_bulletin": row(
        Right.MAKE_BULLETIN, bulletin_id="draft_bulletin", body={"recipients": ["offices"]}
    ),
    "delete_bulletin": row(Right.MAKE_BULLETIN, bulletin_id="draft_bulletin", answer=409),
    # What is set up for all, or of cameras.
    "list_places": row(EVERYBODY),
    "add_place": row(
        Right.CHANGE_PLACES, body={"name": {"zh": "x", "en": "x"}, "filming": "may", "covers": []}
    ),
    "order_places": row(Right.CHANGE_PLACES, body={"keys": []}, answer=400),
    "change_place": row(
        Right.CHANGE_PLACES, body={"name": {"zh": "y", "en": "y"}, "filming": "may", "covers": []}
    ),
    "remove_place": row(Right.CHANGE_PLACES, answer=409),
    "list_policies": row(Right.SEE_POLICIES),
    "get_policy": row(Right.SEE_POLICIES),
    "change_policy": row(
        Right.CHANGE_POLICIES, body={"value": {}, "reason": "x", "after": 0}, answer=422
    ),
    "get_import_template": row(Right.IMPORT),
    "start_import": row(Right.IMPORT, query="?listing=areas", content=TABLE_OF_NOTHING),
    "get_import": row(Right.IMPORT, import_id="import"),
    "get_import_report": row(Right.IMPORT, import_id="import"),
    "cancel_import": row(Right.IMPORT, import_id="import"),
    "get_camera_template": row(Right.ADMINISTER),
    "import_cameras": row(Right.ADMINISTER, content=TABLE_OF_NOTHING, answer=422),
    "test_address": row(Right.ADMINISTER, body={}, answer=422),
    "test_camera": row(Right.ADMINISTER, camera_id="camera", body={}, answer=422),
    "add_camera": row(
        Right.ADMINISTER,
        business_id="business",
        body={"business_id": "{business_id}", "name": "x", "place": "cooking", "kind": "whip"},
    ),
    "get_camera_settings": row(Right.ADMINISTER, camera_id="camera"),
    "set_camera_zones": row(Right.ADMINISTER, camera_id="camera", body={"zones": []}),
    "accept_camera": row(
        Right.ADMINISTER,
        camera_id="camera",
        picture_key="original",
        body={"picture_key": "{picture_key}", "covered": [], "absent": []},
        answer=409,
        foreign={"picture_key": 409},
    ),
    "change_camera": row(Right.ADMINISTER, camera_id="whip", body={"name": "y"}),
    "delete_camera": row(Right.ADMINISTER, camera_id="camera"),
    "depart": row(
        Right.ASSIGN,
        cadre_id="cadre",
        business_ids="business",
        heir="second",
        body={"handovers": [{"business_ids": ["{business_ids}"], "cadre_id": "{heir}"}]},
        foreign={"business_ids": 409},
    ),
    "sign_out": row(EVERYBODY),
}  # fmt: skip
OPEN = frozenset({"sign_in", "health_live", "health_ready", "get_tip_page", "send_tip"})
"""Answered without a session; of a business a stranger is told the name."""
OWN_KEY = frozenset({"metrics", "get_publisher", "publish", "add_publication_candidates", "end_publication"})
"""Opened by a token of their own, whoever is signed in; see tests/api/test_publishing.py."""
STREAMS = frozenset({"listen"})
"""They never end: `test_events` has them."""

FIXED = {"topic": "cases", "listing": "areas", "key": "cooking"}
"""What a path names that is no thing of anybody's."""
NO_THINGS = frozenset(
    {("change_place", "key"), ("remove_place", "key"), ("file_self_check", "key")}
)  # fmt: skip
"""Parameters that are named like things and are words that all share."""
UNTOLD = frozenset({"tip_case", "tip_picture"})
"""Of its own things what the business is not told, as long as nobody has confirmed it."""
