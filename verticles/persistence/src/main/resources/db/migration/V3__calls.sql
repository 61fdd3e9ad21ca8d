-- Calls: who, when, how long and why over. Media is nowhere, and what a call is about is here alone: its two events
-- name it.

-- heard_at: the last time for which somebody in it was heard. due_at: when it ends by itself; null once it has ended.
CREATE TABLE bm_calls (
  id BINARY(16) NOT NULL,
  conversation_id BINARY(16) NOT NULL,
  media TINYINT NOT NULL,
  caller_id BINARY(16) NOT NULL,
  opened_at BIGINT NOT NULL,
  answered_at BIGINT NULL,
  heard_at BIGINT NOT NULL,
  due_at BIGINT NULL,
  ended_at BIGINT NULL,
  reason TINYINT NULL,
  settled_by TINYINT NULL,
  PRIMARY KEY (id),
  KEY bm_calls_due (due_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Those who were in it. party_id is the one client object of the user that is; null until it has said so.
CREATE TABLE bm_call_participants (
  call_id BINARY(16) NOT NULL,
  user_id BINARY(16) NOT NULL,
  party_id BINARY(16) NULL,
  joined_at BIGINT NOT NULL,
  left_at BIGINT NULL,
  PRIMARY KEY (call_id, user_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- In the row that every change of the conversation locks: so there is at most one.
ALTER TABLE bm_conversations ADD COLUMN open_call_id BINARY(16) NULL;

ALTER TABLE bm_events ADD COLUMN call_id BINARY(16) NULL;
ALTER TABLE bm_client_ids ADD COLUMN call_id BINARY(16) NULL;
