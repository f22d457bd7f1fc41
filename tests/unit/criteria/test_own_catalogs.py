"""An operator's own catalogs beside the shipped ones."""

from pathlib import Path

import pytest

from criteria.library import all_catalogs, shipped_catalogs
from criteria.loading import CatalogError
from tests.unit.criteria.builders import FILES, write


def test_without_a_folder_the_shipped_ones_are_all() -> None:
    assert all_catalogs() == shipped_catalogs()


def test_own_catalogs_are_added(tmp_path: Path) -> None:
    for method, files in FILES.items():
        write(tmp_path / method, files())
    catalogs = all_catalogs(tmp_path)
    assert set(catalogs) - set(shipped_catalogs()) == {"small-levels", "small-points", "small-compliance"}
    assert set(shipped_catalogs()) < set(catalogs)


def test_an_empty_folder_adds_nothing(tmp_path: Path) -> None:
    (tmp_path / "notes").mkdir()
    assert set(all_catalogs(tmp_path)) == set(shipped_catalogs())


def test_own_catalogs_do_not_touch_the_shipped_ones(tmp_path: Path) -> None:
    write(tmp_path / "mine", FILES["points"]())
    all_catalogs(tmp_path)
    assert "small-points" not in shipped_catalogs()


@pytest.mark.parametrize("taken", ["emr-2018", "small-levels"])
def test_a_taken_id_is_refused(tmp_path: Path, taken: str) -> None:
    write(tmp_path / "a", FILES["levels"]())
    second = FILES["points"]()
    second["catalog.yaml"]["id"] = taken
    write(tmp_path / "b", second)
    with pytest.raises(CatalogError, match=f"标准目录 b 有误：catalog.yaml：id：编号“{taken}”已被占用"):
        all_catalogs(tmp_path)


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match="nowhere：自有标准目录的文件夹不存在"):
        all_catalogs(tmp_path / "nowhere")


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(CatalogError, match="文件夹不存在"):
        all_catalogs(tmp_path / "file")


def test_one_wrong_catalog_is_reported_and_none_is_returned(tmp_path: Path) -> None:
    write(tmp_path / "good", FILES["levels"]())
    wrong = FILES["points"]()
    del wrong["catalog.yaml"]["title"]
    write(tmp_path / "wrong", wrong)
    with pytest.raises(CatalogError, match=r"标准目录 wrong 有误：catalog\.yaml：title：缺少这个字段"):
        all_catalogs(tmp_path)
