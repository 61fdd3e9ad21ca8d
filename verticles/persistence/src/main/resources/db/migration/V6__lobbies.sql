-- Lobbies of groups' calls: a host lets in whoever was not in the call yet.
ALTER TABLE bm_calls ADD COLUMN lobby TINYINT NOT NULL DEFAULT 0;

-- Who waits, or was let in or turned away (verdict); nothing of it is needed once the call has ended. since_at: when she
-- began to wait; asked_at: when she last said that she does.
CREATE TABLE bm_call_admissions (
  call_id BINARY(16) NOT NULL,
  user_id BINARY(16) NOT NULL,
  since_at BIGINT NOT NULL,
  asked_at BIGINT NOT NULL,
  verdict TINYINT NULL,
  PRIMARY KEY (call_id, user_id),
  KEY bm_call_admissions_of (user_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
