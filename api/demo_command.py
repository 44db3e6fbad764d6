"""`brightkitchen demo`: the service with simulated cameras, in two businesses or in a made-up city."""

import asyncio
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer

from api.settings import Settings

UNFINISHED = ".unfinished"


def demo(
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="Port of the service; 0 takes a free one.")
    ] = 8420,
    data_dir: Annotated[
        Path | None, typer.Option(help="Where the demo keeps its data; data/demo, or data/city.")
    ] = None,
    city: Annotated[
        bool,
        typer.Option(
            "--city",
            help="In a made-up city of 19,000 businesses and 1,593 cadres with four quarters of history. "
            "Made once, in a minute or two.",
        ),
    ] = False,
) -> None:
    """Run the service with four simulated cameras and demo accounts, on this machine only."""
    from api import demo as scene
    from api.logs import configure_logs
    from api.serve import run
    from models.clock import SystemClock
    from models.database import Database
    from sample_videos.simulator import run_simulator

    folder = data_dir or Path("data") / ("city" if city else "demo")
    settings = Settings(data_dir=folder, database_url=None, host="127.0.0.1", port=port, https=False)
    with ExitStack() as stack:
        folder.mkdir(parents=True, exist_ok=True)
        log_path = folder / "service.log"
        configure_logs(stack.enter_context(log_path.open("a", encoding="utf-8", buffering=1)))
        if city:
            _make_city(settings)
        simulator = stack.enter_context(run_simulator(scene.long_clips(folder / "clips")))
        addresses: Mapping[str, str] = {clip: simulator.url(clip) for clip in scene.clips()}
        database = Database(settings.database)
        database.migrate()
        if city:
            scene.put_cameras(database, addresses, SystemClock())
        else:
            scene.seed(database, addresses, SystemClock())
        database.close()
        known = scene.CITY_ACCOUNTS if city else [username for username, *_ in scene.ACCOUNTS]

        def ready(address: str) -> None:
            typer.echo(f"\n  brightkitchen is running: {address}\n")
            typer.echo(f"  accounts:  {'  '.join(known)}\n  password:  {scene.PASSWORD} (for each)")
            typer.echo(f"  log:       {log_path}\n\n  Ctrl+C ends it.\n")

        asyncio.run(run(settings, ready))


def _make_city(settings: Settings) -> None:
    """Make the city where it is missing; what was interrupted is begun anew."""
    from alerts.evidence import FolderEvidenceStore
    from api import demo as scene
    from api.auth import passwords
    from api.progress import progress_bars
    from models.clock import SystemClock
    from models.database import Database
    from supervision.sample_city.build import make

    path = settings.data_dir / "brightkitchen.db"
    if path.exists():
        return
    unfinished = path.with_name(path.name + UNFINISHED)
    for left in settings.data_dir.glob(f"{unfinished.name}*"):
        left.unlink()
    database = Database(f"sqlite:///{unfinished}")
    database.migrate()
    with progress_bars(transient=True) as show:
        make(
            database,
            FolderEvidenceStore(settings.evidence_dir),
            SystemClock().now(),
            password_hash=passwords.hash(scene.PASSWORD),
            progress=show,
        )
    database.close()
    unfinished.rename(path)
