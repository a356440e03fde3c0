//! Mistakes that a storm of processes must catch, made around the servers on purpose.

use clap::ValueEnum;

/// A mistake made on purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ProcessSabotage {
    /// Each charge reaches its provider twice.
    BookTwice,
    /// A webhook is taken and forgotten.
    ForgetWebhook,
    /// A payment that succeeded is a declined one in the database.
    ForgetPayment,
    /// A backup that is put back is served from as if it knew all.
    SkipRecover,
}
