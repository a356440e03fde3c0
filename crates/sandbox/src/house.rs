//! The sandbox as its handlers see it: its address, its settings, its memory.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;

use crate::bank::Bank;
use crate::notice::Post;
use crate::provider::Provider;
use crate::rule::Rule;
use crate::settings::Settings;

/// What the sandbox is set up with, and its memory.
pub(crate) struct House {
    /// Where it listens, without a provider's path.
    pub(crate) url: String,
    pub(crate) settings: Settings,
    bank: Mutex<Bank>,
    /// Lets slow answers go before their time.
    pub(crate) release: Notify,
    pub(crate) post: Post,
    /// Wakes whoever waits for the sandbox's own time.
    moved: Notify,
}

impl House {
    pub(crate) fn new(url: String, settings: Settings, post: Post) -> Self {
        Self {
            bank: Mutex::new(Bank::new(&url, &settings, &post)),
            url,
            settings,
            release: Notify::new(),
            post,
            moved: Notify::new(),
        }
    }

    /// Where a provider's calls begin.
    pub(crate) fn base(&self, provider: Provider) -> String {
        format!("{}{}", self.url, provider.path())
    }

    /// The memory, with everything done to it that time does by itself.
    pub(crate) fn bank(&self) -> MutexGuard<'_, Bank> {
        let mut bank = self.bank.lock().unwrap_or_else(PoisonError::into_inner);
        bank.settle();
        bank
    }

    /// Adds a rule.
    ///
    /// # Errors
    ///
    /// `outcome` is no outcome, or stands where there is no money to decide.
    pub(crate) fn behave(&self, rule: Rule) -> Result<(), &'static str> {
        if rule.outcome.is_some_and(|outcome| !outcome.is_outcome()) {
            return Err("outcome: a behaviour that decides the money, such as declined");
        }
        if rule.outcome.is_some() && rule.behaviour.is_of_look_ups() {
            return Err("outcome: not with a behaviour of look-ups");
        }
        self.bank().rules.add(rule);
        Ok(())
    }

    /// Moves the clock forward.
    pub(crate) fn advance(&self, milliseconds: u64) {
        let mut bank = self.bank();
        bank.clock.advance(milliseconds);
        bank.settle();
        drop(bank);
        self.moved.notify_waiters();
    }

    /// The moment that lies this far ahead, by the sandbox's own time.
    pub(crate) fn after(&self, milliseconds: u64) -> u64 {
        self.bank().clock.now().saturating_add(milliseconds)
    }

    /// Waits for a moment, by the sandbox's own time.
    pub(crate) async fn wait_until(&self, due: u64) {
        loop {
            let mut moved = std::pin::pin!(self.moved.notified());
            moved.as_mut().enable();
            let left = due.saturating_sub(self.bank().clock.now());
            if left == 0 {
                return;
            }
            tokio::select! {
                () = tokio::time::sleep(Duration::from_millis(left)) => {}
                () = moved => {}
            }
        }
    }
}
