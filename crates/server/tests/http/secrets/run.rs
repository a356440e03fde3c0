//! The program, used at every provider as a shop uses it.

use oneclick_sandbox::{Behaviour, Sandbox, SandboxSettings};
use reqwest::Method;
use serde_json::json;

use crate::secrets::recorder::{Answers, Recorder};
use crate::stage::answer::Answer;
use crate::stage::card::{soon, until_deleted, until_saved};
use crate::stage::cluster::is_wanted;
use crate::stage::hosted::{choose, come_back};
use crate::stage::notifications::tell;
use crate::stage::operation::operate;
use crate::stage::page::Page;
use crate::stage::pay_page::PayPage;
use crate::stage::place::{COSTPLUS, Place, SMART2PAY, name_smart2pay, sections};
use crate::stage::program::{Program, free_port};
use crate::stage::receiver::{KEY, OLD_KEY, Receiver};
use crate::stage::world::{AMERICAN_EXPRESS, World};

/// The right code of the sandbox's American Express cards, and wrong ones.
pub const CODES: [&str; 3] = ["7373", "9182", "8264"];
/// CostPlus's token of such a card.
const COSTPLUS_AMERICAN_EXPRESS: &str = "c91b7e30-6d2f-4c58-9a07-e4f8135bd6a9";
/// The program on a store, before it what records its answers.
pub struct Run {
    pub world: World,
    pub program: Program,
    pub receiver: Receiver,
    pub answers: Answers,
    pub client_tokens: Vec<String>,
    pub page_tokens: Vec<String>,
    /// What commands of the program have said.
    pub said: Vec<u8>,
    /// Where its metrics are read.
    metrics: String,
}

impl Run {
    pub async fn new() -> Self {
        let sandbox = Sandbox::start(SandboxSettings::default()).await.unwrap();
        let url = sandbox.url().to_owned();
        let receiver = Receiver::start().await;
        let webhooks = receiver.section_with(&[KEY, OLD_KEY], "");
        let metrics = format!("127.0.0.1:{}", free_port());
        let watched = format!("[metrics]\nlisten = \"{metrics}\"\n");
        let more = format!("{}{}{webhooks}{watched}", sections(&sandbox), soon());
        let made = World::before_with(sandbox, &url, &more, name_smart2pay).await;
        if is_wanted() {
            made.execute(LOG_ALL).await;
        }
        let World {
            server,
            sandbox,
            base,
            folder,
            ..
        } = made;
        server.stop().await;
        // Its own server has another store, and nothing to do.
        let mut world = World {
            sandbox,
            base,
            folder,
            ..World::new().await
        };
        let recorder = Recorder::new().await;
        let program = Program::in_place_of(&world, recorder.port());
        world.base = format!("http://localhost:{}", recorder.port());
        let notifications = format!("{}/notifications/smart2pay", world.base);
        world.sandbox.notify_at(&notifications);
        Self {
            answers: recorder.lead_to(program.port()),
            world,
            program,
            receiver,
            client_tokens: Vec::new(),
            page_tokens: Vec::new(),
            said: Vec::new(),
            metrics,
        }
    }

    pub async fn page(&mut self, place: Place, order: &str) -> Page<'_> {
        let page = place.session(&self.world, order, "c-1").await;
        self.client_tokens.push(page.token.clone());
        page
    }

    /// Pays with a card and, where the place takes one, a code.
    async fn pay(&mut self, place: Place, order: &str, card: &str, code: &str) -> Answer {
        let mut body = place.seen(None);
        body["card"] = json!(card);
        if takes_code(place) {
            body["cvc"] = json!(code);
        }
        let page = self.page(place, order).await;
        let answer = page.pay("first", &body).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        answer
    }

    /// Pays on the pay page, after a form that is refused.
    async fn pay_on_page(&mut self, place: Place, order: &str, card: &str) {
        let page = self.page(place, order).await;
        let token = page.pay_token.clone();
        let url = format!("{}/pay/{token}", self.world.base);
        self.page_tokens.push(token);
        let world = &self.world;
        let page = PayPage { world, url };
        assert_eq!(page.pay(card, "91820").await.status, 422);
        let answer = page.pay(card, CODES[0]).await;
        assert!(page.follow(&answer).await.text.contains("\"paid\""));
    }

    /// What its metrics tell.
    pub async fn metrics(&self) -> String {
        let url = format!("http://{}/metrics", self.metrics);
        let answer = self.world.client.get(url).send().await.unwrap();
        answer.text().await.unwrap()
    }

    pub fn command(&mut self, words: &[&str]) {
        let (said, done) = self.program.command(words);
        assert!(done, "{said}");
        self.said.extend(said.into_bytes());
    }
}

