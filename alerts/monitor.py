"""One camera's people under its rules, from frame to frame."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, tzinfo

from alerts.association import Judgement, Vote, judge
from alerts.demands import demanded
from alerts.findings import Box, Finding, Snapshot
from alerts.handover import Sighting, heirs
from alerts.person_rule import PersonRule
from alerts.quality import picture_quality
from ingest.ring import Still
from models.errors import InvalidValue
from models.frames import Frame
from models.rules import DEFAULT_RULES, Rule, RuleName
from models.tracks import Track, TrackedFrame
from models.zones import Zone


@dataclass(slots=True)
class _Person:
    """voted_ns: when the person was last seen where the rule holds."""

    xyxy: Box
    seen_ns: int
    under: dict[RuleName, PersonRule]
    voted_ns: dict[RuleName, int]


class CameraMonitor:
    """Turns one camera's tracked frames into findings, run after run.

    Not safe for threads: one thread calls everything. Keeps, per person and rule with a violation going on
    or building up, one frame (two while it may resume after an end), and nothing of people long gone.
    main_of: what a camera's main stream has of a frame's instant, where another stream is analysed.

    zones: where which rule holds when; may be replaced between two frames. Where a rule does not hold for
    somebody, they are for that rule as if out of sight. time_zone: of the zones' hours.
    """

    def __init__(
        self,
        rules: Sequence[Rule] = DEFAULT_RULES,
        zones: Sequence[Zone] = (),
        time_zone: tzinfo = UTC,
        main_of: Callable[[Frame], Still | None] = lambda _: None,
    ) -> None:
        self.zones = zones
        self._time_zone, self._main_of = time_zone, main_of
        self._rules = {rule.name: rule for rule in rules}
        self._people: dict[int, _Person] = {}
        self._last: Frame | None = None
        self._judgements: dict[tuple[int, RuleName], Judgement] = {}

    @property
    def judgements(self) -> Mapping[tuple[int, RuleName], Judgement]:
        """The votes of the latest frame, by track id and rule."""
        return self._judgements

    @property
    def ongoing(self) -> Mapping[tuple[int, RuleName], str]:
        """The ids of the violations going on, by the track id the person has now and the rule."""
        return {
            (track_id, name): item.ongoing.id
            for track_id, person in self._people.items()
            for name, item in person.under.items()
            if item.ongoing is not None
        }

    def observe(self, tracked: TrackedFrame) -> tuple[Finding, ...]:
        """What changes with this frame. A frame of another run first finishes the run before.

        Raises:
            InvalidValue: the frame is of another camera than the ones before, or not later than the one
                before it in the same run. The monitor is as it was.
        """
        frame, last = tracked.frame, self._last
        if last is not None and frame.camera_id != last.camera_id:
            raise InvalidValue("a monitor follows one camera only")
        if last is not None and frame.run == last.run and frame.media_ns <= last.media_ns:
            raise InvalidValue(f"media time must grow within a run: {frame.media_ns} after {last.media_ns}")
        findings = list(self.finish()) if last is not None and frame.run != last.run else []
        self._last = frame
        self._hand_over(tracked.tracks)
        findings += self._let_lapse(frame.media_ns)
        self._judgements = {
            (track_id, name): judgement
            for name, rule in self._rules.items()
            for track_id, judgement in judge(tracked.tracks, tracked.detections, rule).items()
        }
        for track in tracked.tracks:
            findings += self._vote(tracked, track)
        return tuple(findings)

    def finish(self) -> tuple[Finding, ...]:
        """Ends everything that goes on and forgets the run; the next frame may be of any run."""
        last = self._last
        followed = [item for person in self._people.values() for item in person.under.values()]
        endings = [item.finish(last.media_ns) for item in followed] if last is not None else []
        self._people, self._last, self._judgements = {}, None, {}
        return tuple(finding for finding in endings if finding is not None)

    def _hand_over(self, tracks: Sequence[Track]) -> None:
        present = {track.track_id for track in tracks}
        lost = {
            track_id: Sighting(person.xyxy, person.seen_ns)
            for track_id, person in self._people.items()
            if track_id not in present
        }
        fresh = [track for track in tracks if track.track_id not in self._people]
        for new_id, old_id in heirs(lost, fresh).items():
            self._people[new_id] = self._people.pop(old_id)

    def _let_lapse(self, now_ns: int) -> list[Finding]:
        findings = []
        for track_id, person in list(self._people.items()):
            for name, item in list(person.under.items()):
                finding, is_spent = item.let_lapse(person.voted_ns[name], now_ns)
                if finding is not None:
                    findings.append(finding)
                if is_spent:
                    del person.under[name]
            if not person.under:
                del self._people[track_id]
        return findings

    def _vote(self, tracked: TrackedFrame, track: Track) -> list[Finding]:
        frame = tracked.frame
        person = self._people.setdefault(track.track_id, _Person(track.xyxy, frame.media_ns, {}, {}))
        person.xyxy, person.seen_ns = track.xyxy, frame.media_ns
        at = frame.captured_at.astimezone(self._time_zone)
        held_to = demanded(self.zones, track.xyxy, frame.width, frame.height, at)
        votes = {name: self._judgements[track.track_id, name] for name in self._rules if name in held_to}
        offences = [judgement for judgement in votes.values() if judgement.vote is Vote.MISSING]
        quality = picture_quality(frame.image, track.xyxy) if offences else 0.0
        findings = []
        for name, judgement in votes.items():
            person.voted_ns[name] = frame.media_ns
            shot = _shot(tracked, track, judgement, quality)
            item = person.under.setdefault(name, PersonRule(self._rules[name], self._main_of))
            finding = item.vote(frame, track.track_id, judgement, shot)
            if finding is not None:
                findings.append(finding)
        return findings


def _shot(tracked: TrackedFrame, track: Track, judgement: Judgement, quality: float) -> Snapshot | None:
    if judgement.vote is not Vote.MISSING or judgement.row is None:
        return None
    worth = quality * judgement.score
    return Snapshot(tracked.frame, tracked.detections, track.xyxy, judgement.row, worth)
