//! Proves that the storm catches what it is for: a storm that has never failed proves
//! little.

use anyhow::Result;
use clap::ValueEnum;
use serde_json::Value;

use crate::books::BooksBalance;
use crate::round::SimulatedRound;
use crate::sabotage::Sabotage;
use crate::stores;
use crate::worlds::Worlds;

/// Which proofs are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Proofs {
    /// The quickest two mistakes, and that a seed gives the same run twice
    Quick,
    /// Every mistake
    All,
    /// That memory, a file and PostgreSQL come to the same by the same transactions
    Stores,
}

/// A mistake, in how many worlds it shows at the latest, and by which count.
struct MadeMistake {
    sabotage: Sabotage,
    worlds: u64,
    /// It is not 0; none where another safeguard holds, and nothing is wrong.
    caught_by: Option<&'static str>,
}

const fn shows(sabotage: Sabotage, worlds: u64, count: &'static str) -> MadeMistake {
    MadeMistake {
        sabotage,
        worlds,
        caught_by: Some(count),
    }
}

const fn shows_nothing(sabotage: Sabotage, worlds: u64) -> MadeMistake {
    MadeMistake {
        sabotage,
        worlds,
        caught_by: None,
    }
}

/// Where all chance comes from.
const SEED: u64 = 3;
/// How many payments a world has.
const IN_A_WORLD: u64 = 100;

/// How many of them are quick.
const QUICK: usize = 2;

/// The quickest first.
const MISTAKES: &[MadeMistake] = &[
    shows(Sabotage::ChargeAgain, 10, "charged_twice"),
    shows(Sabotage::StaleReplay, 10, "without_final_answer"),
    shows(Sabotage::LostSchedule, 10, "without_final_answer"),
    shows(Sabotage::FreeAtOnce, 10, "charged_twice"),
    shows(Sabotage::WallClockAlone, 20, "charged_twice"),
    shows(Sabotage::TwoIndexes, 10, "charged_twice"),
    shows_nothing(Sabotage::BlindRules, 4),
    shows(Sabotage::AnswerBeforeSync, 10, "charged_but_not_known"),
    shows(Sabotage::OutboxOutside, 20, "webhooks_missing"),
    shows(Sabotage::NoReservation, 20, "charged_but_not_known"),
];

impl Proofs {
    /// Makes them; whether all hold. The stores run the world of `seed`, or of a fresh one.
    ///
    /// # Errors
    /// Fails if a world cannot begin or be compared.
    pub fn run(self, seed: Option<u64>) -> Result<bool> {
        let many = match self {
            Self::Quick => QUICK,
            Self::All => MISTAKES.len(),
            Self::Stores => return stores::agree(seed),
        };
        let mut hold = is_the_same_twice()?;
        for mistake in MISTAKES.iter().take(many) {
            hold &= mistake.is_caught()?;
        }
        Ok(hold)
    }
}

fn is_the_same_twice() -> Result<bool> {
    let worlds = Worlds {
        seed: 7,
        payments: 50,
        sabotage: None,
        keeps_log: true,
        at_once: None,
    };
    let (first, second) = (worlds.run()?, worlds.run()?);
    let same = first.log == second.log && first.log.lines().count() > 500;
    println!("the same seed gives the same event log: {same}");
    Ok(same)
}

impl MadeMistake {
    fn is_caught(&self) -> Result<bool> {
        let mut balance = BooksBalance::default();
        let count = |balance: &BooksBalance, name: &str| {
            let count = balance.json().get(name).and_then(Value::as_u64);
            count.unwrap_or_default()
        };
        for world in 0..self.worlds {
            let round = SimulatedRound {
                seed: SEED + world,
                payments: IN_A_WORLD,
                sabotage: Some(self.sabotage),
            };
            balance.add(&round.run()?.balance);
            if self.caught_by.is_some_and(|name| count(&balance, name) > 0) {
                break;
            }
        }
        let (holds, how) = match self.caught_by {
            Some(name) => (count(&balance, name) > 0, "is caught"),
            None => (balance.is_clean(), "shows nothing: another safeguard holds"),
        };
        println!("{:?} {how}: {holds}, {}", self.sabotage, balance.json());
        Ok(holds)
    }
}
