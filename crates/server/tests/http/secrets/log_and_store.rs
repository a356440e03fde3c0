//! What must stand nowhere: security codes, tokens, keys.

use std::path::{Path, PathBuf};

use oneclick_sandbox::{Behaviour, Rule, Sandbox, SandboxSettings};
use reqwest::Method;
use serde_json::json;

use crate::stage::answer::{plain_client, send, until};
use crate::stage::cluster::is_wanted;
use crate::stage::configuration::{QUICK, SECRET_KEY};
use crate::stage::hosted::new_card_body;
use crate::stage::page::payment_body;
use crate::stage::program::Program;
use crate::stage::receiver::{KEY, OLD_KEY, Receiver, Reply};
use crate::stage::world::{AMERICAN_EXPRESS, VISA, World};

/// The right code of the sandbox's American Express card, and wrong ones.
const CODES: [&str; 3] = ["7373", "9182", "8264"];

#[tokio::test]
async fn neither_the_log_the_store_nor_a_webhook_has_a_security_code_a_token_or_a_key() {
    let sandbox = Sandbox::start(SandboxSettings::default()).await.unwrap();
    let receiver = Receiver::start().await;
    let section = receiver.section_with(&[KEY, OLD_KEY], "");
    let mut program = Program::start(&sandbox, &format!("{QUICK}{section}"));
    receiver.reply("payment.declined", Reply::Status(500));
    let (card, token) = program
        .begin("Y-1", AMERICAN_EXPRESS, "american_express")
        .await;
    program.begin("Y-1", VISA, "visa").await;
    // Refused by form, by rule, by the bank, and taken at last.
    for body in [
        json!({ "card": card, "cvc": CODES[2] }),
        json!({ "card": card, "amount": 995, "currency": "EUR", "previous_payment": null, "cvc": [CODES[2]] }),
        json!({ "card": card, "amount": 995, "currency": "EUR", "previous_payment": null, "cvc": format!("{}x", CODES[2]) }),
        json!({ "card": card, "amount": 1, "currency": "EUR", "previous_payment": null, "cvc": CODES[2] }),
    ] {
        let answer = send(program.post(&token, "refused", &body)).await;
        assert!(answer.status >= 400, "{answer:?}");
        assert!(!answer.body.to_string().contains(CODES[2]));
    }
    let wrong = send(program.post(&token, "wrong", &payment_body(&card, None, CODES[1]))).await;
    assert_eq!(wrong.body["decline"]["reason"], "wrong_cvc");
    sandbox
        .behave(Rule::always(None, Behaviour::Garbage))
        .unwrap();
    let body = payment_body(&card, wrong.body["id"].as_str(), CODES[0]);
    let unknown = send(program.post(&token, "right", &body)).await;
    assert_eq!(unknown.text("state"), "processing");
    until("the payment is found", async || {
        (program.current(&token).await["state"] == "succeeded").then_some(())
    })
    .await;
    // Refused once, and then told of both.
    let mut all: Vec<(PathBuf, Vec<u8>)> = Vec::new();
    for came in receiver.until(3).await {
        all.push((PathBuf::from(came.id), came.body.into_bytes()));
    }
    let log = std::fs::read(program.log()).unwrap();
    assert!(
        log.len() > 1000 && contains(&log, b"/checkout/v1"),
        "the log says something"
    );
    let written = || {
        let mut bytes = Vec::new();
        for entry in std::fs::read_dir(program.folder.path()).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_none_or(|ending| ending != "toml") {
                bytes.push((path.clone(), read(&path)));
            }
        }
        bytes
    };
    // While it runs, with what stands in the write-ahead log, and after a kill.
    all.extend(written());
    let is_file = !is_wanted();
    assert!(
        !is_file
            || all
                .iter()
                .any(|(path, _)| path.ends_with("oneclick.sqlite-wal"))
    );
    #[cfg(unix)]
    for file in ["oneclick.sqlite", "oneclick.sqlite-wal"]
        .iter()
        .filter(|_| is_file)
    {
        use std::os::unix::fs::PermissionsExt as _;
        let about = std::fs::metadata(program.folder.path().join(file)).unwrap();
        assert_eq!(about.permissions().mode() & 0o077, 0, "{file}");
    }
    program.kill();
    all.extend(std::iter::once((program.log(), read(&program.log()))));
    for (path, bytes) in all {
        for secret in [
            AMERICAN_EXPRESS,
            VISA,
            token.as_str(),
            SECRET_KEY,
            "sandbox-key",
            KEY.trim_start_matches("whsec_"),
            OLD_KEY.trim_start_matches("whsec_"),
        ] {
            assert!(
                !contains(&bytes, secret.as_bytes()),
                "{secret} in {}",
                path.display()
            );
        }
        for code in CODES {
            assert!(
                !has_number(&bytes, code.as_bytes()),
                "{code} in {}",
                path.display()
            );
        }
    }
}

