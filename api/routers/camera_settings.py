"""Cameras as an administrator sets them: added, tried out, changed, deleted."""

from typing import Annotated

import structlog
from fastapi import APIRouter, Path
from pydantic import SecretStr

from api.auth import Administrator, Services
from api.camera_schemas import CameraIn, CameraPatch, CameraSettingsOut, CameraTestIn, CameraTestOut
from api.probing import Shot, Tested, TooManyTests
from api.problems import Problem, not_found
from api.routers.cameras import cameras_out
from api.schemas import ID_PATTERN
from api.service import Service
from api.zone_schemas import ZonesBody
from ingest.rtsp import check_address
from ingest.source import SourceError, StreamInfo
from ingest.still import StillMissing
from models import catalog, configuration
from models.businesses import Camera, CameraKind
from models.cameras import StreamName, Trouble
from models.configuration import CameraDraft
from models.errors import InvalidValue
from models.places import NotFilmed
from supervision.camera_import import same_view

router = APIRouter(prefix="/cameras", tags=["camera settings"])
log = structlog.get_logger()

Id = Annotated[str, Path(pattern=ID_PATTERN)]


@router.post("", status_code=201, operation_id="add_camera")
def add_camera(given: CameraIn, viewer: Administrator, service: Services) -> CameraSettingsOut:
    """A new camera. The service connects to it at once; it awaits acceptance."""
    draft = _draft(
        given.name, given.place, given.kind, _usable(given.url), _usable(given.sub_url), given.key_process
    )
    with service.database.writing() as session:
        if not catalog.sees(session, viewer.scope, given.business_id):
            raise not_found("no such business")
        try:
            camera = configuration.install(session, given.business_id, draft)
        except InvalidValue as error:
            raise _refused(error) from error
    log.info("camera.added", camera=camera.id, by=viewer.sign_in.user.username)
    return _settings(service, camera)


@router.get("/{camera_id}/settings", operation_id="get_camera_settings")
def get_camera_settings(camera_id: Id, viewer: Administrator, service: Services) -> CameraSettingsOut:
    return _settings(service, service.camera_in_scope(camera_id, viewer.scope))


@router.patch("/{camera_id}", operation_id="change_camera")
def change_camera(
    camera_id: Id, given: CameraPatch, viewer: Administrator, service: Services
) -> CameraSettingsOut:
    """Change what is given. Another place, or an address elsewhere, makes it await acceptance again."""
    known = given.model_fields_set
    with service.database.writing() as session:
        before = catalog.get_camera(session, viewer.scope, camera_id)
        kind = given.kind or before.kind
        publishes = kind is CameraKind.WHIP
        draft = _draft(
            given.name or before.name,
            given.place or before.place,
            kind,
            _usable(given.url) if "url" in known else None if publishes else before.url,
            _usable(given.sub_url) if "sub_url" in known else None if publishes else before.sub_url,
            before.key_process if given.key_process is None else given.key_process,
        )
        known_view = same_view(before, draft)
        try:
            camera = configuration.change(session, camera_id, draft, same_view=known_view)
        except InvalidValue as error:
            raise _refused(error) from error
    if not known_view:
        service.prober.forget(camera_id)
    log.info("camera.changed", camera=camera_id, by=viewer.sign_in.user.username, fields=sorted(known))
    return _settings(service, camera)


@router.delete("/{camera_id}", status_code=204, operation_id="delete_camera")
def delete_camera(camera_id: Id, viewer: Administrator, service: Services) -> None:
    """It is watched no more and its addresses are forgotten; violations and pictures stay in the history."""
    with service.database.writing() as session:
        catalog.get_camera(session, viewer.scope, camera_id)
        configuration.retire(session, camera_id, service.clock.now())
    log.info("camera.deleted", camera=camera_id, by=viewer.sign_in.user.username)


@router.put("/{camera_id}/zones", operation_id="set_camera_zones")
def set_camera_zones(
    camera_id: Id, given: ZonesBody, viewer: Administrator, service: Services
) -> CameraSettingsOut:
    """Replace all of a camera's zones; without any, everything is demanded everywhere."""
    with service.database.writing() as session:
        catalog.get_camera(session, viewer.scope, camera_id)
        try:
            camera = configuration.set_zones(session, camera_id, [item.zone() for item in given.zones])
        except InvalidValue as error:
            raise Problem(422, "invalid_zones", "The zones cannot be set like that", str(error)) from error
    log.info("camera.zones_set", camera=camera_id, by=viewer.sign_in.user.username, count=len(given.zones))
    return _settings(service, camera)


