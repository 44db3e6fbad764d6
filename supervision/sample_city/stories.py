"""How a case goes, step by step, as the table of cases allows it. Draws; touches no database."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

from models.cases import (
    SERVICE,
    Act,
    Actor,
    CasePicture,
    CaseState,
    Party,
    PictureKind,
    Severity,
    Source,
    Standing,
    Step,
)
from models.reviews import Ground
from supervision.case_links import link_of
from supervision.case_policy import CaseRules
from supervision.cases import NEEDS, Given, Need, Relation, after, follow_up, found
from supervision.sample_city.pictures import Stored
from supervision.sample_city.register import Shop

S, A, P = CaseState, Act, Party

CHANCES: dict[CaseState, tuple[tuple[Act, Party, float, float], ...]] = {
    S.FOUND: (
        (A.CONFIRM, P.CADRE, 0.84, 2.5),
        (A.REJECT, P.CADRE, 0.11, 3),
        (A.APPEAL, P.BUSINESS, 0.035, 1.5),
        (A.ESCALATE, P.CADRE, 0.015, 3),
    ),
    S.NOTIFIED: (
        (A.CORRECT, P.BUSINESS, 0.95, 6),
        (A.APPEAL, P.BUSINESS, 0.035, 3),
        (A.ESCALATE, P.CADRE, 0.015, 30),
    ),
    S.CORRECTED: ((A.PASS, P.CADRE, 0.93, 18), (A.FAIL, P.CADRE, 0.07, 14)),
    S.APPEALED: ((A.UPHOLD, P.OFFICE, 0.4, 14), (A.DISMISS, P.OFFICE, 0.6, 14)),
    S.ESCALATED: ((A.CLAIM, P.OFFICE, 1, 6),),
    S.CLAIMED: ((A.REFER, P.OFFICE, 0.88, 16), (A.GIVE_BACK, P.OFFICE, 0.12, 10)),
    S.REFERRED: ((A.HANDLE, P.REGULATOR, 1, 120),),
    S.HANDLED: ((A.CLOSE, P.REGULATOR, 1, 24),),
}
"""What may come next: who does it, how likely, and after how many hours, the median."""

REASONS: dict[Act, tuple[str, ...]] = {
    A.CONFIRM: ("", "", "画面清楚,情况属实", "操作期间未按要求佩戴"),
    A.REJECT: ("光线原因误报", "低头时被遮挡,实际已佩戴", "画面看不清"),
    A.CORRECT: ("已当场佩戴并对员工提醒", "已整改,班前会再次培训", "已更换口罩并安排专人检查", "已补齐用品"),
    A.PASS: ("", "", "复核合格", "远程查看,已规范佩戴"),
    A.FAIL: ("整改照片看不出是否佩戴,请重新上传", "复查时仍有一人未佩戴"),
    A.APPEAL: ("当时正在喝水,随即戴好", "员工已佩戴,角度问题", "画面中不是操作人员"),
    A.UPHOLD: ("申诉属实", "画面确实无法判断"),
    A.DISMISS: ("画面清楚,申诉不成立", "喝水应离开操作区"),
    A.ESCALATE: ("多次提醒仍不整改", "涉嫌使用过期原料", "无健康证人员从事直接入口食品操作"),
    A.GIVE_BACK: ("情节轻微,由企业限期整改",),
    A.HANDLE: ("责令改正,给予警告", "立案调查,罚款人民币 5000 元", "约谈主要负责人,责令停业整改三日"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """The steps of a case up to now, and where it stands."""

    steps: tuple[Step, ...]
    standing: Standing


def tell(
    case_id: str,
    shop: Shop,
    *,
    source: Source,
    finder: Actor,
    what: str,
    severity: Severity,
    opened_at: datetime,
    begin: datetime,
    now: datetime,
    rules: CaseRules,
    put_right: Sequence[Stored],
    rng: Random,
) -> Told:
    """Everything that happened to the case until `now`. begin: from when on people act."""
    standing = found(severity, rules, opened_at)
    steps = [_step(case_id, (), A.FIND, finder, opened_at, standing, what)]
    at = begin
    while (then := _drawn(rng, standing, shop, rules, source)) is not None:
        act, party, hours = then
        at = _awake(at + timedelta(hours=hours), rules)
        if at >= now:
            break
        relation, user_id = _who(party, standing, shop)
        pictures: tuple[CasePicture, ...] = ()
        if NEEDS.get(act) is Need.AFTER:
            pictures = (rng.choice(put_right).of_case(PictureKind.AFTER),)
        ground = rng.choice(list(Ground)) if NEEDS.get(act) is Need.GROUND else None
        reason = rng.choice(REASONS.get(act, ("",)))
        given = Given(bool(reason), ground is not None, bool(pictures))
        actor = Actor(party, user_id)
        standing = after(standing, act, actor, relation, given, rules, at)
        steps.append(_step(case_id, steps, act, actor, at, standing, reason, ground, pictures))
        while (follows := follow_up(standing)) is not None:
            itself, why = follows
            standing = after(standing, itself, SERVICE, Relation.SERVICE, Given(bool(why)), rules, at)
            steps.append(_step(case_id, steps, itself, SERVICE, at, standing, why))
    return Told(tuple(steps), standing)


def _drawn(
    rng: Random, standing: Standing, shop: Shop, rules: CaseRules, source: Source
) -> tuple[Act, Party, float] | None:
    """The next act, on whose behalf, and after how many hours; None once the case has ended."""
    possible = [
        item
        for item in CHANCES.get(standing.state, ())
        if item[0] is not A.APPEAL or standing.appeals < rules.policy.most_appeals
    ]
    if not possible:
        return None
    if standing.state is S.FOUND and (source is Source.CADRE or standing.severity is Severity.ILLEGAL):
        is_illegal = standing.severity is Severity.ILLEGAL
        # Who may judge has judged by finding it.
        return A.ESCALATE if is_illegal else A.CONFIRM, _judge(shop), 0.0 if source is Source.CADRE else 2.0
    if standing.state is S.FOUND and source is Source.PUBLIC:
        # The business has not been told yet.
        possible = [item for item in possible if item[1] is not P.BUSINESS]
    act, party, _, median = rng.choices(possible, [item[2] for item in possible])[0]
    if party is P.CADRE:
        party = _judge(shop)
    slowness = 0.7 + 0.3 * min(4.0, shop.bent) if party is P.BUSINESS else 1.0
    return act, party, max(0.1, median * slowness * rng.lognormvariate(0, 0.6))


def _judge(shop: Shop) -> Party:
    """The office steps in where nobody answers for the business."""
    return P.CADRE if shop.cadre_id is not None else P.OFFICE


def _awake(at: datetime, rules: CaseRules) -> datetime:
    """What would be done at night is done in the morning."""
    local = at.astimezone(rules.calendar.zone)
    if local.hour >= 22:
        return at + timedelta(hours=10)
    return at + timedelta(hours=7) if local.hour < 6 else at


def _who(party: Party, standing: Standing, shop: Shop) -> tuple[Relation, str]:
    match party:
        case P.CADRE:
            assert shop.cadre_id is not None
            return Relation.ASSIGNED, shop.cadre_id
        case P.BUSINESS:
            return Relation.OWN, shop.account_id
        case P.OFFICE:
            relation = Relation.CLAIMANT if standing.owner_id == shop.office_id else Relation.AREA
            return relation, shop.office_id
        case _:
            return Relation.AREA, shop.regulator_id


def _step(
    case_id: str,
    before: Sequence[Step],
    act: Act,
    actor: Actor,
    at: datetime,
    standing: Standing,
    reason: str,
    ground: Ground | None = None,
    pictures: tuple[CasePicture, ...] = (),
) -> Step:
    step = Step(len(before) + 1, act, actor, at, reason, ground, pictures, standing, link="")
    return replace(step, link=link_of(case_id, step, before[-1].link if before else ""))
