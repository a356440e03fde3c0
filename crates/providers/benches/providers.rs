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

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use oneclick_providers::{Call, Charge, HttpResponse, PaymentStatus, every_provider};

use crate::attempt::{AttemptValues, amount};

/// What each provider charges, and what its documents answer: the card's
/// token, minor units, the currency, the media type, the body.
const CHARGES: [(&str, u64, &str, &str, &str); 4] = [
    (
        "4711",
        2000,
        "SEK",
        "application/hal+json",
        include_str!("../cases/certitrade/payment.json"),
    ),
    (
        TOKEN,
        2000,
        "EUR",
        "application/json",
        include_str!("../cases/costplus/order.json"),
    ),
    (
        TOKEN,
        1_500_000,
        "IDR",
        "application/json",
        include_str!("../cases/finpay/answer.json"),
    ),
    (
        TOKEN,
        2000,
        "EUR",
        "application/json; charset=utf-8",
        include_str!("../cases/smart2pay/answer.json"),
    ),
];
const TOKEN: &str = "F43F90A5CB613D91F704407D4E297EA1";

/// The charge of a shopper of whom the session says all there is to say.
fn charge(held: &AttemptValues) -> Charge<'_> {
    let mut charge = held.charge();
    let purchase = &mut charge.attempt.purchase;
    purchase.customer = Some(&held.customer);
    purchase.billing = Some(&held.address);
    purchase.shipping = Some(&held.address);
    purchase.description = Some("Two mugs");
    charge
}

fn measure(criterion: &mut Criterion) {
    for (provider, charged) in every_provider().into_iter().zip(CHARGES) {
        let (token, minor, currency, content_type, body) = charged;
        let held = AttemptValues::new(token, amount(minor, currency));
        let answer = HttpResponse {
            status: 201,
            content_type: Some(content_type),
            body: body.as_bytes(),
        };
        let name = provider.name();
        let build = || {
            let request = provider.charge(black_box(&charge(&held)));
            drop(black_box(request.unwrap()));
        };
        let asked = || provider.charge(&charge(&held)).unwrap();
        let read = |call: Call<PaymentStatus>| drop(black_box(call.read(black_box(answer))));
        let call = asked();
        let shown = |counted: allocation_counter::AllocationInfo| {
            format!(
                "{} allocations, {} bytes",
                counted.count_total, counted.bytes_total
            )
        };
        let (request, answered) = (
            allocation_counter::measure(build),
            allocation_counter::measure(|| read(call)),
        );
        println!("{name}: request {}", shown(request));
        println!("{name}: answer {}", shown(answered));
        criterion.bench_function(
            &format!("{name}: build the request of a charge"),
            |bencher| {
                bencher.iter(build);
            },
        );
        criterion.bench_function(&format!("{name}: read the answer to a charge"), |bencher| {
            bencher.iter_batched(asked, read, BatchSize::SmallInput);
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
