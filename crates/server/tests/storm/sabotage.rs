//! Mistakes that a storm must catch, made around the engine on purpose.

use anyhow::Result;
use clap::ValueEnum;
use oneclick_server::store::{MemoryDatabase, StatementPatch};

use crate::fault_kinds::FaultKind;

/// A mistake made on purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Sabotage {
    /// A charge without an answer is sent again.
    ChargeAgain,
    /// A refund without an answer is sent again.
    RefundAgain,
    /// The first empty look-ups free the order.
    FreeAtOnce,
    /// What frees an order is measured by the wall clock alone.
    WallClockAlone,
    /// A repeated key is answered with what its first request was told.
    StaleReplay,
    /// A planned look-up is overwritten by one from before.
    LostSchedule,
    /// Whoever pays sees attempts as they stood before they succeeded; the index holds.
    BlindRules,
    /// The same, with one index for what is open and one for what is paid.
    TwoIndexes,
    /// A commit is answered before it is synced.
    AnswerBeforeSync,
    /// A webhook is written after the transaction of its change.
    OutboxOutside,
    /// Whoever refunds sees no operation whose outcome is open; the index holds.
    BlindRefunds,
    /// The same without the index: no row, sum or balance tells that a refund is under way.
    NoReservation,
    /// A server that has stood still decides by what it had read before; its write asks
    /// for the version.
    OldReading,
    /// The same, and its write asks for no version.
    StaleLease,
}

/// Reads an order's attempts without those that are paid, as a transaction beside the one
/// that notes a success would.
const BLIND: &[StatementPatch] = &[(
    "WHERE order_reference = $1 ORDER BY rowid DESC",
    "WHERE order_reference = $1 AND state NOT IN ('authorised', 'captured') ORDER BY rowid DESC",
)];

/// Reads a payment's operations without those whose outcome is open.
const UNCOUNTED: &[StatementPatch] = &[(
    "WHERE attempt_id = $1 ORDER BY created_at, id",
    "WHERE attempt_id = $1 AND state NOT IN ('created', 'sent', 'unknown') ORDER BY created_at, id",
)];

/// What each server reads of an attempt: as it was when the server began to stand still,
/// if it has only just gone on.
const OLD_READING: [&[StatementPatch]; 2] = [
    &[(
        "SELECT * FROM attempts WHERE id = $1",
        "SELECT * FROM seen_0 WHERE id = $1",
    )],
    &[(
        "SELECT * FROM attempts WHERE id = $1",
        "SELECT * FROM seen_1 WHERE id = $1",
    )],
];

/// The same, and a write over whatever has been written since.
const STALE_LEASE: [&[StatementPatch]; 2] = [
    &[
        (
            "SELECT * FROM attempts WHERE id = $1",
            "SELECT * FROM seen_0 WHERE id = $1",
        ),
        ("WHERE id = $8 AND version = $9", "WHERE id = $8"),
    ],
    &[
        (
            "SELECT * FROM attempts WHERE id = $1",
            "SELECT * FROM seen_1 WHERE id = $1",
        ),
        ("WHERE id = $8 AND version = $9", "WHERE id = $8"),
    ],
];

const SEEN: &str = "CREATE TABLE stood_0 AS SELECT * FROM attempts WHERE 0;
    CREATE TABLE stood_1 AS SELECT * FROM attempts WHERE 0;
    CREATE VIEW seen_0 AS SELECT * FROM stood_0
        UNION ALL SELECT * FROM attempts WHERE id NOT IN (SELECT id FROM stood_0);
    CREATE VIEW seen_1 AS SELECT * FROM stood_1
        UNION ALL SELECT * FROM attempts WHERE id NOT IN (SELECT id FROM stood_1);";

const TWO_INDEXES: &str = "DROP INDEX attempts_hold_order;
    CREATE UNIQUE INDEX attempts_open ON attempts (order_reference) WHERE state IN (
        'created', 'sent', 'unknown', 'action_required', 'processing', 'needs_review');
    CREATE UNIQUE INDEX attempts_paid ON attempts (order_reference) WHERE state IN (
        'authorised', 'captured', 'cancelled', 'refunded');";

