"""A person looks at a camera's first picture before others watch it; the picture becomes its reference."""

from typing import Annotated

import structlog
from fastapi import APIRouter, Path, Response

from api.auth import Administrator, Services, SignedIn
from api.problems import Problem, not_found
from api.schemas import ID_PATTERN
from api.zone_schemas import AcceptanceIn, AcceptanceOut
from models import catalog, configuration
from models.businesses import may_watch
from models.configuration import NotAcceptable

router = APIRouter(prefix="/cameras", tags=["camera settings"])
log = structlog.get_logger()

Id = Annotated[str, Path(pattern=ID_PATTERN)]


@router.post("/{camera_id}/acceptance", operation_id="accept_camera")
def accept_camera(
    camera_id: Id, given: AcceptanceIn, viewer: Administrator, service: Services
) -> AcceptanceOut:
    """Say that a picture shows what it has to and nothing private; from then on the camera is watched.

    409 picture_forgotten: the picture was shown too long ago, or of another address.
    """
    service.camera_in_scope(camera_id, viewer.scope)
    shot = service.prober.shown(camera_id, given.picture_key)
    if shot is None:
        raise Problem(
            409, "picture_forgotten", "The picture is no longer there", "Look at the camera's picture again."
        )
    key = service.evidence.put(shot.content)
    with service.database.writing() as session:
        try:
            configuration.accept(
                session,
                camera_id,
                viewer.sign_in.user,
                reference_key=key,
                covered=[item.words() for item in given.covered],
                absent=given.absent,
                now=service.clock.now(),
            )
        except NotAcceptable as error:
            raise Problem(422, "not_acceptable", "The camera cannot be accepted", str(error)) from error
        newest, *_ = configuration.acceptances(session, camera_id)
    log.info("camera.accepted", camera=camera_id, by=viewer.sign_in.user.username, key=key)
    return AcceptanceOut.of(newest)


@router.get(
    "/{camera_id}/reference",
    operation_id="get_reference_picture",
    response_class=Response,
    responses={200: {"content": {"image/jpeg": {}}, "description": "the view that was accepted"}},
)
def get_reference_picture(camera_id: Id, viewer: SignedIn, service: Services) -> Response:
    with service.database.reading() as session:
        camera = catalog.get_camera(session, viewer.scope, camera_id)
    if camera.reference_key is None or not may_watch(viewer.sign_in.user, camera):
        raise not_found("no such picture")
    content = service.evidence.read(camera.reference_key)
    service.log_view("reference", viewer.sign_in.user, camera=camera_id)
    return Response(content, headers={"Cache-Control": "private, no-cache"}, media_type="image/jpeg")
