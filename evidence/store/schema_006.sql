-- Maintenance contracts as confirmed by a person, what they oblige the vendor to, and what was delivered.

-- Append-only: the newest row of a contract is what holds. facts: the draft as confirmed, as_read: as the program had
-- read it from the text (both JSON). sha256: the file, NULL when the text was pasted or everything was entered by hand.
CREATE TABLE contract_confirmations (
    id INTEGER PRIMARY KEY,
    contract_id INTEGER NOT NULL REFERENCES contracts (id),
    file_name TEXT NOT NULL DEFAULT '',
    sha256 TEXT,
    text TEXT NOT NULL DEFAULT '',
    by_ocr INTEGER NOT NULL DEFAULT 0 CHECK (by_ocr IN (0, 1)),
    facts TEXT NOT NULL,
    as_read TEXT NOT NULL,
    author TEXT NOT NULL,
    account_id INTEGER REFERENCES accounts (id),
    at TEXT NOT NULL,
    example INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX contract_confirmations_by_contract ON contract_confirmations (contract_id, id);

-- Which systems a contract covers: one contract several, and one system several contracts one after the other.
CREATE TABLE contract_systems (
    id INTEGER PRIMARY KEY,
    contract_id INTEGER NOT NULL REFERENCES contracts (id),
    system_id INTEGER NOT NULL REFERENCES systems (id),
    UNIQUE (contract_id, system_id)
) STRICT;

CREATE INDEX contract_systems_by_system ON contract_systems (system_id);

-- key: what it is within its contract (inspection.onsite/3), the same after the facts were confirmed again.
-- due_on NULL: not known yet, or computed from another one (follows_id and after_days) or from a review (catalog).
-- dropped: the contract, as confirmed last, does not ask for it any more.
CREATE TABLE obligations (
    id INTEGER PRIMARY KEY,
    contract_id INTEGER NOT NULL REFERENCES contracts (id),
    key TEXT NOT NULL,
    sort TEXT NOT NULL,
    title TEXT NOT NULL,
    number INTEGER NOT NULL DEFAULT 1,
    owed_by TEXT NOT NULL CHECK (owed_by IN ('vendor', 'hospital')),
    due_on TEXT,
    follows_id INTEGER REFERENCES obligations (id),
    after_days INTEGER CHECK (after_days >= 0),
    after_unit TEXT NOT NULL DEFAULT '' CHECK (after_unit IN ('', 'workday', 'day')),
    catalog TEXT NOT NULL DEFAULT '',
    quote TEXT NOT NULL DEFAULT '',
    dropped INTEGER NOT NULL DEFAULT 0 CHECK (dropped IN (0, 1)),
    version INTEGER NOT NULL DEFAULT 1,
    UNIQUE (contract_id, key)
) STRICT;

CREATE INDEX obligations_by_due ON obligations (due_on) WHERE dropped = 0;

-- vendor_id: of the vendor who recorded it, NULL = the hospital. A withdrawn delivery is kept and does not count.
CREATE TABLE deliveries (
    id INTEGER PRIMARY KEY,
    obligation_id INTEGER NOT NULL REFERENCES obligations (id),
    document_id INTEGER REFERENCES documents (id),
    delivered_on TEXT NOT NULL,
    note TEXT NOT NULL DEFAULT '',
    author TEXT NOT NULL,
    account_id INTEGER REFERENCES accounts (id),
    vendor_id INTEGER REFERENCES vendors (id),
    at TEXT NOT NULL,
    withdrawn_at TEXT,
    withdrawn_by TEXT NOT NULL DEFAULT '',
    withdrawn_why TEXT NOT NULL DEFAULT '',
    version INTEGER NOT NULL DEFAULT 1,
    example INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE UNIQUE INDEX deliveries_once ON deliveries (obligation_id) WHERE withdrawn_at IS NULL;
CREATE INDEX deliveries_by_document ON deliveries (document_id);