/// Has PostgreSQL write every statement with its values into its own log.
const LOG_ALL: &str = "DO $$ BEGIN
    EXECUTE format('ALTER DATABASE %I SET log_statement = ''all''', current_database());
END $$";

fn takes_code(place: Place) -> bool {
    [SMART2PAY.name, COSTPLUS.name].contains(&place.name)
}

/// The place with a card whose code has four digits, where it takes one.
pub fn with_long_code(mut place: Place) -> Place {
    if place.name == SMART2PAY.name {
        place.token = AMERICAN_EXPRESS;
    } else if place.name == COSTPLUS.name {
        place.token = COSTPLUS_AMERICAN_EXPRESS;
    }
    place
}

async fn import(world: &World, place: Place) -> String {
    let card = json!({
        "provider": place.name, "token": place.token,
        "brand": if takes_code(place) { "american_express" } else { "visa" },
        "last_four": "0005", "expiry": { "month": 5, "year": 2029 },
        "consent": { "text": "keep-1", "language": "sv", "given_at": 1_700_000_000 },
    });
    let path = "/v1/customers/c-1/cards";
    let answer = world.merchant(Method::POST, path, Some(card)).await;
    assert_eq!(answer.status, 201, "{answer:?}");
    answer.text("id").to_owned()
}

/// Pays, is declined, is found out later, goes to the bank, pays with a new card that is
/// saved, is told of, refunded and removed.
pub async fn use_provider(run: &mut Run, place: Place) {
    let card = import(&run.world, place).await;
    let paid = run.pay(place, &place.order("paid"), &card, CODES[0]).await;
    assert_eq!(paid.text("state"), "succeeded", "{paid:?}");
    let declined = place.order("declined");
    run.world.behave(&declined, Behaviour::Declined);
    let answer = run.pay(place, &declined, &card, CODES[1]).await;
    assert_eq!(answer.text("state"), "declined", "{answer:?}");
    for (fault, name) in [
        (Behaviour::AnswerLost, "lost"),
        (Behaviour::Garbage, "garbage"),
    ] {
        let order = place.order(name);
        run.world.behave_times(&order, fault, 1);
        run.pay(place, &order, &card, CODES[0]).await;
        let page = run.page(place, &order).await;
        page.until("succeeded").await;
    }
    if place.name == SMART2PAY.name {
        let order = place.order("bank");
        run.world.behave(&order, Behaviour::ThreeDSecure);
        let payment = run.pay(place, &order, &card, CODES[0]).await;
        let at_the_bank = payment.body["redirect"]["url"].as_str().unwrap();
        let back = choose(&run.world, at_the_bank, "approve").await;
        come_back(&run.world, &back).await;
        run.pay_on_page(place, &place.order("page"), &card).await;
    }
    let page = run.page(place, &place.order("new")).await;
    let payment = place.begin(&page, true).await;
    let world = &run.world;
    let seen = world.payment(payment["id"].as_str().unwrap()).await;
    let reference = seen["attempt_reference"].as_str().unwrap();
    tell(world, reference, json!({})).await;
    tell(world, reference, json!({ "forged": true })).await;
    let number = place.numbers()[0];
    place.go_through(world, &payment, number, "approve").await;
    let saved = until_saved(world, &payment).await;
    let key = format!("back-{}", place.name);
    let body = json!({ "amount": 100 });
    let refund = operate(world, paid.text("id"), "refund", &key, body).await;
    assert!(refund.status < 500, "{refund:?}");
    // The other one stays, with its token.
    let path = format!("/v1/customers/c-1/cards/{card}");
    let removed = world.merchant(Method::DELETE, &path, None).await;
    assert_eq!(removed.status, 204, "{removed:?}");
    until_deleted(world, &card).await;
    assert_ne!(saved["card"], json!(card));
}
