//! The four providers, by the names that the control calls know them by.

use serde::{Deserialize, Serialize};

/// A provider that the sandbox simulates.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum SandboxProvider {
    /// CertiTrade's merchant API, below `/certitrade`.
    Certitrade,
    /// Finpay's payment gateway, below `/finpay`.
    Finpay,
    /// CostPlus's orders, below `/costplus`.
    Costplus,
    /// Smart2Pay's card API, below `/smart2pay`.
    #[default]
    Smart2pay,
}

impl SandboxProvider {
    /// Lists all of them.
    pub const ALL: [Self; 4] = [
        Self::Certitrade,
        Self::Finpay,
        Self::Costplus,
        Self::Smart2pay,
    ];

    /// Says where its calls begin: the path that its base URL ends with.
    pub fn path(self) -> &'static str {
        match self {
            Self::Certitrade => "/certitrade",
            Self::Finpay => "/finpay",
            Self::Costplus => "/costplus",
            Self::Smart2pay => "/smart2pay",
        }
    }

    /// Names the part of its documents' base URL that clients put behind that.
    pub fn api_path(self) -> &'static str {
        match self {
            Self::Certitrade => "/ctpsp/ws/2.0",
            Self::Costplus => "/v1",
            Self::Finpay | Self::Smart2pay => "",
        }
    }
}
