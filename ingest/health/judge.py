"""From what was observed of a camera to what is wrong with it. Pure: no clock, no thread, no database."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from statistics import median

import numpy as np

from ingest.health.look import Look
from ingest.health.view import Reference, Structure, View, compare_sight
from ingest.health.vitals import Rates
from models.cameras import CameraState, CameraStatus, Trouble
from models.health import Detail, HealthKind

_DARKEST, _LIGHTS_SHARE = 32, 0.005
"""Brightness, of 255, that hardly anything of a black picture reaches; a lamp of some device may."""
_BLOWN, _BLOWN_SHARE = 250, 0.6
_SAME_COUNT, _SAME_S = 3, 2.0
_LOST_SHARE, _LEAST_SHARPNESS = 0.5, 0.55
_LIKE, _RELIEF = 0.7, 0.5
_NO_CONTRAST, _EVEN = 0.007, 12.0
_AGREEMENT = 0.45
_VIEWS_OF_BACKGROUND, _FEWEST_VIEWS = 5, 3
_VIEWS_OF_USUAL = 30
_CLOCK_OFF_S = 30.0
_COLLAPSED_FPS, _LEAST_USUAL_FPS = 1 / 3, 2.0
_COLLAPSED_BITS, _COLLAPSED_KEYFRAME = 0.2, 0.4
_LIGHT_CHANGE = 1.35
_CHECKS_REMEMBERED, _FEWEST_CHECKS = 360, 6


@dataclass(frozen=True, slots=True)
class Observation:
    """What is known of a camera at one check.

    look: a new one since the last check, else None. rates: of the span since the last check, None when there
    was no whole one within this run. clock_offset_s: by how much the camera's clock is ahead of ours, None
    where it does not tell its time. clock_leaps: how often the stream's time leapt since the last check.
    """

    at: datetime
    status: CameraStatus
    look: Look | None = None
    rates: Rates | None = None
    clock_offset_s: float | None = None
    clock_leaps: int = 0


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one check says of one kind; a kind of which it cannot tell has none.

    since: from when, where that is known better than by the check itself.
    """

    is_bad: bool
    detail: Detail
    since: datetime | None = None


Verdicts = dict[HealthKind, Verdict]
GOOD = Verdict(False, {})


class Judge:
    """Judges one camera check after check, and learns what is usual for it. One thread.

    What is learnt lasts as long as the judge: a camera configured anew or accepted anew gets a new one.
    is_fixed: it hangs where it is and sends as it is set; a phone moves, and sends what the network bears.
    """

    def __init__(self, reference: Reference | None = None, *, is_fixed: bool = True) -> None:
        self._reference = reference if is_fixed else None
        self._is_fixed = is_fixed
        self._background: deque[View] = deque(maxlen=_VIEWS_OF_BACKGROUND)
        self._usual: deque[Structure] = deque(maxlen=_VIEWS_OF_USUAL)
        self._usual_size: tuple[int, int] | None = None
        self._fps = _Usually()
        self._bits, self._keyframe, self._light = _Usually(), _Usually(), _Usually()

    def judge(self, seen: Observation) -> Verdicts:
        verdicts = dict(_connection(seen.status))
        if seen.status.state is not CameraState.ONLINE:
            return verdicts
        verdicts |= _main(seen.status.main)
        verdicts[HealthKind.WRONG_CLOCK] = _clock(seen)
        if seen.look is not None:
            verdicts |= self._picture(seen.look)
        if seen.rates is not None and self._is_fixed:
            verdicts |= self._rates(seen.rates, seen.look, verdicts)
        return verdicts

    def _picture(self, look: Look) -> Verdicts:
        verdicts = {HealthKind.RESOLUTION_CHANGED: self._size(look)}
        light = _exposure(look)
        verdicts |= light
        if any(verdict.is_bad for verdict in light.values()):
            return verdicts
        same = look.same_count >= _SAME_COUNT and look.same_s >= _SAME_S
        verdicts[HealthKind.FROZEN] = Verdict(same, {"same_s": round(look.same_s, 1)} if same else {})
        view = View.of(look.gray)
        blind = self._sight(view.structure)
        verdicts |= blind
        if any(verdict.is_bad for verdict in blind.values()):
            self._background.clear()
            return verdicts
        moved = self._moved(view)
        verdicts |= moved
        if not any(verdict.is_bad for verdict in moved.values()):
            self._usual.append(view.structure)
        return verdicts

    def _size(self, look: Look) -> Verdict:
        size = look.width, look.height
        if self._usual_size is None:
            self._usual_size = size
        if size == self._usual_size or not self._is_fixed:
            return GOOD
        width, height = self._usual_size
        return Verdict(
            True, {"width": size[0], "height": size[1], "usual_width": width, "usual_height": height}
        )

    def _sight(self, now: Structure) -> Verdicts:
        detail: dict[str, str | float] = {}
        usual = self._usual_structure()
        if usual is None:
            is_blind = float(np.percentile(now.contrast, 75)) < _NO_CONTRAST
            is_even = float(now.layout.std()) < _EVEN
        else:
            sight = compare_sight(now, usual)
            is_blind = sight.lost >= _LOST_SHARE and sight.sharpness < _LEAST_SHARPNESS
            # A lens out of focus still shows light and dark where they were.
            is_even = sight.likeness < _LIKE or sight.relief < _RELIEF
            detail = {"lost_share": round(sight.lost, 2)}
        return {
            HealthKind.COVERED: Verdict(True, detail) if is_blind and is_even else GOOD,
            HealthKind.OUT_OF_FOCUS: Verdict(True, detail) if is_blind and not is_even else GOOD,
        }

    def _usual_structure(self) -> Structure | None:
        if len(self._usual) >= _FEWEST_VIEWS:
            return Structure.usual(self._usual)
        return self._reference.structure if self._reference is not None else None

    def _moved(self, view: View) -> Verdicts:
        self._background.append(view)
        if self._reference is None or len(self._background) < _FEWEST_VIEWS:
            return {}
        agreement = self._reference.agreement(self._background)
        if agreement is None:
            return {}
        is_bad = agreement < _AGREEMENT
        return {
            HealthKind.MOVED: Verdict(is_bad, {"agreement": round(max(0.0, agreement), 2)} if is_bad else {})
        }

    def _rates(self, rates: Rates, look: Look | None, so_far: Verdicts) -> Verdicts:
        verdicts: Verdicts = {}
        if not rates.fps:
            return verdicts  # about to be called stalled
        usual = self._fps.value
        if usual is not None and usual >= _LEAST_USUAL_FPS:
            slow = rates.fps < _COLLAPSED_FPS * usual
            detail = {"fps": round(rates.fps, 1), "usual_fps": round(usual, 1)}
            verdicts[HealthKind.LOW_FPS] = Verdict(True, detail) if slow else GOOD
        slow = verdicts.get(HealthKind.LOW_FPS, GOOD).is_bad
        if not slow:
            self._fps.learn(rates.fps)
        if look is None or rates.keyframe_bytes is None:
            return verdicts
        explained = slow or any(
            verdict.is_bad for kind, verdict in so_far.items() if kind is not HealthKind.WRONG_CLOCK
        )
        if not explained:
            verdicts |= self._bit_rate(rates.bit_rate, rates.keyframe_bytes, float(look.gray.mean()))
        return verdicts

    def _bit_rate(self, bit_rate: float, keyframe_bytes: float, light: float) -> Verdicts:
        """A still scene needs few bits and a dark one smaller keyframes: only both together, in the same
        light, tell that the camera saves where it should not."""
        bits, keyframe, usual_light = self._bits.value, self._keyframe.value, self._light.value
        verdicts: Verdicts = {}
        if bits is not None and keyframe is not None and usual_light is not None:
            in_same_light = 1 / _LIGHT_CHANGE < (light + 1) / (usual_light + 1) < _LIGHT_CHANGE
            if in_same_light:
                low = bit_rate < _COLLAPSED_BITS * bits and keyframe_bytes < _COLLAPSED_KEYFRAME * keyframe
                detail = {"kbit_s": round(bit_rate / 1e3), "usual_kbit_s": round(bits / 1e3)}
                verdicts[HealthKind.LOW_BIT_RATE] = Verdict(True, detail) if low else GOOD
                if low:
                    return verdicts
        self._bits.learn(bit_rate)
        self._keyframe.learn(keyframe_bytes)
        self._light.learn(light)
        return verdicts


