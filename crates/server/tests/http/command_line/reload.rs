//! SIGHUP: what the running program takes anew, and what it leaves.

use oneclick_sandbox::{Behaviour, Rule, Sandbox, SandboxSettings};

use crate::stage::answer::{plain_client, send, until};
use crate::stage::booked::until_booked;
use crate::stage::configuration::{PATIENT, SECRET_KEY};
use crate::stage::page::payment_body;
use crate::stage::program::Program;
use crate::stage::receiver::{KEY, OLD_KEY, Receiver, Reply};
use crate::stage::world::VISA;

const NEW_KEY: &str = "sk_test_fedcba9876543210fedcba9876543210";
const REFUSED: &str = "SIGHUP changes nothing, the server goes on as it was: ";

/// The status of a call of the merchant's by this key.
async fn status_by(program: &Program, key: &str) -> u16 {
    let url = format!("http://127.0.0.1:{}/v1/providers", program.port());
    send(plain_client().get(url).bearer_auth(key)).await.status
}

fn log(program: &Program) -> String {
    std::fs::read_to_string(program.log()).unwrap()
}

/// Sends the signal, and waits until the log tells this once more.
async fn reload(program: &Program, told: &str) {
    let before = log(program).matches(told).count();
    program.signal("HUP");
    until(told, async || {
        (log(program).matches(told).count() > before).then_some(())
    })
    .await;
}

/// Pays an order; whether it succeeded.
async fn pays(program: &Program, order: &str) -> bool {
    let (card, token) = program.begin(order, VISA, "visa").await;
    let paid = send(program.post(&token, "first", &payment_body(&card, None, "123"))).await;
    paid.text("state") == "succeeded"
}

#[tokio::test]
async fn the_merchant_s_key_is_changed_without_a_gap_and_under_a_charge() {
    let sandbox = Sandbox::start(SandboxSettings::default()).await.unwrap();
    sandbox.behave(Rule::always(None, Behaviour::Slow)).unwrap();
    let program = Program::start(&sandbox, PATIENT);
    let (card, token) = program.begin("H-1", VISA, "visa").await;
    let body = payment_body(&card, None, "123");
    let charge = tokio::spawn(send(program.post(&token, "first", &body)));
    until_booked(&sandbox, "H-1").await;
    let both = format!("[\"{NEW_KEY}\", \"{SECRET_KEY}\"]");
    program.reconfigure(&format!("\"{SECRET_KEY}\""), &both);
    // It takes effect by the signal.
    assert_eq!(status_by(&program, NEW_KEY).await, 401);
    reload(&program, "SIGHUP: new values were taken: keys.secret").await;
    for key in [NEW_KEY, SECRET_KEY] {
        assert_eq!(status_by(&program, key).await, 200);
    }
    program.reconfigure(&both, &format!("\"{NEW_KEY}\""));
    reload(&program, "SIGHUP: new values were taken: keys.secret").await;
    assert_eq!(status_by(&program, NEW_KEY).await, 200);
    assert_eq!(status_by(&program, SECRET_KEY).await, 401);
    reload(&program, "SIGHUP: no key differs").await;
    sandbox.release();
    assert_eq!(charge.await.unwrap().text("state"), "succeeded");
    let log = log(&program);
    for key in [NEW_KEY, SECRET_KEY] {
        assert!(!log.contains(key));
    }
}

#[tokio::test]
async fn a_configuration_with_anything_wrong_changes_nothing_at_all() {
    let sandbox = Sandbox::start(SandboxSettings::default()).await.unwrap();
    let receiver = Receiver::start().await;
    let program = Program::start(&sandbox, &format!("{PATIENT}{}", receiver.section("")));
    program.reconfigure(KEY, OLD_KEY);
    program.reconfigure(SECRET_KEY, "sk_test_short");
    reload(&program, REFUSED).await;
    let told = log(&program);
    let told = told.lines().find(|line| line.contains(REFUSED)).unwrap();
    let reason = "keys.secret: has fewer than 32 characters after its prefix";
    assert!(told.contains(reason), "{told}");
    receiver.reply("H-2", Reply::Held);
    assert!(pays(&program, "H-2").await);
    let came = receiver.until(1).await.remove(0);
    assert!(came.is_signed_by(KEY) && !came.is_signed_by(OLD_KEY));
    // It is still under way then.
    program.reconfigure("sk_test_short", SECRET_KEY);
    reload(&program, "SIGHUP: new values were taken: webhooks.keys").await;
    receiver.let_go();
    assert!(pays(&program, "H-3").await);
    let next = until("the next one comes", async || {
        let came = receiver.came();
        came.into_iter().find(|came| came.body.contains("H-3"))
    })
    .await;
    assert!(next.is_signed_by(OLD_KEY) && !next.is_signed_by(KEY));
}

