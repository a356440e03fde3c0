//! What a provider costs the server in a payment: building the request of a
//! charge and reading its answer, in time and in allocations.
//!
//! `cargo bench -p oneclick-providers`
#![expect(clippy::unwrap_used, reason = "no product code")]
#![expect(clippy::print_stdout, reason = "allocations are printed")]

#[path = "../tests/providers/attempt.rs"]
#[expect(dead_code, reason = "the tests use the rest of it")]
mod attempt;

use std::hint::black_box;
use std::time::Duration;

use criterion::{Criterion, criterion_group, criterion_main};
use oneclick_providers::certitrade::{self, CertiTrade};
use oneclick_providers::finpay::{self, Finpay};
use oneclick_providers::smart2pay::{self, Smart2Pay};
use oneclick_providers::{Charge, HttpResponse, Provider, Secret};

use crate::attempt::{Held, amount};

/// A provider, and the charge that its documents answer.
struct Subject {
    provider: Box<dyn Provider>,
    held: Held,
    answer: HttpResponse<'static>,
}

fn text(text: &str) -> String {
    String::from(text)
}

fn subjects() -> [Subject; 3] {
    let key = || Secret::new(text("k3yF0rTests"));
    let base_url = || text("https://provider.example");
    let answer = |content_type, body: &'static str| HttpResponse {
        status: 201,
        content_type: Some(content_type),
        body: body.as_bytes(),
    };
    let certitrade = CertiTrade::new(certitrade::Settings {
        base_url: base_url(),
        merchant_id: 12345,
        api_key: key(),
        manual_capture: false,
        message_id: true,
    });
    let finpay = Finpay::new(finpay::Settings {
        base_url: base_url(),
        merchant_id: text("FINPAY770"),
        merchant_key: key(),
        stored_cards_path: None,
    });
    let smart2pay = Smart2Pay::new(smart2pay::Settings {
        base_url: base_url(),
        site_id: 1010,
        api_key: key(),
        card_on_file: true,
    });
    let token = "F43F90A5CB613D91F704407D4E297EA1";
    [
        Subject {
            provider: Box::new(certitrade),
            held: Held::new("4711", amount(2000, "SEK")),
            answer: answer(
                "application/hal+json",
                include_str!("../cases/certitrade/payment.json"),
            ),
        },
        Subject {
            provider: Box::new(finpay),
            held: Held::new(token, amount(1_500_000, "IDR")),
            answer: answer(
                "application/json",
                include_str!("../cases/finpay/answer.json"),
            ),
        },
        Subject {
            provider: Box::new(smart2pay),
            held: Held::new(token, amount(2000, "EUR")),
            answer: answer(
                "application/json; charset=utf-8",
                include_str!("../cases/smart2pay/answer.json"),
            ),
        },
    ]
}

/// The charge of a shopper of whom the session says all there is to say.
fn charge(held: &Held) -> Charge<'_> {
    let mut charge = held.charge();
    let purchase = &mut charge.attempt.purchase;
    purchase.customer = Some(&held.customer);
    purchase.billing = Some(&held.address);
    purchase.shipping = Some(&held.address);
    purchase.description = Some("Two mugs");
    charge
}

fn measure(criterion: &mut Criterion) {
    for subject in subjects() {
        let (provider, held) = (subject.provider, &subject.held);
        let name = provider.name();
        let build = || {
            let request = provider.charge(black_box(&charge(held)));
            drop(black_box(request.unwrap()));
        };
        let read = || drop(black_box(provider.read_charge(black_box(subject.answer))));
        let allocations = |work: &dyn Fn()| {
            let counted = allocation_counter::measure(work);
            format!(
                "{} allocations, {} bytes",
                counted.count_total, counted.bytes_total
            )
        };
        println!("{name}: request {}", allocations(&build));
        println!("{name}: answer {}", allocations(&read));
        criterion.bench_function(
            &format!("{name}: build the request of a charge"),
            |bencher| {
                bencher.iter(build);
            },
        );
        criterion.bench_function(&format!("{name}: read the answer to a charge"), |bencher| {
            bencher.iter(read);
        });
    }
}

criterion_group! {
    name = providers;
    config = Criterion::default()
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(2));
    targets = measure
}
criterion_main!(providers);
