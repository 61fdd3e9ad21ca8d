-- What a room of many members needs.
-- turned_at: when the epoch last turned after a removal. turn_due_at: from when on the next change turns it
-- again; the key of the next epoch is in bm_keys already, and is nobody's until then. Null: no turn waits.
ALTER TABLE bm_conversations ADD COLUMN turned_at BIGINT DEFAULT 0 NOT NULL;
ALTER TABLE bm_conversations ADD COLUMN turn_due_at BIGINT NULL;

-- Who has been a member longest, found without reading the others.
CREATE INDEX bm_participants_first ON bm_participants (conversation_id, until_epoch, floor_seq, user_id);
