//! Mistakes that a storm must catch, made around the engine on purpose.

use clap::ValueEnum;

/// A mistake made on purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Sabotage {
    /// A charge without an answer is sent again.
    ChargeAgain,
    /// The first empty look-ups free the order.
    FreeAtOnce,
    /// What frees an order is measured by the wall clock alone.
    WallClockAlone,
    /// A repeated key is answered with what its first request was told.
    StaleReplay,
    /// A planned look-up is overwritten by one from before.
    LostSchedule,
    /// Nothing in the database lets one attempt hold an order.
    NoIndex,
}

impl Sabotage {
    /// Statements that put the mistake into the database.
    pub fn statements(self) -> &'static str {
        match self {
            Self::NoIndex => "DROP INDEX attempts_hold_order",
            // Whatever is planned for an unknown outcome is lost after the first look-up.
            Self::LostSchedule => {
                "CREATE TRIGGER lost_schedule AFTER UPDATE OF look_up_at ON attempts
                    WHEN NEW.look_ups >= 1 AND NEW.look_up_at IS NOT NULL
                    BEGIN UPDATE attempts SET look_up_at = NULL WHERE id = NEW.id; END"
            }
            Self::ChargeAgain | Self::FreeAtOnce | Self::WallClockAlone | Self::StaleReplay => "",
        }
    }

    /// What the mistake adds to the configuration.
    pub fn configuration(self) -> &'static str {
        match self {
            Self::FreeAtOnce => {
                "[engine]\nprovider_timeout_ms = 4000\nlook_up_timeout_ms = 4000\nnot_found_after_ms = 8001\nempty_look_ups_apart_ms = 1\n"
            }
            Self::ChargeAgain
            | Self::WallClockAlone
            | Self::StaleReplay
            | Self::LostSchedule
            | Self::NoIndex => "",
        }
    }
}
