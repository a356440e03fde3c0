//! What an answer to a capture, a cancel or a refund means to the merchant of both storms.

/// What an answer means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OperationAnswer {
    /// It was taken.
    Taken,
    /// It never will be.
    Refused,
    /// It is sent again, with the same key.
    Again,
}

impl OperationAnswer {
    /// Reads an answer by its status and the code of its problem.
    pub fn of(status: u16, code: &str) -> Self {
        // Another operation is under way, or the same one.
        let is_busy = status == 409 && code != "payment.state";
        match status {
            200 => Self::Taken,
            400..500 if !is_busy && status != 429 => Self::Refused,
            _ => Self::Again,
        }
    }
}
