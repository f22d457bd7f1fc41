"""The four sample hospitals as their contracts name them, and the example progress laid over them."""

import io
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
from PIL import Image

from criteria.grading.results import ComplianceResult, LevelsResult
from criteria.models import Catalog, LevelsCatalog
from criteria.responsibility import responsible_clauses
from criteria.vocabulary import CoverageKind
from evidence import register
from evidence.deployment import Deployment
from evidence.documents import DocumentFilter, content, find_documents
from evidence.errors import InvalidInputError
from evidence.gaps import Gap, Reason, gaps_of
from evidence.records import Document, Judgement, Measure
from evidence.samples.hospitals import SLUGS, create_sample
from evidence.samples.progress import add_progress
from evidence.situation import Situation, load_situation
from evidence.standing import Basis, Standing, level_rank, load_standings, trend
from evidence.store import Store
from evidence.viewer import Viewer
from tests.unit.evidence.house import refused

pytestmark = pytest.mark.xdist_group("samples")

TODAY = date(2026, 10, 15)
READER = Viewer("读者")
KINDS = {
    "liuzhou-workers": ["LIS", "BLOOD", "BIOBANK"],
    "yunan-peoples": [
        *("EMRQC", "RATIONAL", "ANTISTAT", "HIS", "PACS", "LIS", "HIP", "INFUSION", "PATHWAY", "OA"),
        *("CA", "ECG", "HAI", "INTERNET", "PE", "PE", "PE", "PE", "DRUGREG"),
    ],
    "nanxishan": ["HD"],
    "or-icu": ["AIMS", "ICU"],
}
LEVELS = {
    "liuzhou-workers": {
        "emr-2018": "6",
        "interop-2020": "五级乙等",
        "mlps3-2019": "基本符合",
        "smart-service-2019": "4",
        "smart-management-2021": "4",
    },
    "yunan-peoples": {"emr-2018": "5", "mlps3-2019": "基本符合"},
    "nanxishan": {"emr-2018": "5", "interop-2020": "四级甲等", "mlps3-2019": "基本符合"},
    "or-icu": {"emr-2018": "5", "mlps3-2019": "基本符合"},
}
# Reasons of which the example shows most for every target; coverage and data quality only where they are measured.
USUAL = {
    *(Reason.NO_SYSTEM, Reason.NOT_ASSESSED, Reason.UNMET, Reason.PARTIAL),
    *(Reason.NO_DOCUMENT, Reason.DOCUMENT_PENDING, Reason.DOCUMENT_RETURNED, Reason.DOCUMENT_EXPIRED),
}
LOW = {Reason.COVERAGE_LOW, Reason.DATA_QUALITY_LOW}
LAY = """
import sys
from datetime import date
from pathlib import Path
from evidence.deployment import Deployment
from evidence.samples.hospitals import create_sample
from evidence.samples.progress import add_progress
deployment = Deployment(Path(sys.argv[1]))
for slug in sys.argv[3:]:
    create_sample(deployment, slug)
    add_progress(deployment, slug, date.fromisoformat(sys.argv[2]))
"""


@dataclass
class Sample:
    """A sample hospital as it stands on TODAY."""

    store: Store
    situation: Situation
    standings: list[Standing]

    def gaps(self, standing: Standing) -> list[Gap]:
        return gaps_of(self.situation, standing)

    def documents(self, states: frozenset[str] = frozenset()) -> list[Document]:
        return find_documents(self.store, READER, DocumentFilter(states=states), TODAY, limit=10_000).documents


def _samples(folder: Path, progress: bool) -> Mapping[str, Sample]:
    deployment = Deployment(folder)
    found = {}
    for slug in SLUGS:
        store = create_sample(deployment, slug)
        if progress:
            add_progress(deployment, slug, TODAY)
        situation = load_situation(store, READER, deployment.catalogs, TODAY)
        found[slug] = Sample(store, situation, load_standings(store, READER, situation))
    return found


@pytest.fixture(scope="session")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Sample]:
    return _samples(tmp_path_factory.mktemp("bare"), progress=False)


@pytest.fixture(scope="session")
def laid(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Sample]:
    return _samples(tmp_path_factory.mktemp("laid"), progress=True)


@pytest.fixture(params=SLUGS)
def sample(request: pytest.FixtureRequest, laid: Mapping[str, Sample]) -> Sample:
    return laid[request.param]


@pytest.fixture(params=SLUGS)
def untouched(request: pytest.FixtureRequest, bare: Mapping[str, Sample]) -> Sample:
    return bare[request.param]


def test_systems_are_those_of_the_contracts(untouched: Sample) -> None:
    assert [system.kind for system in untouched.situation.systems] == KINDS[untouched.store.slug]


