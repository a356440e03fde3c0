//! The server over real HTTP, with the sandbox in the provider's place.
#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "what the tests share stands outside test functions"
)]

mod cards {
    pub mod key_rotation;
    pub mod prepared_accounts;
    pub mod removal;
    pub mod renewal;
    pub mod saving_new_cards;
    pub mod shared_tokens;
    pub mod stored_cards;
}

mod clocks {
    pub mod apart;
    pub mod asleep;
    pub mod set_back;
    pub mod slewed;
    pub mod steps;
}

mod command_line {
    pub mod program;
    pub mod providers;
}

mod edge {
    pub mod bad_input;
    pub mod connections;
    pub mod crowd;
    pub mod malformed;
    pub mod nulls;
    pub mod origins;
    pub mod texts;
    pub mod understood;
    pub mod widget_files;
    pub mod words;
}

mod jobs {
    pub mod health;
    pub mod lanes;
    pub mod leases;
    pub mod unreadable_rows;
}

mod notifications {
    pub mod at_every_provider;
    pub mod verification;
}

mod operations {
    pub mod at_every_provider;
    pub mod back_office;
    pub mod capture_cancel_refund;
    pub mod idempotency_keys;
    pub mod lost_answers;
    pub mod pending_refunds;
}

mod payments {
    pub mod at_every_provider;
    pub mod duplicate_charges;
    pub mod endless_answers;
    pub mod giving_up;
    pub mod giving_up_killed;
    pub mod hosted_page_ends;
    pub mod idempotency_keys;
    pub mod late_duplicate_charges;
    pub mod late_evidence;
    pub mod limit_resets;
    pub mod limits;
    pub mod merchant_initiated;
    pub mod money_after_the_end;
    pub mod new_card;
    pub mod new_card_at_every_provider;
    pub mod new_card_limits;
    pub mod once;
    pub mod provider_faults;
    pub mod slow_answers;
    pub mod three_d_secure;
    pub mod unconfirmed_refusals;
}

mod review {
    pub mod command_line;
    pub mod decisions;
}

mod secrets {
    pub mod log_and_store;
    pub mod memory;
}

mod sessions {
    pub mod changed_amount;
    pub mod life;
}

mod stage {
    pub mod between;
    pub mod database;
    pub mod gate;
    pub mod hosted;
    pub mod notifications;
    pub mod page;
    pub mod raw;
    pub mod world;
}
