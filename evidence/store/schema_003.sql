-- Accounts and what they sign in with; the chained log; whose upload a document is; comments, inbox, settings.

-- person: recorded with every change. Secrets (hashes, the seed of the second factor) never reach the log.
CREATE TABLE accounts (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    login TEXT NOT NULL COLLATE NOCASE UNIQUE,
    person TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('admin', 'head', 'engineer', 'vendor', 'expert', 'auditor')),
    vendor_id INTEGER REFERENCES vendors (id),
    email TEXT NOT NULL DEFAULT '',
    valid_from TEXT,
    valid_until TEXT,
    disabled INTEGER NOT NULL DEFAULT 0 CHECK (disabled IN (0, 1)),
    password_hash TEXT NOT NULL DEFAULT '',
    password_at TEXT,
    must_change INTEGER NOT NULL DEFAULT 0 CHECK (must_change IN (0, 1)),
    totp_secret TEXT NOT NULL DEFAULT '',
    totp_step INTEGER NOT NULL DEFAULT 0,
    failures INTEGER NOT NULL DEFAULT 0,
    locked_until TEXT,
    example INTEGER NOT NULL DEFAULT 0,
    version INTEGER NOT NULL DEFAULT 1,
    CHECK ((role = 'vendor') = (vendor_id IS NOT NULL))
) STRICT;

CREATE UNIQUE INDEX accounts_by_email ON accounts (email COLLATE NOCASE) WHERE email <> '';

CREATE TABLE password_history (
    id INTEGER PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    password_hash TEXT NOT NULL,
    at TEXT NOT NULL
) STRICT;

CREATE TABLE recovery_codes (
    id INTEGER PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    code_hash TEXT NOT NULL,
    used_at TEXT
) STRICT;

-- An invitation is a password set by its owner; the token is known only to who was invited.
CREATE TABLE invitations (
    id INTEGER PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    token_hash TEXT NOT NULL UNIQUE,
    expires_at TEXT NOT NULL,
    used_at TEXT
) STRICT;

-- seen_at moves with every use and is not in the log.
CREATE TABLE sessions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    token_hash TEXT NOT NULL UNIQUE,
    started_at TEXT NOT NULL,
    seen_at TEXT NOT NULL,
    ended_at TEXT,
    place TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE INDEX sessions_by_account ON sessions (account_id);

CREATE TABLE api_tokens (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    name TEXT NOT NULL,
    token_hash TEXT NOT NULL UNIQUE,
    created_at TEXT NOT NULL,
    expires_on TEXT NOT NULL,
    used_at TEXT,
    revoked_at TEXT
) STRICT;

-- value: JSON.
CREATE TABLE settings (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    value TEXT NOT NULL
) STRICT;

CREATE TABLE comments (
    id INTEGER PRIMARY KEY,
    document_id INTEGER NOT NULL REFERENCES documents (id),
    account_id INTEGER REFERENCES accounts (id),
    author TEXT NOT NULL,
    at TEXT NOT NULL,
    text TEXT NOT NULL,
    example INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX comments_by_document ON comments (document_id);

-- The inbox. subject, ref: what the message is about; once: one message per occasion.
CREATE TABLE notifications (
    id INTEGER PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    ref TEXT NOT NULL,
    text TEXT NOT NULL,
    at TEXT NOT NULL,
    read_at TEXT,
    mailed_at TEXT,
    once TEXT NOT NULL,
    UNIQUE (account_id, once)
) STRICT;

-- vendor_id: of the vendor who uploaded, NULL = the hospital. original_sha256: what a masked file was made from.
ALTER TABLE documents ADD COLUMN uploader_id INTEGER REFERENCES accounts (id);
ALTER TABLE documents ADD COLUMN vendor_id INTEGER REFERENCES vendors (id);
ALTER TABLE documents ADD COLUMN original_sha256 TEXT;
ALTER TABLE documents ADD COLUMN privacy TEXT NOT NULL DEFAULT 'unchecked' CHECK (privacy IN ('unchecked', 'clean', 'flagged', 'masked', 'cleared'));
ALTER TABLE documents ADD COLUMN privacy_reason TEXT NOT NULL DEFAULT '';
ALTER TABLE documents ADD COLUMN privacy_by TEXT NOT NULL DEFAULT '';

CREATE INDEX documents_by_vendor ON documents (vendor_id) WHERE vendor_id IS NOT NULL;

-- place: from where (address, command line). hash: SHA-256 over the entry and the hash of the one before it.
ALTER TABLE audit ADD COLUMN account_id INTEGER;
ALTER TABLE audit ADD COLUMN place TEXT NOT NULL DEFAULT '';
ALTER TABLE audit ADD COLUMN hash TEXT NOT NULL DEFAULT '';
