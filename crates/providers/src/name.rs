//! The names of the providers: the one table that the config, the server, the
//! documentation and the demonstration go by.

use core::fmt;

/// A provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ProviderName {
    /// CertiTrade.
    CertiTrade,
    /// CostPlus.
    CostPlus,
    /// Finpay.
    Finpay,
    /// Smart2Pay.
    Smart2Pay,
}

impl ProviderName {
    /// Every provider, in the order in which they are listed.
    pub const ALL: [Self; 4] = [
        Self::CertiTrade,
        Self::CostPlus,
        Self::Finpay,
        Self::Smart2Pay,
    ];

    /// Gives the name as the config, the API and the store spell it, and as people do.
    const fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::CertiTrade => ("certitrade", "CertiTrade"),
            Self::CostPlus => ("costplus", "CostPlus"),
            Self::Finpay => ("finpay", "Finpay"),
            Self::Smart2Pay => ("smart2pay", "Smart2Pay"),
        }
    }

    /// Shows the name as the config, the API and the store spell it.
    pub const fn as_str(self) -> &'static str {
        self.names().0
    }

    /// Shows the name as people spell it.
    pub const fn display_name(self) -> &'static str {
        self.names().1
    }
}

impl fmt::Display for ProviderName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
