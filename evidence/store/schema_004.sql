-- The text of files, by content, and the full-text index over documents. All of it is derived, therefore not in the audit.

-- state working: claimed by a worker that renews claimed_at; complete 0: the limits left something unread.
CREATE TABLE file_texts (
    id INTEGER PRIMARY KEY,
    sha256 TEXT NOT NULL UNIQUE,
    media_type TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'working', 'done', 'failed')),
    attempts INTEGER NOT NULL DEFAULT 0,
    claimed_at TEXT,
    claimed_by TEXT NOT NULL DEFAULT '',
    error TEXT NOT NULL DEFAULT '',
    pages INTEGER NOT NULL DEFAULT 0,
    by_ocr INTEGER NOT NULL DEFAULT 0,
    complete INTEGER NOT NULL DEFAULT 1 CHECK (complete IN (0, 1))
) STRICT;

CREATE INDEX file_texts_open ON file_texts (state, attempts, id) WHERE state IN ('waiting', 'working');

-- boxes: JSON, for each line of the text its box or null; empty for a page without places.
CREATE TABLE page_texts (
    id INTEGER PRIMARY KEY,
    file_id INTEGER NOT NULL REFERENCES file_texts (id),
    page INTEGER NOT NULL,
    text TEXT NOT NULL,
    boxes TEXT NOT NULL DEFAULT '',
    by_ocr INTEGER NOT NULL DEFAULT 0 CHECK (by_ocr IN (0, 1)),
    width INTEGER NOT NULL DEFAULT 0,
    height INTEGER NOT NULL DEFAULT 0,
    part TEXT NOT NULL DEFAULT '',
    UNIQUE (file_id, page)
) STRICT;

-- rowid: the document. The index keeps no text; what was indexed is in search_entries, so that it can be taken out again.
CREATE VIRTUAL TABLE search_index USING fts5 (title, notes, text, content = '', tokenize = 'unicode61 remove_diacritics 0');

-- file_id NULL: the text was not there yet.
CREATE TABLE search_entries (
    document_id INTEGER PRIMARY KEY REFERENCES documents (id),
    title TEXT NOT NULL,
    notes TEXT NOT NULL,
    file_id INTEGER REFERENCES file_texts (id)
) STRICT;

CREATE INDEX search_entries_by_file ON search_entries (file_id);

-- Documents to be indexed, or indexed again.
CREATE TABLE search_waiting (
    document_id INTEGER PRIMARY KEY REFERENCES documents (id)
) STRICT;

CREATE TRIGGER document_is_new AFTER INSERT ON documents BEGIN
    INSERT OR IGNORE INTO search_waiting (document_id) VALUES (new.id);
    INSERT OR IGNORE INTO file_texts (sha256, media_type) SELECT new.sha256, new.media_type WHERE new.sha256 IS NOT NULL;
END;

CREATE TRIGGER document_reads_differently AFTER UPDATE OF title, file_name, note, statement, sha256 ON documents BEGIN
    INSERT OR IGNORE INTO search_waiting (document_id) VALUES (new.id);
    INSERT OR IGNORE INTO file_texts (sha256, media_type) SELECT new.sha256, new.media_type WHERE new.sha256 IS NOT NULL;
END;

INSERT INTO file_texts (sha256, media_type) SELECT sha256, max(media_type) FROM documents WHERE sha256 IS NOT NULL GROUP BY sha256;

INSERT INTO search_waiting (document_id) SELECT id FROM documents;
