-- Each outcome asks for the duplicates of its attempt.
CREATE INDEX duplicates_of_attempt ON duplicates (attempt_id);