@router.post("/test", operation_id="test_address")
def try_address(given: CameraTestIn, viewer: Administrator, service: Services) -> CameraTestOut:
    """Try addresses out before there is a camera: what comes, or what is wrong, within 5 s."""
    return _tested(service, _usable(given.url), _usable(given.sub_url), None)


@router.post("/{camera_id}/test", operation_id="test_camera")
def try_camera(
    camera_id: Id, viewer: Administrator, service: Services, given: CameraTestIn | None = None
) -> CameraTestOut:
    """Try a camera out, with other addresses where they are given, within 5 s."""
    camera = service.camera_in_scope(camera_id, viewer.scope)
    given = given or CameraTestIn()
    known = given.model_fields_set
    if camera.kind is CameraKind.WHIP and not known:
        return _published(service, camera)
    tested = _tested(
        service,
        _usable(given.url) if "url" in known else camera.url,
        _usable(given.sub_url) if "sub_url" in known else camera.sub_url,
        camera,
    )
    service.log_view("test", viewer.sign_in.user, camera=camera.id)
    return tested


def _draft(
    name: str, place: str, kind: CameraKind, url: str | None, sub_url: str | None, key_process: str
) -> CameraDraft:
    try:
        return CameraDraft(name, place, kind, url or "", sub_url, key_process)
    except InvalidValue as error:
        raise _refused(error) from error


def _refused(error: InvalidValue) -> Problem:
    if isinstance(error, NotFilmed):
        return Problem(422, "place_not_filmed", "No camera may look there", str(error))
    return Problem(422, "invalid_camera", "The camera cannot be set like that", str(error))


def _usable(address: SecretStr | None) -> str | None:
    """Raises a Problem that does not repeat the address."""
    if address is None:
        return None
    url = address.get_secret_value().strip()
    try:
        check_address(url)
    except SourceError as error:
        raise Problem(422, "unusable_address", "The address cannot be used", error.detail) from error
    return url


def _tested(service: Service, url: str | None, sub_url: str | None, camera: Camera | None) -> CameraTestOut:
    addresses = {name: given for name, given in (("main", url), ("sub", sub_url)) if given}
    if not addresses:
        raise Problem(422, "unusable_address", "There is no address to test")
    try:
        tested = service.prober.test(addresses)
    except TooManyTests as error:
        raise Problem(503, "too_many_tests", "Too many tests at once", str(error)) from error
    main = tested.get("main")
    if camera is not None and url == camera.url and main is not None and main.shot is not None:
        service.prober.remember(camera.id, main.shot)
    return CameraTestOut.of(tested)


def _published(service: Service, camera: Camera) -> CameraTestOut:
    """What a camera without an address sends now."""
    running = service.running.get(camera.id)
    try:
        if running is None:
            raise StillMissing("the camera is not there")
        shot = Shot.of(running.still(service.clock.now()))
    except StillMissing:
        detail = "Nobody publishes to this camera now, or no picture has come yet."
        return CameraTestOut.of({"main": Tested(Trouble.NOT_PUBLISHED, detail)})
    service.prober.remember(camera.id, shot)
    main, status = running.streams[StreamName.MAIN], running.status
    length_s = main.ring.length_s
    tested = Tested(
        info=StreamInfo(
            codec=status.codec or "",
            width=shot.width,
            height=shot.height,
            fps=status.fps,
            has_b_frames=status.codec == "h264" and not main.passes,
            extradata=None,
        ),
        took_s=0.0,
        bit_rate=round(main.ring.size_bytes * 8 / length_s) if length_s else None,
        shot=shot,
    )
    return CameraTestOut.of({"main": tested})


def _settings(service: Service, camera: Camera) -> CameraSettingsOut:
    with service.database.reading() as session:
        acceptances = configuration.acceptances(session, camera.id)
        out = cameras_out(service, session, [camera])[0]
    return CameraSettingsOut.of(camera, out, acceptances)
