//! The settings that a provider is made from.

use std::sync::Arc;

use oneclick_providers::certitrade::CertiTrade;
use oneclick_providers::costplus::CostPlus;
use oneclick_providers::finpay::Finpay;
use oneclick_providers::smart2pay::Smart2Pay;
use oneclick_providers::{Provider, ProviderName};

use crate::config::address::HostName;

/// A provider's section, checked.
#[derive(Clone, Debug)]
pub struct ProviderSettings {
    /// What the provider is made from.
    pub provider: Settings,
    /// Whether 3-D Secure is asked for where the session does not say.
    pub three_d_secure: bool,
    /// Hosts that a shopper may be sent to.
    pub redirect_hosts: Vec<HostName>,
}

/// Says what a provider is made from.
#[derive(Clone, Debug)]
pub enum Settings {
    /// CertiTrade.
    CertiTrade(oneclick_providers::certitrade::CertiTradeSettings),
    /// CostPlus.
    CostPlus(oneclick_providers::costplus::CostPlusSettings),
    /// Finpay.
    Finpay(oneclick_providers::finpay::FinpaySettings),
    /// Smart2Pay.
    Smart2Pay(oneclick_providers::smart2pay::Smart2PaySettings),
}

impl Settings {
    /// Returns the provider's name.
    pub fn name(&self) -> ProviderName {
        match self {
            Self::CertiTrade(_) => ProviderName::CertiTrade,
            Self::CostPlus(_) => ProviderName::CostPlus,
            Self::Finpay(_) => ProviderName::Finpay,
            Self::Smart2Pay(_) => ProviderName::Smart2Pay,
        }
    }

    /// Makes the provider.
    pub fn build(&self) -> Arc<dyn Provider> {
        match self.clone() {
            Self::CertiTrade(settings) => Arc::new(CertiTrade::new(settings)),
            Self::CostPlus(settings) => Arc::new(CostPlus::new(settings)),
            Self::Finpay(settings) => Arc::new(Finpay::new(settings)),
            Self::Smart2Pay(settings) => Arc::new(Smart2Pay::new(settings)),
        }
    }
}
