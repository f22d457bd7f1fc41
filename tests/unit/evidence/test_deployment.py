"""One data directory, one folder per hospital; a hospital sees nothing of another."""

from pathlib import Path

import pytest

from criteria.library import shipped_catalogs
from evidence import register
from evidence.deployment import Deployment
from evidence.errors import InvalidInputError, NotFoundError, StoreError
from evidence.viewer import Viewer
from tests.unit.criteria.builders import levels_files, write
from tests.unit.evidence.house import refused


def test_hospitals_are_folders_of_their_own(tmp_path: Path, viewer: Viewer) -> None:
    deployment = Deployment(tmp_path)
    assert deployment.hospitals() == []
    for slug in ("zhongyi", "renmin-1"):
        register.set_hospital(deployment.create(slug), viewer, slug)
    (tmp_path / "backup").mkdir()
    assert deployment.hospitals() == ["renmin-1", "zhongyi"]
    register.add_system(deployment.open("zhongyi"), viewer, register.SystemDraft("检验系统", "LIS"))
    assert register.systems(deployment.open("renmin-1"), viewer) == []
    assert len(register.systems(deployment.open("zhongyi"), viewer)) == 1


def test_a_hospital_is_moved_with_its_folder(tmp_path: Path, viewer: Viewer) -> None:
    register.set_hospital(Deployment(tmp_path / "old").create("renmin"), viewer, "人民医院")
    (tmp_path / "new").mkdir()
    (tmp_path / "old" / "renmin").rename(tmp_path / "new" / "renmin")
    assert register.hospital(Deployment(tmp_path / "new").open("renmin"), viewer).name == "人民医院"


@pytest.mark.parametrize("slug", ["", "-", "-a", "A", "人民", "a b", "a/b", "../a", "a.b", "a_b", "ａ"])
def test_a_folder_name_is_small_letters_digits_and_hyphens(tmp_path: Path, slug: str) -> None:
    for act in (Deployment(tmp_path / "data").create, Deployment(tmp_path / "data").open):
        with refused(InvalidInputError, "只能用小写字母、数字和连字符"):
            act(slug)
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("slug", ["con", "nul", "com1", "lpt9", "a" * 61, "a" * 300])
def test_a_folder_name_works_on_every_system(tmp_path: Path, slug: str) -> None:
    with refused(InvalidInputError, "医院代号"):
        Deployment(tmp_path).create(slug)
    Deployment(tmp_path).create("a" * 60)
    Deployment(tmp_path).create("com10")


def test_a_hospital_that_does_not_exist(tmp_path: Path) -> None:
    with refused(StoreError, "没有找到医院 renmin"):
        Deployment(tmp_path).open("renmin")


def test_a_hospital_is_created_once(tmp_path: Path) -> None:
    Deployment(tmp_path).create("renmin")
    with refused(StoreError, "已经存在"):
        Deployment(tmp_path).create("renmin")


def test_an_own_standard_is_there_beside_the_shipped_ones(tmp_path: Path) -> None:
    write(tmp_path / "own" / "small", levels_files())
    deployment = Deployment(tmp_path, tmp_path / "own")
    assert set(deployment.catalogs) == {*shipped_catalogs(), "small-levels"}
    assert deployment.catalog("small-levels").title == "样例标准"


def test_a_standard_that_does_not_exist(tmp_path: Path) -> None:
    with refused(NotFoundError, "没有标准目录“emr-2030”，可用的有 emr-2018"):
        Deployment(tmp_path).catalog("emr-2030")


def test_a_wrong_own_standard_is_told_in_chinese(tmp_path: Path) -> None:
    files = levels_files()
    files["catalog.yaml"]["metod"] = "levels"
    write(tmp_path / "own" / "small", files)
    with pytest.raises(InvalidInputError, match="metod：未知的字段"):
        _ = Deployment(tmp_path, tmp_path / "own").catalogs
