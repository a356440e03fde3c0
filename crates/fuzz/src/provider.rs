//! Reads the answers and the notifications of every provider, by the calls themselves.

use oneclick_providers::certitrade::{CertiTrade, CertiTradeSettings};
use oneclick_providers::costplus::{CostPlus, CostPlusSettings, DetailsPlacement};
use oneclick_providers::finpay::{Finpay, FinpaySettings};
use oneclick_providers::smart2pay::{Smart2Pay, Smart2PaySettings};
use oneclick_providers::{
    CallStep, CardUses, Charge, CredentialCheck, HttpResponse, IncomingNotification, Initiator,
    NewCardPayment, OpenPayment, OperationKind, OperationOutcome, OperationStatus, PaymentStatus,
    Provider, ProviderName, Secret,
};

use crate::byte_reader::ByteReader;
use crate::purchase::{FuzzedPurchase, NOW, REFERENCE};
use crate::response::{first_line, response, responses, says};

/// How many calls one balance may take: every refund of a payment is a page of its own at worst.
const LONGEST_BALANCE: usize = 64;

type ReadOf = fn(&FuzzedProvider, &[u8]);

/// Lists the readers of every provider.
pub(crate) fn readers() -> Vec<ByteReader> {
    let readers: [(&str, ReadOf); 6] = [
        ("payment", payment),
        ("look_up", look_up),
        ("operation", operation),
        ("balance", balance),
        ("card", card),
        ("notification", notification),
    ];
    let of = |name: ProviderName| {
        readers.map(|(what, read)| {
            let fuzzed = FuzzedProvider::of(name);
            ByteReader::new(format!("{name}_{what}"), move |bytes| read(&fuzzed, bytes))
        })
    };
    ProviderName::ALL.into_iter().flat_map(of).collect()
}

/// A provider and what is bought by it.
struct FuzzedProvider {
    provider: Box<dyn Provider>,
    bought: FuzzedPurchase,
}

impl FuzzedProvider {
    /// Has the settings of the providers' own cases, by which signatures there are right.
    fn of(name: ProviderName) -> Self {
        let key = |key: &str| Secret::new(String::from(key));
        let base_url = String::from("https://provider.invalid/");
        let (provider, bought): (Box<dyn Provider>, _) = match name {
            ProviderName::CertiTrade => (
                Box::new(CertiTrade::new(CertiTradeSettings {
                    base_url,
                    merchant_id: 12345,
                    api_key: key("k3yF0rTests"),
                    manual_capture: true,
                    message_id: true,
                })),
                FuzzedPurchase::new((1_234, "SEK"), "21840", "40260868824"),
            ),
            ProviderName::CostPlus => (
                Box::new(CostPlus::new(CostPlusSettings {
                    base_url,
                    api_key: key("k3y"),
                    details_placement: DetailsPlacement::default(),
                    capture_within_days: CostPlusSettings::CAPTURE_WITHIN_DAYS,
                })),
                FuzzedPurchase::new(
                    (995, "EUR"),
                    "5f0f1a52-7a3e-4f0e-9d0a-3c1f5f5a9b01",
                    "vt-7d1c0c5f",
                ),
            ),
            ProviderName::Finpay => (
                Box::new(Finpay::new(FinpaySettings {
                    base_url,
                    merchant_id: String::from("FINPAY770"),
                    merchant_key: key("SoSecret123"),
                    stored_cards_path: Some(String::from("/cards/{customer}")),
                })),
                FuzzedPurchase::new(
                    (1_500_000, "IDR"),
                    "C-11111111-2222-4333-8444-555555555555",
                    "7d1f0b6ae25c4938b1c07a94d2e8f5631c9b04e7a86d4f2593be70d1f8a2c645",
                ),
            ),
            ProviderName::Smart2Pay => (
                Box::new(Smart2Pay::new(Smart2PaySettings {
                    base_url,
                    site_id: 1010,
                    api_key: key("gabi"),
                    card_on_file: true,
                })),
                FuzzedPurchase::new((2_000, "EUR"), "202587", "5A9D0C3E7B1F42688E6A1D7C90B3F254"),
            ),
        };
        Self { provider, bought }
    }
}

/// Checks that money has moved only by an answer that is a success over HTTP, and that the
/// answer says whatever reference is read out of it: by that the engine knows its own.
fn check_status(status: &PaymentStatus, answer: HttpResponse<'_>) {
    if status.outcome.moved_money() {
        assert!(is_success(answer), "money by HTTP {}", answer.status);
    }
    if let Some(reference) = &status.reference {
        assert!(says(answer.body, reference), "a reference from nowhere");
    }
}

fn is_success(answer: HttpResponse<'_>) -> bool {
    (200..300).contains(&answer.status)
}