def test_targets_are_those_of_the_contracts(untouched: Sample) -> None:
    targets = untouched.situation.targets
    assert {target.catalog: target.level for target in targets} == LEVELS[untouched.store.slug]
    made_up = untouched.store.slug in ("yunan-peoples", "or-icu")
    assert {target.example for target in targets} == {made_up}
    assert {target.note.startswith("示例目标") for target in targets} == {made_up}
    assert {target.review_on for target in targets} == {None}


def test_without_progress_nothing_is_judged_proven_or_planned(untouched: Sample) -> None:
    assert not untouched.situation.judgements
    assert not untouched.situation.measures
    assert not untouched.situation.proofs
    assert not untouched.situation.tasks
    for standing in untouched.standings:
        assert {gap.reason for gap in untouched.gaps(standing)} <= {Reason.NO_SYSTEM, Reason.NOT_ASSESSED}
        assert {level_rank(standing.on(basis), standing.catalog) for basis in Basis} == {0}


def test_each_system_answers_for_requirements_of_the_hospital(untouched: Sample) -> None:
    for catalog_id, at_least in (("emr-2018", 1), ("mlps3-2019", 82)):
        duties = untouched.situation.duties(catalog_id).values()
        counts = Counter(duty.system.name for found in duties for duty in found)
        assert all(counts[system.name] >= at_least for system in untouched.situation.systems)


@pytest.mark.parametrize("kind", sorted({kind for kinds in KINDS.values() for kind in kinds}))
def test_each_kind_answers_for_more_than_classified_protection(catalogs: Mapping[str, Catalog], kind: str) -> None:
    duties = {catalog.id: responsible_clauses(catalog, kind) for catalog in catalogs.values()}
    assert all(reason for found in duties.values() for reason in found.values())
    assert sum(len(found) for catalog_id, found in duties.items() if catalog_id != "mlps3-2019") > 0


def test_every_verdict_and_measure_is_marked(sample: Sample) -> None:
    verdicts = [verdict for given in sample.situation.judgements.values() for verdict in given.values()]
    entries: list[Judgement | Measure] = [*verdicts, *sample.situation.measures]
    assert all((verdicts, sample.situation.measures))
    assert all(entry.example and "示例" in entry.note and "示例" in entry.author for entry in entries)


def test_every_document_and_task_is_marked(sample: Sample) -> None:
    for document in sample.documents():
        assert document.example
        shown = (document.title, document.uploader, document.note, document.statement or document.file_name)
        assert all("示例" in text for text in shown)
    for task in sample.situation.tasks:
        assert task.example
        assert all("示例" in text for text in (task.title, task.owner, task.description))


def test_targets_keep_the_words_of_the_contract_and_get_example_dates(
    sample: Sample, bare: Mapping[str, Sample]
) -> None:
    for target, before in zip(sample.situation.targets, bare[sample.store.slug].situation.targets, strict=True):
        assert (target.catalog, target.level) == (before.catalog, before.level)
        assert target.note == f"{before.note}；评审日期为示例"
        assert target.example
        assert target.days_left(TODAY) in range(30, 240)


def test_systems_keep_their_vendor_or_get_an_example_one(sample: Sample, bare: Mapping[str, Sample]) -> None:
    for system, before in zip(sample.situation.systems, bare[sample.store.slug].situation.systems, strict=True):
        assert (system.name, system.kind, system.product) == (before.name, before.kind, before.product)
        assert system.vendor == before.vendor if before.vendor else system.vendor.startswith("示例厂商")
        assert system.note.startswith(before.note)
        assert "示例" in system.note
        assert system.go_live_on is not None
        assert system.go_live_on < TODAY


def test_about_two_thirds_of_the_systems_are_connected(laid: Mapping[str, Sample]) -> None:
    counts = Counter(system.connected for sample in laid.values() for system in sample.situation.systems)
    assert counts[None] == 0
    assert counts[True] in range(15, 20)


def test_proven_is_at_most_claimed_and_claimed_at_most_functional(sample: Sample) -> None:
    for standing in sample.standings:
        ranks = [level_rank(standing.on(basis), standing.catalog) for basis in Basis]
        assert ranks == sorted(ranks, reverse=True), standing.target.catalog


