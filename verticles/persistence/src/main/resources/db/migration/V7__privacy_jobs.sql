-- Jobs of the privacy verticle. kind: 1 an export. format: which version's checkpoint and archive it has; a node takes
-- those alone that it understands. checkpoint: from where on to go on, as the runner reads it. lease_until: how
-- long whoever has taken it has it, in the database's own time; fence grows each time it is taken, and what an earlier
-- taker writes does not count. archive: a file's name in the job's folder. link_hash: of a secret that opens the archive until link_until.
CREATE TABLE bm_privacy_jobs (
  id BINARY(16) NOT NULL,
  kind TINYINT NOT NULL,
  format SMALLINT NOT NULL,
  user_id BINARY(16) NOT NULL,
  state TINYINT NOT NULL,
  requested_at BIGINT NOT NULL,
  checkpoint VARCHAR(1024) NULL,
  done BIGINT NOT NULL,
  total BIGINT NOT NULL,
  fence BIGINT NOT NULL,
  lease_until BIGINT NOT NULL,
  archive VARCHAR(64) NULL,
  archive_bytes BIGINT NULL,
  failure TINYINT NULL,
  expires_at BIGINT NULL,
  link_hash BINARY(32) NULL,
  link_until BIGINT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY bm_privacy_jobs_link (link_hash),
  KEY bm_privacy_jobs_of (user_id, requested_at),
  KEY bm_privacy_jobs_open (state, requested_at),
  KEY bm_privacy_jobs_expiry (expires_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- What is kept of one user is found without reading what is kept of all.
CREATE INDEX bm_bans_of ON bm_bans (user_id);
