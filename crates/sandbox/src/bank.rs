//! Everything that the sandbox remembers, behind one lock.

use crate::behaviour::Behaviour;
use crate::book::Book;
use crate::clock::Clock;
use crate::ledger::{Counts, Entry};
use crate::notice::{Plans, Post, Sent};
use crate::provider::Provider;
use crate::rule::{Rule, Rules};
use crate::settings::Settings;
use crate::{certitrade, costplus, finpay, smart2pay};

/// The memory: each provider's book, and what they share.
pub(crate) struct Bank {
    pub(crate) clock: Clock,
    pub(crate) rules: Rules,
    pub(crate) counts: Counts,
    pub(crate) plans: Plans,
    /// The notifications that were sent, or were told not to be.
    pub(crate) sent: Vec<Sent>,
    pub(crate) certitrade: certitrade::Book,
    pub(crate) finpay: finpay::Book,
    pub(crate) costplus: costplus::Book,
    pub(crate) smart2pay: smart2pay::Book,
}

impl Bank {
    pub(crate) fn new(url: &str, settings: &Settings, post: &Post) -> Self {
        let base = |provider: Provider| format!("{url}{}", provider.path());
        Self {
            clock: Clock::default(),
            rules: Rules::default(),
            counts: Counts::default(),
            plans: Plans::default(),
            sent: Vec::new(),
            certitrade: certitrade::Book::new(
                base(Provider::Certitrade),
                settings.certitrade.clone(),
                post.clone(),
            ),
            finpay: finpay::Book::new(
                base(Provider::Finpay),
                settings.finpay.clone(),
                post.clone(),
            ),
            costplus: costplus::Book::new(base(Provider::Costplus), post.clone()),
            smart2pay: smart2pay::Book::new(
                base(Provider::Smart2pay),
                settings.smart2pay.clone(),
                settings.notification_url.clone(),
                post.clone(),
            ),
        }
    }

    pub(crate) fn books(&self) -> [&dyn Book; 4] {
        [
            &self.certitrade,
            &self.finpay,
            &self.costplus,
            &self.smart2pay,
        ]
    }

    pub(crate) fn books_mut(&mut self) -> [&mut dyn Book; 4] {
        [
            &mut self.certitrade,
            &mut self.finpay,
            &mut self.costplus,
            &mut self.smart2pay,
        ]
    }

    pub(crate) fn book_mut(&mut self, provider: Provider) -> &mut dyn Book {
        match provider {
            Provider::Certitrade => &mut self.certitrade,
            Provider::Finpay => &mut self.finpay,
            Provider::Costplus => &mut self.costplus,
            Provider::Smart2pay => &mut self.smart2pay,
        }
    }

    /// Does what time does by itself.
    pub(crate) fn settle(&mut self) {
        let now = self.clock.now();
        for book in self.books_mut() {
            book.settle(now);
        }
    }

    /// Counts a charge, whatever becomes of it, and says what was ordered for
    /// it. `names` are what rules may call it: its reference first.
    pub(crate) fn charge(&mut self, names: Vec<String>) -> Rule {
        let rule = self.rules.take(&names, false);
        self.counts.charge(names);
        rule.unwrap_or_else(|| Rule::always(None, Behaviour::Paid))
    }

    /// Counts a look-up of a reference, if it has one, and says what was
    /// ordered for it.
    pub(crate) fn look_up(&mut self, reference: Option<&str>) -> Option<Behaviour> {
        let names = reference.map_or_else(Vec::new, |reference| self.counts.names(reference));
        self.look_up_of(names)
    }

    /// Counts a look-up of whatever goes by one of these names, and says what
    /// was ordered for it.
    pub(crate) fn look_up_of(&mut self, names: Vec<String>) -> Option<Behaviour> {
        let rule = self.rules.take(&names, true);
        self.counts.look_up(names);
        rule.map(|rule| rule.behaviour)
    }

    /// What was booked, of one order or reference or of all.
    pub(crate) fn ledger(&self, order: Option<&str>) -> Vec<Entry> {
        let mut entries: Vec<Entry> = self
            .books()
            .into_iter()
            .flat_map(Book::ledger)
            .filter(|entry| order.is_none_or(|order| entry.is_of(order)))
            .collect();
        entries.sort_by_key(|entry| entry.created);
        entries
    }
}
