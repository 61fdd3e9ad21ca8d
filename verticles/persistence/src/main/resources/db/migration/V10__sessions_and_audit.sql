-- Since when a device is signed in; nobody knows it of those that were signed in before.
ALTER TABLE bm_sessions ADD COLUMN opened_at BIGINT NULL;

-- What administrators did about what the site keeps. Nothing but deletion by age ever changes a row.
-- done_at comes first in the key: it is read from the newest on, and deleted from the oldest on.
CREATE TABLE bm_audit (
  done_at BIGINT NOT NULL,
  id BINARY(16) NOT NULL,
  act TINYINT NOT NULL,
  actor_id BINARY(16) NOT NULL,
  subject BINARY(16) NULL,
  subject_kind TINYINT NULL,
  kept_for BIGINT NULL,
  PRIMARY KEY (done_at, id),
  KEY bm_audit_actor (actor_id, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
