-- Users of the site: who they are, which proofs were used, and which tokens were given back.
-- Times are Unix milliseconds. Keep the tables in step with migrations/postgres.

CREATE TABLE users (
    site_id    TEXT    NOT NULL,
    id         TEXT    NOT NULL,
    sub        TEXT    NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (site_id, id)
);

-- A row lives as long as the proof. It keeps hashes only: of the proof's name, and of the user and key it is bound to.
CREATE TABLE used_identities (
    site_id     TEXT    NOT NULL,
    jti_hash    BLOB    NOT NULL,
    holder_hash BLOB    NOT NULL,
    expires_at  INTEGER NOT NULL,
    PRIMARY KEY (site_id, jti_hash)
);

CREATE INDEX used_identities_by_expiry ON used_identities (expires_at);

-- A row lives as long as the token.
CREATE TABLE revoked_tokens (
    site_id    TEXT    NOT NULL,
    jti        TEXT    NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (site_id, jti)
);

CREATE INDEX revoked_tokens_by_expiry ON revoked_tokens (expires_at);

-- The first user with whom a key was proven: the key's conversations go to that user and to no other.
ALTER TABLE visitors ADD COLUMN user_id TEXT;
CREATE INDEX visitors_by_user ON visitors (site_id, user_id);
