"""Pictures on disk under the name of their own hash."""

import hashlib
import signal
import subprocess
import sys
import textwrap
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.evidence import EvidenceNotKept, FolderEvidenceStore
from models.errors import EvidenceMissing

PICTURE = b"\xff\xd8 a picture of a kitchen \xff\xd9"
KEY = hashlib.sha256(PICTURE).hexdigest()


def files(root: Path) -> list[Path]:
    return sorted(path for path in root.rglob("*") if path.is_file())


@pytest.fixture
def store(tmp_path: Path) -> FolderEvidenceStore:
    return FolderEvidenceStore(tmp_path / "evidence")


def test_what_is_put_can_be_read(store: FolderEvidenceStore, tmp_path: Path) -> None:
    assert store.put(PICTURE) == KEY
    assert store.read(KEY) == PICTURE
    assert files(tmp_path) == [tmp_path / "evidence" / KEY[:2] / KEY[2:4] / KEY]
    assert FolderEvidenceStore(tmp_path / "evidence").read(KEY) == PICTURE


def test_twice_is_once(store: FolderEvidenceStore, tmp_path: Path) -> None:
    store.put(PICTURE)
    (path,) = files(tmp_path)
    before = path.stat()
    assert store.put(PICTURE) == KEY
    assert path.stat().st_mtime_ns == before.st_mtime_ns
    assert path.stat().st_ino == before.st_ino


@settings(max_examples=25, deadline=None)
@given(contents=st.lists(st.binary(max_size=2000), max_size=6))
def test_every_content_comes_back(tmp_path_factory: pytest.TempPathFactory, contents: list[bytes]) -> None:
    store = FolderEvidenceStore(tmp_path_factory.mktemp("evidence"))
    keys = [store.put(content) for content in contents]
    assert [store.read(key) for key in keys] == contents


@pytest.mark.parametrize(
    "key",
    [
        "",
        "../../../etc/passwd",
        "/etc/passwd",
        KEY.upper(),
        KEY[:-1],
        KEY + "0",
        KEY + "\n",
        KEY[:62] + "/.",
        "\0" * 64,
        "é" * 64,
    ],
)
def test_what_is_no_key_is_missing(store: FolderEvidenceStore, key: str) -> None:
    store.put(PICTURE)
    with pytest.raises(EvidenceMissing, match="not an evidence key"):
        store.read(key)


def test_an_unknown_key_is_missing(store: FolderEvidenceStore) -> None:
    with pytest.raises(EvidenceMissing, match="no evidence"):
        store.read("0" * 64)


@pytest.mark.parametrize(
    "damage", [PICTURE[:-1], b"", PICTURE + b"x", PICTURE.replace(b"kitchen", b"Kitchen")]
)
def test_damage_is_noticed_and_mended_by_the_next_put(
    store: FolderEvidenceStore, tmp_path: Path, damage: bytes
) -> None:
    store.put(PICTURE)
    (path,) = files(tmp_path)
    path.write_bytes(damage)
    with pytest.raises(EvidenceMissing, match="damaged"):
        store.read(KEY)
    store.put(PICTURE)
    assert store.read(KEY) == PICTURE


def test_a_file_that_cannot_be_read_is_missing(store: FolderEvidenceStore, tmp_path: Path) -> None:
    (tmp_path / "evidence" / KEY[:2] / KEY[2:4] / KEY).mkdir(parents=True)
    with pytest.raises(EvidenceMissing, match="cannot be read"):
        store.read(KEY)


def test_many_threads_put_the_same_and_others_at_once(store: FolderEvidenceStore, tmp_path: Path) -> None:
    contents = [PICTURE * (1 + index % 5) for index in range(100)]
    with ThreadPoolExecutor(16) as pool:
        keys = list(pool.map(store.put, contents))
    assert keys == [hashlib.sha256(content).hexdigest() for content in contents]
    assert {path.name for path in files(tmp_path)} == set(keys)
    assert [store.read(key) for key in keys] == contents


