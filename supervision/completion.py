"""How far areas, levels and cadres have come with a quarter's supervision, by name, the worst first."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, tzinfo

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from models.area_tables import AreaRow
from models.people import Scope
from models.tables import UserRow
from supervision.task_store import Done, Grouping, completion
from supervision.tasks import Quarter


@dataclass(frozen=True, slots=True)
class Group:
    """id: of the area or the cadre, or the level; empty, with no name, where there is none. place: the area
    that the area lies in, or where the cadre works; empty where there is none."""

    id: str
    name: str
    place: str
    done: Done


def worst_first(
    session: Session, scope: Scope, quarter: Quarter, today: date, by: Grouping, zone: tzinfo
) -> Sequence[Group]:
    """By the share that is done; of equals those with more still to do."""
    counted = completion(session, scope, quarter, today, by, zone)
    names = _names(session, by, [key for key in counted if key])
    groups = [Group(key, *names.get(key, ("", "")), done) for key, done in counted.items()]
    return sorted(groups, key=_place_in_order)


def _place_in_order(group: Group) -> tuple[float, int, str]:
    done = group.done
    return (done.done / done.due if done.due else 1.0, done.done - done.due, group.id)


def _names(session: Session, by: Grouping, keys: Collection[str]) -> Mapping[str, tuple[str, str]]:
    match by:
        case Grouping.LEVEL:
            return {key: (key, "") for key in keys}
        case Grouping.AREA:
            above = aliased(AreaRow)
            query = select(AreaRow.id, AreaRow.name, above.name).outerjoin(
                above, above.id == AreaRow.parent_id
            )
            query = query.where(AreaRow.id.in_(keys))
        case Grouping.CADRE:
            query = select(UserRow.id, UserRow.name, AreaRow.name).outerjoin(
                AreaRow, AreaRow.id == UserRow.area_id
            )
            query = query.where(UserRow.id.in_(keys))
    return {key: (name, place or "") for key, name, place in session.execute(query)}
