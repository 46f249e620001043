"""Folders that come from somebody else, or from a broken disk."""

from __future__ import annotations

import json
import os
import shutil
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from experiment_stubs import MODEL, Stub
from mutations import BROKEN, mutations

from pdusim.experiment import ExperimentError, Results, atomic, distrust, load_results, run
from pdusim.experiment.identity import SEAL, seal
from pdusim.experiment.store import RunStore
from pdusim.experiment.store_files import StoreWarning
from pdusim.experiment.verification import verify

SCENARIOS = (Stub(), Stub("policy", lever=5.0))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a run and the store it came from."""
    folder = tmp_path_factory.mktemp("made")
    found = stored(folder / "store", precision={"relative": 0.1, "on": "workload_pct"})
    found.save(folder / "run")
    return folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    """A copy of it to spoil."""
    return Path(shutil.copytree(made, tmp_path / "copy"))


def stored(folder: Path, **options: Any) -> Results:
    options = options or {"replications": 5}
    return run(SCENARIOS, seed=3, record="weekly", store=folder, _simulate=MODEL, **options)


def manifest_of(folder: Path) -> tuple[Path, dict[str, Any]]:
    path = folder / "run" / "manifest.json"
    return path, json.loads(path.read_text())


def resealed(content: Any) -> Any:
    """The content as somebody would write it who knows how it is sealed."""
    if not isinstance(content, dict):
        return content
    return seal({key: value for key, value in content.items() if key != SEAL})


def test_every_wrong_value_of_a_manifest_is_a_message_with_file_and_place(folder: Path) -> None:
    path, content = manifest_of(folder)
    refused, shapes = 0, 0
    for place, wrong in mutations(content):
        path.write_text(json.dumps(resealed(wrong)))
        try:
            load_results(folder / "run").to_json()
        except ExperimentError as error:
            assert "manifest.json" in str(error) or ".parquet" in str(error), place
            refused += 1
            shapes += "is not as pdusim writes it:\n  " in str(error)
    assert refused > shapes > 300


def test_the_place_is_told_as_one_would_look_for_it(folder: Path) -> None:
    path, content = manifest_of(folder)
    content["scenarios"][1]["description"] = 7
    path.write_text(json.dumps(resealed(content)))
    with pytest.raises(ExperimentError) as error:
        load_results(folder / "run")
    assert str(error.value) == (
        f"{path} is not as pdusim writes it:\n  scenarios[1].description: expected a valid string"
    )


@pytest.mark.parametrize("broken", BROKEN, ids=lambda content: repr(content[:8]))
@pytest.mark.parametrize("name", ["run/manifest.json", "store/store.json"])
def test_a_file_that_is_no_such_json_is_a_message_with_its_name(
    folder: Path, name: str, broken: bytes
) -> None:
    path = folder / name
    path.write_bytes(broken)
    with pytest.raises(ExperimentError, match=path.name):
        verify(path.parent, _simulate=MODEL)
    with pytest.raises(ExperimentError, match=path.name):
        load_results(path.parent) if path.parent.name == "run" else stored(path.parent)


def change_description(content: dict[str, Any]) -> None:
    content["scenarios"][0]["description"] = "Somebody else's words."


def change_source(content: dict[str, Any]) -> None:
    content["scenarios"][0]["provenance"]["a.b"] = {"value": 1, "source": "an official table"}


def change_seed(content: dict[str, Any]) -> None:
    content["seed"] += 1


def change_value(content: dict[str, Any]) -> None:
    content["scenarios"][0]["values"]["lever"] = 1.0


@pytest.mark.parametrize(
    "change",
    [change_description, change_source, change_seed, change_value],
    ids=lambda f: f.__name__,
)
def test_a_changed_manifest_is_found_out(
    folder: Path, change: Callable[[dict[str, Any]], None]
) -> None:
    path, content = manifest_of(folder)
    change(content)
    path.write_text(json.dumps(content))
    for read in (load_results, verify):
        with pytest.raises(ExperimentError, match=r"manifest\.json (was changed|is not as)"):
            read(folder / "run")


def test_changed_values_are_found_out_also_under_a_new_seal(folder: Path) -> None:
    path, content = manifest_of(folder)
    change_value(content)
    path.write_text(json.dumps(resealed(content)))
    with pytest.raises(ExperimentError, match=r"scenarios\[0\]: its values are not those"):
        verify(folder / "run")


def test_a_run_of_an_earlier_version_has_no_seal_and_is_read(folder: Path) -> None:
    path, content = manifest_of(folder)
    del content[SEAL]
    path.write_text(json.dumps(content))
    assert load_results(folder / "run").replications == content["replications"]
    notes = verify(folder / "run", sample=0).notes
    assert any("an earlier version kept it" in note for note in notes)


def put_device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def put_pipe(path: Path) -> None:
    os.mkfifo(path)


def put_folder(path: Path) -> None:
    path.mkdir()


def put_link(path: Path) -> None:
    other = path.parent.parent / "elsewhere"
    other.write_bytes(b"secret")
    path.symlink_to(other)


PUT = pytest.mark.parametrize(
    "put", [put_device, put_pipe, put_folder, put_link], ids=lambda f: f.__name__
)


def in_time(action: Callable[[], object]) -> BaseException | None:
    """Do something that must not hang, and return the error it raised."""
    raised: list[BaseException] = []

    def work() -> None:
        try:
            action()
        except BaseException as error:  # noqa: BLE001 - handed to the test
            raised.append(error)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    thread.join()
    return raised[0] if raised else None


@PUT
@pytest.mark.parametrize("name", ["measures.parquet", "weekly.parquet", "manifest.json"])
def test_only_ordinary_files_of_a_run_are_opened(
    folder: Path, name: str, put: Callable[[Path], None]
) -> None:
    path = folder / "run" / name
    path.unlink()
    put(path)
    error = in_time(lambda: load_results(folder / "run"))
    assert isinstance(error, ExperimentError)
    assert "no ordinary file" in str(error)
    if name == "manifest.json":
        assert isinstance(in_time(lambda: verify(folder / "run")), ExperimentError)
    else:
        assert name in verify(folder / "run", sample=0).damaged[0]


@pytest.mark.parametrize("name", ["../measures.parquet", "/dev/zero", "more.parquet"])
def test_a_manifest_names_the_files_of_a_run_and_no_others(folder: Path, name: str) -> None:
    path, content = manifest_of(folder)
    content["files"][name] = "0" * 64
    path.write_text(json.dumps(resealed(content)))
    for read in (load_results, verify):
        error = in_time(lambda read=read: read(folder / "run"))
        assert "manifest.json is not as pdusim writes it" in str(error)


@PUT
@pytest.mark.parametrize("kind", ["parts", "weekly", "scenarios"])
def test_what_is_no_file_in_a_store_is_set_aside_and_made_again(
    folder: Path, kind: str, put: Callable[[Path], None]
) -> None:
    whole = stored(folder / "store").to_json()
    (path, *_) = sorted((folder / "store" / kind).iterdir())
    path.unlink()
    put(path)
    with pytest.warns(StoreWarning, match=r"no ordinary file.*set aside"):
        assert stored(folder / "store").to_json() == whole
    assert stored(folder / "store").to_json() == whole
    assert verify(folder / "store", _simulate=MODEL, sample=0).damaged == ()


@PUT
@pytest.mark.parametrize("name", ["parts", "scenarios", ".lock", "store.json"])
def test_a_store_writes_through_no_link(
    folder: Path, name: str, put: Callable[[Path], None]
) -> None:
    path = folder / "store" / name
    if put is put_folder and name in ("parts", "scenarios"):
        return
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    put(path)
    error = in_time(lambda: stored(folder / "store"))
    assert isinstance(error, ExperimentError)
    assert str(path) in str(error)
    if put is put_link:
        assert (folder / "elsewhere").read_bytes() == b"secret"


def test_a_temporary_file_is_not_written_through_a_link(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("mine")
    (tmp_path / f".file.json.{os.getpid()}.tmp").symlink_to(victim)
    atomic.write_text(tmp_path / "file.json", "new")
    assert victim.read_text() == "mine"
    assert (tmp_path / "file.json").read_text() == "new"


def test_a_damaged_scenario_record_is_set_aside_and_written_again(folder: Path) -> None:
    (path, *_) = sorted((folder / "store" / "scenarios").iterdir())
    before = path.read_bytes()
    content = json.loads(before)
    wrong = [made for _, made in mutations(content)]
    # Each hundredth, and what is no JSON of the kind at all.
    for made in (*(json.dumps(one).encode() for one in wrong[::100]), *BROKEN):
        path.write_bytes(made)
        found = verify(folder / "store", sample=0)
        assert path.name in found.damaged[0]
        with pytest.warns(StoreWarning, match=rf"(?s){path.name}.*set aside.*written again"):
            stored(folder / "store")
        assert path.read_bytes() == before
    aside = list((folder / "store" / "scenarios").glob("*.damaged"))
    assert len(aside) == len(wrong[::100]) + len(BROKEN)


def test_a_store_is_read_where_a_record_is_missing(folder: Path) -> None:
    whole = stored(folder / "store").to_json()
    for path in (folder / "store" / "scenarios").iterdir():
        path.unlink()
    assert stored(folder / "store").to_json() == whole


def test_a_store_whose_first_write_failed_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as then:
        then.setattr(os, "fsync", full)
        with pytest.raises(ExperimentError, match="No space left on device"):
            stored(tmp_path / "store")
    # An earlier version made the folders first.
    for name in ("parts", "weekly", "scenarios", "failures"):
        (tmp_path / "store" / name).mkdir(exist_ok=True)
    assert stored(tmp_path / "store").replications == 5


def test_only_a_stores_own_temporary_files_are_removed(folder: Path) -> None:
    store = folder / "store"
    own = [
        store / ".store.json.17.tmp",
        store / "parts" / f".part-000002-{'a' * 16}.parquet.17.tmp",
        store / "scenarios" / f".{'0' * 64}.json.17.tmp",
        store / "failures" / f".{'0' * 64}-000003.json.17.tmp",
    ]
    others = [
        store / ".letter.tmp",
        store / "parts" / ".notes.tmp",
        store / "mine" / f".part-000002-{'a' * 16}.parquet.17.tmp",
    ]
    (store / "mine").mkdir()
    for path in (*own, *others):
        path.write_text("half")
    stored(store)
    assert not [path for path in own if path.exists()]
    assert [path for path in others if path.exists()] == others


@pytest.mark.parametrize("limit", ["MOST_PART", "MOST_TABLE", "MOST_MANIFEST", "MOST_RECORD"])
def test_a_file_that_is_too_large_is_not_read(
    folder: Path, limit: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(distrust, limit, 10)
    told = {
        "MOST_PART": lambda: str(verify(folder / "store", sample=0).damaged),
        "MOST_TABLE": lambda: str(in_time(lambda: load_results(folder / "run"))),
        "MOST_MANIFEST": lambda: str(in_time(lambda: load_results(folder / "run"))),
        "MOST_RECORD": lambda: str(in_time(lambda: stored(folder / "store"))),
    }[limit]()
    assert "more than the 10 that are read" in told


def test_a_part_that_unpacks_to_more_than_can_be_meant_is_not_opened(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (part, *_) = sorted((folder / "store" / "parts").glob("*.parquet"))
    frame = pl.read_parquet(part).head(1)
    huge = frame.select(pl.all().repeat_by(1_000_000).explode())
    bomb = part.with_name("bomb")
    huge.write_parquet(bomb, compression="zstd")
    content = bomb.read_bytes()
    bomb.unlink()
    part.unlink()
    part.with_name(f"part-000001-{atomic.digest(content)[:16]}.parquet").write_bytes(content)

    shutil.rmtree(part.parent.parent / "weekly")

    def forbidden(*_: object, **__: object) -> None:
        raise AssertionError("opened")

    with monkeypatch.context() as then:
        then.setattr(pl, "read_parquet", forbidden)
        assert "is not opened" in verify(folder / "store", sample=0).damaged[0]
    with pytest.warns(StoreWarning, match="unpacks to 1,000,000 rows"), RunStore(folder / "store"):
        pass


def damaged_table(content: bytes) -> list[bytes]:
    """A table that is cut, is none, or has other columns."""
    return [content[:-30], content[:4] + b"\xff" * 200 + content[204:], b"PAR1", b""]


@pytest.mark.parametrize("place", range(4))
def test_a_part_with_the_right_name_that_is_no_table_is_set_aside(folder: Path, place: int) -> None:
    whole = stored(folder / "store").to_json()
    (part, *_) = sorted((folder / "store" / "parts").glob("*.parquet"))
    content = damaged_table(part.read_bytes())[place]
    part.unlink()
    part.with_name(f"part-000001-{atomic.digest(content)[:16]}.parquet").write_bytes(content)
    with pytest.warns(StoreWarning, match="set aside"):
        assert stored(folder / "store").to_json() == whole


def test_a_table_with_other_columns_is_refused(folder: Path) -> None:
    path, content = manifest_of(folder)
    table = folder / "run" / "measures.parquet"
    frame = pl.read_parquet(table)
    for other, told in (
        (frame.drop("value"), "has no column 'value'"),
        (frame.with_columns(pl.col("replication").cast(pl.String)), "has no column 'replication'"),
        (frame.with_columns(pl.lit(1).alias("x")), "has a column 'x'"),
        (frame.with_columns(pl.lit("nobody").alias("scenario")), "which is none of the run's"),
        (frame.with_columns(pl.col("replication") + 10**6), "which is none of the run's"),
    ):
        other.write_parquet(table)
        content["files"]["measures.parquet"] = atomic.digest(table.read_bytes())
        path.write_text(json.dumps(resealed(content)))
        with pytest.raises(ExperimentError, match=told):
            load_results(folder / "run")
