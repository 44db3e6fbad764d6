"""Addresses that browsers hide behind names of the local network (mDNS).

aiortc waits a second for names that nobody answers for, and every viewer would wait with it. A browser that
reaches the service is found by its own first packet; only where packets of the service must come first are
these addresses needed, and who is that near answers soon.

Source: draft-ietf-mmusic-mdns-ice-candidates.
"""

import asyncio

from aioice.mdns import create_mdns_protocol, is_mdns_hostname

_PATIENCE_S = 0.2
_GRACE_S = 0.05
"""Once one name is known, the others are waited for no longer than this."""
_HOST = 4
"""Where in a candidate's line its host stands (RFC 8839, section 5.1)."""


async def with_addresses(sdp: str) -> str:
    """An offer in which candidates have addresses for such names; those of unknown names are left out.

    As it is where there are no such names, or none can be asked for. On the event loop.
    """
    names = {host for line in sdp.splitlines() if (host := _host(line)) and is_mdns_hostname(host)}
    if not names:
        return sdp
    try:
        protocol = await create_mdns_protocol()
    except OSError:
        return sdp
    asked = {asyncio.create_task(protocol.resolve(name, timeout=_PATIENCE_S)): name for name in names}
    try:
        _, others = await asyncio.wait(asked, return_when=asyncio.FIRST_COMPLETED)
        if others:
            await asyncio.wait(others, timeout=_GRACE_S)
        known = {name: task.result() for task, name in asked.items() if task.done()}
    finally:
        for task in asked:
            task.cancel()
        await asyncio.gather(*asked, return_exceptions=True)
        await protocol.close()
    return "".join(_named(line, names, known) for line in sdp.splitlines(keepends=True))


def _host(line: str) -> str | None:
    parts = line.split()
    return parts[_HOST] if line.startswith("a=candidate:") and len(parts) > _HOST else None


def _named(line: str, names: set[str], known: dict[str, str | None]) -> str:
    host = _host(line)
    if host is None or host not in names:
        return line
    address = known.get(host)
    return line.replace(host, address, 1) if address else ""
