-- Official wording, kinds and annex numbers that a hospital has adopted from its own copies of official documents.
-- wording: JSON of criteria.overlay.Overlay; the later record counts. withdrawn: taken back, kept for the log.

CREATE TABLE overlays (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    catalog TEXT NOT NULL,
    source TEXT NOT NULL,
    file_name TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    author TEXT NOT NULL,
    at TEXT NOT NULL,
    requirements INTEGER NOT NULL,
    kinds INTEGER NOT NULL,
    wording TEXT NOT NULL CHECK (json_valid(wording)),
    withdrawn INTEGER NOT NULL DEFAULT 0 CHECK (withdrawn IN (0, 1)),
    version INTEGER NOT NULL DEFAULT 1
) STRICT;
