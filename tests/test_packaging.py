"""The package as others get it: what importing costs, and what the wheel carries."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
import venv
import zipfile
from email import message_from_bytes
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import pdusim

ROOT = Path(__file__).parents[1]
HEAVY = ("numpy", "scipy", "polars", "pydantic", "simpy", "ruamel", "typer", "rich", "holidays")
SHIPPED = sorted(
    path.relative_to(ROOT).as_posix()
    for folder in ("scenarios", "experiments")
    for path in (ROOT / folder).rglob("*")
    if path.is_file() and "__pycache__" not in path.parts
)


def python(code: str, *, interpreter: str | Path = sys.executable, cwd: Path | None = None) -> str:
    """Run a few lines in a fresh interpreter; give what they print."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
    done = subprocess.run(
        [interpreter, "-c", code], cwd=cwd, env=clean, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_importing_the_package_imports_nothing_heavy() -> None:
    loaded = python("import sys, pdusim; print(*{name.split('.')[0] for name in sys.modules})")
    assert set(loaded.split()) & set(HEAVY) == set()


def test_importing_the_model_needs_no_tables_and_no_statistics() -> None:
    """A worker process pays for every import."""
    loaded = python("import sys, pdusim; pdusim.simulate; print(*sys.modules)").split()
    assert "pdusim.model.unit" in loaded
    assert not {"polars", "scipy.stats", "rich", "typer"} & set(loaded)


@pytest.mark.parametrize("name", pdusim.__all__)
def test_every_public_name_is_there(name: str) -> None:
    assert getattr(pdusim, name) is not None
    assert name in dir(pdusim)


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'simulat'"):
        pdusim.simulat  # noqa: B018


def test_the_versions_agree() -> None:
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"\nversion: {pdusim.__version__}\n" in citation


def test_constraints_pin_exactly_and_name_no_index() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if line and not line.startswith("#")]
    assert pins
    assert [line for line in pins if not re.fullmatch(r"[A-Za-z0-9._-]+==[0-9][\w.]*", line)] == []


def test_every_dependency_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lists = [project["dependencies"], *project["optional-dependencies"].values()]
    names = {re.split(r"[\[<>=~! ]", line)[0] for wanted in lists for line in wanted} - {"pdusim"}
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pinned = {line.split("==")[0].lower() for line in lines}
    assert {name for name in names if name.lower() not in pinned} == set()


def test_no_file_names_an_index_or_a_folder_of_one_machine() -> None:
    pattern = re.compile(r"--index-url|--extra-index|--find-links|index-url\s*=|/root/|/home/\w")
    files = [ROOT / "constraints.txt", ROOT / "Makefile", ROOT / "pyproject.toml"]
    files += [ROOT / ".ci" / "run", ROOT / "README.md"]
    assert [path.name for path in files if pattern.search(path.read_text(encoding="utf-8"))] == []


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel once, with the tools that are installed already."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "wheel", "--quiet"]
    command += ["--no-index", "--no-build-isolation", "--no-deps"]
    subprocess.run([*command, "--wheel-dir", folder, ROOT], check=True)
    (built,) = folder.glob("*.whl")
    return built


def needed_by(requirements: list[str]) -> dict[str, metadata.Distribution]:
    """Distributions that requirements come to, those of a distribution's own included."""
    found: dict[str, metadata.Distribution] = {}
    waiting = [Requirement(line) for line in requirements]
    while waiting:
        wanted = waiting.pop()
        if wanted.marker is not None and not wanted.marker.evaluate({"extra": ""}):
            continue
        name = canonicalize_name(wanted.name)
        if name not in found:
            found[name] = metadata.distribution(name)
            waiting += [Requirement(line) for line in found[name].requires or ()]
    return found


def put_into(environment: Path, distributions: list[metadata.Distribution]) -> None:
    """Link distributions of this environment into another one: no index is asked for them."""
    (packages,) = environment.glob("lib/python*/site-packages")
    for distribution in distributions:
        files = distribution.files or []
        for name in sorted({file.parts[0] for file in files} - {"..", "__pycache__"}):
            link = packages / name
            if not link.exists():
                link.symlink_to(Path(str(distribution.locate_file(name))))


@pytest.mark.packaging
def test_the_wheel_carries_the_scenarios_and_only_what_belongs(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    carried = [n for n in names if n.startswith(("pdusim/scenarios/", "pdusim/experiments/"))]
    assert "scenarios/baseline.yaml" in SHIPPED
    assert sorted(carried) == [f"pdusim/{name}" for name in SHIPPED]
    assert {name.split("/")[0].split("-")[0] for name in names} == {"pdusim"}
    assert "pdusim/py.typed" in names
    assert "pdusim/report/data/figures.csv" in names


@pytest.mark.packaging
def test_the_wheel_works_in_another_folder(wheel: Path, tmp_path: Path) -> None:
    environment = tmp_path / "env"
    venv.create(environment, with_pip=True)
    binaries = environment / "bin"
    pip = [binaries / "python", "-m", "pip", "--disable-pip-version-check"]
    subprocess.run([*pip, "install", "--quiet", "--no-index", "--no-deps", wheel], check=True)
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (n for n in archive.namelist() if n.endswith(".dist-info/METADATA"))
        declared = message_from_bytes(archive.read(name))
    put_into(environment, list(needed_by(declared.get_all("Requires-Dist")).values()))
    # What the wheel asks for is there, in versions it accepts, and nothing else is.
    subprocess.run([*pip, "check"], check=True)
    assert (
        python(
            "import importlib.util as u; print(u.find_spec('pytest'))",
            interpreter=binaries / "python",
            cwd=tmp_path,
        )
        == "None"
    )

    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()

    code = "import pdusim; print(pdusim.__file__)"
    home = python(code, interpreter=binaries / "python", cwd=elsewhere)
    assert Path(home).is_relative_to(tmp_path / "env")

    def program(*arguments: str) -> str:
        done = subprocess.run(
            [binaries / "pdusim", *arguments],
            cwd=elsewhere,
            env={k: v for k, v in os.environ.items() if not k.startswith("PYTHON")},
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    assert program("--version").strip() == f"pdusim {pdusim.__version__} (pure)"
    assert "baseline" in program("scenarios")
    assert "baseline" in program("check", "baseline")

    (elsewhere / "short.yaml").write_text(
        "name: short\ndescription: A few weeks.\nextends: baseline\n"
        "run: {warm_up_weeks: 1, observe_weeks: 2}\n",
        encoding="utf-8",
    )
    table = program("run", "short.yaml", "--replications", "1", "--workers", "1")
    assert "Workload of the unit" in table


@pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")
def test_without_a_compiler_the_model_runs_in_pure_python(tmp_path: Path) -> None:
    """`make fast` says what is missing and goes on; it does not stop, and nothing is compiled."""
    compiled, installed = tmp_path / "compiled.stamp", tmp_path / "installed.stamp"
    installed.touch()
    done = subprocess.run(
        [
            *("make", "--no-print-directory", "fast", f"PYTHON={sys.executable}"),
            *(f"FAST={compiled}", f"INSTALLED={installed}", f"BIN={Path(sys.executable).parent}"),
            *("SCENARIOS=", "RUN_ARGS=--help"),
        ],
        cwd=ROOT,
        env={k: v for k, v in os.environ.items() if k != "MAKEFLAGS"} | {"CC": "no-such-compiler"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "there is no C compiler (no-such-compiler)" in done.stderr
    assert "in pure Python" in done.stderr
    assert "Usage: pdusim run" in done.stdout
    assert not compiled.exists()
