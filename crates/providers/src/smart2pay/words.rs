//! Smart2Pay's numbers and what they mean in our words.

use core::ops::RangeInclusive;

use oneclick_rules::{Brand, DeclineReason as Decline};

use crate::status::Dispute;

/// What a status says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum StatusMeaning {
    /// The shopper is to go on, if there is an address.
    OnCustomer,
    /// Not decided, or not known to us: ask again.
    Pending,
    /// The money is set aside.
    Authorised,
    /// The money was taken: a captured amount, where named, must be the whole.
    Captured,
    /// Only a part was taken: the captured amount alone counts.
    PartlyCaptured,
    /// The money was taken, and a part of it is back: what was captured must be named,
    /// and be the whole.
    PartlyRefunded,
    /// The money was taken once, and what happened since proves nothing.
    CapturedBefore,
    /// Set aside, and the capture is under way.
    CapturePending,
    /// It failed: the reasons say why.
    Failed,
    /// The shopper did not finish in time.
    Expired,
    /// Ended before capture.
    Cancelled,
    /// Given back after capture.
    Refunded,
}

/// "Direct card payment status codes" and "`GlobalPay` status codes"; names from
/// the SDKs. Id, meaning.
const STATUSES: &[(u64, StatusMeaning)] = &[
    (1, StatusMeaning::OnCustomer),      // Open
    (2, StatusMeaning::Captured),        // Success
    (3, StatusMeaning::Cancelled), // Cancelled: after authorisation, or by the shopper on the form
    (4, StatusMeaning::Failed),    // Failed
    (5, StatusMeaning::Expired),   // Expired
    (6, StatusMeaning::OnCustomer), // PendingOnCustomer
    (7, StatusMeaning::Pending),   // PendingOnProvider
    (8, StatusMeaning::Pending),   // Submitted
    (9, StatusMeaning::Authorised), // Authorized
    (10, StatusMeaning::Pending),  // AuthorizeRequested
    (11, StatusMeaning::Captured), // Captured
    (12, StatusMeaning::Pending),  // Rejected: not for cards, so no proof
    (13, StatusMeaning::CapturePending), // CaptureRequested
    (14, StatusMeaning::Pending),  // Exception: the provider reviews it
    (15, StatusMeaning::Pending),  // CancelRequested
    (16, StatusMeaning::Cancelled), // Reversed
    (17, StatusMeaning::Pending),  // Completed: not for cards, so no proof
    (18, StatusMeaning::Pending),  // Processing
    (19, StatusMeaning::CapturedBefore), // Disputed
    (21, StatusMeaning::PartlyRefunded), // PartiallyRefunded
    (22, StatusMeaning::Refunded), // Refunded
    (23, StatusMeaning::CapturedBefore), // DisputeWon
    (24, StatusMeaning::CapturedBefore), // DisputeLost
    (25, StatusMeaning::Captured), // Paid
    (26, StatusMeaning::CapturedBefore), // Chargedback
    (27, StatusMeaning::CapturedBefore), // SecondChargebackWon
    (28, StatusMeaning::CapturedBefore), // SecondChargebackLost
    (30, StatusMeaning::Pending),  // PendingChallengeConfirmation
    (33, StatusMeaning::CapturePending), // QueuedForCapturing
    (34, StatusMeaning::Pending),  // QueuedForCanceling
    (35, StatusMeaning::PartlyCaptured), // PartiallyCaptured
];

impl StatusMeaning {
    /// Reads what a status id says; an id that is not listed is one to ask again about.
    pub(super) fn of(id: u64) -> Self {
        STATUSES
            .iter()
            .find(|(listed, _)| *listed == id)
            .map_or(Self::Pending, |(_, status)| *status)
    }
}

/// The statuses of a dispute, of the payment and of the dispute itself.
const DISPUTES: &[(u64, Dispute)] = &[
    (19, Dispute::Open),        // Disputed
    (23, Dispute::Won),         // DisputeWon
    (24, Dispute::Lost),        // DisputeLost
    (26, Dispute::ChargedBack), // Chargedback
    (27, Dispute::Won),         // SecondChargebackWon
    (28, Dispute::Lost),        // SecondChargebackLost
];

/// Tells how far a dispute is, where a status says that there is one.
pub(super) fn dispute(id: u64) -> Option<Dispute> {
    let mut rows = DISPUTES.iter();
    rows.find(|(listed, _)| *listed == id)
        .map(|(_, dispute)| *dispute)
}

/// What a reason says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ReasonMeaning {
    /// There is or may be another record, in which money may have moved.
    Elsewhere,
    /// The request as such was refused (with HTTP 400); in a failed payment a
    /// decline like any other.
    Request(Decline),
    /// The card or its code was refused, in a failed payment and with HTTP 400.
    Card(Decline),
    /// Why a payment failed; with HTTP 400 no proof of anything.
    Failure(Decline),
}

