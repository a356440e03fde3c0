//! What a flow draws in a real browser, with a script and a server made here.
#![cfg(target_arch = "wasm32")]
#![expect(clippy::unwrap_used, reason = "a test says by a panic what is wrong")]

use oneclick_widget::{Client, View, attach};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{HtmlElement, ShadowRoot};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen(inline_js = r#"
const id = (prefix, letter) => prefix + letter.repeat(24);
const session = (cards) => ({
  session: id("cs_", "S"), mode: "test", merchant: "Nordlys", order: "N-1", amount: 995,
  currency: "EUR", language: null, now: 1793577600, expires_at: 1793581200, payment: null,
  cards: cards.map(([brand, cvc, unusable, expiry = { month: 12, year: 2031 }], index) => ({
    id: id("card_", "ABC"[index]), brand, last_four: "424" + index, expiry,
    default: index === 0, cvc, unusable,
  })),
});
const answer = async (status, body) => ({
  status, headers: { get: () => null }, text: async () => JSON.stringify(body),
});
export function client(cards, paid) {
  const sent = [], said = [];
  return {
    checkout: "https://pay.example/" + Math.random(), sent, said,
    read: () => answer(200, session(JSON.parse(cards))),
    claim() {}, claimed: () => Promise.resolve(false), begun() {}, ended() {}, remembers: () => false,
    mayBeSent: () => Promise.resolve(true), reload() {},
    pay: (key, body) => {
      sent.push(new TextDecoder().decode(body));
      const charged = paid === "succeeded";
      return answer(200, { id: id("pay_", "P"), state: paid, charged, amount: 995, currency: "EUR" });
    },
    leave: () => false, keyName: (session) => session,
    pause: (milliseconds) => (milliseconds < 60_000 ? Promise.resolve() : new Promise(() => {})),
    lasting: (tag, seconds) => seconds + " seconds", chance: () => 0, freshKey: () => "k".repeat(32), seconds: () => 1,
    money: (tag, decimal, currency) => currency + " " + decimal,
    month: (tag, year, month) => year + "-" + month,
    element: (tag, fixed) => {
      const drawing = tag === "svg" || tag === "path";
      const made = document.createElementNS(drawing ? "http://www.w3.org/2000/svg" : "http://www.w3.org/1999/xhtml", tag);
      for (const [, name, value] of fixed.matchAll(/([\w-]+)=([^;]*)/g)) made.setAttribute(name, value);
      return made;
    },
    announce: (root, text, urgent) => said.push((urgent ? "! " : "") + text),
  };
}
export function sent(client) { return client.sent.join("\n"); }
export function said(client) { return client.said.join("\n"); }
export function element() {
  const host = document.createElement("div");
  const root = host.attachShadow({ mode: "open" });
  for (const name of ["base", "content"]) {
    const part = document.createElement("div");
    part.className = name;
    (root.firstChild ?? root).append(part);
  }
  document.body.append(host);
  return host;
}
export function messages(keys) {
  const texts = { comma: ", ", pay: "Pay {amount}", "pay.hosted": "Pay {amount} elsewhere", "card.ending": "ending in {digits}", "card.expires": "expires {date}", "card.provider": "not here", "cvc.missing": "No code." };
  return keys.split(" ").map((key) => texts[key]);
}
export function submit(root) { root.querySelector("form").requestSubmit(); }
export function settled() { return new Promise((resolve) => setTimeout(resolve)); }
"#)]
extern "C" {
    fn client(cards: &str, paid: &str) -> Client;
    fn sent(client: &Client) -> String;
    fn said(client: &Client) -> String;
    fn element() -> HtmlElement;
    fn messages(keys: &str) -> JsValue;
    fn submit(root: &ShadowRoot);
    async fn settled();
}

/// The keys of all texts, in the order in which a language ships.
fn keys() -> String {
    let lines = include_str!("../crates/rules/src/messages/key.rs").lines();
    let keys = lines.filter_map(|line| line.split_once(" = \"")?.1.strip_suffix("\","));
    keys.collect::<Vec<_>>().join(" ")
}

struct Drawing {
    client: Client,
    root: ShadowRoot,
    _view: View,
}

impl Drawing {
    async fn begin(cards: &str, paid: &str) -> Self {
        let (client, host) = (client(cards, paid), element());
        let root = host.shadow_root().unwrap();
        let content = root.query_selector(".content").unwrap().unwrap();
        let view = attach(
            host,
            root.clone(),
            content.unchecked_into(),
            &client,
            messages(&keys()),
            String::from("en"),
            None,
        );
        settled().await;
        Self {
            client,
            root,
            _view: view,
        }
    }

    fn count(&self, selector: &str) -> u32 {
        self.root.query_selector_all(selector).unwrap().length()
    }

    fn find(&self, selector: &str) -> HtmlElement {
        let found = self.root.query_selector(selector).unwrap();
        found.unwrap().unchecked_into()
    }

    fn text(&self, selector: &str) -> String {
        self.find(selector).text_content().unwrap()
    }

    fn screen(&self) -> String {
        self.find(".base").get_attribute("data-screen").unwrap()
    }

    async fn click(&self, selector: &str) {
        self.find(selector).click();
        settled().await;
    }
}

#[wasm_bindgen_test]
async fn draws_the_cards_that_can_pay_as_radios() {
    let cards = r#"[["visa", "never", null], ["jcb", "never", "card.expired"], ["mastercard", "never", null]]"#;
    let drawing = Drawing::begin(cards, "succeeded").await;
    assert_eq!(drawing.screen(), "ready");
    assert_eq!((drawing.count("[type=radio]"), drawing.count("li")), (2, 1));
    assert_eq!(drawing.text("button"), "Pay EUR 9.95");
}

#[wasm_bindgen_test]
async fn says_when_a_card_ends_where_that_is_known() {
    let cards = r#"[["visa", "never", null, { "month": 5, "year": 2029 }], ["jcb", "never", null, null], ["jcb", "never", "card.locked", null]]"#;
    let drawing = Drawing::begin(cards, "succeeded").await;
    assert_eq!(
        drawing.text("[data-picked=true] .choice"),
        "Visa •••• 4240expires 05/29Visa ending in 4240, expires 2029-5"
    );
    assert_eq!(
        drawing.text("[data-picked=false] .choice"),
        "JCB •••• 4241JCB ending in 4241"
    );
    assert_eq!(drawing.text("li"), "JCB •••• 4242JCB ending in 4242, ");
}

#[wasm_bindgen_test]
async fn a_card_with_a_word_of_a_later_version_leaves_the_others_usable() {
    let cards = r#"[["visa", "sometimes", null], ["jcb", "never", "card.bent"], ["mastercard", "never", null]]"#;
    let drawing = Drawing::begin(cards, "succeeded").await;
    assert_eq!((drawing.count("[type=radio]"), drawing.count("li")), (1, 2));
    assert_eq!(drawing.text(".reason"), "not here");
    drawing.click("button").await;
    assert!(sent(&drawing.client).contains("card_CCCC"));
}

#[wasm_bindgen_test]
async fn asks_for_the_code_only_beside_a_card_that_takes_one() {
    let cards = r#"[["visa", "never", null], ["mastercard", "required", null]]"#;
    let drawing = Drawing::begin(cards, "succeeded").await;
    assert_eq!(drawing.count("[name=cvc]"), 0);
    drawing.click(".card:last-child [type=radio]").await;
    assert_eq!(drawing.count(".card:last-child [name=cvc]"), 1);
}

#[wasm_bindgen_test]
async fn pays_with_the_card_that_is_picked() {
    let cards = r#"[["visa", "never", null], ["mastercard", "never", null]]"#;
    let drawing = Drawing::begin(cards, "succeeded").await;
    drawing.click(".card:last-child [type=radio]").await;
    drawing.click("button").await;
    assert_eq!(drawing.screen(), "paid");
    let body = sent(&drawing.client);
    assert!(
        body.contains("card_BBBB") && body.lines().count() == 1,
        "{body}"
    );
}

#[wasm_bindgen_test]
async fn keeps_the_cards_after_a_decline() {
    let drawing = Drawing::begin(r#"[["visa", "never", null]]"#, "declined").await;
    drawing.click("button").await;
    assert_eq!(drawing.screen(), "not-charged");
    assert_eq!(drawing.count("[type=radio]"), 1);
}

#[wasm_bindgen_test]
async fn what_comes_and_goes_around_a_control_leaves_it_where_it_is() {
    let cards = r#"[["visa", "required", null], ["mastercard", "never", null]]"#;
    let drawing = Drawing::begin(cards, "declined").await;
    let last = ".card:last-child [type=radio]";
    let (radio, button) = (drawing.find(last), drawing.find("button"));
    button.focus().unwrap();
    drawing.click(last).await;
    drawing.click("button").await;
    assert_eq!(drawing.count(".banner + .pay"), 1);
    assert_eq!(drawing.count("[name=cvc]"), 0);
    assert!(drawing.find(last) == radio && drawing.find("button") == button);
    assert_eq!(drawing.root.active_element(), Some(button.into()));
}

#[wasm_bindgen_test]
async fn draws_on_beside_what_the_page_has_taken_away() {
    let drawing = Drawing::begin(r#"[["visa", "never", null]]"#, "declined").await;
    drawing.find(".pay").remove();
    submit(&drawing.root);
    settled().await;
    assert_eq!((drawing.count(".banner"), drawing.count(".pay")), (1, 0));
}

#[wasm_bindgen_test]
async fn says_a_problem_at_each_press_and_nothing_in_between() {
    let cards = r#"[["visa", "required", null], ["mastercard", "never", null]]"#;
    let drawing = Drawing::begin(cards, "succeeded").await;
    drawing.click("button").await;
    drawing.click("button").await;
    assert_eq!(said(&drawing.client), "! No code.\n! No code.");
    assert_eq!(drawing.text(".problem"), "No code.");
}

#[wasm_bindgen_test]
async fn says_on_the_button_that_another_page_asks_for_the_code() {
    let cards = r#"[["visa", "hosted", null], ["mastercard", "never", null]]"#;
    let drawing = Drawing::begin(cards, "succeeded").await;
    assert_eq!(
        (drawing.count("[name=cvc]"), drawing.count(".elsewhere")),
        (0, 1)
    );
    assert_eq!(drawing.text("button"), "Pay EUR 9.95 elsewhere");
    drawing.click(".card:last-child [type=radio]").await;
    assert_eq!(drawing.text("button"), "Pay EUR 9.95");
}
