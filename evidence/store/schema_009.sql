-- How a figure of `measures` was counted, and who has confirmed it. `measures` holds the figure that counts; here is where it comes from.

-- One row per version of a query, the newest `number` is the one in use; nothing is ever changed.
CREATE TABLE statistic_queries (
    id INTEGER PRIMARY KEY,
    catalog TEXT NOT NULL,
    item TEXT NOT NULL,
    level INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('coverage', 'data_quality')),
    check_no INTEGER,
    number INTEGER NOT NULL,
    system_id INTEGER REFERENCES systems (id),
    sql_text TEXT NOT NULL,
    author TEXT NOT NULL,
    author_id INTEGER REFERENCES accounts (id),
    at TEXT NOT NULL,
    example INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE UNIQUE INDEX statistic_queries_once
    ON statistic_queries (catalog, item, level, kind, ifnull(check_no, 0), number);

-- One row per figure that was ever entered; level NULL: it holds for all levels of the item. author_id NULL: not known.
CREATE TABLE statistic_results (
    id INTEGER PRIMARY KEY,
    catalog TEXT NOT NULL,
    item TEXT NOT NULL,
    level INTEGER,
    kind TEXT NOT NULL CHECK (kind IN ('coverage', 'data_quality')),
    check_no INTEGER,
    query_id INTEGER REFERENCES statistic_queries (id),
    numerator INTEGER,
    denominator INTEGER,
    value TEXT NOT NULL,
    window_from TEXT,
    window_to TEXT,
    run_on TEXT,
    run_by TEXT NOT NULL DEFAULT '',
    note TEXT NOT NULL DEFAULT '',
    author TEXT NOT NULL,
    author_id INTEGER REFERENCES accounts (id),
    at TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'entered' CHECK (state IN ('entered', 'confirmed', 'returned')),
    reviewer TEXT NOT NULL DEFAULT '',
    reviewed_at TEXT,
    reason TEXT NOT NULL DEFAULT '',
    example INTEGER NOT NULL DEFAULT 0,
    version INTEGER NOT NULL DEFAULT 1
) STRICT;

CREATE INDEX statistic_results_by_figure ON statistic_results (catalog, item, kind, level, check_no);
