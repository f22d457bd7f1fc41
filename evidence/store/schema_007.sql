-- Fault tickets, decisions on penalties, and free customisations used.

-- contract_id NULL: no contract covered the system. severity: as the contract names it, empty = not graded. Times are
-- local, to the minute. A withdrawn ticket is kept and does not count.
CREATE TABLE tickets (
    id INTEGER PRIMARY KEY,
    system_id INTEGER NOT NULL REFERENCES systems (id),
    contract_id INTEGER REFERENCES contracts (id),
    severity TEXT NOT NULL DEFAULT '',
    title TEXT NOT NULL CHECK (title <> ''),
    reported_at TEXT NOT NULL,
    responded_at TEXT CHECK (responded_at >= reported_at),
    remote_at TEXT CHECK (remote_at >= reported_at),
    onsite_at TEXT CHECK (onsite_at >= reported_at),
    solved_at TEXT CHECK (solved_at >= reported_at),
    note TEXT NOT NULL DEFAULT '',
    withdrawn_at TEXT,
    withdrawn_by TEXT NOT NULL DEFAULT '',
    withdrawn_why TEXT NOT NULL DEFAULT '',
    author TEXT NOT NULL,
    at TEXT NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    example INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX tickets_by_contract ON tickets (contract_id, reported_at);
CREATE INDEX tickets_by_system ON tickets (system_id, reported_at);

-- breach: what was late or missed (ticket/3/onsite, obligation/12). amount: yuan, two places, of a fixed penalty.
CREATE TABLE penalty_decisions (
    id INTEGER PRIMARY KEY,
    contract_id INTEGER NOT NULL REFERENCES contracts (id),
    breach TEXT NOT NULL,
    decision TEXT NOT NULL CHECK (decision IN ('waived', 'fixed')),
    amount TEXT,
    reason TEXT NOT NULL CHECK (reason <> ''),
    author TEXT NOT NULL,
    at TEXT NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    example INTEGER NOT NULL DEFAULT 0,
    UNIQUE (contract_id, breach),
    CHECK ((decision = 'fixed') = (amount IS NOT NULL))
) STRICT;

-- One free customisation per task; days of work, decimal text.
CREATE TABLE customisation_uses (
    id INTEGER PRIMARY KEY,
    contract_id INTEGER NOT NULL REFERENCES contracts (id),
    task_id INTEGER NOT NULL UNIQUE REFERENCES tasks (id),
    days TEXT NOT NULL,
    used_on TEXT NOT NULL,
    note TEXT NOT NULL DEFAULT '',
    author TEXT NOT NULL,
    at TEXT NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    example INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX customisation_uses_by_contract ON customisation_uses (contract_id, used_on);
