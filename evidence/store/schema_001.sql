-- One hospital. Dates are ISO text, shares are decimal text, flags are 0/1. Nothing is deleted by cascade.

CREATE TABLE hospital (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    slug TEXT NOT NULL,
    name TEXT NOT NULL,
    note TEXT NOT NULL DEFAULT '',
    example INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE vendors (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    contact TEXT NOT NULL DEFAULT '',
    note TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE TABLE contracts (
    id INTEGER PRIMARY KEY,
    title TEXT NOT NULL UNIQUE,
    vendor_id INTEGER REFERENCES vendors (id),
    starts_on TEXT,
    ends_on TEXT,
    months INTEGER,
    source TEXT NOT NULL DEFAULT '',
    note TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE TABLE systems (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    product TEXT NOT NULL DEFAULT '',
    product_version TEXT NOT NULL DEFAULT '',
    vendor_id INTEGER REFERENCES vendors (id),
    contract_id INTEGER REFERENCES contracts (id),
    go_live_on TEXT,
    connected INTEGER CHECK (connected IN (0, 1)),
    mlps_level INTEGER CHECK (mlps_level BETWEEN 1 AND 5),
    filing_no TEXT NOT NULL DEFAULT '',
    retired INTEGER NOT NULL DEFAULT 0 CHECK (retired IN (0, 1)),
    note TEXT NOT NULL DEFAULT '',
    version INTEGER NOT NULL DEFAULT 1
) STRICT;

CREATE TABLE objects (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    filing_no TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE TABLE object_systems (
    object_id INTEGER NOT NULL REFERENCES objects (id),
    system_id INTEGER NOT NULL REFERENCES systems (id),
    PRIMARY KEY (object_id, system_id)
) STRICT;

CREATE TABLE targets (
    id INTEGER PRIMARY KEY,
    catalog TEXT NOT NULL,
    level TEXT NOT NULL,
    object_id INTEGER REFERENCES objects (id),
    review_on TEXT,
    note TEXT NOT NULL DEFAULT '',
    example INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE UNIQUE INDEX targets_once ON targets (catalog, ifnull(object_id, 0));

-- A person's decisions that differ from the assignment by kind.
CREATE TABLE assignments (
    id INTEGER PRIMARY KEY,
    catalog TEXT NOT NULL,
    clause TEXT NOT NULL,
    system_id INTEGER NOT NULL REFERENCES systems (id),
    assigned INTEGER NOT NULL CHECK (assigned IN (0, 1)),
    reason TEXT NOT NULL DEFAULT '',
    UNIQUE (catalog, clause, system_id)
) STRICT;

CREATE TABLE features (
    id INTEGER PRIMARY KEY,
    system_id INTEGER NOT NULL REFERENCES systems (id),
    name TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('live', 'partly', 'planned', 'none', 'not_applicable')),
    note TEXT NOT NULL DEFAULT '',
    example INTEGER NOT NULL DEFAULT 0,
    UNIQUE (system_id, name)
) STRICT;

CREATE TABLE feature_claims (
    id INTEGER PRIMARY KEY,
    feature_id INTEGER NOT NULL REFERENCES features (id),
    catalog TEXT NOT NULL,
    clause TEXT NOT NULL,
    UNIQUE (feature_id, catalog, clause)
) STRICT;

-- system_id NULL: judged for the whole hospital.
CREATE TABLE verdicts (
    id INTEGER PRIMARY KEY,
    catalog TEXT NOT NULL,
    clause TEXT NOT NULL,
    system_id INTEGER REFERENCES systems (id),
    verdict TEXT NOT NULL CHECK (verdict IN ('met', 'partial', 'unmet', 'not_applicable', 'unknown')),
    tier TEXT,
    note TEXT NOT NULL DEFAULT '',
    author TEXT NOT NULL,
    at TEXT NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    example INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE UNIQUE INDEX verdicts_once ON verdicts (catalog, clause, ifnull(system_id, 0));

-- level NULL: holds for every level without a value of its own. check_no: the k-th data quality check of the row.
CREATE TABLE measures (
    id INTEGER PRIMARY KEY,
    catalog TEXT NOT NULL,
    item TEXT NOT NULL,
    level INTEGER,
    kind TEXT NOT NULL CHECK (kind IN ('coverage', 'data_quality')),
    check_no INTEGER,
    numerator INTEGER,
    denominator INTEGER,
    value TEXT NOT NULL,
    window_from TEXT,
    window_to TEXT,
    note TEXT NOT NULL DEFAULT '',
    author TEXT NOT NULL,
    at TEXT NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    example INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE UNIQUE INDEX measures_once ON measures (catalog, item, ifnull(level, -1), kind, ifnull(check_no, 0));

-- 重大风险隐患 recorded by the assessor for a protected object.
CREATE TABLE hazards (
    id INTEGER PRIMARY KEY,
    object_id INTEGER NOT NULL REFERENCES objects (id),
    code TEXT NOT NULL DEFAULT '',
    description TEXT NOT NULL,
    fixed INTEGER NOT NULL DEFAULT 0 CHECK (fixed IN (0, 1)),
    example INTEGER NOT NULL DEFAULT 0
) STRICT;

-- sha256 NULL: a dated statement without a file.
CREATE TABLE documents (
    id INTEGER PRIMARY KEY,
    title TEXT NOT NULL,
    kind TEXT NOT NULL,
    sha256 TEXT,
    file_name TEXT NOT NULL DEFAULT '',
    media_type TEXT NOT NULL DEFAULT '',
    size INTEGER NOT NULL DEFAULT 0,
    statement TEXT NOT NULL DEFAULT '',
    effective_on TEXT NOT NULL,
    expires_on TEXT,
    system_id INTEGER REFERENCES systems (id),
    uploader TEXT NOT NULL,
    uploaded_at TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('pending', 'accepted', 'returned', 'superseded')),
    reason TEXT NOT NULL DEFAULT '',
    reviewer TEXT NOT NULL DEFAULT '',
    reviewed_at TEXT,
    supersedes_id INTEGER REFERENCES documents (id),
    note TEXT NOT NULL DEFAULT '',
    version INTEGER NOT NULL DEFAULT 1,
    example INTEGER NOT NULL DEFAULT 0,
    CHECK (sha256 IS NOT NULL OR statement <> '')
) STRICT;

CREATE INDEX documents_by_state ON documents (state, uploaded_at DESC);
CREATE INDEX documents_by_file ON documents (sha256);
CREATE INDEX documents_by_system ON documents (system_id);

-- subject clause: ref = clause id; coverage, data_quality: ref = item code; task, feature: ref = id, catalog empty.
CREATE TABLE document_links (
    id INTEGER PRIMARY KEY,
    document_id INTEGER NOT NULL REFERENCES documents (id),
    subject TEXT NOT NULL CHECK (subject IN ('clause', 'coverage', 'data_quality', 'feature', 'task')),
    catalog TEXT NOT NULL DEFAULT '',
    ref TEXT NOT NULL,
    UNIQUE (document_id, subject, catalog, ref)
) STRICT;

CREATE INDEX document_links_by_ref ON document_links (subject, catalog, ref, document_id);

CREATE TABLE tasks (
    id INTEGER PRIMARY KEY,
    title TEXT NOT NULL,
    description TEXT NOT NULL DEFAULT '',
    state TEXT NOT NULL CHECK (state IN ('todo', 'doing', 'verifying', 'done')),
    owner TEXT NOT NULL DEFAULT '',
    system_id INTEGER REFERENCES systems (id),
    starts_on TEXT,
    due_on TEXT,
    effort_days INTEGER CHECK (effort_days >= 0),
    closed_with INTEGER REFERENCES documents (id),
    author TEXT NOT NULL,
    at TEXT NOT NULL,
    closed_at TEXT,
    version INTEGER NOT NULL DEFAULT 1,
    example INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE task_clauses (
    id INTEGER PRIMARY KEY,
    task_id INTEGER NOT NULL REFERENCES tasks (id),
    catalog TEXT NOT NULL,
    clause TEXT NOT NULL,
    UNIQUE (task_id, catalog, clause)
) STRICT;

CREATE INDEX task_clauses_by_clause ON task_clauses (catalog, clause);

CREATE TABLE task_dependencies (
    id INTEGER PRIMARY KEY,
    task_id INTEGER NOT NULL REFERENCES tasks (id),
    needs_id INTEGER NOT NULL REFERENCES tasks (id) CHECK (needs_id <> task_id),
    UNIQUE (task_id, needs_id)
) STRICT;

-- What was computed on a day, for the trend. Derived, therefore not in the audit.
CREATE TABLE snapshots (
    target_id INTEGER NOT NULL REFERENCES targets (id),
    on_date TEXT NOT NULL,
    functional INTEGER NOT NULL,
    claimed INTEGER NOT NULL,
    proven INTEGER NOT NULL,
    figures TEXT NOT NULL,
    PRIMARY KEY (target_id, on_date)
) STRICT;

CREATE TABLE audit (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,
    actor TEXT NOT NULL,
    role TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    before TEXT,
    after TEXT
) STRICT;

CREATE INDEX audit_by_subject ON audit (subject, subject_id);

CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit BEGIN
    SELECT RAISE(ABORT, 'audit is append-only');
END;

CREATE TRIGGER audit_is_not_deleted BEFORE DELETE ON audit BEGIN
    SELECT RAISE(ABORT, 'audit is append-only');
END;