// Whatever is planned for an unknown outcome is lost after the first look-up.
const LOST_SCHEDULE: &str = "CREATE TRIGGER lost_schedule AFTER UPDATE OF look_up_at ON attempts
    WHEN NEW.look_ups >= 1 AND NEW.look_up_at IS NOT NULL
    BEGIN UPDATE attempts SET look_up_at = NULL WHERE id = NEW.id; END";

/// Loses the newest webhook, as long as nobody has taken it to be sent: with the server
/// that would have written it next.
pub const LOSE_NEWEST_WEBHOOK: &str = "CREATE TEMP TABLE lost AS SELECT id, subject FROM webhooks
        WHERE rowid = (SELECT MAX(rowid) FROM webhooks) AND state = 'pending' AND tries = 0
            AND subject NOT IN (SELECT subject FROM webhook_lines WHERE lease_owner IS NOT NULL);
    DELETE FROM webhooks WHERE id IN (SELECT id FROM lost);
    DELETE FROM webhook_lines WHERE subject IN (SELECT subject FROM lost) AND last_sequence = 1;
    UPDATE webhook_lines SET last_sequence = last_sequence - 1,
            due_at = CASE WHEN done_sequence < last_sequence - 1 THEN due_at END
        WHERE subject IN (SELECT subject FROM lost);
    DROP TABLE lost;";

const FREE_AT_ONCE: &str = "[engine]\nprovider_timeout_ms = 4000\nlook_up_timeout_ms = 4000\nnot_found_after_ms = 8001\nempty_look_ups_apart_ms = 1\n";

impl Sabotage {
    /// Puts the mistake into a database, where it belongs there.
    ///
    /// # Errors
    /// Fails if SQLite refuses it.
    pub fn spoil(self, database: MemoryDatabase) -> Result<MemoryDatabase> {
        match self {
            Self::LostSchedule => database.tamper(LOST_SCHEDULE)?,
            Self::TwoIndexes => database.tamper(TWO_INDEXES)?,
            Self::NoReservation => database.tamper("DROP INDEX operations_one_unresolved")?,
            Self::OldReading | Self::StaleLease => database.tamper(SEEN)?,
            _ => {}
        }
        Ok(match self {
            Self::BlindRules | Self::TwoIndexes => database.patched(BLIND),
            Self::AnswerBeforeSync => database.syncing_late(),
            Self::BlindRefunds | Self::NoReservation => database.patched(UNCOUNTED),
            _ => database,
        })
    }

    /// Puts the mistake into the database as one of the two servers has it.
    pub fn spoil_for(self, number: usize, database: &MemoryDatabase) -> MemoryDatabase {
        let database = database.clone();
        let patches = match self {
            Self::OldReading => OLD_READING.get(number),
            Self::StaleLease => STALE_LEASE.get(number),
            _ => None,
        };
        match patches {
            Some(patches) => database.patched(patches),
            None => database,
        }
    }

    /// Whether a server that stands still goes on with what it had read.
    pub fn keeps_readings(self) -> bool {
        matches!(self, Self::OldReading | Self::StaleLease)
    }

    /// What the merchant does with half of the orders, for it to show in few of them.
    pub fn shows_best_by(self) -> Option<FaultKind> {
        match self {
            // One whose loss is taken for the other's success.
            Self::BlindRefunds | Self::NoReservation => Some(FaultKind::MerchantRefund),
            // What is written over shows if it was newer, and the end of it.
            Self::OldReading | Self::StaleLease => Some(FaultKind::MerchantCancel),
            _ => None,
        }
    }

    /// What the mistake adds to the configuration.
    pub fn configuration(self) -> &'static str {
        if self == Self::FreeAtOnce {
            FREE_AT_ONCE
        } else {
            ""
        }
    }
}
