"""The links between a case's steps: whoever changes, drops or reorders one breaks all that follow. Pure."""

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC, datetime

from models.cases import Step


def link_of(case_id: str, step: Step, previous: str) -> str:
    """Hex SHA-256 over the case's id, everything the step says, and the link before ("" for the first)."""
    standing = step.standing
    said = {
        "case": case_id,
        "previous": previous,
        "number": step.number,
        "act": step.act,
        "party": step.actor.party,
        "user": step.actor.user_id,
        "at": _stamp(step.at),
        "reason": step.reason,
        "ground": step.ground,
        "pictures": [[item.kind, item.key] for item in step.pictures],
        "state": standing.state,
        "severity": standing.severity,
        "owner": standing.owner,
        "owner_id": standing.owner_id,
        "due_at": _stamp(standing.due_at),
        "rounds": standing.rounds,
        "appeals": standing.appeals,
        "outcome": standing.outcome,
    }
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def first_broken(case_id: str, steps: Iterable[Step]) -> int | None:
    """The number of the first step that is not what its link says or not in its place; None if all are."""
    previous = ""
    for expected, step in enumerate(steps, 1):
        if step.number != expected or step.link != link_of(case_id, step, previous):
            return expected
        previous = step.link
    return None


def _stamp(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).isoformat(timespec="microseconds") if moment is not None else None
