"""What a monitoring system reads: how closely each camera is watched, and what was left out."""

import secrets
from collections.abc import Iterator
from typing import Annotated

from fastapi import APIRouter, Header, Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from api.auth import Services
from api.problems import not_found
from api.service import Service
from models.cameras import CameraState

router = APIRouter(prefix="/api/metrics", tags=["health"])


@router.get("", operation_id="metrics", response_class=Response)
def metrics(service: Services, authorization: Annotated[str, Header()] = "") -> Response:
    """Metrics in Prometheus' text format, for the bearer of the setting `metrics_token`; else 404."""
    expected = service.settings.metrics_token
    given = authorization.removeprefix("Bearer ").strip()
    if expected is None or not secrets.compare_digest(given.encode(), expected.get_secret_value().encode()):
        raise not_found("no such address")
    registry = CollectorRegistry()
    registry.register(_Reading(service))
    return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)


class _Reading(Collector):
    """The service's counts at the moment of reading."""

    def __init__(self, service: Service) -> None:
        self._service = service

    def collect(self) -> Iterator[Metric]:
        label = ["camera"]
        online = GaugeMetricFamily("brightkitchen_camera_online", "1 while pictures arrive", labels=label)
        idle = GaugeMetricFamily(
            "brightkitchen_camera_idle", "1 while nobody moves and keyframes alone are decoded", labels=label
        )
        viewers = GaugeMetricFamily("brightkitchen_live_viewers", "Live views open", labels=label)
        analysed = CounterMetricFamily(
            "brightkitchen_frames_analysed", "Frames that the detector has seen", labels=label
        )
        dropped = CounterMetricFamily(
            "brightkitchen_frames_dropped", "Frames left out because the detector was busy", labels=label
        )
        failed = CounterMetricFamily(
            "brightkitchen_frames_failed", "Frames given up after an error", labels=label
        )
        seconds = CounterMetricFamily(
            "brightkitchen_detector_seconds", "Time in the detector, tracker and rules", labels=label
        )
        both = [*label, "stream"]
        kept = GaugeMetricFamily(
            "brightkitchen_stream_kept_bytes", "Packets kept for stills and clips", labels=both
        )
        reach = GaugeMetricFamily(
            "brightkitchen_stream_kept_seconds", "How far back the packets kept reach", labels=both
        )
        wrong = GaugeMetricFamily(
            "brightkitchen_camera_health_finding", "1 while this is wrong", labels=["camera", "kind"]
        )
        service = self._service
        counts, left_out = service.detector_counts(), service.dropped()
        watched = [watch.camera_id for watch in service.live.watches]
        for camera_id, running in service.running.items():
            key = [camera_id]
            online.add_metric(key, float(running.status.state is CameraState.ONLINE))
            idle.add_metric(key, float(running.is_idle))
            for kind in running.checkup.ongoing:
                wrong.add_metric([camera_id, str(kind)], 1)
            viewers.add_metric(key, watched.count(camera_id))
            for name, stream in running.streams.items():
                kept.add_metric([*key, str(name)], stream.ring.size_bytes)
                reach.add_metric([*key, str(name)], stream.ring.length_s)
            dropped.add_metric(key, left_out.get(camera_id, 0))
            if (count := counts.get(camera_id)) is not None:
                analysed.add_metric(key, count.frames)
                failed.add_metric(key, count.failures)
                seconds.add_metric(key, count.total_ms / 1e3)
        waiting = GaugeMetricFamily(
            "brightkitchen_findings_waiting", "Findings not yet kept", value=service.findings_waiting
        )
        clips = GaugeMetricFamily(
            "brightkitchen_clips_waiting", "Clips not yet cut or kept", value=service.clips_waiting
        )
        yield from (
            online,
            wrong,
            idle,
            viewers,
            analysed,
            dropped,
            failed,
            seconds,
            kept,
            reach,
            waiting,
            clips,
        )
