-- PostgreSQL's cluster and its timeline, as the servers found them last: another one was
-- failed over to, or restored, and may lack what was committed last. Null in a file.
ALTER TABLE deployment ADD COLUMN timeline TEXT;
