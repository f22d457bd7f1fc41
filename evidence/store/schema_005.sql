-- Identities of patients found in files, by content. Derived, therefore not in the audit; excerpt: all but the ends hidden.

CREATE TABLE privacy_findings (
    id INTEGER PRIMARY KEY,
    sha256 TEXT NOT NULL,
    kind TEXT NOT NULL,
    certainty INTEGER NOT NULL,
    page INTEGER NOT NULL,
    line INTEGER NOT NULL,
    part TEXT NOT NULL DEFAULT '',
    excerpt TEXT NOT NULL,
    box TEXT NOT NULL DEFAULT '',
    width INTEGER NOT NULL DEFAULT 0,
    height INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX privacy_findings_by_file ON privacy_findings (sha256);
