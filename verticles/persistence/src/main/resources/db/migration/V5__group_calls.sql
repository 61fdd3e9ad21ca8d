-- Calls of groups. Who was in one stands in bm_call_participants, as with two, but without a party: joined_at is when she
-- came first, left_at when she went last. A row here is a party that is in it now; it goes with her. due_at: when it has
-- been silent for too long; the earliest of a call is that of the call.
CREATE TABLE bm_call_parties (
  call_id BINARY(16) NOT NULL,
  user_id BINARY(16) NOT NULL,
  party_id BINARY(16) NOT NULL,
  joined_at BIGINT NOT NULL,
  heard_at BIGINT NOT NULL,
  due_at BIGINT NOT NULL,
  PRIMARY KEY (call_id, user_id, party_id),
  KEY bm_call_parties_of (user_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Those who are in a call before those who are not any more: through a room's call thousands may have gone.
CREATE INDEX bm_call_participants_in ON bm_call_participants (call_id, left_at, user_id);

-- What is kept of one user is found without reading what is kept of all.
CREATE INDEX bm_call_participants_of ON bm_call_participants (user_id);
CREATE INDEX bm_calls_of ON bm_calls (caller_id);
