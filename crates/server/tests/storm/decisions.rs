//! What the providers of both storms decide about an order's money.

use fastrand::Rng;
use oneclick_sandbox::{Behaviour, SandboxProvider};

/// Draws what a provider decides; nothing out of the ordinary for most.
pub fn decided(provider: SandboxProvider, rng: &mut Rng) -> Option<Behaviour> {
    match rng.u32(..100) {
        0..10 => Some(Behaviour::Declined),
        10..13 => Some(Behaviour::WrongCvc),
        13..19 => Some(Behaviour::ThreeDSecure),
        19..24 => Some(Behaviour::Pending),
        // CostPlus asks for it until somebody in its back office ends that.
        24..27 if provider != SandboxProvider::Costplus => Some(Behaviour::CaptureRequested),
        _ => None,
    }
}