@pytest.mark.parametrize(
    ("slug", "levels"),
    [
        ("liuzhou-workers", {(5, 5), (4, 5), (3, 3)}),
        ("yunan-peoples", {(4, 5), (4, 4), (3, 3)}),
        ("nanxishan", {(4, 4), (3, 4), (2, 2)}),
        ("or-icu", {(4, 5), (3, 4), (3, 3)}),
    ],
)
def test_the_medical_record_grading_is_some_levels_short(
    laid: Mapping[str, Sample], slug: str, levels: set[tuple[int, int]]
) -> None:
    """Functional, claimed, proven; each the level reached for certain and the possible one."""
    standing = next(s for s in laid[slug].standings if s.target.catalog == "emr-2018")
    results = [standing.on(basis) for basis in Basis]
    assert {(r.level, r.possible_level) for r in results if isinstance(r, LevelsResult)} == levels
    assert any(gap.blocks for gap in laid[slug].gaps(standing))


def test_interoperability_is_one_grade_short(laid: Mapping[str, Sample]) -> None:
    for slug in ("liuzhou-workers", "nanxishan"):
        [standing] = [s for s in laid[slug].standings if s.target.catalog == "interop-2020"]
        claimed = level_rank(standing.claimed, standing.catalog)
        assert register.target_levels(standing.catalog).index(standing.target.level) == claimed
        tiers = [laid[slug].situation.tier("interop-2020", f"5.2.1.{no}#1") for no in (1, 2, 3)]
        assert all(tiers) or slug == "nanxishan"


def test_classified_protection_has_one_high_risk_unit_open(sample: Sample) -> None:
    [standing] = [s for s in sample.standings if s.target.catalog == "mlps3-2019"]
    result = standing.claimed
    assert isinstance(result, ComplianceResult)
    assert 70 <= 100 * result.met / result.applicable <= 85
    assert len(result.proposed_risks) == 1
    assert all((result.partial, result.unmet, result.unknown, result.not_applicable))


def test_each_target_shows_most_reasons_for_gaps(sample: Sample) -> None:
    for standing in sample.standings:
        reasons = {gap.reason for gap in sample.gaps(standing)}
        assert len(reasons & USUAL) >= 6, standing.target.catalog
        if standing.target.catalog == "emr-2018":
            assert reasons >= LOW


def test_the_hospital_shows_every_reason(sample: Sample) -> None:
    assert {gap.reason for standing in sample.standings for gap in sample.gaps(standing)} == set(Reason)


def test_coverage_is_counted_over_the_last_three_months(sample: Sample) -> None:
    shares = []
    for measure in sample.situation.measures:
        assert measure.window_to == TODAY
        assert measure.window_from == TODAY - timedelta(days=90)
        if measure.kind == "coverage" and measure.denominator is not None:
            shares.append(100 * measure.value)
    low = [share for share in shares if share < 80]
    assert all(55 <= share <= 98 for share in shares)
    assert 0 < len(low) < len(shares) / 3


def test_not_everything_is_measured(sample: Sample, catalogs: Mapping[str, Catalog]) -> None:
    emr = catalogs["emr-2018"]
    assert isinstance(emr, LevelsCatalog)
    counted = {item.item for item in emr.items if item.coverage.kind is not CoverageKind.FUNCTION}
    assert counted - {item for item, _ in sample.situation.coverage["emr-2018"]}


def test_a_few_data_quality_indexes_are_too_low_and_two_items_have_single_checks(laid: Mapping[str, Sample]) -> None:
    for sample in laid.values():
        values = sample.situation.data_quality["emr-2018"].values()
        assert 1 <= sum(100 * value < 50 for value in values) <= 4
    checked = {m.item for m in laid["liuzhou-workers"].situation.measures if m.check_no is not None}
    assert checked == {"05.01", "05.02"}


def test_documents_are_in_every_state(sample: Sample) -> None:
    states = Counter(document.state_on(TODAY) for document in sample.documents())
    assert set(states) == {"pending", "accepted", "returned", "superseded", "expired"}
    assert states["accepted"] > sum(states.values()) / 2
    assert all(document.reason for document in sample.documents(frozenset({"returned"})))
    soon = TODAY + timedelta(days=60)
    assert any(document.expires_on and TODAY <= document.expires_on <= soon for document in sample.documents())
    assert all(document.effective_on <= TODAY for document in sample.documents())


def test_documents_are_of_many_kinds(sample: Sample) -> None:
    documents = sample.documents()
    assert len(documents) >= 200
    assert len({document.kind for document in documents}) >= 10
    assert {"data_query", "data_quality"} <= {document.kind for document in documents}


def test_some_documents_are_real_files(sample: Sample) -> None:
    files = [document for document in sample.documents() if document.sha256 and document.state != "superseded"]
    kinds = Counter(document.media_type for document in files)
    assert 25 <= len(files) <= 60  # with the deliveries under the contract
    assert set(kinds) == {"image/png", "text/plain", "text/csv"}
    for document in files:
        data = content(sample.store, READER, document.id)
        assert len(data) == document.size
        if document.media_type == "image/png":
            with Image.open(io.BytesIO(data)) as picture:
                assert picture.size == (960, 600)
        else:
            assert "示例" in data.decode("utf-8")


