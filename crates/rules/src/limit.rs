//! The limits against guessing and card testing.

use crate::words::words;

words! {
    /// A limit, by the name that a refusal has it by.
    pub enum Limit {
        /// Security codes on one card that were wrong, or may have been.
        WrongCvcsPerCard = "wrong_cvcs_per_card",
        /// Declines of one order.
        DeclinesPerOrder = "declines_per_order",
        /// Declines of one customer within a day.
        DeclinesPerCustomer = "declines_per_customer",
        /// Payments by a new card that one customer began within a day.
        NewCardsPerCustomer = "new_cards_per_customer",
        /// Requests to pay or to change a card with one token within a minute.
        SubmissionsPerMinute = "submissions_per_minute",
    }
}
