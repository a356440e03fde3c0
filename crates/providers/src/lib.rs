#![doc = include_str!("../README.md")]

mod answer;
mod bin_brand;
mod body;
mod call;
mod capabilities;
mod card;
pub mod certitrade;
pub mod costplus;
mod encoding;
mod every;
mod fields;
pub mod finpay;
mod http;
mod line;
mod movement;
mod name;
mod notification;
mod provider;
mod purchase;
mod secret;
mod site;
pub mod smart2pay;
mod unique;

pub use answer::{Answer, Dispute, Found, LookUp, NotReadable, Outcome};
pub use call::{Call, CallStep, ResponseReader};
pub use capabilities::{Ability, Capabilities, Credentials};
pub use card::{CardAt, CardFace, Forgotten, LearnedCard, PaidCard, StoredCardAnswer};
pub use every::every_provider;
pub use http::{HttpRequest, HttpResponse, Method};
pub use movement::{
    ListedRefund, Movement, MovementAnswer, MovementKind, MovementOutcome, OpenPayment, PaymentAt,
    RefundState, Totals,
};
pub use name::ProviderName;
pub use notification::{About, Acknowledgement, Incoming, NotAuthentic, Notice};
pub use provider::Provider;
pub use purchase::{Address, Attempt, Charge, FirstPayment, Initiator, Keep, Purchase, Reference};
pub use secret::Secret;
