"""Trainings, competitions and sample tests of businesses and cadres, as recorded."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class TrainingKind(StrEnum):
    """培训, 竞赛, 抽考."""

    TRAINING = "training"
    COMPETITION = "competition"
    SAMPLE_TEST = "sample_test"


@dataclass(frozen=True, slots=True)
class Participant:
    """A business or a cadre that took part; exactly one of the two ids is set.

    people: how many of the business came; 1 for a cadre. score: in [0, 100], None without one. passed: None
    where nothing was tested. note: an award, a reason.
    """

    business_id: str | None
    user_id: str | None
    name: str
    people: int
    score: float | None
    passed: bool | None
    note: str


@dataclass(frozen=True, slots=True)
class Training:
    """One event on one local day, held for an area."""

    id: str
    kind: TrainingKind
    title: str
    area_id: str
    area_name: str
    day: date
    note: str
    recorded_by: str
    recorded_at: datetime
    participants: tuple[Participant, ...]
