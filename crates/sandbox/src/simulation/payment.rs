//! What a payment has at every simulated provider.

use serde::de::DeserializeOwned;

use crate::clock;
use crate::faults::{Behaviour, DeclineCause, Rule};
use crate::ledger::{Entry, SecurityCode, ShownCard, SimulatedCard};
use crate::provider::SandboxProvider;
use crate::words::read_word;

/// How long `pending` lasts unless the rule says, in milliseconds.
const PENDING_FOR: u64 = 30_000;

/// A payment in the store of one of the providers.
pub(crate) trait SimulatedPayment: Clone + Send + 'static {
    fn base(&self) -> &PaymentBase;

    fn base_mut(&mut self) -> &mut PaymentBase;

    /// Writes the status in the provider's word.
    fn status(&self) -> String;

    /// Says whether the shopper's money has moved or is held.
    fn is_charged(&self) -> bool;

    /// Says whether the shopper can go on with it on a hosted page.
    fn is_open(&self) -> bool;

    /// Finds the moment at which time alone changes it, if there is one.
    fn due(&self) -> Option<u64> {
        self.base().due(self.is_open())
    }

    /// Does what time does to it at that moment: decides it where it was pending.
    fn age(&mut self, decided: bool, now: u64);

    /// Moves the money, or whatever was ordered in its place.
    fn authorise(&mut self, now: u64);

    /// Fails for a reason of the card's or the bank's.
    fn decline(&mut self, cause: DeclineCause, now: u64);

    /// Sends the shopper to the bank's page.
    fn wait_for_bank(&mut self, _now: u64) {
        self.base_mut().page = HostedPage::Bank;
    }

    /// Goes on once the card is checked: to the bank if it is asked, else to the
    /// money.
    fn go_on(&mut self, checked: CardCheck, now: u64) {
        match checked {
            Err(cause) => self.decline(cause, now),
            Ok(()) if self.base().wants_bank => self.wait_for_bank(now),
            Ok(()) => self.authorise(now),
        }
    }

    /// Moves it to a status in the provider's word.
    /// Fails if the provider has no such status.
    fn set_status(&mut self, status: &str, now: u64) -> Result<(), &'static str>;

    /// Writes its line in the ledger, with what was refunded of it.
    fn entry(&self, provider: SandboxProvider, refunded: u64) -> Entry {
        let base = self.base();
        Entry {
            provider,
            id: base.id.clone(),
            reference: base.reference.clone(),
            order: base.order.clone(),
            amount: base.amount,
            currency: base.currency.clone(),
            status: self.status(),
            charged: self.is_charged(),
            refunded,
            security_code: base.security_code,
            created: base.created,
        }
    }
}

/// Whether a card can pay, or what stands in the way.
pub(crate) type CardCheck = Result<(), DeclineCause>;

/// The hosted page that the shopper is at.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum HostedPage {
    /// The whole card.
    Card,
    /// The security code of a stored card.
    SecurityCode,
    /// The shopper's bank.
    Bank,
}

/// What every payment has.
#[derive(Clone)]
pub(crate) struct PaymentBase {
    /// The provider's id.
    pub(crate) id: String,
    /// The merchant's own reference, and the order's where the request has it.
    pub(crate) reference: String,
    pub(crate) order: Option<String>,
    /// The amount asked for, in the provider's units.
    pub(crate) amount: u64,
    pub(crate) currency: String,
    /// Milliseconds since 1970.
    pub(crate) created: u64,
    /// The card that pays, once it is known, and the token it is stored under.
    pub(crate) card: Option<SimulatedCard>,
    pub(crate) token: Option<String>,
    pub(crate) security_code: SecurityCode,
    /// The hosted page, and the token in its address.
    pub(crate) page: HostedPage,
    pub(crate) page_token: Option<String>,
    /// What decides the money once the hosted pages are behind.
    pub(crate) outcome: Behaviour,
    /// Whether the shopper goes to the bank's page: by the request, or by a
    /// rule, whatever was asked.
    pub(crate) wants_bank: bool,
    pending_for: u64,
    /// Leaves `pending` by itself at this moment.
    pub(crate) decided_at: Option<u64>,
    /// The hosted page, if it has one, closes at this moment.
    pub(crate) expires_at: Option<u64>,
    /// How much more than the truth the answers tell.
    pub(crate) wrong_by: u64,
    /// Whether a look-up made a duplicate of it, or it is one.
    pub(crate) has_duplicate: bool,
}

