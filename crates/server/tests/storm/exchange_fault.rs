//! What befalls an exchange with a provider.

use oneclick_server::environment::RawRequest;

use crate::fault_kinds::FaultKind;
use crate::world::{PROVIDERS, StormWorld};

/// What a request asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    Charge,
    Reading,
    Other,
}

impl Asked {
    pub fn of(request: &RawRequest) -> Self {
        let path = request.url.expose().strip_prefix(PROVIDERS).unwrap_or("");
        let charges = [
            "/certitrade/ctpsp/ws/2.0/payment",
            "/costplus/v1/orders/",
            "/costplus/v1/orders",
            "/smart2pay/v1/payments",
            "/finpay/pg/payment/card/payment",
            "/finpay/pg/payment/card/initiate",
        ];
        match request.method.as_str() {
            "GET" => Self::Reading,
            "POST" if charges.contains(&path) => Self::Charge,
            _ => Self::Other,
        }
    }

    /// Draws what befalls the exchange, if anything.
    pub fn draw(self, world: &StormWorld) -> Option<FaultKind> {
        let table: &[(FaultKind, u64)] = match self {
            Self::Charge => &[
                (FaultKind::LostBeforeBooking, 25),
                (FaultKind::LostAfterBooking, 35),
                (FaultKind::NoConnection, 15),
                (FaultKind::Cut, 15),
                (FaultKind::Garbage, 15),
                (FaultKind::Error500, 15),
                (FaultKind::Stalled, 20),
                (FaultKind::HeldBack, 20),
                (FaultKind::Invisible, 25),
            ],
            Self::Reading => &[
                (FaultKind::LookUp404, 20),
                (FaultKind::LookUp500, 30),
                (FaultKind::LookUpGarbage, 20),
                (FaultKind::LookUpLost, 30),
                (FaultKind::LookUpPaged, 60),
                (FaultKind::LookUpInTwo, 300),
                (FaultKind::Stalled, 10),
            ],
            Self::Other => &[
                (FaultKind::LostBeforeBooking, 30),
                (FaultKind::LostAfterBooking, 30),
                (FaultKind::HeldBack, 10),
            ],
        };
        world.draw_of(table)
    }
}
