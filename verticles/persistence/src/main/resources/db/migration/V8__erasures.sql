-- Erasing people. kind of a job: 2 counts what would go, 3 erases; result: what its runner found, as it alone reads it.
-- kind of a user: 4 is nobody any more; then the row has its id alone, so that what others' conversations name stays one
-- and the same nobody.
ALTER TABLE bm_privacy_jobs ADD COLUMN result VARCHAR(1024) NULL;

-- What is kept of one user is found without reading what is kept of all.
CREATE INDEX bm_blocks_on ON bm_blocks (blocked_id);
