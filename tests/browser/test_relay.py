"""Live view where UDP is blocked and a TURN server stands between: coturn, named in the settings."""

import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from aioice.ice import get_host_addresses
from playwright.sync_api import Playwright, expect
from pydantic import SecretStr

from api.demo import CLIPS
from models.people import Role
from sample_videos.simulator import run_simulator
from tests.api.running import PASSWORD, serving
from tests.browser.chromium import NO_UDP, chromium, sign_in
from tests.models import scene
from tests.system.process import eventually

SECRET = "shared with the service"
KEEPING = """
window.connections = [];
const Original = window.RTCPeerConnection;
window.RTCPeerConnection = class extends Original {
  constructor(...given) { super(...given); window.connections.push(this); }
};
"""
WAY = """async () => {
  const report = await window.connections.at(-1).getStats();
  const stats = [...report.values()];
  const pair = stats.find(({ type, nominated, state }) =>
    type === 'candidate-pair' && nominated && state === 'succeeded');
  const { candidateType, relayProtocol } = report.get(pair.localCandidateId);
  return [candidateType, relayProtocol];
}"""
"""How the packets come: the browser's end of the pair of addresses in use."""
MOVES = "video => video.readyState >= 3 && video.videoWidth === 960 && video.currentTime > 0.5"


@contextmanager
def coturn(folder: Path) -> Iterator[int]:
    """Debian's TURN server on a free port; it ends with the block."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    own = get_host_addresses(use_ipv4=True, use_ipv6=False)[0]
    command = [
        *("turnserver", "-n", "--no-cli", "--no-tls", "--no-dtls", "--simple-log", "--log-file", "stdout"),
        *("--listening-ip", "127.0.0.1", "--listening-port", str(port), "--relay-ip", own),
        *("--use-auth-secret", "--static-auth-secret", SECRET, "--realm", "kitchens"),
        *("--userdb", str(folder / "turn.db"), "--pidfile", str(folder / "turn.pid")),
    ]
    with (folder / "turn.log").open("w") as log, subprocess.Popen(command, stdout=log, stderr=log) as process:
        try:
            eventually(lambda: answers(port), 10, "the TURN server listens")
            yield port
        finally:
            process.terminate()


def answers(port: int) -> bool:
    with socket.socket() as asking:
        return asking.connect_ex(("127.0.0.1", port)) == 0


def test_a_picture_comes_through_a_turn_server_where_udp_is_blocked(
    playwright: Playwright, tmp_path: Path
) -> None:
    with (
        coturn(tmp_path) as port,
        run_simulator({"clip": CLIPS / "prep_room.mp4"}) as simulator,
        serving(
            tmp_path / "data",
            turn_urls=(f"turn:127.0.0.1:{port}?transport=tcp",),
            turn_secret=SecretStr(SECRET),
        ) as running,
        chromium(playwright, *NO_UDP) as browser,
    ):
        with running.service.database.writing() as session:
            business = scene.business(session)
            scene.camera(session, business, url=simulator.url("clip"))
        running.add_user("cadre", Role.CADRE, assigned=(business.id,))
        page = browser.new_page()
        page.add_init_script(KEEPING)
        sign_in(page, running.address, "cadre", PASSWORD)
        video = page.locator("video")
        expect(video).to_have_count(1, timeout=15_000)
        began = time.monotonic()
        page.wait_for_function(MOVES, arg=video.element_handle(), timeout=20_000)
        print(f"moves after {time.monotonic() - began:.1f} s")  # noqa: T201
        assert page.evaluate(WAY) == ["relay", "tcp"]
        (watch,) = running.service.live.watches
        assert watch.connection is not None
