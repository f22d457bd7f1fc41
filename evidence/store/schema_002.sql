-- The feature library ticked off by a system, and verdicts that were taken over from it.

-- feature: its id in the feature library.
CREATE TABLE ticks (
    id INTEGER PRIMARY KEY,
    system_id INTEGER NOT NULL REFERENCES systems (id),
    feature TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('live', 'partly', 'planned', 'none', 'not_applicable')),
    departments TEXT NOT NULL DEFAULT '',
    note TEXT NOT NULL DEFAULT '',
    author TEXT NOT NULL,
    at TEXT NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    example INTEGER NOT NULL DEFAULT 0,
    UNIQUE (system_id, feature)
) STRICT;

ALTER TABLE verdicts ADD COLUMN origin TEXT NOT NULL DEFAULT 'person' CHECK (origin IN ('person', 'ticklist'));
