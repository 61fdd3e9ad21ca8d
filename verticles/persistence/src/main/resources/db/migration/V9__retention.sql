-- Retention. kept_for: how long this conversation's events are kept, in milliseconds, if that is shorter than what holds for its
-- kind; null: nothing of its own. kept_from (V1) is the first seq that is kept: what is below is nobody's any more, and
-- goes batch by batch. Kinds of a job: 4 counts what the next run would delete, 5 deletes it; of both user_id is zero.
ALTER TABLE bm_conversations ADD COLUMN kept_for BIGINT NULL;

-- The last event that gave the message its body; null if that is the one it was sent with. A message lives as long as
-- the newest event that tells its body. Of what was edited before this column came, the edit goes with the message.
ALTER TABLE bm_messages ADD COLUMN edited_seq BIGINT NULL;

-- What must not be deleted by age, nor because somebody wants to be erased. kind: 1 a conversation, 2 a person and every
-- conversation that she is in or was.
CREATE TABLE bm_holds (
  subject BINARY(16) NOT NULL,
  kind TINYINT NOT NULL,
  held_at BIGINT NOT NULL,
  PRIMARY KEY (subject)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
