//! The store on PostgreSQL, without a server before it.
#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "what the tests share stands outside test functions"
)]

mod blocked;
mod commits;
mod durable;
mod encrypted;
mod failover;
mod frozen;
mod groups;
mod recovery;
mod schema;
mod stage {
    pub mod database;
    pub mod held;
    pub mod proxy;
}
mod starts;
mod transactions;
mod waking;

#[path = "../http/stage/cluster.rs"]
#[expect(dead_code, reason = "the tests over HTTP use the rest")]
mod cluster;