#[tokio::test]
async fn what_takes_a_restart_is_named_each_time_and_left() {
    let sandbox = Sandbox::start(SandboxSettings::default()).await.unwrap();
    let program = Program::start(&sandbox, PATIENT);
    for (from, to) in [
        ("listen = \"127.0.0.1:", "listen = \"127.0.0.2:"),
        ("Nordlys", "Sydlys"),
        ("site_id = 1010", "site_id = 1011"),
        (SECRET_KEY, NEW_KEY),
    ] {
        program.reconfigure(from, to);
    }
    let section = format!("[webhooks]\nurl = \"https://shop.example/\"\nkeys = \"{KEY}\"\n[keys]");
    program.reconfigure("[keys]", &section);
    let left = "SIGHUP: what takes a restart differs and was left as it was: \
        listen, merchant.name, providers.smart2pay.site_id, webhooks.keys, webhooks.url";
    reload(&program, left).await;
    assert_eq!(status_by(&program, NEW_KEY).await, 200);
    reload(&program, left).await;
    assert_eq!(status_by(&program, NEW_KEY).await, 200);
}

#[tokio::test]
async fn a_provider_s_key_is_taken_if_the_provider_takes_it_and_nothing_else_of_it_differs() {
    let sandbox = Sandbox::start(SandboxSettings::default()).await.unwrap();
    let mut program = Program::start(&sandbox, PATIENT);
    program.signal("TERM");
    assert!(program.ends_well().await);
    let (right, wrong) = ("\"sandbox-key\"", "\"another-key\"");
    program.reconfigure(right, wrong);
    program.start_again();
    assert!(!pays(&program, "H-4").await);
    // Of another account as well.
    program.reconfigure(wrong, right);
    program.reconfigure("site_id = 1010", "site_id = 1011");
    let left = "left as it was: providers.smart2pay.api_key, providers.smart2pay.site_id";
    reload(&program, left).await;
    assert!(!pays(&program, "H-5").await);
    program.reconfigure("site_id = 1011", "site_id = 1010");
    reload(
        &program,
        "SIGHUP: new values were taken: providers.smart2pay.api_key",
    )
    .await;
    assert!(pays(&program, "H-6").await);
    assert_eq!(sandbox.ledger(Some("H-6")).len(), 1);
    program.reconfigure(right, wrong);
    program.reconfigure(SECRET_KEY, NEW_KEY);
    let refused = "providers.smart2pay.api_key: the provider refuses the credentials";
    reload(&program, &format!("{REFUSED}{refused}")).await;
    assert_eq!(status_by(&program, NEW_KEY).await, 401);
    assert!(pays(&program, "H-7").await);
}

/// A configuration that a server of live mode takes.
const LIVE: &str = "
mode = \"live\"
public_url = \"https://pay.example.com\"
database.file = \"live.sqlite\"
merchant = { name = \"Nordlys\", return_origins = [\"https://shop.example.com\"] }
widget = { origins = [\"https://shop.example.com\"], files = \"widget\" }
[keys]
secret = \"sk_live_fedcba9876543210fedcba9876543210\"
vault = { id = \"one\", key = \"MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=\" }
[providers.smart2pay]
base_url = \"https://globalpay.smart2pay.com\"
site_id = 1010
api_key = \"of-the-provider-0123456789\"
";

#[tokio::test]
async fn the_keys_of_another_mode_are_not_taken() {
    let sandbox = Sandbox::start(SandboxSettings::default()).await.unwrap();
    let program = Program::start(&sandbox, PATIENT);
    std::fs::write(program.folder.path().join("oneclick.toml"), LIVE).unwrap();
    reload(&program, &format!("{REFUSED}mode is live now")).await;
    assert_eq!(status_by(&program, SECRET_KEY).await, 200);
}
