-- Who wants to hear nothing of whom. pair_key is that of the direct conversation of the two, whether or not there is one.
CREATE TABLE bm_blocks (
  pair_key BINARY(32) NOT NULL,
  blocker_id BINARY(16) NOT NULL,
  blocked_id BINARY(16) NOT NULL,
  blocked_at BIGINT NOT NULL,
  PRIMARY KEY (pair_key, blocker_id),
  KEY bm_blocks_of (blocker_id, blocked_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
