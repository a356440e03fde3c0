//! What shall happen to an order's charges.

use serde::Serialize;

/// One of the sandbox's behaviours, and for how long it holds. The sandbox
/// alone has the list of those that there are.
#[derive(Clone, Serialize)]
pub struct Scenario {
    /// As the sandbox names it.
    #[serde(rename = "do")]
    pub name: String,
    /// For how many charges; `None` is for all.
    pub times: Option<u32>,
    /// How slow, where the behaviour is about time.
    pub milliseconds: Option<u64>,
}

impl Scenario {
    /// Whether the session shall ask for 3-D Secure.
    pub fn asks_the_bank(&self) -> bool {
        self.name == "three_d_secure"
    }
}
