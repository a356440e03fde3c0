//! The server over real HTTP, with the sandbox in the provider's place.
#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "what the tests share stands outside test functions"
)]

mod after_the_end;
mod asleep;
mod back_office;
mod bad_input;
mod between;
mod cards;
mod clocks;
mod clocks_apart;
mod command_line;
mod confirm;
mod connections;
mod crowd;
mod duplicates;
mod everywhere;
mod faults;
mod gate;
mod giving_up;
mod giving_up_killed;
mod guessing;
mod health;
mod hosted;
mod keys;
mod lanes;
mod late;
mod late_duplicates;
mod leases;
mod limit_resets;
mod lost_operations;
mod malformed;
mod memory;
mod merchant_charges;
mod money_everywhere;
mod new_card;
mod new_card_everywhere;
mod new_card_limits;
mod notifications;
mod notifications_everywhere;
mod nulls;
mod once;
mod operation_keys;
mod operations;
mod origins;
mod page;
mod page_ends;
mod pending;
mod prepared;
mod process;
mod raw;
mod redirects;
mod removal;
mod renewal;
mod review;
mod review_all;
mod rotation;
mod saving;
mod secrets;
mod sessions;
mod set_back;
mod shared_tokens;
mod slewed;
mod slow;
mod texts;
mod understood;
mod unreadable;
mod widget_files;
mod words;
mod world;
