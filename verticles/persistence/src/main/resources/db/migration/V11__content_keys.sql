-- Bodies that are sealed under keys which lie in a folder outside of the database. content_keys: which folder; null: there is
-- none. body_key, hash_key: the number of the key among those of the conversation; null: the body is text, and the hash is one.
-- A sealed body is 29 bytes longer than its text.
ALTER TABLE bm_site ADD COLUMN content_keys BINARY(16) NULL;
ALTER TABLE bm_messages MODIFY COLUMN body VARBINARY(16448) NULL;
ALTER TABLE bm_messages ADD COLUMN body_key BIGINT NULL;
ALTER TABLE bm_client_ids ADD COLUMN hash_key BIGINT NULL;
