-- One migration path for H2 (MODE=MariaDB) and MariaDB or MySQL.
-- Ids are binary, so that no collation can make two of them equal. What is compared or searched without regard to
-- case has a column of its own with the folded text in UTF-8 bytes (*_key): bytes compare alike on both engines.
-- There are no foreign keys: their checks would take locks on users' rows in every commit of every conversation.
-- Times are milliseconds since 1970 in UTC.

CREATE TABLE bm_site (
  id TINYINT NOT NULL,
  timeline BINARY(16) NOT NULL,
  key_file VARCHAR(128) NULL,
  PRIMARY KEY (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE bm_users (
  id BINARY(16) NOT NULL,
  rid BINARY(16) NOT NULL,
  kind TINYINT NOT NULL,
  login VARCHAR(64) NULL,
  login_key VARBINARY(512) NULL,
  name VARCHAR(128) NOT NULL,
  name_key VARBINARY(1024) NOT NULL,
  password_hash VARCHAR(255) NULL,
  email VARCHAR(254) NULL,
  sso_subject VARBINARY(1024) NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY bm_users_rid (rid),
  UNIQUE KEY bm_users_login (login_key),
  UNIQUE KEY bm_users_subject (sso_subject),
  KEY bm_users_name (name_key)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE bm_sso_tokens (
  token_hash BINARY(32) NOT NULL,
  expires_at BIGINT NOT NULL,
  PRIMARY KEY (token_hash),
  KEY bm_sso_tokens_expiry (expires_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE bm_sessions (
  token_hash BINARY(32) NOT NULL,
  user_id BINARY(16) NOT NULL,
  device_id BINARY(16) NOT NULL,
  expires_at BIGINT NOT NULL,
  PRIMARY KEY (token_hash),
  KEY bm_sessions_user (user_id),
  KEY bm_sessions_expiry (expires_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- pair_key: both ids of a direct conversation, the smaller first: one per pair, whoever wins the race.
-- roster_version grows with every change of members, shown_version with what sync shows and no event tells.
CREATE TABLE bm_conversations (
  id BINARY(16) NOT NULL,
  rid BINARY(16) NOT NULL,
  kind TINYINT NOT NULL,
  title VARCHAR(255) NULL,
  title_key VARBINARY(2048) NULL,
  owner_id BINARY(16) NOT NULL,
  pair_key BINARY(32) NULL,
  head BIGINT NOT NULL,
  head_at BIGINT NOT NULL,
  kept_from BIGINT NOT NULL,
  epoch INT NOT NULL,
  member_count INT NOT NULL,
  roster_version BIGINT NOT NULL,
  shown_version BIGINT NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY bm_conversations_rid (rid),
  UNIQUE KEY bm_conversations_pair (pair_key),
  KEY bm_conversations_title (title_key)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- One row for each time that a user was a member. floor_seq is the event that made her one; until_epoch is 0
-- as long as she is one.
CREATE TABLE bm_participants (
  conversation_id BINARY(16) NOT NULL,
  user_id BINARY(16) NOT NULL,
  floor_seq BIGINT NOT NULL,
  from_epoch INT NOT NULL,
  until_epoch INT NOT NULL,
  delivered_seq BIGINT NOT NULL,
  read_seq BIGINT NOT NULL,
  PRIMARY KEY (conversation_id, user_id, floor_seq),
  KEY bm_participants_user (user_id, until_epoch, conversation_id),
  KEY bm_participants_now (conversation_id, until_epoch, user_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE bm_bans (
  conversation_id BINARY(16) NOT NULL,
  user_id BINARY(16) NOT NULL,
  banned_at BIGINT NOT NULL,
  PRIMARY KEY (conversation_id, user_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- The only place where a message's body stands. A deleted message has none.
CREATE TABLE bm_messages (
  conversation_id BINARY(16) NOT NULL,
  id BINARY(16) NOT NULL,
  sender_id BINARY(16) NOT NULL,
  client_id BINARY(16) NOT NULL,
  sent_seq BIGINT NOT NULL,
  reply_to BINARY(16) NULL,
  body VARBINARY(16384) NULL,
  PRIMARY KEY (conversation_id, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE bm_events (
  conversation_id BINARY(16) NOT NULL,
  seq BIGINT NOT NULL,
  type TINYINT NOT NULL,
  epoch INT NOT NULL,
  committed_at BIGINT NOT NULL,
  actor_id BINARY(16) NOT NULL,
  message_id BINARY(16) NULL,
  member_id BINARY(16) NULL,
  reason TINYINT NULL,
  title VARCHAR(255) NULL,
  PRIMARY KEY (conversation_id, seq)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Whom a conversation.created or member.added event names. Their names stand in bm_users alone.
CREATE TABLE bm_event_members (
  conversation_id BINARY(16) NOT NULL,
  seq BIGINT NOT NULL,
  user_id BINARY(16) NOT NULL,
  PRIMARY KEY (conversation_id, seq, user_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE bm_keys (
  conversation_id BINARY(16) NOT NULL,
  epoch INT NOT NULL,
  wrapped VARBINARY(256) NOT NULL,
  reserved_seals BIGINT NOT NULL,
  PRIMARY KEY (conversation_id, epoch)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- client_id comes first in the key, so that a list of them is found by one look into the index.
CREATE TABLE bm_client_ids (
  client_id BINARY(16) NOT NULL,
  sender_id BINARY(16) NOT NULL,
  conversation_id BINARY(16) NOT NULL,
  request_hash BINARY(32) NOT NULL,
  seq BIGINT NOT NULL,
  epoch INT NOT NULL,
  committed_at BIGINT NOT NULL,
  message_id BINARY(16) NULL,
  removed_rid BINARY(16) NULL,
  PRIMARY KEY (client_id, sender_id, conversation_id),
  KEY bm_client_ids_age (committed_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE bm_creations (
  creator_id BINARY(16) NOT NULL,
  client_id BINARY(16) NOT NULL,
  request_hash BINARY(32) NOT NULL,
  conversation_id BINARY(16) NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (creator_id, client_id),
  KEY bm_creations_of (creator_id, created_at),
  KEY bm_creations_age (created_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- lease_until is in the database's own time: the clocks of two origin nodes need not agree.
CREATE TABLE bm_outbox (
  conversation_id BINARY(16) NOT NULL,
  seq BIGINT NOT NULL,
  committed_at BIGINT NOT NULL,
  holder BINARY(16) NOT NULL,
  lease_until BIGINT NOT NULL,
  PRIMARY KEY (conversation_id, seq),
  KEY bm_outbox_lease (lease_until)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