/// What a charge comes to.
pub(crate) enum ChargeDecision {
    Declined(DeclineCause),
    Pending,
    /// The money is held, and its capture requested.
    Held,
    Paid,
}

impl PaymentBase {
    /// Begins a payment that nothing has happened to.
    pub(crate) fn new(
        reference: String,
        order: Option<String>,
        amount: u64,
        currency: String,
        rule: &Rule,
        now: u64,
    ) -> Self {
        Self {
            id: String::new(),
            reference,
            order,
            amount,
            currency,
            created: now,
            card: None,
            token: None,
            security_code: SecurityCode::Absent,
            page: HostedPage::Card,
            page_token: None,
            outcome: rule.outcome(),
            wants_bank: rule.wants_bank(),
            pending_for: rule.milliseconds.unwrap_or(PENDING_FOR),
            decided_at: None,
            expires_at: None,
            wrong_by: rule.wrong_by(),
            has_duplicate: false,
        }
    }

    /// Reads the status that a payment is set to, in the provider's word: it
    /// stays there, whatever time would have decided.
    pub(crate) fn set_to<S: DeserializeOwned>(&mut self, word: &str) -> Result<S, &'static str> {
        self.decided_at = None;
        read_word(word).map_err(|_| "status: one of the provider's own")
    }

    /// Gives the shopper so many minutes on the hosted page.
    pub(crate) fn expire_after(&mut self, minutes: u64) {
        let milliseconds = minutes.saturating_mul(60_000);
        self.expires_at = Some(self.created.saturating_add(milliseconds));
    }

    /// Finds the moment at which a payment is decided, or its time is over if it
    /// waits.
    pub(crate) fn due(&self, waits: bool) -> Option<u64> {
        self.decided_at.or(self.expires_at.filter(|_| waits))
    }

    /// Counts the amount in answers.
    pub(crate) fn shown_amount(&self) -> u64 {
        self.amount + self.wrong_by
    }

    /// Finds what may be shown of the card.
    pub(crate) fn card_details(&self) -> Option<&ShownCard> {
        self.card.as_ref().map(|card| &card.details)
    }

    /// Takes a stored card into the payment, with one of its uses.
    pub(crate) fn use_stored(
        &mut self,
        token: String,
        stored: &mut SimulatedCard,
        code: Option<&str>,
        now: u64,
    ) -> CardCheck {
        self.card = Some(stored.clone());
        self.token = Some(token);
        if stored.cancelled {
            return Err(DeclineCause::NoSuchCard);
        }
        if !stored.take_use() {
            return Err(DeclineCause::UsedUp);
        }
        self.check(stored, code, now)
    }

    /// Compares code and expiry.
    pub(crate) fn check(
        &mut self,
        card: &SimulatedCard,
        code: Option<&str>,
        now: u64,
    ) -> CardCheck {
        self.security_code = card.compare(code);
        if self.outcome == Behaviour::WrongCvc && code.is_some() {
            self.security_code = SecurityCode::Wrong;
        }
        if card.details.expired(clock::month(now)) {
            return Err(DeclineCause::Expired);
        }
        if self.security_code == SecurityCode::Wrong {
            return Err(DeclineCause::WrongCvc);
        }
        Ok(())
    }

    /// Decides the money as it was ordered.
    pub(crate) fn decide(&mut self, now: u64) -> ChargeDecision {
        if let Some(decline) = self.outcome.decline() {
            ChargeDecision::Declined(decline)
        } else if self.outcome == Behaviour::Pending {
            self.decided_at = Some(now.saturating_add(self.pending_for));
            ChargeDecision::Pending
        } else if self.outcome == Behaviour::CaptureRequested {
            ChargeDecision::Held
        } else {
            ChargeDecision::Paid
        }
    }
}
