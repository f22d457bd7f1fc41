"""Creates a hospital from what its maintenance contract names (`<slug>.yaml`)."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from criteria.models import Catalog, ComplianceCatalog
from criteria.yaml_reader import read_yaml
from evidence import register
from evidence.contracts.files import read_contract_file
from evidence.contracts.record import Confirmation, confirm_contract, match_systems
from evidence.deployment import Deployment
from evidence.errors import InvalidInputError
from evidence.store import Store
from evidence.viewer import Viewer

_FOLDER = Path(__file__).parent
SLUGS = ("liuzhou-workers", "yunan-peoples", "nanxishan", "or-icu")
# Who is recorded for what the contracts say.
READER = Viewer("合同登记")
OBJECT_NAME = "合同所列系统（定级对象待医院确认）"


@dataclass(frozen=True)
class Sample:
    """The contents of a sample file."""

    slug: str
    data: Mapping[str, Any]


def read_sample(slug: str) -> Sample:
    """A sample by its slug. Raises InvalidInputError for an unknown one."""
    if slug not in SLUGS:
        raise InvalidInputError(f"没有示例医院“{slug}”，可用的有 all、{'、'.join(SLUGS)}。")
    return Sample(slug, read_yaml(_FOLDER / f"{slug}.yaml"))


def create_sample(deployment: Deployment, slug: str) -> Store:
    """The hospital with its contract, systems, one protected object and the contract's review duties as targets.

    Raises StoreError when the folder exists.
    """
    sample = read_sample(slug)
    store = deployment.create(slug)
    data = sample.data
    register.set_hospital(store, READER, data["name"], note="系统与目标来自维保合同文本")
    members = {register.add_system(store, READER, _draft(entry)) for entry in data["systems"]}
    _confirm_contract(store, slug, data)
    object_id = register.set_object(store, READER, OBJECT_NAME, members)
    for entry in data["targets"]:
        _set_target(store, deployment.catalogs[entry["catalog"]], entry, object_id)
    return store


def _confirm_contract(store: Store, slug: str, data: Mapping[str, Any]) -> None:
    """Reads the text of the contract (`contracts/<slug>.txt`) and confirms it as it is read."""
    file, contract = _FOLDER / "contracts" / f"{slug}.txt", data["contract"]
    source, draft = read_contract_file(file.name, file.read_bytes())
    matches = match_systems(draft, register.systems(store, READER))
    confirmation = Confirmation(
        title=contract["title"],
        draft=draft,
        system_ids=tuple(match.system.id for match in matches if match.system is not None),
        vendor=contract.get("vendor", ""),
        text=source.text,
        file_name=file.name,
        content=file.read_bytes(),
        note=contract["note"],
    )
    confirm_contract(store, READER, confirmation)


def _draft(entry: Mapping[str, Any]) -> register.SystemDraft:
    return register.SystemDraft(
        name=entry["name"],
        kind=entry["kind"],
        product=entry.get("product", ""),
        product_version=entry.get("version", ""),
        vendor=entry.get("vendor", ""),
        note=entry.get("note", ""),
    )


def _set_target(store: Store, catalog: Catalog, entry: Mapping[str, Any], object_id: int) -> None:
    register.set_target(
        store,
        READER,
        catalog,
        entry["level"],
        object_id=object_id if isinstance(catalog, ComplianceCatalog) else None,
        note=entry["note"],
        example=entry.get("example", False),
    )