def test_tasks_come_from_gaps_and_are_in_every_state(sample: Sample) -> None:
    tasks = sample.situation.tasks
    assert 8 <= len(tasks) <= 25
    assert {task.state for task in tasks} == {"todo", "doing", "verifying", "done"}
    assert 1 <= sum(task.overdue(TODAY) for task in tasks) <= 4
    assert any(task.needs for task in tasks)
    assert all(task.effort_days and task.clauses and task.starts_on and task.due_on for task in tasks)
    assert all((task.closed_with is not None) == (task.state == "done") for task in tasks)
    assert any(task.closed_with is not None for task in tasks)


def test_tasks_are_due_before_the_review_of_their_target(sample: Sample) -> None:
    reviews = {target.catalog: target.review_on for target in sample.situation.targets}
    for task in sample.situation.tasks:
        for review in (reviews[catalog] for catalog, _ in task.clauses):
            assert task.due_on and review and task.due_on < review  # noqa: PT018 - also tells that neither is None


def test_open_tasks_close_gaps(sample: Sample) -> None:
    gaps = {(gap.catalog, gap.clause) for standing in sample.standings for gap in sample.gaps(standing)}
    linked = {clause for task in sample.situation.tasks if task.state != "done" for clause in task.clauses}
    done = {clause for task in sample.situation.tasks if task.state == "done" for clause in task.clauses}
    assert linked & gaps
    assert not done & gaps


def test_the_trend_has_six_computed_points_that_rise(sample: Sample) -> None:
    for standing in sample.standings:
        points = trend(sample.store, READER, standing.target.id)
        assert [(TODAY - point.on).days for point in points] == [182, 147, 112, 77, 42, 0]
        functional = [point.ranks[Basis.FUNCTIONAL] for point in points]
        assert functional == sorted(functional)
        for basis in Basis:
            assert points[-1].ranks[basis] == level_rank(standing.on(basis), standing.catalog)
            assert float(points[0].figures[basis]) < float(points[-1].figures[basis])


def test_times_follow_from_today(sample: Sample) -> None:
    with sample.store.reading(READER) as db:
        days = {row["at"][:10] for row in db.query("SELECT at FROM audit WHERE actor LIKE '示例%'")}
    assert days == {(TODAY - timedelta(days=back)).isoformat() for back in (182, 147, 112, 77, 42, 0)}


def test_the_same_day_gives_the_same_contents(laid: Mapping[str, Sample], tmp_path: Path) -> None:
    """In another process with another order of sets and dictionaries of strings, in another folder."""
    slugs = ("liuzhou-workers", "yunan-peoples")
    command = [sys.executable, "-c", LAY, str(tmp_path), TODAY.isoformat(), *slugs]
    subprocess.run(command, check=True, env=os.environ | {"PYTHONHASHSEED": "7"}, cwd=Path(__file__).parents[3])
    for slug in slugs:
        again = Deployment(tmp_path).open(slug)
        assert _rows(again) == _rows(laid[slug].store)
        assert _files(again) == _files(laid[slug].store)


def _rows(store: Store) -> dict[str, list[tuple[object, ...]]]:
    """All tables; of the audit what the example added."""
    with store.reading(READER) as db:
        names = [name for name in db.table_names() if not name.startswith(("sqlite_", "_sqlite"))]
        # What was registered from the contract has the times of the real clock.
        own = {"audit": "WHERE actor <> '合同登记'", "contract_confirmations": "WHERE author <> '合同登记'"}
        found = {name: list(db.query(f"SELECT * FROM [{name}] {own.get(name, '')}")) for name in names}
        return {name: [tuple(row[key] for key in row if key != "hash") for row in rows] for name, rows in found.items()}


def _files(store: Store) -> set[str]:
    return {path.name for path in store.files.rglob("*") if path.is_file()}


def test_progress_is_laid_only_once(laid: Mapping[str, Sample]) -> None:
    deployment = Deployment(laid["or-icu"].store.folder.parent)
    before = _rows(laid["or-icu"].store)
    with refused(InvalidInputError, "已经有佐证材料"):
        add_progress(deployment, "or-icu", TODAY)
    assert _rows(laid["or-icu"].store) == before


def test_progress_needs_a_sample_hospital(tmp_path: Path) -> None:
    with refused(InvalidInputError, "没有医院“renmin”的示例进度"):
        add_progress(Deployment(tmp_path), "renmin", TODAY)
