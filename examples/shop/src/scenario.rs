//! What the sandbox shall do with an order's charges.

use crate::refusal::Refusal;

/// Everything that the sandbox can be told to do, as it names it.
const NAMES: [&str; 16] = [
    "paid",
    "declined",
    "wrong_cvc",
    "stolen",
    "three_d_secure",
    "answer_lost",
    "dropped",
    "error_500",
    "error_500_booked",
    "slow",
    "garbage",
    "html",
    "truncated",
    "wrong_amount",
    "pending",
    "capture_requested",
];

/// One of the sandbox's behaviours, and for how long it holds.
#[derive(Clone)]
pub struct Behaviour {
    /// As the sandbox names it.
    pub name: &'static str,
    /// For how many charges; `None` is for all.
    pub times: Option<u32>,
    /// How slow, where the behaviour is about time.
    pub milliseconds: Option<u64>,
}

impl Behaviour {
    /// The behaviour called `name`.
    ///
    /// # Errors
    ///
    /// The sandbox knows no such behaviour; the refusal lists those it knows.
    pub fn named(
        name: &str,
        times: Option<u32>,
        milliseconds: Option<u64>,
    ) -> Result<Self, Refusal> {
        let Some(name) = NAMES.iter().find(|known| **known == name) else {
            let detail = format!("scenario {name} is none of: {}", NAMES.join(", "));
            return Err(Refusal::bad_request("scenario.unknown", detail));
        };
        Ok(Self {
            name,
            times,
            milliseconds,
        })
    }

    /// Whether the session shall ask for 3-D Secure.
    pub fn asks_the_bank(&self) -> bool {
        self.name == "three_d_secure"
    }
}
