#![doc = include_str!("../README.md")]

mod words;

mod amount;
mod brand;
mod brand_mark;
mod currency;
mod customer;
mod cvc;
mod digits;
mod error_code;
mod expiry;
mod id;
mod key;
mod language;
mod last_four;
mod limit;
mod messages;
mod order;
mod payment;
mod phone;
mod placeholder;
mod plain;
mod stored_card;
pub mod wire;

pub use amount::Amount;
pub use brand::Brand;
pub use currency::Currency;
pub use customer::{Customer, CustomerFields, CustomerId};
pub use cvc::{Cvc, CvcPolicy, CvcSupport};
pub use digits::{decimal_digits, typed_digits};
pub use error_code::{ErrorCode, Violation};
pub use expiry::Expiry;
pub use id::{CardId, PaymentId, SessionId};
pub use key::IdempotencyKey;
pub use language::language_tag;
pub use last_four::LastFour;
pub use limit::Limit;
pub use messages::MessageKey;
pub use order::OrderReference;
pub use payment::{DeclineReason, Failure, PaymentState, RedirectKind, Retry};
pub use phone::phone_number;
pub use placeholder::is_nothing_at_all;
pub use plain::is_plain;
pub use stored_card::{CardUse, Mode, StoredCard, Unusable};
