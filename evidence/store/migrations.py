"""The schema, step by step. A step that was released is never changed."""

import sqlite3
from pathlib import Path

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from evidence.errors import StoreError
from evidence.store.chain import chain_up

migrations = Migrations("readiness")


def _run_script(db: Database, name: str) -> None:
    """Runs a script statement by statement: executescript() would commit and break the step's transaction."""
    statement = ""
    for line in Path(__file__).with_name(name).read_text(encoding="utf-8").splitlines():
        statement += line + "\n"
        ends_trigger = line.strip() == "END;"
        if ends_trigger or (line.rstrip().endswith(";") and "CREATE TRIGGER" not in statement):
            db.execute(statement)
            statement = ""


@migrations()
def m001_initial(db: Database) -> None:
    """Hospital, register, judgement, documents, tasks, audit."""
    _run_script(db, "schema_001.sql")


@migrations()
def m002_ticklist(db: Database) -> None:
    """The feature library ticked off per system; where a verdict comes from."""
    _run_script(db, "schema_002.sql")


@migrations()
def m003_accounts(db: Database) -> None:
    """Accounts, comments, inbox, settings; whose upload a document is; the log is chained."""
    _run_script(db, "schema_003.sql")
    guard = next(db.query("SELECT sql FROM sqlite_master WHERE name = 'audit_is_not_changed'"))["sql"]
    db.execute("DROP TRIGGER audit_is_not_changed")
    chain_up(db)
    db.execute(guard)


@migrations()
def m004_texts(db: Database) -> None:
    """The text of files and the full-text index over documents."""
    _run_script(db, "schema_004.sql")


@migrations()
def m005_privacy(db: Database) -> None:
    """Identities of patients found in files."""
    _run_script(db, "schema_005.sql")


@migrations()
def m006_contracts(db: Database) -> None:
    """Contracts as confirmed, what they oblige to, and what was delivered."""
    _run_script(db, "schema_006.sql")


@migrations()
def m007_tickets(db: Database) -> None:
    """Fault tickets, decisions on penalties, free customisations used."""
    _run_script(db, "schema_007.sql")


@migrations()
def m008_overlays(db: Database) -> None:
    """Official wording that a hospital has adopted."""
    _run_script(db, "schema_008.sql")


@migrations()
def m009_statistics(db: Database) -> None:
    """How the figures were counted, and who has confirmed them."""
    _run_script(db, "schema_009.sql")


@migrations()
def m010_mock_reviews(db: Database) -> None:
    """Mock reviews: plan, sample, findings, photos, tasks."""
    _run_script(db, "schema_010.sql")


def migrate(db: Database, name: str) -> None:
    """Brings a database up to date. Raises StoreError when a newer version of the program has changed it."""
    own = {step.name for step in migrations.pending(Database(memory=True))}
    newer = sorted({step.name for step in migrations.applied(db)} - own)
    if newer:
        raise StoreError(f"数据库 {name} 由较新版本的程序建立（{newer[0]}），请升级本程序后再打开，数据未作任何改动。")
    try:
        migrations.apply(db)
    except sqlite3.OperationalError:
        # The server and its worker may open an older database at the same moment: the one that lost is done, too.
        if migrations.pending(db):
            raise
