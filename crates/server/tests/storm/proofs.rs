//! Proves that the storm catches what it is for: a storm that has never failed proves
//! little.

use anyhow::Result;
use clap::ValueEnum;
use serde_json::Value;

use crate::sabotage::Sabotage;
use crate::worlds::Worlds;

/// Which proofs are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Proofs {
    /// The quickest two mistakes, and that a seed gives the same run twice
    Quick,
    /// Every mistake
    All,
}

/// With which world a mistake is caught, and by which counts.
struct MadeMistake {
    sabotage: Sabotage,
    seed: u64,
    payments: u64,
    /// One of these is not 0.
    caught_by: &'static [&'static str],
}

const MISTAKES: &[MadeMistake] = &[
    MadeMistake {
        sabotage: Sabotage::ChargeAgain,
        seed: 3,
        payments: 100,
        caught_by: &["charged_twice"],
    },
    MadeMistake {
        sabotage: Sabotage::StaleReplay,
        seed: 3,
        payments: 100,
        caught_by: &["without_final_answer"],
    },
    MadeMistake {
        sabotage: Sabotage::FreeAtOnce,
        seed: 3,
        payments: 300,
        caught_by: &["charged_twice"],
    },
    MadeMistake {
        sabotage: Sabotage::WallClockAlone,
        seed: 3,
        payments: 300,
        caught_by: &["charged_twice"],
    },
    MadeMistake {
        sabotage: Sabotage::LostSchedule,
        seed: 3,
        payments: 100,
        caught_by: &["without_final_answer"],
    },
];

impl Proofs {
    /// Makes them; whether all hold.
    ///
    /// # Errors
    /// Fails if a world cannot begin or be compared.
    pub fn run(self) -> Result<bool> {
        let mut hold = is_the_same_twice()?;
        let mistakes = match self {
            Self::Quick => MISTAKES.iter().take(2),
            Self::All => MISTAKES.iter().take(MISTAKES.len()),
        };
        for mistake in mistakes {
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
    };
    let (first, second) = (worlds.run()?, worlds.run()?);
    let same = first.log == second.log && first.log.lines().count() > 500;
    println!("the same seed gives the same event log: {same}");
    Ok(same)
}

impl MadeMistake {
    fn is_caught(&self) -> Result<bool> {
        let worlds = Worlds {
            seed: self.seed,
            payments: self.payments,
            sabotage: Some(self.sabotage),
            keeps_log: false,
        };
        let balance = worlds.run()?.balance.json();
        let count = |name: &&&str| balance.get(**name).and_then(Value::as_u64);
        let caught = self.caught_by.iter().any(|name| count(&name) > Some(0));
        let how = if caught { "caught" } else { "NOT CAUGHT" };
        println!("{:?}: {how}: {balance}", self.sabotage);
        Ok(caught)
    }
}
