"""The command line. Exit codes: 0 done, 1 it could not be done (the reason on stderr), 2 wrong usage."""

import asyncio
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import wraps
from pathlib import Path
from typing import Annotated, ParamSpec, TextIO

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from api import import_commands, model_commands, review_command
from api.demo_command import demo
from api.eval_command import evaluate
from api.settings import Settings
from api.train_command import train
from models.errors import BrightkitchenError
from models.people import AccountAct, Level, Role

app = typer.Typer(
    help="Supervision of kitchens by video.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
camera_app = typer.Typer(help="Cameras.", no_args_is_help=True)
user_app = typer.Typer(help="Accounts.", no_args_is_help=True)
model_app = typer.Typer(help="Detection models.", no_args_is_help=True)
review_app = typer.Typer(help="What people said of violations.", no_args_is_help=True)


@review_app.callback()
def _reviews() -> None:
    """A group of its own, also with a single command."""


app.add_typer(camera_app, name="camera")
app.add_typer(user_app, name="user")
app.add_typer(model_app, name="model")
app.add_typer(review_app, name="review")

err = Console(stderr=True)
P = ParamSpec("P")

Conf = Annotated[float | None, typer.Option(min=0, max=1, help="Least score; the model's own by default.")]
ImgSize = Annotated[
    int | None,
    typer.Option(min=64, max=1920, help="Longer side the detector sees, a multiple of 32; the model's own."),
]
Jsonl = Annotated[str, typer.Option(help="File to write, or - for standard output.")]


def deliberate(command: Callable[P, None]) -> Callable[P, None]:
    """Turns an error that is meant for people into one line on stderr and exit code 1."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except BrightkitchenError as error:
            _fail(str(error))
        except ValidationError as error:
            # The values are left out: one of them may be a database address with a password.
            what = "; ".join(f"{'.'.join(map(str, item['loc']))}: {item['msg']}" for item in error.errors())
            _fail(f"settings: {what}")
        except OSError as error:
            _fail(str(error))

    return run


def _fail(reason: str) -> None:
    from ingest.redact import redact

    err.print(f"brightkitchen: {redact(reason)}", style="red", markup=False, highlight=False, soft_wrap=True)
    raise typer.Exit(1)


def _judging() -> Path:
    """The weights of the model in use."""
    known = model_commands.registry()
    return known.weights(known.active)


@contextmanager
def _writing(target: str) -> Iterator[TextIO]:
    if target == "-":
        yield sys.stdout
        return
    path = Path(target)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8") as out:
        yield out


def _progress() -> Progress:
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        TextColumn("{task.completed}"),
        TimeElapsedColumn(),
    )
    return Progress(*columns, console=err, disable=not err.is_terminal)


@app.command()
@deliberate
def detect(
    source: Annotated[list[str], typer.Argument(help="Picture, folder, video or rtsp:// address.")],
    jsonl: Jsonl,
    conf: Conf = None,
    imgsz: ImgSize = None,
) -> None:
    """Find people, masks, hats and hands: a line of JSON per picture or frame."""
    from api.scan import detection_line, shots_of
    from detector.onnx import OnnxDetector

    detector = OnnxDetector(_judging(), imgsz=imgsz, conf=conf)
    troubles = 0
    with _writing(jsonl) as out, _progress() as progress:
        task = progress.add_task("pictures", total=None)
        for item in source:
            try:
                for shot in shots_of(item):
                    out.write(detection_line(shot, detector.detect(shot.image)) + "\n")
                    progress.advance(task)
            except BrightkitchenError as error:
                troubles += 1
                err.print(
                    f"brightkitchen: {error}", style="red", markup=False, highlight=False, soft_wrap=True
                )
    if troubles:
        raise typer.Exit(1)


@app.command()
@deliberate
def watch(
    source: Annotated[str, typer.Argument(help="Video file or rtsp:// address.")],
    jsonl: Jsonl,
    conf: Conf = None,
    imgsz: ImgSize = None,
    fps: Annotated[
        float, typer.Option(min=0.5, max=30, help="Frames analysed per second of media time.")
    ] = 5,
    snapshots: Annotated[Path, typer.Option(help="Folder for the snapshots.")] = Path("snapshots"),
) -> None:
    """Run the whole pipeline over a source at full speed: a line of JSON per violation."""
    from api.scan import write_violations
    from detector.onnx import OnnxDetector

    detector = OnnxDetector(_judging(), imgsz=imgsz, conf=conf)
    waiting: AbstractContextManager[object] = (
        err.status(f"watching {Path(source).name}") if err.is_terminal else nullcontext()
    )
    with _writing(jsonl) as out, waiting:
        write_violations(source, detector, analysed_fps=fps, snapshots=snapshots, out=out)


@app.command()
@deliberate
def bench(
    name: Annotated[str, typer.Argument(help="Which benchmark; `list` names them.")],
    json_path: Annotated[Path | None, typer.Option("--json", help="Write the figures here too.")] = None,
    minutes: Annotated[float | None, typer.Option(min=0.1, help="How long; of `soak` alone.")] = None,
) -> None:
    """Measure a hot path beside what one would use instead."""
    from api.benches import BENCHES, machine
    from api.soak_bench import bench_soak

    if name == "list":
        typer.echo("\n".join(sorted(BENCHES)))
        return
    if name not in BENCHES:
        raise typer.BadParameter(f"one of: {', '.join(sorted(BENCHES))}")
    if minutes is not None and name != "soak":
        raise typer.BadParameter("--minutes is for soak alone")
    with err.status(f"measuring {name}") if err.is_terminal else nullcontext():
        figures = BENCHES[name]() if minutes is None else bench_soak(minutes)
    result = {"name": name, "machine": machine(), "figures": figures}
    if json_path is not None:
        json_path.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    typer.echo(json.dumps(result, indent=2))


@app.command()
@deliberate
def migrate() -> None:
    """Bring the database to the newest schema."""
    from models.database import Database

    Database(Settings().database).migrate()
    typer.echo("the database is up to date")


@app.command()
@deliberate
def serve() -> None:
    """Run the service with the settings of the environment and brightkitchen.toml."""
    from api.logs import configure_logs
    from api.serve import run

    configure_logs()
    asyncio.run(run(Settings()))


@camera_app.command("add")
@deliberate
def camera_add(
    business: Annotated[str, typer.Option(help="Name of the business; made if new.")],
    name: Annotated[str, typer.Option(help="Name of the camera.")],
    url: Annotated[str, typer.Option(help="rtsp://user:password@host/path; - reads it from standard input.")],
    place: Annotated[str, typer.Option(help="Key of the place where it looks.")] = "other",
    level: Annotated[Level, typer.Option(help="Level of a new business.")] = Level.D,
    accept: Annotated[
        bool, typer.Option("--accept", help="Its picture has been looked at and is fit to be watched.")
    ] = False,
) -> None:
    """Add a camera; a running service connects to it within seconds.

    It is watched and judged once a person has accepted its picture, in the console or with --accept.
    """
    from models import catalog
    from models.clock import SystemClock
    from models.database import Database
    from supervision.calendar import CHINA

    address = sys.stdin.readline().strip() if url == "-" else url
    if not address.startswith(("rtsp://", "rtsps://")):
        raise typer.BadParameter("the address must begin with rtsp:// or rtsps://", param_hint="--url")
    database, now = Database(Settings().database), SystemClock().now()
    database.migrate()
    with database.writing() as session:
        owner = catalog.find_business(session, name=business) or catalog.add_business(
            session, name=business, level=level, since=now.astimezone(CHINA).date()
        )
        camera = catalog.add_camera(
            session,
            business_id=owner.id,
            name=name,
            place=place,
            url=address,
            accepted_at=now if accept else None,
        )
    typer.echo(camera.id)


@camera_app.command("list")
@deliberate
def camera_list() -> None:
    """The cameras: id, place, business, name, address without credentials; tab-separated."""
    from ingest.redact import redact
    from models import catalog
    from models.database import Database
    from models.people import Everything

    database = Database(Settings().database)
    database.migrate()
    with database.reading() as session:
        for camera in catalog.list_cameras(session, Everything()):
            fields = camera.id, camera.place, camera.business.name, camera.name, redact(camera.url)
            typer.echo("\t".join(fields))


@camera_app.command("test")
@deliberate
def camera_test(
    camera: Annotated[str, typer.Argument(help="A camera's id, or an rtsp:// address.")],
    picture: Annotated[Path | None, typer.Option(help="Save the first picture here.")] = None,
) -> None:
    """Connect once and say what the camera sends, or exactly what is wrong."""
    import cv2

    from ingest.probe import probe
    from models import catalog
    from models.database import Database
    from models.people import Everything

    url = camera
    if not camera.startswith(("rtsp://", "rtsps://")):
        with Database(Settings().database).reading() as session:
            url = catalog.get_camera(session, Everything(), camera).url
    with err.status("connecting") if err.is_terminal else nullcontext():
        found = probe(url)
    info, frame = found.info, found.frame
    rate = f"{info.fps:g} fps" if info.fps else "frame rate unknown"
    bits = f", {found.bit_rate / 1e6:.2g} Mbit/s" if found.bit_rate else ""
    typer.echo(f"ok: {info.codec}, {frame.width}×{frame.height}, {rate}{bits}")
    if picture is not None and not cv2.imwrite(str(picture), frame.image):
        _fail(f"{picture}: cannot be written")


@user_app.command("password")
@deliberate
def user_password(
    username: str,
    password: Annotated[
        str,
        typer.Option(prompt=True, hide_input=True, confirmation_prompt=True, envvar="BRIGHTKITCHEN_PASSWORD"),
    ] = "",
) -> None:
    """Give an account a password, its first or a new one; it is signed out everywhere."""
    from api.auth import passwords
    from models import accounts
    from models.clock import SystemClock
    from models.database import Database

    _check_password(password)
    database = Database(Settings().database)
    database.migrate()
    with database.writing() as session:
        accounts.give_password(session, username, passwords.hash(password), None, SystemClock().now())


def _check_password(password: str) -> None:
    if len(password) < 10:
        raise typer.BadParameter("a password has at least 10 characters", param_hint="--password")


@user_app.command("add")
@deliberate
def user_add(
    username: str,
    role: Annotated[Role, typer.Option(help="What the person may do.")],
    name: Annotated[str | None, typer.Option(help="Shown name; the user name by default.")] = None,
    business: Annotated[
        list[str] | None,
        typer.Option(help="The own business (role business) or an assigned one (cadre; repeat)."),
    ] = None,
    area: Annotated[
        str | None,
        typer.Option(help="Where the person works, from the top down: 港城市/杨柳镇 (office, regulator)."),
    ] = None,
    password: Annotated[
        str,
        typer.Option(prompt=True, hide_input=True, confirmation_prompt=True, envvar="BRIGHTKITCHEN_PASSWORD"),
    ] = "",
) -> None:
    """Add an account; the password is asked for, or taken from BRIGHTKITCHEN_PASSWORD."""
    from api.auth import passwords
    from models import accounts, catalog
    from models.clock import SystemClock
    from models.database import Database
    from supervision import areas

    _check_password(password)
    now = SystemClock().now()
    database = Database(Settings().database)
    database.migrate()
    with database.writing() as session:
        owned = []
        for item in business or ():
            found = catalog.find_business(session, name=item)
            if found is None:
                raise typer.BadParameter(f"no business {item!r}", param_hint="--business")
            owned.append(found.id)
        if role is Role.BUSINESS and len(owned) != 1:
            raise typer.BadParameter("a business account has exactly one", param_hint="--business")
        if role not in (Role.BUSINESS, Role.CADRE) and owned:
            raise typer.BadParameter(f"an account of role {role} has none", param_hint="--business")
        own = owned[0] if role is Role.BUSINESS else None
        where = areas.find_area(session, area.split("/")).id if area else None
        user = accounts.add_user(
            session,
            username=username,
            name=name or username,
            role=role,
            password_hash=passwords.hash(password),
            business_id=own,
            area_id=where,
        )
        for business_id in owned if role is Role.CADRE else ():
            accounts.assign(session, user_id=user.id, business_id=business_id, now=now)
        accounts.note_act(session, user.id, AccountAct.OPENED, None, now)
    typer.echo(user.id)


app.command()(deliberate(demo))
app.command()(deliberate(train))
app.command("eval")(deliberate(evaluate))
app.command("import")(deliberate(import_commands.import_city))
app.command("import-template")(deliberate(import_commands.import_template))
review_app.command("export")(deliberate(review_command.export_reviews))
model_app.command("list")(deliberate(model_commands.list_models))
model_app.command("use")(deliberate(model_commands.use_model))
model_app.command("import")(deliberate(model_commands.import_model))
model_app.command("shadow")(deliberate(model_commands.shadow_model))

if __name__ == "__main__":
    app()