def test_a_folder_removed_under_way_is_made_again(store: FolderEvidenceStore, tmp_path: Path) -> None:
    store.put(PICTURE)
    (path,) = files(tmp_path)
    path.unlink()
    path.parent.rmdir()
    store.put(PICTURE)
    assert store.read(KEY) == PICTURE


def test_a_root_that_cannot_be_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "evidence").write_text("a file")
    with pytest.raises(EvidenceNotKept, match=r"evidence cannot be kept in .*: \w+"):
        FolderEvidenceStore(tmp_path / "evidence").put(PICTURE)


def run(code: str, root: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code), str(root)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )


def test_no_room_is_a_clear_error_and_leaves_nothing(tmp_path: Path) -> None:
    """The file size limit stands for the full disk: the kernel takes a part and refuses the rest."""
    code = """
        import resource, signal, sys
        from pathlib import Path
        from alerts.evidence import EvidenceNotKept, FolderEvidenceStore
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))
        store = FolderEvidenceStore(Path(sys.argv[1]))
        small = store.put(b"x" * 40_000)
        try:
            store.put(b"y" * 90_000)
        except EvidenceNotKept as error:
            print(small, error)
    """
    with run(code, tmp_path) as process:
        said, _ = process.communicate()
    assert "there is no room left" in said
    assert [path.name for path in files(tmp_path)] == said.split()[:1]


def test_killed_in_the_middle_leaves_no_picture_under_its_name(tmp_path: Path) -> None:
    """Killed when all is written but not yet synced, the last moment before the name appears."""
    code = """
        import os, sys, threading
        from pathlib import Path
        from alerts.evidence import FolderEvidenceStore
        store = FolderEvidenceStore(Path(sys.argv[1]))
        print(store.put(b"kept"), flush=True)
        sync = os.fsync
        def stop(handle):
            if os.fstat(handle).st_size == 3_000_000:
                print("writing", flush=True)
                threading.Event().wait()
            sync(handle)
        os.fsync = stop
        store.put(b"z" * 3_000_000)
    """
    with run(code, tmp_path) as process:
        assert process.stdout is not None
        kept = process.stdout.readline().strip()
        assert process.stdout.readline() == "writing\n"
        process.send_signal(signal.SIGKILL)
    store = FolderEvidenceStore(tmp_path)
    assert len(files(tmp_path)) == 2
    with pytest.raises(EvidenceMissing):
        store.read(hashlib.sha256(b"z" * 3_000_000).hexdigest())
    assert store.sweep_temporary() == 1
    assert [path.name for path in files(tmp_path)] == [kept]
    assert store.sweep_temporary() == 0
    assert store.read(kept) == b"kept"


@pytest.mark.parametrize("after", [1, 3, 8, 20])
def test_killed_at_any_moment_everything_promised_is_there(tmp_path: Path, after: int) -> None:
    code = """
        import sys
        from concurrent.futures import ThreadPoolExecutor
        from pathlib import Path
        from alerts.evidence import FolderEvidenceStore
        store = FolderEvidenceStore(Path(sys.argv[1]))
        def put(index):
            print(store.put(b"%d" % index * 50_000), flush=True)
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(put, range(100_000)))
    """
    with run(code, tmp_path) as process:
        assert process.stdout is not None
        promised = [process.stdout.readline().strip() for _ in range(after)]
        process.send_signal(signal.SIGKILL)
        promised += process.stdout.read().split()
    store = FolderEvidenceStore(tmp_path)
    for key in promised:
        if len(key) == 64:
            store.read(key)
    store.sweep_temporary()
    for path in files(tmp_path):
        assert hashlib.sha256(path.read_bytes()).hexdigest() == path.name


def test_only_the_service_may_read_the_pictures(store: FolderEvidenceStore, tmp_path: Path) -> None:
    store.put(PICTURE)
    (path,) = files(tmp_path)
    assert path.stat().st_mode & 0o077 == 0
