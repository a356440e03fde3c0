//! The trace of a request goes on to whom the server asks for it, and to nobody else.

use reqwest::RequestBuilder;

use crate::stage::answer::{send, until};
use crate::stage::between::{Fault, between};
use crate::stage::configuration::QUICK;
use crate::stage::page::{Page, payment_body};
use crate::stage::receiver::{Came, Receiver, Reply};
use crate::stage::world::VISA;

const TRACE: &str = "3d7f9a0c51e2b84d6f10a7c2e95b4831";
const PARENT: &str = "9c24e1b07f35d680";

/// The place in the trace that a value of `traceparent` names.
fn place(told: &str) -> String {
    let parts: Vec<_> = told.split('-').collect();
    let (version, trace, place, flags) = (parts[0], parts[1], parts[2], parts[3]);
    assert_eq!((version, trace, flags), ("00", TRACE, "01"));
    assert_eq!(place.len(), 16);
    assert_ne!(place, PARENT, "the caller's own");
    place.to_owned()
}

/// A press by somebody who traces it.
fn press(page: &Page<'_>, card: &str) -> RequestBuilder {
    page.post("first", &payment_body(card, None, "123"))
        .header("traceparent", format!("00-{TRACE}-{PARENT}-01"))
}

/// The `traceparent` of a webhook.
fn told(came: &Came) -> Option<&str> {
    let (_, rest) = came.head.split_once("\"traceparent\": \"")?;
    rest.split('"').next()
}

#[tokio::test]
async fn a_requests_trace_goes_on_to_the_provider_and_to_the_merchant() {
    let receiver = Receiver::start().await;
    let (world, between) = between(&format!("{QUICK}{}", receiver.section(""))).await;
    let card = world.card("c-1", VISA).await;
    let page = world.session("T-1", "c-1").await;
    receiver.reply("payment.succeeded", Reply::Status(500));
    let paying = press(&page, &card).header("tracestate", "vendor=whatever-a-caller-writes");
    let paid = send(paying).await;
    assert_eq!(paid.text("state"), "succeeded", "{paid:?}");

    let came = receiver.until(2).await;
    let tries: Vec<_> = came.iter().map(|came| place(told(came).unwrap())).collect();
    assert_ne!(tries[0], tries[1], "each try has a place of its own");
    let headers = between.headers("traceparent");
    let charges: Vec<_> = headers
        .iter()
        .filter_map(|(_, told)| told.as_ref())
        .collect();
    assert_eq!(charges.len(), 1, "{headers:?}");
    assert!(!tries.contains(&place(charges[0])));
    let states = between.headers("tracestate");
    assert!(states.iter().all(|(_, told)| told.is_none()), "{states:?}");
    assert!(came.iter().all(|came| !came.head.contains("tracestate")));
}

#[tokio::test]
async fn what_nobody_has_asked_for_in_a_trace_belongs_to_none() {
    let receiver = Receiver::start().await;
    let (world, between) = between(&format!("{QUICK}{}", receiver.section(""))).await;
    let card = world.card("c-1", VISA).await;
    let page = world.session("T-2", "c-1").await;
    between.spoil("POST", "/v1/payments", Fault::Lost, 1);
    send(press(&page, &card)).await;
    page.until("succeeded").await;
    // The charge alone has it: a look-up found out what became of it, and told it.
    let came = receiver.until(1).await;
    assert_eq!(told(&came[0]), None, "{came:?}");
    let headers = until("it was looked up", async || {
        let headers = between.headers("traceparent");
        let look_up = |(call, _): &(String, _)| call.starts_with("GET ");
        headers.iter().any(look_up).then_some(headers)
    })
    .await;
    let with: Vec<_> = headers.iter().filter(|(_, told)| told.is_some()).collect();
    assert_eq!(with.len(), 1, "{headers:?}");
    assert!(with[0].0.starts_with("POST "), "{with:?}");
}
