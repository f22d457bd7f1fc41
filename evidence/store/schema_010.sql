-- Mock reviews: the plan, the sample drawn, what each reviewer found, photos, and the tasks that came of it.

-- scope: items, their groups, systems and vendors (JSON lists), each empty = no limit. share: percent of what is not drawn anyway.
-- level: of the target when the review was planned. object_id: as in targets. drawn_at NULL: no sample yet.
-- since: from when on a change of a requirement counts as a change since the last mock review, empty = there was none.
CREATE TABLE mock_reviews (
    id INTEGER PRIMARY KEY,
    title TEXT NOT NULL CHECK (title <> ''),
    catalog TEXT NOT NULL,
    level TEXT NOT NULL,
    object_id INTEGER REFERENCES objects (id),
    held_on TEXT NOT NULL,
    scope TEXT NOT NULL,
    share INTEGER NOT NULL CHECK (share BETWEEN 0 AND 100),
    seed INTEGER NOT NULL,
    blind INTEGER NOT NULL DEFAULT 0 CHECK (blind IN (0, 1)),
    since TEXT NOT NULL DEFAULT '',
    drawn_at TEXT,
    closed_at TEXT,
    author TEXT NOT NULL,
    at TEXT NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    example INTEGER NOT NULL DEFAULT 0
) STRICT;

-- person: the name at that time, for experts do not see each other's accounts.
CREATE TABLE mock_reviewers (
    id INTEGER PRIMARY KEY,
    review_id INTEGER NOT NULL REFERENCES mock_reviews (id),
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    person TEXT NOT NULL,
    UNIQUE (review_id, account_id)
) STRICT;

CREATE INDEX mock_reviewers_by_account ON mock_reviewers (account_id);

-- reasons: codes separated by blanks, in the order of importance. place: the order in which it is gone through.
CREATE TABLE mock_samples (
    id INTEGER PRIMARY KEY,
    review_id INTEGER NOT NULL REFERENCES mock_reviews (id),
    code TEXT NOT NULL,
    place INTEGER NOT NULL,
    reasons TEXT NOT NULL,
    UNIQUE (review_id, code)
) STRICT;

-- One reviewer's verdict on one clause, unknown = 未查. self: the self-assessment when the verdict was first given
-- (JSON: the clause's verdict, and system, verdict and author of each that made it), empty before.
CREATE TABLE mock_findings (
    id INTEGER PRIMARY KEY,
    review_id INTEGER NOT NULL REFERENCES mock_reviews (id),
    code TEXT NOT NULL,
    clause TEXT NOT NULL,
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    verdict TEXT NOT NULL,
    comment TEXT NOT NULL DEFAULT '',
    self TEXT NOT NULL DEFAULT '',
    author TEXT NOT NULL,
    at TEXT NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    UNIQUE (review_id, clause, account_id)
) STRICT;

CREATE TABLE mock_photos (
    id INTEGER PRIMARY KEY,
    review_id INTEGER NOT NULL REFERENCES mock_reviews (id),
    clause TEXT NOT NULL,
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    sha256 TEXT NOT NULL,
    file_name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    size INTEGER NOT NULL,
    caption TEXT NOT NULL DEFAULT '',
    author TEXT NOT NULL,
    at TEXT NOT NULL,
    UNIQUE (review_id, clause, sha256)
) STRICT;

CREATE TABLE mock_tasks (
    id INTEGER PRIMARY KEY,
    review_id INTEGER NOT NULL REFERENCES mock_reviews (id),
    clause TEXT NOT NULL,
    task_id INTEGER NOT NULL REFERENCES tasks (id),
    UNIQUE (review_id, clause)
) STRICT;

CREATE INDEX mock_tasks_by_task ON mock_tasks (task_id);

-- A photo is read as a document is, for the check of what it shows of patients.
CREATE TRIGGER mock_photo_is_new AFTER INSERT ON mock_photos BEGIN
    INSERT OR IGNORE INTO file_texts (sha256, media_type) VALUES (new.sha256, new.media_type);
END;