/// "Card processing return codes"; names from the .NET SDK's `CardReturnCodeId`.
const REASONS: &[(RangeInclusive<u64>, ReasonMeaning)] = &[
    (0..=0, ReasonMeaning::Failure(Decline::Refused)), // undefined
    (1..=2, ReasonMeaning::Request(Decline::Refused)), // invalid data, validation failed
    (10..=10, ReasonMeaning::Failure(Decline::Refused)), // OK: says nothing of a failure
    (13..=13, ReasonMeaning::Failure(Decline::Refused)), // generic error
    (17..=17, ReasonMeaning::Failure(Decline::Refused)), // invalid payment
    (18..=19, ReasonMeaning::Failure(Decline::TryAgainLater)), // technical errors
    (20..=23, ReasonMeaning::Elsewhere),               // duplicate key, already processed
    (102..=102, ReasonMeaning::Failure(Decline::TryAgainLater)), // technical error of the form
    (103..=103, ReasonMeaning::Failure(Decline::Refused)), // too many attempts
    (
        104..=104,
        ReasonMeaning::Failure(Decline::AuthenticationRequired),
    ), // lifetime expired
    (105..=105, ReasonMeaning::Failure(Decline::Refused)), // invalid action on the payment
    (108..=111, ReasonMeaning::Request(Decline::Refused)), // country, currency, reference, amount
    (113..=114, ReasonMeaning::Request(Decline::Refused)), // method transaction id, skin
    (116..=118, ReasonMeaning::Failure(Decline::SuspectedFraud)), // fraud provider, challenge
    (
        119..=119,
        ReasonMeaning::Failure(Decline::AuthenticationRequired),
    ), // cancelled by the shopper
    (1000..=1005, ReasonMeaning::Request(Decline::Refused)), // reference … statement descriptor
    (1006..=1006, ReasonMeaning::Elsewhere),           // state of a payment that is there
    (1007..=1009, ReasonMeaning::Request(Decline::Refused)), // language, token, fraud mode
    (1010..=1010, ReasonMeaning::Elsewhere),           // payment is in process
    (1011..=1011, ReasonMeaning::Request(Decline::Refused)), // order reference
    (1012..=1014, ReasonMeaning::Elsewhere),           // captures of a payment that is there
    (1200..=1203, ReasonMeaning::Request(Decline::CardNotUsable)), // holder, number, month, year
    (1204..=1204, ReasonMeaning::Card(Decline::WrongCvc)), // security code
    (1205..=1205, ReasonMeaning::Card(Decline::CardExpired)), // card is expired
    (1206..=1206, ReasonMeaning::Request(Decline::CardNotUsable)), // card is missing
    (1400..=1410, ReasonMeaning::Request(Decline::Refused)), // address
    (1600..=1609, ReasonMeaning::Request(Decline::Refused)), // customer
    (1800..=1800, ReasonMeaning::Failure(Decline::Refused)), // provider information
    (1801..=1801, ReasonMeaning::Elsewhere),           // duplicate provider transaction
    (2400..=2404, ReasonMeaning::Card(Decline::CardNotUsable)), // token
    (2600..=2600, ReasonMeaning::Request(Decline::CardNotUsable)), // card is missing
    (4996..=4998, ReasonMeaning::Elsewhere),           // fault after authorisation or capture
    (5288..=5288, ReasonMeaning::Elsewhere),           // capture failed, tried again later
];

/// Above this stand the acquirers' own codes, which are not published.
const ACQUIRERS: u64 = 5_000;

/// What an acquirer's words say of a decline (assumed: the codes are not
/// public, the words are the card schemes'). They decide which sentence the
/// shopper reads, never whether the payment failed.
const ACQUIRERS_WORDS: &[(&str, Decline)] = &[
    ("insufficient funds", Decline::InsufficientFunds),
    ("not sufficient funds", Decline::InsufficientFunds),
    ("stolen", Decline::SuspectedFraud),
    ("lost card", Decline::SuspectedFraud),
    ("pick up", Decline::SuspectedFraud),
    ("pickup", Decline::SuspectedFraud),
    ("suspected fraud", Decline::SuspectedFraud),
    ("expired", Decline::CardExpired),
    ("security code", Decline::WrongCvc),
    ("cvv", Decline::WrongCvc),
    ("cvc", Decline::WrongCvc),
    ("restricted card", Decline::CardNotUsable),
    ("closed account", Decline::CardNotUsable),
    ("authentication required", Decline::AuthenticationRequired),
];

impl ReasonMeaning {
    /// Reads what a reason says; `None` for a code that is neither listed nor an
    /// acquirer's whose words we know.
    pub(super) fn of(code: u64, info: &str) -> Option<Self> {
        let listed = REASONS
            .iter()
            .find(|(codes, _)| codes.contains(&code))
            .map(|(_, reason)| *reason);
        if listed.is_some() || code <= ACQUIRERS {
            return listed;
        }
        let info = info.to_ascii_lowercase();
        ACQUIRERS_WORDS
            .iter()
            .find(|(words, _)| info.contains(words))
            .map(|(_, decline)| Self::Failure(*decline))
    }

    /// Gives the decline that it explains.
    pub(super) fn decline(self) -> Decline {
        match self {
            Self::Elsewhere => Decline::Refused,
            Self::Request(decline) | Self::Card(decline) | Self::Failure(decline) => decline,
        }
    }
}

/// The word before the dash of a masked number. `VISA` is documented, the
/// others are assumed; they decide which mark is shown.
const BRANDS: &[(&str, Brand)] = &[
    ("VISA", Brand::Visa),
    ("MASTERCARD", Brand::Mastercard),
    ("AMEX", Brand::AmericanExpress),
    ("AMERICAN EXPRESS", Brand::AmericanExpress),
    ("MAESTRO", Brand::Maestro),
    ("DISCOVER", Brand::Discover),
    ("DINERS", Brand::DinersClub),
    ("DINERS CLUB", Brand::DinersClub),
    ("JCB", Brand::Jcb),
    ("UNIONPAY", Brand::UnionPay),
];

/// Reads the brand before the dash of a masked number.
pub(super) fn brand(number: &str) -> Option<Brand> {
    let (word, _) = number.split_once('-')?;
    let word = word.trim();
    BRANDS
        .iter()
        .find(|(listed, _)| listed.eq_ignore_ascii_case(word))
        .map(|(_, brand)| *brand)
}
