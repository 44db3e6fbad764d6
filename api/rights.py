"""Who may go on watching and publishing."""

from collections.abc import Callable, Iterable, Sequence

from sqlalchemy.orm import Session

from api.live import Watch
from api.publishing import Publisher
from models import accounts, catalog, publishing
from models.businesses import Camera, may_watch
from models.clock import Clock
from models.database import Database


class Rights:
    """Finds whose right has ended: they signed out, it was withdrawn, or the camera is another's or gone.

    camera: the running one of this id. Any thread but the event loop's: every method waits for the database.
    """

    def __init__(self, database: Database, clock: Clock, camera: Callable[[str], Camera | None]) -> None:
        self._database, self._clock, self._camera = database, clock, camera

    def lost_by_viewers(self, watches: Iterable[Watch]) -> Sequence[Watch]:
        with self._database.reading() as session:
            return [watch for watch in watches if not self._may_watch(session, watch)]

    def lost_by_publishers(self, publishers: Iterable[Publisher]) -> Sequence[Publisher]:
        now = self._clock.now()
        with self._database.reading() as session:
            return [item for item in publishers if not publishing.stands(session, item.right_id, now)]

    def _may_watch(self, session: Session, watch: Watch) -> bool:
        camera = self._camera(watch.camera_id)
        sign_in = accounts.find_session(session, token=watch.token, now=self._clock.now())
        if sign_in is None or camera is None:
            return False
        scope = accounts.scope_of(session, sign_in.user)
        return catalog.sees(session, scope, camera.business.id) and may_watch(sign_in.user, camera)