class _Usually:
    """The median of the last values."""

    def __init__(self) -> None:
        self._values: deque[float] = deque(maxlen=_CHECKS_REMEMBERED)

    @property
    def value(self) -> float | None:
        """None until there are enough of them."""
        return median(self._values) if len(self._values) >= _FEWEST_CHECKS else None

    def learn(self, value: float) -> None:
        self._values.append(value)


def _connection(status: CameraStatus) -> Iterator[tuple[HealthKind, Verdict]]:
    """Of a camera that has not been reached yet nothing is said, and one that nobody publishes is at rest."""
    kinds = {CameraState.OFFLINE: HealthKind.OFFLINE, CameraState.STALLED: HealthKind.STALLED}
    if status.state is CameraState.CONNECTING:
        return
    for state, kind in kinds.items():
        is_bad = status.state is state and status.trouble is not Trouble.NOT_PUBLISHED
        detail: Detail = {"trouble": str(status.trouble)} if is_bad and status.trouble else {}
        yield kind, Verdict(is_bad, detail, status.since)


def _main(status: CameraStatus | None) -> Verdicts:
    """Of a main stream beside the one that is analysed, once its first attempt has ended."""
    if status is None or status.state is CameraState.CONNECTING:
        return {}
    is_bad = status.state is not CameraState.ONLINE
    detail: Detail = {"trouble": str(status.trouble)} if is_bad and status.trouble else {}
    return {HealthKind.MAIN_LOST: Verdict(is_bad, detail, status.since)}


def _clock(seen: Observation) -> Verdict:
    if seen.clock_offset_s is not None:
        off = abs(seen.clock_offset_s) > _CLOCK_OFF_S
        return Verdict(True, {"offset_s": round(seen.clock_offset_s)}) if off else GOOD
    return Verdict(True, {"leaps": seen.clock_leaps}) if seen.clock_leaps else GOOD


def _exposure(look: Look) -> Verdicts:
    black = float(np.mean(look.gray >= _DARKEST)) < _LIGHTS_SHARE
    blown = float(np.mean(look.gray >= _BLOWN))
    over = blown >= _BLOWN_SHARE
    return {
        HealthKind.BLACK: Verdict(True, {"brightness": round(float(look.gray.mean()))}) if black else GOOD,
        HealthKind.OVER_EXPOSED: Verdict(True, {"blown_share": round(blown, 2)}) if over else GOOD,
    }