fn payment(fuzzed: &FuzzedProvider, bytes: &[u8]) {
    let FuzzedProvider { provider, bought } = fuzzed;
    let answer = response(bytes);
    let charge = provider.charge(&Charge {
        attempt: bought.attempt(),
        initiator: Initiator::Shopper,
        token: &bought.token,
        cvc: None,
        hosted_cvc: false,
    });
    let charge = charge.expect("the provider takes the charge");
    check_status(&charge.read(answer), answer);
    let keep = CardUses {
        one_click: true,
        scheduled: false,
        unscheduled: false,
    };
    let prepared = Secret::new(String::from("40260868824"));
    let page = provider.hosted_page(&NewCardPayment {
        attempt: bought.attempt(),
        keep: Some(keep),
        prepared: Some(&prepared),
    });
    let page = page.expect("the provider takes the payment by a new card");
    check_status(&page.read(answer), answer);
    if let Some(prepare) = provider.prepare(keep, NOW)
        && prepare.read(answer).is_ok()
    {
        assert!(is_success(answer), "prepared by HTTP {}", answer.status);
    }
    if provider.check_credentials(NOW).read(answer) == CredentialCheck::Accepted {
        assert!(!matches!(answer.status, 401 | 403), "let in by a refusal");
    }
}

fn look_up(fuzzed: &FuzzedProvider, bytes: &[u8]) {
    let FuzzedProvider { provider, bought } = fuzzed;
    let answer = response(bytes);
    if let Ok(found) = provider.look_up(&bought.by_reference()).read(answer) {
        for status in &found.payments {
            check_status(status, answer);
            let ours = status.reference.as_deref() == Some(REFERENCE);
            assert!(ours, "another's payment under our reference");
        }
    }
    if let Ok(found) = provider.look_up(&bought.by_payment()).read(answer) {
        for status in &found.payments {
            check_status(status, answer);
            // Whose it is can be judged: the engine compares the reference, where there is one.
            let asked = status.provider_payment_id.as_deref() == Some(bought.payment_id);
            let named = status.reference.is_some();
            assert!(asked || named, "anybody's payment under an id");
        }
    }
    if let Some(list) = provider.list(NOW - 600, NOW + 600, NOW)
        && let Ok(found) = list.read(answer)
    {
        for status in &found.payments {
            check_status(status, answer);
        }
    }
}

fn check_operation(status: &OperationStatus, answer: HttpResponse<'_>) {
    if status.outcome == OperationOutcome::Done {
        assert!(is_success(answer), "done by HTTP {}", answer.status);
    }
}

fn operation(fuzzed: &FuzzedProvider, bytes: &[u8]) {
    let FuzzedProvider { provider, bought } = fuzzed;
    let answer = response(bytes);
    for kind in OperationKind::ALL {
        // A provider that has no such call has no answer to it.
        if let Ok(call) = provider.operation(&bought.operation(kind)) {
            check_operation(&call.read(answer), answer);
        }
    }
    let open = OpenPayment {
        provider_payment_id: Some(String::from(bought.payment_id)),
        reference: bought.reference(),
    };
    if let Some(call) = provider.cancel_open(&open) {
        check_operation(&call.read(answer), answer);
    }
}

fn balance(fuzzed: &FuzzedProvider, bytes: &[u8]) {
    let FuzzedProvider { provider, bought } = fuzzed;
    let answers = responses(bytes);
    let mut call = provider.balance(&bought.payment());
    for number in 0..LONGEST_BALANCE {
        // The last answer is given again and again: what asks by it must end too.
        let Some(answer) = answers.get(number).or(answers.last()) else {
            return;
        };
        match call.read(*answer) {
            CallStep::Done(read) => {
                if read.is_ok_and(|balance| balance.captured.is_some()) {
                    let first = answers.first().is_some_and(|answer| is_success(*answer));
                    assert!(first, "a capture by a refusal");
                }
                return;
            }
            CallStep::Next(next) => call = next,
        }
    }
    unreachable!("a balance that never ends");
}

fn card(fuzzed: &FuzzedProvider, bytes: &[u8]) {
    let FuzzedProvider { provider, bought } = fuzzed;
    let answer = response(bytes);
    if let Ok(call) = provider.save_card(&bought.card_to_save())
        && let Ok(cards) = call.read(answer)
    {
        assert!(
            cards.is_empty() || is_success(answer),
            "a card by a refusal"
        );
    }
    if let Some(call) = provider.retrieve_card(&bought.card())
        && let Ok(card) = call.read(answer)
    {
        assert!(!card.usable || is_success(answer), "usable by a refusal");
    }
    if let Some(call) = provider.delete_card(&bought.card()) {
        let _ = call.read(answer);
    }
}

/// Reads a line `application/json` or `application/json Basic …` and the body behind it.
fn notification(fuzzed: &FuzzedProvider, bytes: &[u8]) {
    let (head, body) = first_line(bytes).unwrap_or(("application/json", bytes));
    let (kind, authorization) = match head.split_once(' ') {
        Some((kind, authorization)) => (kind, Some(authorization)),
        None => (head, None),
    };
    let read = fuzzed.provider.read_notification(IncomingNotification {
        authorization,
        content_type: Some(kind).filter(|kind| !kind.is_empty()),
        body,
    });
    if let Ok(read) = read
        && let Some(reference) = &read.reference
    {
        let ours = says(body, reference) || contains(body, reference);
        assert!(ours, "a reference from nowhere");
    }
}

/// Tells whether a form's body has the text.
fn contains(body: &[u8], text: &str) -> bool {
    let decoded: Vec<u8> = percent_encoding::percent_decode(body).collect();
    decoded
        .windows(text.len().max(1))
        .any(|part| part == text.as_bytes())
}