fn read(path: &Path) -> Vec<u8> {
    std::fs::read(path).unwrap_or_default()
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

/// Whether the digits stand somewhere as a number of their own.
fn has_number(bytes: &[u8], digits: &[u8]) -> bool {
    let word = |at: Option<&u8>| at.is_some_and(u8::is_ascii_alphanumeric);
    bytes
        .windows(digits.len())
        .enumerate()
        .filter(|(_, window)| *window == digits)
        .any(|(at, _)| {
            let before = at.checked_sub(1).and_then(|before| bytes.get(before));
            !word(before) && !word(bytes.get(at + digits.len()))
        })
}

#[tokio::test]
async fn no_answer_to_the_merchant_has_a_token() {
    let world = World::new().await;
    let card = world.card("c-1", VISA).await;
    let page = world.session("Y-2", "c-1").await;
    let paid = page.pay("first", &payment_body(&card, None, "123")).await;
    let paths = [
        format!("/v1/payments/{}", paid.text("id")),
        format!("/v1/sessions/{}", page.id),
        String::from("/v1/customers/c-1/cards"),
    ];
    for path in paths {
        let answer = world.merchant(Method::GET, &path, None).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        let text = answer.body.to_string();
        assert!(
            !text.contains(VISA) && !text.contains(&page.token),
            "{path}"
        );
    }
}

#[tokio::test]
async fn the_token_of_a_saved_card_stands_nowhere_until_it_is_deleted() {
    let sandbox = Sandbox::start(SandboxSettings::default()).await.unwrap();
    let more = format!("{QUICK}delete_after_ms = 1\n");
    let program = Program::start(&sandbox, &more);
    let (_, page) = program.begin("Y-3", VISA, "visa").await;
    let begun = send(program.post(&page, "first", &new_card_body(true, None))).await;
    let url = begun.body["redirect"]["url"].as_str().unwrap();
    let form = "choice=pay&holder=Ada&number=4111111111111111&month=12&year=2031&security_code=987";
    let typed = plain_client().post(url).body(form);
    send(typed.header("Content-Type", "application/x-www-form-urlencoded")).await;
    let card = until("the card is saved", async || {
        let payment = program.current(&page).await;
        payment["card"].as_str().map(String::from)
    })
    .await;
    let id = sandbox.ledger(Some("Y-3"))[0].id.clone();
    let base = format!("{}/smart2pay/v1", sandbox.url());
    let ask = async |path: String| {
        let request = plain_client().get(format!("{base}{path}"));
        send(request.basic_auth("1010", Some("sandbox-key")))
            .await
            .body
    };
    let payment = ask(format!("/payments/{id}")).await;
    let token = payment["Payment"]["CreditCardToken"]["Value"].as_str();
    let token = token.unwrap().to_owned();
    let path = format!("/v1/customers/c-1/cards/{card}");
    let removed = program.delete(&path).await;
    assert_eq!(removed.status, 204, "{removed:?}");
    until("the provider has deleted it", async || {
        let card = ask(format!("/card/token/{token}")).await;
        card.to_string().contains("false").then_some(())
    })
    .await;
    for entry in std::fs::read_dir(program.folder.path()).unwrap() {
        let path = entry.unwrap().path();
        assert!(
            !contains(&read(&path), token.as_bytes()),
            "a token in {}",
            path.display()
        );
    }
}
