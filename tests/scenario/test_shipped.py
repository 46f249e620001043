from __future__ import annotations

from pathlib import Path

import pytest

from pdusim.scenario import shipped
from pdusim.scenario.shipped import is_bare_name, locate, shipped_folder, shipped_scenarios


def shelf(folder: Path, *names: str) -> Path:
    folder.mkdir()
    for name in names:
        (folder / name).write_text("")
    return folder


def test_inside_the_package_comes_before_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wheel, checkout = tmp_path / "wheel", tmp_path / "checkout"
    monkeypatch.setattr(shipped, "_CANDIDATES", (wheel, checkout))
    assert shipped_folder() is None
    assert shipped_scenarios() == {}
    shelf(checkout, "baseline.yaml")
    assert shipped_folder() == checkout
    shelf(wheel, "other.yaml")
    assert shipped_folder() == checkout
    (wheel / "baseline.yaml").write_text("")
    assert shipped_folder() == wheel


def test_scenarios_are_listed_by_the_alphabet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = shelf(tmp_path / "s", "sds40.yaml", "baseline.yaml", "notes.txt")
    monkeypatch.setattr(shipped, "_CANDIDATES", (folder,))
    assert shipped_scenarios() == {
        "baseline": folder / "baseline.yaml",
        "sds40": folder / "sds40.yaml",
    }
    assert list(shipped_scenarios()) == ["baseline", "sds40"]
    assert locate("notes", tmp_path) is None
    assert locate("sds40.yaml", tmp_path) == folder / "sds40.yaml"
    assert locate("./sds40.yaml", tmp_path) is None


@pytest.mark.parametrize(
    ("name", "bare"),
    [("baseline", True), ("a b", True), ("a.yaml", False), ("a.yml", False), ("./a", False)],
)
def test_bare_names(name: str, bare: bool) -> None:
    assert is_bare_name(name) is bare


def test_this_installation_has_its_scenarios() -> None:
    assert "baseline" in shipped_scenarios()
