//! A provider that hangs slows no other, and background work nobody who waits.

use oneclick_sandbox::{Behaviour, Sandbox, SandboxSettings};
use reqwest::Method;

use crate::stage::answer::{send, until};
use crate::stage::between::{Between, Fault};
use crate::stage::configuration::{LASTING, PATIENT};
use crate::stage::lost_answer::{apart, lost, others_turn, state};
use crate::stage::page::payment_body;
use crate::stage::program::Program;
use crate::stage::world::{VISA, World};

/// Times in which a look-up that hangs hangs as long as a test may take.
const HANGING: &str = "
[engine]
first_look_up_ms = 60000
look_up_timeout_ms = 60000
";

#[tokio::test]
async fn look_ups_that_hang_at_one_provider_do_not_delay_another() {
    for many in [8, 24] {
        let sandbox = Sandbox::start(SandboxSettings::default()).await.unwrap();
        let between = Between::before(sandbox.url()).await;
        let world = apart(sandbox, &between.url, HANGING).await;
        for number in 0..many {
            lost(&world, &format!("H-{number}")).await;
        }
        between.spoil_all("GET ", Fault::Hangs);
        world.clock.advance(80_000);
        until("eight look-ups hang", async || {
            (between.came("GET ") >= 8).then_some(())
        })
        .await;
        others_turn(&world, "H-other").await;
    }
}

#[tokio::test]
async fn a_look_up_that_somebody_waits_for_overtakes_background_work() {
    let sandbox = Sandbox::start(SandboxSettings::default()).await.unwrap();
    let between = Between::before(sandbox.url()).await;
    let world = apart(sandbox, &between.url, HANGING).await;
    for number in 0..24 {
        lost(&world, &format!("O-{number}")).await;
    }
    between.spoil_all("GET ", Fault::Hangs);
    world.clock.advance(80_000);
    until("eight look-ups hang", async || {
        (between.came("GET ") >= 8).then_some(())
    })
    .await;
    // From here on the provider answers: what hangs keeps its place.
    between.heal();
    let id = lost(&world, "O-waited").await;
    world.until_detail(&id, "captured").await;
    assert_eq!(between.came("GET "), 9, "it went before sixteen others");
}

#[tokio::test]
async fn background_work_pauses_for_a_provider_that_does_not_answer() {
    let sandbox = Sandbox::start(SandboxSettings::default()).await.unwrap();
    let between = Between::before(sandbox.url()).await;
    let world = apart(sandbox, &between.url, LASTING).await;
    between.spoil("GET", "", Fault::Dropped, usize::MAX);
    lost(&world, "B-1").await;
    let asked = || between.count("GET", "");
    until("five look-ups without an answer", async || {
        (asked() == 5).then_some(())
    })
    .await;
    world.clock.advance(1_000);
    others_turn(&world, "B-2").await;
    assert_eq!(asked(), 5, "it is open");
    // One tries after each pause.
    world.clock.advance(30_000);
    until("one tries", async || (asked() == 6).then_some(())).await;
    world.clock.advance(1_000);
    others_turn(&world, "B-3").await;
    assert_eq!(asked(), 6, "it is open again");
    assert_eq!(state(&world, "B-1").await, "unknown", "nothing is freed");
    // Meanwhile a charge goes through as ever, and so does who waits.
    let card = world.card("c-1", VISA).await;
    let page = world.session("B-4", "c-1").await;
    let paid = page.pay("first", &payment_body(&card, None, "123")).await;
    assert_eq!(paid.text("state"), "succeeded", "{paid:?}");
    between.heal();
    until("the background work goes on", async || {
        (state(&world, "B-1").await == "captured").then_some(())
    })
    .await;
}

#[tokio::test]
async fn whoever_waits_is_not_stopped_by_the_breaker() {
    let sandbox = Sandbox::start(SandboxSettings::default()).await.unwrap();
    let between = Between::before(sandbox.url()).await;
    let world = apart(sandbox, &between.url, LASTING).await;
    between.spoil("GET", "", Fault::Dropped, usize::MAX);
    let first = lost(&world, "W-1").await;
    let asked = || between.count("GET", "");
    until("five look-ups without an answer", async || {
        (asked() == 5).then_some(())
    })
    .await;
    between.heal();
    // The merchant's GET expedites it; the breaker's pause is not over.
    world.until_detail(&first, "captured").await;
}

#[tokio::test]
async fn a_breaker_that_opens_is_seen_once_in_the_log() {
    let sandbox = Sandbox::start(SandboxSettings::default()).await.unwrap();
    let between = Between::before(sandbox.url()).await;
    between.spoil("GET", "", Fault::Dropped, usize::MAX);
    sandbox
        .behave(oneclick_sandbox::Rule::always(None, Behaviour::AnswerLost))
        .unwrap();
    let program = Program::start_before(&between.url, LASTING);
    let (card, token) = program.begin("L-1", VISA, "visa").await;
    let paid = send(program.post(&token, "first", &payment_body(&card, None, "123"))).await;
    assert_eq!(paid.text("state"), "processing", "{paid:?}");
    let told = until("the log tells it", async || {
        let log = std::fs::read_to_string(program.log()).unwrap();
        let told: Vec<String> = log
            .lines()
            .filter(|line| line.contains("background work for it pauses"))
            .map(String::from)
            .collect();
        (!told.is_empty()).then_some(told)
    })
    .await;
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(
        told[0].contains("WARN") && told[0].contains("smart2pay"),
        "{told:?}"
    );
}

#[tokio::test]
async fn a_look_up_is_given_less_time_than_a_charge() {
    let sandbox = Sandbox::start(SandboxSettings::default()).await.unwrap();
    let between = Between::before(sandbox.url()).await;
    let quick = format!("{LASTING}look_up_timeout_ms = 50\n");
    let world = World::before(sandbox, &between.url, &quick).await;
    between.spoil_all("GET ", Fault::Hangs);
    lost(&world, "T-1").await;
    // Each time it gives up and asks again; a charge has its sixty seconds.
    until("it gave up twice", async || {
        (between.came("GET ") >= 3).then_some(())
    })
    .await;
    world.behave("T-2", Behaviour::Slow);
    let card = world.card("c-1", VISA).await;
    let page = world.session("T-2", "c-1").await;
    let post = tokio::spawn(send(page.post("first", &payment_body(&card, None, "123"))));
    until("the charge is at the provider", async || {
        (world.booked("T-2").1 == 1).then_some(())
    })
    .await;
    let before = between.came("GET ");
    until("look-ups gave up while it was under way", async || {
        page.get("").await;
        (between.came("GET ") > before).then_some(())
    })
    .await;
    world.sandbox.release();
    assert_eq!(post.await.unwrap().text("state"), "succeeded");
}

#[tokio::test]
async fn work_of_a_provider_that_is_not_configured_is_still_done() {
    let world = World::with(PATIENT).await;
    let id = lost(&world, "N-1").await;
    world
        .execute("UPDATE attempts SET provider = 'elsewhere'")
        .await;
    world.clock.advance(72 * 3_600_000 + 70_000);
    let path = format!("/v1/payments/{id}");
    until("a person is asked", async || {
        let answer = world.merchant(Method::GET, &path, None).await;
        (answer.text("attempt_state") == "needs_review").then_some(())
    })
    .await;
}
