-- What every intent counts and every session lists, read while the write lock
-- is held: without these, every order and every card there is.
CREATE INDEX orders_of_customer ON orders (customer_id);
CREATE INDEX cards_of_customer ON cards (customer_id);
