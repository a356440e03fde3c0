//! The server over real HTTP, with the sandbox in the provider's place.
#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "what the tests share stands outside test functions"
)]

mod admin {
    mod decisions;
    mod finding;
    mod secrets;
    mod sign_in;
    mod webhooks;
}

mod cards {
    mod key_rotation;
    mod prepared_accounts;
    mod removal;
    mod renewal;
    mod saving_new_cards;
    mod shared_tokens;
    mod stored_cards;
}

mod checkout {
    mod default_card;
    mod offered;
    mod refused_changes;
    mod removing_cards;
}

mod clocks {
    mod apart;
    mod asleep;
    mod leases;
    mod old_answers;
    mod on_the_page;
    mod set_back;
    mod slewed;
    mod steps;
}

mod command_line {
    mod check;
    mod conformance;
    #[cfg(target_os = "linux")]
    mod disk;
    mod keys;
    mod logging;
    mod migrate;
    mod providers;
    mod reload;
    #[cfg(target_os = "linux")]
    mod runbooks;
    mod start_and_stop;
}

mod database {
    mod failover;
    mod lost_tail;
    mod plans;
    mod standing_still;
}

mod edge {
    mod bad_input;
    mod connections;
    mod crowd;
    mod description;
    mod enumerated_members;
    mod hidden_characters;
    mod isolated_page;
    mod lenient_input;
    mod malformed;
    mod nulls;
    mod origins;
    mod reference_page;
    mod return_pages;
    mod schemathesis;
    mod security_txt;
    mod tls;
    mod trace_parents;
    mod widget_files;
}

mod jobs {
    mod health;
    mod lanes;
    mod leases;
    mod unreadable_rows;
}

mod notifications {
    mod at_every_provider;
    mod verification;
}

mod operations {
    mod at_every_provider;
    mod back_office;
    mod capture_cancel_refund;
    mod idempotency_keys;
    mod lost_answers;
    mod pending_refunds;
}

mod pay_page {
    mod address;
    mod elsewhere;
    mod languages;
    mod outcomes;
    mod paying;
}

mod payments {
    mod at_every_provider;
    mod duplicate_charges;
    mod endless_answers;
    mod every_scenario;
    mod giving_up;
    mod giving_up_killed;
    mod hosted_page_ends;
    mod idempotency_keys;
    mod late_duplicate_charges;
    mod late_evidence;
    mod limit_resets;
    mod limits;
    mod long_lists;
    mod look_ups;
    mod merchant_initiated;
    mod money_after_the_end;
    mod new_card;
    mod new_card_at_every_provider;
    mod new_card_limits;
    mod one_charge_an_order;
    mod provider_faults;
    mod references;
    mod slow_answers;
    mod taken_over;
    mod three_d_secure;
    mod unconfirmed_refusals;
    mod upgrade;
}

mod recovery {
    mod at_every_provider;
    mod backup;
    mod before_a_charge;
    mod closed;
    mod freed;
    mod lists;
    mod on_a_page;
    mod reads;
}

mod retention {
    mod clocks;
    mod customers;
    mod ended_sessions;
    mod taken_webhooks;
}

mod review {
    mod command_line;
    mod decisions;
}

mod secrets {
    mod known;
    mod memory;
    mod misplaced;
    mod recorder;
    mod run;
    #[cfg(feature = "otlp")]
    mod spans;
    mod traces;
    mod whole_run;
}

mod sessions {
    mod changed_amount;
    mod creation;
    mod lifetime;
}

mod webhooks {
    mod command_line;
    pub mod delivery;
    mod libraries;
    mod parked;
    mod redelivered;
    mod servers;
    mod told;
}

mod stage {
    pub mod answer;
    pub mod back_office;
    pub mod between;
    pub mod bodies;
    pub mod booked;
    pub mod card;
    pub mod cluster;
    pub mod configuration;
    pub mod copy;
    pub mod database;
    pub mod fault;
    pub mod former_store;
    pub mod hosted;
    pub mod limits;
    pub mod look_ups;
    pub mod lost_answer;
    pub mod merchant_bodies;
    pub mod notifications;
    pub mod operation;
    pub mod operator;
    pub mod page;
    pub mod pay_page;
    pub mod place;
    pub mod program;
    pub mod raw;
    pub mod receiver;
    pub mod review;
    #[cfg(target_os = "linux")]
    pub mod service;
    pub mod vault_keys;
    pub mod world;
}
