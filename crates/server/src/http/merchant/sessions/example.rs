//! What the description shows of a session as the merchant sees it.

use oneclick_rules::Mode;

use crate::http::example::Example;
use crate::http::merchant::payments::MerchantPaymentView;
use crate::http::merchant::sessions::{OpenedView, SessionView};
use crate::model::example::{self, PAID_AT};

impl SessionView {
    /// Returns the session with these payments.
    fn example_with(payments: Vec<MerchantPaymentView>) -> Option<Self> {
        let amount = example::euro(995)?;
        Some(Self {
            id: example::session_id()?,
            order: example::order()?,
            amount: amount.minor(),
            currency: amount.currency(),
            expires_at: PAID_AT + 3540,
            mode: Mode::Test,
            payments,
        })
    }
}

impl Example for SessionView {
    fn example() -> Option<Self> {
        Self::example_with(vec![MerchantPaymentView::example()?])
    }
}

impl Example for OpenedView<'_> {
    fn example() -> Option<Self> {
        let session = SessionView::example_with(Vec::new())?;
        let page = format!("{}.abcdefghijklmnopqrstuvwxyz", session.id);
        Some(Self {
            session,
            client_token: "ct_the-token-that-opens-this-one-session",
            pay_url: format!("https://pay.shop.example/pay/{page}"),
        })
    }
}
