"""The places at which cameras look, as the office names them."""

from typing import Annotated

import structlog
from fastapi import APIRouter, Path

from api.auth import Services, SignedIn, demand
from api.place_schemas import PlaceIn, PlaceList, PlaceOrder, PlaceOut
from models import catalog, place_catalog
from supervision.permissions import Right, has

router = APIRouter(prefix="/places", tags=["places"])
log = structlog.get_logger()

Key = Annotated[str, Path(pattern="^[a-z][a-z0-9_]{0,39}$")]


@router.get("", operation_id="list_places")
def list_places(viewer: SignedIn, service: Services) -> PlaceList:
    """All places, in the office's order; their names are in every language of the console."""
    with service.database.reading() as session:
        counts = catalog.count_by_place(session, viewer.scope)
        places = place_catalog.list_places(session)
    return PlaceList(
        items=[PlaceOut.of(place, counts.get(place.key, 0)) for place in places],
        may_change=has(Right.CHANGE_PLACES, viewer.sign_in.user.role, viewer.scope),
    )


@router.post("", status_code=201, operation_id="add_place")
def add_place(given: PlaceIn, viewer: SignedIn, service: Services) -> PlaceOut:
    """A new place, listed last."""
    demand(viewer, Right.CHANGE_PLACES)
    covers = [item.words() for item in given.covers]
    with service.database.writing() as session:
        place = place_catalog.add_place(session, given.name.words(), given.filming, covers)
    log.info("place.added", place=place.key, by=viewer.sign_in.user.username)
    return PlaceOut.of(place, 0)


@router.put("/order", status_code=204, operation_id="order_places")
def order_places(given: PlaceOrder, viewer: SignedIn, service: Services) -> None:
    """Put all places in another order."""
    demand(viewer, Right.CHANGE_PLACES)
    with service.database.writing() as session:
        place_catalog.order_places(session, given.keys)


@router.put("/{key}", operation_id="change_place")
def change_place(key: Key, given: PlaceIn, viewer: SignedIn, service: Services) -> PlaceOut:
    """409 where it is to be filmed no more and cameras look there."""
    demand(viewer, Right.CHANGE_PLACES)
    covers = [item.words() for item in given.covers]
    with service.database.writing() as session:
        place = place_catalog.change_place(session, key, given.name.words(), given.filming, covers)
        count = place_catalog.cameras_at(session, key)
    log.info("place.changed", place=key, by=viewer.sign_in.user.username)
    return PlaceOut.of(place, count)


@router.delete("/{key}", status_code=204, operation_id="remove_place")
def remove_place(key: Key, viewer: SignedIn, service: Services) -> None:
    """409 where a camera looks, or has looked: its history names the place."""
    demand(viewer, Right.CHANGE_PLACES)
    with service.database.writing() as session:
        place_catalog.remove_place(session, key)
    log.info("place.removed", place=key, by=viewer.sign_in.user.username)
