//! A shop in Leptos: the element with a session of the browser's order, and what becomes of the
//! parcel.

use std::time::Duration;

use gloo_net::http::Request;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::Deserialize;
use web_sys::CustomEvent;

/// What the shop's backend makes of the browser's order.
#[derive(Clone, Deserialize)]
struct MadeSession {
    endpoint: String,
    session: String,
}

/// What the shop's backend says of the browser's order.
#[derive(Deserialize)]
struct ParcelState {
    shipped: bool,
}

fn main() {
    mount_to_body(Shop);
}

#[component]
fn Shop() -> impl IntoView {
    let made = RwSignal::new(None::<MadeSession>);
    let said = RwSignal::new(String::new());
    // Without a new session the old one stays: an order that is being paid keeps its screen.
    let renew = move || {
        spawn_local(async move {
            match make_session().await {
                Ok(new) => made.set(Some(new)),
                Err(why) => said.set(why),
            }
        });
    };
    renew();
    let of = move |part: fn(MadeSession) -> String| move || made.get().map(part);
    let failed = move |event: CustomEvent| {
        if code_of(&event).as_deref() == Some("session.expired") {
            renew();
        }
    };
    view! {
        <h1>"A lamp, €129.00"</h1>
        <Show when=move || made.with(Option::is_some)>
            <one-click-checkout
                endpoint=of(|made| made.endpoint)
                session=of(|made| made.session)
                rows="2"
                on:oneclick-success=move |_: CustomEvent| tell_of_parcel(said, 60)
                on:oneclick-expiring=move |_: CustomEvent| renew()
                on:oneclick-error=failed
            ></one-click-checkout>
        </Show>
        <p role="status">{said}</p>
        <form method="post" action="/order">
            <button>"Order another lamp"</button>
        </form>
    }
}

async fn make_session() -> Result<MadeSession, String> {
    let sent = Request::post("/session").send().await;
    let answer = sent.map_err(|error| error.to_string())?;
    if !answer.ok() {
        return Err(format!("The shop answered {}.", answer.status()));
    }
    let text = answer.text().await.map_err(|error| error.to_string())?;
    serde_json::from_str(&text).map_err(|error| error.to_string())
}

/// Asks each second whether the order is shipped, which the backend alone knows: the element's event
/// is news for the page.
fn tell_of_parcel(said: RwSignal<String>, tries_left: u32) {
    spawn_local(async move {
        if is_shipped().await == Some(true) {
            said.set("Your lamp is on its way.".to_owned());
        } else if tries_left == 0 {
            said.set("We write to you when your lamp is on its way.".to_owned());
        } else {
            set_timeout(
                move || tell_of_parcel(said, tries_left - 1),
                Duration::from_secs(1),
            );
        }
    });
}

async fn is_shipped() -> Option<bool> {
    let answer = Request::get("/order").send().await.ok()?;
    let text = answer.text().await.ok()?;
    serde_json::from_str(&text)
        .ok()
        .map(|parcel: ParcelState| parcel.shipped)
}

fn code_of(event: &CustomEvent) -> Option<String> {
    js_sys::Reflect::get(&event.detail(), &"code".into())
        .ok()?
        .as_string()
}
