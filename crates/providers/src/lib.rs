#![doc = include_str!("../README.md")]

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
mod name;
mod notification;
mod operation;
mod provider;
mod purchase;
mod secret;
mod site;
pub mod smart2pay;
mod status;
mod unique;

pub use call::{Call, CallStep, ResponseReader};
pub use capabilities::{Ability, Capabilities, CredentialCheck};
pub use card::{CardDeletion, CardDetails, CardToSave, ProviderCard, RetrievedCard, SavedCard};
pub use every::every_provider;
pub use http::{HttpMethod, HttpRequest, HttpResponse};
pub use name::ProviderName;
pub use notification::{
    Acknowledgement, IncomingNotification, NotAuthentic, Notification, NotificationSubject,
};
pub use operation::{
    Balance, ListedRefund, OpenPayment, OperationKind, OperationOutcome, OperationRequest,
    OperationStatus, ProviderPayment, RefundState,
};
pub use provider::Provider;
pub use purchase::{
    AttemptReference, AttemptRequest, CardUses, Charge, Initiator, NewCardPayment, PostalAddress,
    Purchase,
};
pub use secret::Secret;
pub use status::{
    DeclinedOnPage, Dispute, FailureReason, FoundPayments, LookUp, NotReadable, Outcome,
    PaymentStatus,
};
