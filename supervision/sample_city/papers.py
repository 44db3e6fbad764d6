"""What cadres signed, what changed with some of them, and the inspections they made."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from typing import Any

from alerts.evidence import EvidenceStore
from models.assignment_tables import CadreChangeRow
from models.businesses import Business, Camera
from models.commitment_tables import CommitmentRow, CommitmentTextRow
from models.inspection_tables import InspectionAnswerRow, InspectionRow
from models.places import Place
from models.tasks import Mode
from supervision.calendar import WorkingCalendar
from supervision.checklists import SHIPPED, SHIPPED_LABEL
from supervision.commitments import Signature, hash_of, link_of, months_later
from supervision.inspection_store import plain
from supervision.inspections import Answer, Answers, Given, Inspection, plan, plan_on_site, record
from supervision.policies import Version
from supervision.sample_city.cameras import Eye
from supervision.sample_city.plan import Times
from supervision.sample_city.register import City, Shop
from supervision.sample_city.rows import Rows, new_id
from supervision.topics import AssignmentPolicy, Commitment

SIGNED = 0.988
"""Share of cadres whose commitment holds."""
CHANGES = (
    "调任其他乡镇",
    "借调市级专班三个月",
    "退休",
    "病假,预计两个月",
    "岗位调整,分工变更",
    "外出培训一个月",
)
ONE_IN = 40
"""Cadres of whom a change was reported."""
CONCLUSIONS = ("整体情况良好,请继续保持。", "发现的问题请于三日内整改并上传照片。", "操作规范,记录齐全。")
ON_SITE = 0.3
"""Share of inspections."""
SEEN = ("台面有杂物,已提醒清理", "一名员工口罩未遮住鼻子", "垃圾桶未加盖", "地面有水渍")


def sign(city: City, times: Times, rng: Random, rows: Rows, version: Version[Commitment]) -> None:
    """The chain of signatures, one after the other as they were given."""
    text_hash, previous = hash_of(version.value), ""
    kept = {"text_hash": text_hash, "title": version.value.title, "text": version.value.text}
    rows.add(CommitmentTextRow, kept)
    signers = [cadre for cadre in city.cadres if rng.random() < SIGNED]
    opening = times.now - timedelta(days=300)
    moments = sorted(opening + timedelta(hours=rng.expovariate(1 / 60)) for _ in signers)
    rng.shuffle(signers)
    for number, (cadre, at) in enumerate(zip(signers, moments, strict=True), 1):
        at = min(at, times.now - timedelta(minutes=len(signers) - number + 1))
        unlinked = Signature(
            number, cadre.id, cadre.name, version.number, text_hash, at,
            months_later(at, version.value.renew_months), previous, "",
        )  # fmt: skip
        previous = link_of(unlinked)
        rows.add(
            CommitmentRow,
            {
                "number": number, "user_id": cadre.id, "name": cadre.name, "version": version.number,
                "text_hash": text_hash, "signed_at": at, "valid_until": unlinked.valid_until,
                "previous": unlinked.previous, "link": previous,
            },
        )  # fmt: skip


def change(
    city: City, times: Times, rng: Random, rows: Rows, policy: AssignmentPolicy, calendar: WorkingCalendar
) -> None:
    """What was reported of cadres; what is old has been settled."""
    for cadre in rng.sample(city.cadres, max(1, len(city.cadres) // ONE_IN)):
        happened = times.today - timedelta(days=rng.randrange(1, 300))
        reported = times.at(happened + timedelta(days=rng.randrange(0, 18)), rng.uniform(9, 17))
        reported = min(reported, times.now - timedelta(hours=1))
        day = calendar.local_day(reported)
        settled = reported + timedelta(days=rng.uniform(0.5, 11))
        is_settled = settled < times.now
        rows.add(
            CadreChangeRow,
            {
                "user_id": cadre.id, "happened_on": min(happened, day), "what": rng.choice(CHANGES),
                "report_by": calendar.working_days_after(happened, policy.report_days),
                "reported_at": reported, "reported_by": city.office_id,
                "reassign_by": calendar.working_days_after(day, policy.reassign_days),
                "settled_at": settled if is_settled else None,
                "settled_by": city.office_id if is_settled else None,
            },
        )  # fmt: skip


class Inspections:
    """evidence: where the signed records go."""

    def __init__(
        self,
        times: Times,
        rng: Random,
        rows: Rows,
        evidence: EvidenceStore,
        places: Sequence[Place],
        eyes: Mapping[str, Sequence[Eye]],
    ) -> None:
        self._times, self._rng, self._rows, self._evidence = times, rng, rows, evidence
        self._places, self._eyes = places, eyes

    def draw(self, city: City, count: int) -> None:
        cadres = {cadre.id: cadre.name for cadre in city.cadres}
        possible = [shop for shop in city.shops if shop.id in self._eyes and shop.cadre_id and shop.is_active]
        for shop in self._rng.choices(possible, k=count):
            assert shop.cadre_id is not None
            self._inspection(shop, shop.cadre_id, cadres[shop.cadre_id])

    def _inspection(self, shop: Shop, cadre_id: str, cadre: str) -> None:
        rng = self._rng
        day = self._times.today - timedelta(days=rng.randrange(1, 180))
        started = self._times.at(day, rng.uniform(9, 16.5))
        finished = started + timedelta(minutes=rng.uniform(8, 35))
        business = Business(shop.id, shop.name, shop.level, "")
        cameras = [Camera(eye.id, business, eye.name, eye.place, "") for eye in self._eyes[shop.id]]
        mode = Mode.ON_SITE if rng.random() < ON_SITE else Mode.REMOTE
        steps = (
            plan(cameras, self._places, SHIPPED, shop.kind)
            if mode is Mode.REMOTE
            else plan_on_site(self._places, SHIPPED, shop.kind)
        )
        draft = Inspection(
            id=new_id(rng), mode=mode, business_id=shop.id, business_name=shop.name, inspector_id=cadre_id,
            inspector=cadre, started_at=started, updated_at=finished, checklist=SHIPPED_LABEL,
            steps=steps, answers={}, photos=(),
            conclusion=rng.choice(CONCLUSIONS),
            finished_at=None, signed_name=None, digest=None, confirmed_at=None, confirmed_by=None, reply="",
            task_ids=(),
        )  # fmt: skip
        answered = replace(draft, answers=dict(self._answers(draft)))
        digest = self._evidence.put(record(answered, {}, cadre, draft.conclusion, finished))
        self._rows.add(InspectionRow, self._row(shop, answered, finished, digest))
        self._rows.extend(InspectionAnswerRow, _answer_rows(answered.id, answered.answers))

    def _answers(self, draft: Inspection) -> Iterator[tuple[tuple[str, str], Given]]:
        unknown = Answer.UNSEEN if draft.mode is Mode.REMOTE else Answer.ABSENT
        for step in draft.steps:
            for item in step.items:
                chance = self._rng.random()
                if chance < 0.04:
                    given = Given(Answer.PROBLEM, self._rng.choice(SEEN))
                else:
                    given = Given(unknown if chance < 0.1 else Answer.OK)
                yield (step.key, item.key), given

    def _row(self, shop: Shop, draft: Inspection, finished: datetime, digest: str) -> dict[str, Any]:
        confirmed = finished + timedelta(hours=self._rng.lognormvariate(2, 1))
        is_confirmed = confirmed < self._times.now and self._rng.random() < 0.93
        return {
            "id": draft.id, "business_id": shop.id, "user_id": draft.inspector_id, "mode": str(draft.mode),
            "task_id": None,
            "started_at": draft.started_at, "updated_at": finished, "checklist": draft.checklist,
            "steps": [plain(step) for step in draft.steps], "conclusion": draft.conclusion,
            "finished_at": finished, "signed_name": draft.inspector, "digest": digest,
            "confirmed_at": confirmed if is_confirmed else None,
            "confirmed_by": shop.account_id if is_confirmed else None,
            "reply": "收到,已落实" if is_confirmed else "",
        }  # fmt: skip


def _answer_rows(inspection_id: str, answers: Answers) -> Iterator[dict[str, Any]]:
    for (step, item), given in answers.items():
        yield {
            "inspection_id": inspection_id, "step": step, "item": item, "answer": str(given.answer),
            "note": given.note, "captures": [], "photos": [],
        }  # fmt: skip
