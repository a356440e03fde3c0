//! What the description shows of the answers to the merchant's backend.

use crate::http::example::{ShownAnswer, shown};
use crate::http::merchant::cards::{CardView, CardsView};
use crate::http::merchant::operations::OperationView;
use crate::http::merchant::payments::MerchantPaymentView;
use crate::http::merchant::providers::ProvidersView;
use crate::http::merchant::sessions::{OpenedView, SessionView};
use crate::http::merchant::webhooks::{ManyView, WebhookView, WebhooksView};

/// Lists them.
pub fn answers() -> [ShownAnswer; 10] {
    [
        shown::<OpenedView<'_>>(),
        shown::<SessionView>(),
        shown::<MerchantPaymentView>(),
        shown::<OperationView>(),
        shown::<CardView>(),
        shown::<CardsView>(),
        shown::<ProvidersView>(),
        shown::<WebhookView>(),
        shown::<WebhooksView>(),
        shown::<ManyView>(),
    ]
}
