-- Tables of the program itself. Registers lie in the migrations after this one.
-- Moments are Unix milliseconds in UTC, nought for never; yes and no are 1 and 0.

-- +goose Up

-- unit has one row for each unit of work that wrote something.
CREATE TABLE unit (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    actor INTEGER NOT NULL,
    cause TEXT NOT NULL,
    about TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX unit_by_about ON unit (about) WHERE about <> '';

-- history is what people read: tracked fields before and after.
CREATE TABLE history (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    actor INTEGER NOT NULL,
    cause TEXT NOT NULL,
    unit INTEGER NOT NULL,
    register TEXT NOT NULL,
    record INTEGER NOT NULL,
    field TEXT NOT NULL DEFAULT '',
    class TEXT NOT NULL DEFAULT '',
    was TEXT NOT NULL DEFAULT '',
    now TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX history_by_record ON history (register, record, id);
CREATE INDEX history_by_actor ON history (actor, id);

-- journal is what undo reads: the whole record before each write, as JSON;
-- NULL says that it was made.
CREATE TABLE journal (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    unit INTEGER NOT NULL,
    at INTEGER NOT NULL,
    register TEXT NOT NULL,
    record INTEGER NOT NULL,
    version_after INTEGER NOT NULL,
    before TEXT NULL
) STRICT;
CREATE INDEX journal_by_unit ON journal (unit);
CREATE INDEX journal_by_record ON journal (register, record);

-- audit is only ever added to; each line is chained to the one before. What is
-- older than three years, of 1095 days, may go, as personal data are not kept
-- for ever.
CREATE TABLE audit (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    node TEXT NOT NULL,
    chain TEXT NOT NULL,
    seq INTEGER NOT NULL,
    actor INTEGER NOT NULL,
    act TEXT NOT NULL,
    register TEXT NOT NULL DEFAULT '',
    record INTEGER NOT NULL DEFAULT 0,
    facts TEXT NOT NULL DEFAULT '{}',
    prev TEXT NOT NULL,
    hash TEXT NOT NULL,
    UNIQUE (chain, seq)
) STRICT;
CREATE INDEX audit_by_at ON audit (at, id);
CREATE INDEX audit_by_actor ON audit (actor, id);

-- +goose StatementBegin
CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN
    SELECT RAISE(ABORT, 'the audit log is only added to');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit WHEN OLD.at > (unixepoch() - 1095 * 86400) * 1000 BEGIN
    SELECT RAISE(ABORT, 'the audit log is only added to');
END;
-- +goose StatementEnd

-- notice is the outbox: what happened, for those who are told of it later.
CREATE TABLE notice (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    unit INTEGER NOT NULL,
    register TEXT NOT NULL,
    record INTEGER NOT NULL,
    act TEXT NOT NULL,
    fields TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX notice_by_at ON notice (at);

-- visit keeps when each value of a field was entered and left; 0 is not yet.
CREATE TABLE visit (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    register TEXT NOT NULL,
    record INTEGER NOT NULL,
    field TEXT NOT NULL,
    value INTEGER NOT NULL,
    entered_at INTEGER NOT NULL,
    left_at INTEGER NOT NULL DEFAULT 0,
    entered_by INTEGER NOT NULL DEFAULT 0,
    unit INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX visit_by_record ON visit (register, record, field);
CREATE INDEX visit_by_value ON visit (register, field, value, left_at);

-- stay totals the visits that are over, of records outside the archive: how many
-- there were of so many whole days, by the month of leaving.
CREATE TABLE stay (
    key TEXT NOT NULL PRIMARY KEY,
    register TEXT NOT NULL,
    field TEXT NOT NULL,
    value INTEGER NOT NULL,
    left_on TEXT NOT NULL,
    days INTEGER NOT NULL,
    n INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

-- step totals the moves of visited fields, of records outside the archive: how
-- often each value was come to from which one, 0 being none, by the month.
CREATE TABLE step (
    key TEXT NOT NULL PRIMARY KEY,
    register TEXT NOT NULL,
    field TEXT NOT NULL,
    origin INTEGER NOT NULL,
    value INTEGER NOT NULL,
    entered_on TEXT NOT NULL,
    n INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE TABLE counter (
    series TEXT NOT NULL PRIMARY KEY,
    next INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE setting (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;

-- session is a signed-in browser; the token itself is not kept, only its hash.
-- half says that the password was right and the second factor is awaited.
CREATE TABLE session (
    hash TEXT NOT NULL PRIMARY KEY,
    user_id INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    seen_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    address TEXT NOT NULL DEFAULT '',
    device TEXT NOT NULL DEFAULT '',
    method TEXT NOT NULL DEFAULT '',
    half INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE INDEX session_by_user ON session (user_id);
CREATE INDEX session_by_expires_at ON session (expires_at);

CREATE TABLE sign_in (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    user_id INTEGER NULL,
    name TEXT NOT NULL DEFAULT '',
    address TEXT NOT NULL DEFAULT '',
    device TEXT NOT NULL DEFAULT '',
    outcome TEXT NOT NULL
) STRICT;
CREATE INDEX sign_in_by_user ON sign_in (user_id, at);
CREATE INDEX sign_in_by_at ON sign_in (at);

CREATE TABLE throttle (
    key TEXT NOT NULL PRIMARY KEY,
    count INTEGER NOT NULL,
    until INTEGER NOT NULL DEFAULT 0,
    since INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE token (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    hash TEXT NOT NULL UNIQUE,
    scopes TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL DEFAULT 0,
    used_at INTEGER NOT NULL DEFAULT 0,
    revoked_at INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX token_by_user ON token (user_id, id);

-- invitation is a link that may be used once: to join, or to set a password.
CREATE TABLE invitation (
    hash TEXT NOT NULL PRIMARY KEY,
    user_id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE INDEX invitation_by_user ON invitation (user_id, kind);

-- credential keeps what a user signs in with: the hash of the password, the
-- sealed key of one-time codes and the hashes of recovery codes.
CREATE TABLE credential (
    user_id INTEGER PRIMARY KEY,
    password TEXT NOT NULL DEFAULT '',
    totp TEXT NOT NULL DEFAULT '',
    totp_step INTEGER NOT NULL DEFAULT 0,
    recovery TEXT NOT NULL DEFAULT '',
    changed_at INTEGER NOT NULL
) STRICT;

CREATE TABLE draft (
    user_id INTEGER NOT NULL,
    key TEXT NOT NULL,
    body TEXT NOT NULL,
    saved_at INTEGER NOT NULL,
    PRIMARY KEY (user_id, key)
) STRICT;
CREATE INDEX draft_by_saved_at ON draft (saved_at);

-- idempotency answers a repeated request with its first answer; status 0 says
-- that the first is still being worked on.
CREATE TABLE idempotency (
    user_id INTEGER NOT NULL,
    key TEXT NOT NULL,
    request TEXT NOT NULL,
    status INTEGER NOT NULL DEFAULT 0,
    answer TEXT NOT NULL DEFAULT '',
    at INTEGER NOT NULL,
    PRIMARY KEY (user_id, key)
) STRICT;
CREATE INDEX idempotency_by_at ON idempotency (at);

-- job is durable work; memo is what it keeps of itself between its units of work. state is waiting, running, done, parked or cancelled;
-- key keeps a second job from being added while one waits, slot keeps
-- a periodic job from being added twice for one moment, ever.
CREATE TABLE job (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    input TEXT NOT NULL,
    key TEXT NULL,
    slot TEXT NULL UNIQUE,
    at INTEGER NOT NULL,
    state TEXT NOT NULL DEFAULT 'waiting',
    attempts INTEGER NOT NULL DEFAULT 0,
    claimed_by TEXT NOT NULL DEFAULT '',
    lease_until INTEGER NOT NULL DEFAULT 0,
    stop INTEGER NOT NULL DEFAULT 0,
    done INTEGER NOT NULL DEFAULT 0,
    total INTEGER NOT NULL DEFAULT 0,
    note TEXT NOT NULL DEFAULT '',
    memo TEXT NOT NULL DEFAULT '',
    error TEXT NOT NULL DEFAULT '',
    actor INTEGER NOT NULL DEFAULT 0,
    made_at INTEGER NOT NULL,
    finished_at INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX job_waiting ON job (at, id) WHERE state = 'waiting';
CREATE INDEX job_running ON job (lease_until) WHERE state = 'running';
CREATE INDEX job_finished ON job (finished_at) WHERE state IN ('done', 'cancelled');
CREATE INDEX job_parked ON job (finished_at) WHERE state = 'parked';
CREATE INDEX job_of ON job (actor, kind, id);
CREATE UNIQUE INDEX job_key_unique ON job (key) WHERE state = 'waiting';
CREATE INDEX job_by_key ON job (key, id) WHERE key IS NOT NULL;

-- job_row is a record that a job is to deal with; reason is why it did not.
CREATE TABLE job_row (
    job INTEGER NOT NULL,
    record INTEGER NOT NULL,
    reason TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (job, record)
) STRICT, WITHOUT ROWID;
CREATE INDEX job_row_refused ON job_row (job, record) WHERE reason <> '';

-- suppressed are addresses that are not to be written to with offers, as
-- hashes by the key of the installation: who was erased is not written to again.
CREATE TABLE suppressed (
    hash TEXT NOT NULL PRIMARY KEY,
    at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- apart are two records of which somebody said that they are not the same.
CREATE TABLE apart (
    register TEXT NOT NULL,
    one INTEGER NOT NULL,
    other INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (register, one, other)
) STRICT, WITHOUT ROWID;

CREATE TABLE pin (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    label TEXT NOT NULL,
    address TEXT NOT NULL,
    UNIQUE (user_id, address)
) STRICT;

-- blob is a stored file by the SHA-256 of its content; at is when it was last
-- brought or said.
CREATE TABLE blob (
    hash TEXT NOT NULL PRIMARY KEY,
    size INTEGER NOT NULL,
    at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX blob_by_at ON blob (at);
