-- The page that asks for a stored card's security code has the word `cvc` too.
ALTER TABLE attempts ADD COLUMN page TEXT NOT NULL DEFAULT 'authentication'
    CHECK (page IN ('card_page', 'cvc_page', 'authentication'));
UPDATE attempts SET page = CASE redirect_kind WHEN 'code_page' THEN 'cvc_page' ELSE redirect_kind END;
ALTER TABLE attempts DROP COLUMN redirect_kind;
ALTER TABLE attempts RENAME COLUMN page TO redirect_kind;
