//! What stands in the memory of the running program when a payment is over.
#![cfg(target_os = "linux")]

use std::fs::File;
use std::io::Write as _;
use std::os::unix::fs::FileExt as _;

use oneclick_sandbox::{Behaviour, Rule, Sandbox, SandboxSettings};
use serde_json::json;

use crate::stage::answer::until;
use crate::stage::configuration::{LASTING, SECRET_KEY};
use crate::stage::page::payment_body;
use crate::stage::program::Program;
use crate::stage::raw::Raw;
use crate::stage::world::AMERICAN_EXPRESS;

/// The right code of the sandbox's American Express card, as JSON has it.
const CODE: &str = "7373";

/// How often the words stand in the memory that the program can write to;
/// `None` where the system does not let its parent read that.
fn count(program: &Program, words: &str) -> Option<usize> {
    let process = format!("/proc/{}", program.id());
    let memory = File::open(format!("{process}/mem")).ok()?;
    let maps = std::fs::read_to_string(format!("{process}/maps")).ok()?;
    let mut found = 0;
    let mut read = 0;
    for line in maps.lines().filter(|line| line.contains(" rw")) {
        let (range, _) = line.split_once(' ')?;
        let (from, to) = range.split_once('-')?;
        let from = u64::from_str_radix(from, 16).unwrap();
        let to = u64::from_str_radix(to, 16).unwrap();
        let mut bytes = vec![0; usize::try_from(to - from).unwrap()];
        if memory.read_exact_at(&mut bytes, from).is_ok() {
            read += bytes.len();
            found += occurrences(&bytes, words.as_bytes());
        }
    }
    (read > 0).then_some(found)
}

fn occurrences(mut bytes: &[u8], words: &[u8]) -> usize {
    let mut found = 0;
    while let Some(at) = bytes.iter().position(|byte| *byte == words[0]) {
        bytes = &bytes[at..];
        found += usize::from(bytes.starts_with(words));
        bytes = &bytes[1..];
    }
    found
}

/// Whether memory can be searched here at all.
fn is_permitted(program: &Program) -> bool {
    let permitted = count(program, SECRET_KEY).is_some();
    if !permitted {
        let told = "skipped: this system does not let a process read its child's memory\n";
        let _ = std::io::stderr().write_all(told.as_bytes());
    }
    permitted
}

async fn until_gone(program: &Program, words: &str, when: &str) {
    until(&format!("a secret is gone {when}"), async || {
        (count(program, words) == Some(0)).then_some(())
    })
    .await;
}

/// A payment whose body may be sent in part.
fn payment(token: &str, key: &str, body: &str, sent: usize) -> String {
    let head = head("checkout/v1", token, key, body.len());
    format!("{head}\r\n{}", &body[..sent])
}

/// A request's head, to which more can be added.
fn head(path: &str, token: &str, key: &str, length: usize) -> String {
    format!(
        "POST /{path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n\
         Idempotency-Key: {key:-<16}\r\nContent-Type: application/json\r\n\
         Content-Length: {length}\r\n"
    )
}

/// Sends a head and, once the server asks for it, its body: so it lies in a
/// buffer that the connection goes on to use.
async fn send_apart(connection: &mut Raw, head: &str, body: &str) {
    connection
        .write(format!("{head}Expect: 100-continue\r\n\r\n"))
        .await;
    assert_eq!(connection.answer().await.unwrap().status, 100);
    connection.write(body).await;
}

#[tokio::test]
async fn no_security_code_stays_in_memory_when_its_payment_is_over() {
    let sandbox = Sandbox::start(SandboxSettings::default()).await.unwrap();
    sandbox.behave(Rule::always(None, Behaviour::Slow)).unwrap();
    let program = Program::start(&sandbox, LASTING);
    if !is_permitted(&program) {
        return;
    }
    let (card, token) = program
        .begin("M-1", AMERICAN_EXPRESS, "american_express")
        .await;
    let quoted = format!("\"{CODE}\"");
    let body = payment_body(&card, None, CODE).to_string();
    let mut kept = program.connect().await;
    let begin = head("checkout/v1", &token, "first", body.len());
    let (all, last) = body.split_at(body.len() - 1);
    send_apart(&mut kept, &begin, all).await;
    until("the search finds what is there", async || {
        (count(&program, &quoted) > Some(0)).then_some(())
    })
    .await;
    kept.write(last).await;
    until("the charge is at the provider", async || {
        (sandbox.requests(Some("M-1")).charges == 1).then_some(())
    })
    .await;
    // It has left, and nothing of this request needs it any more.
    until_gone(&program, &quoted, "while the provider has it").await;
    sandbox.release();
    let paid = kept.answer().await.unwrap();
    assert_eq!(paid.body["state"], "succeeded");
    until_gone(&program, &quoted, "while the connection is kept").await;
    let bearer = format!("Authorization: Bearer {token}\r\n");
    for _ in 0..3 {
        let current = kept.get("/checkout/v1", &bearer).await;
        assert_eq!(current.status, 200);
        until_gone(&program, &quoted, "after another request").await;
    }
    until_gone(&program, &token, "though a token was in every head").await;
    drop(kept);
    until_gone(&program, &quoted, "when the connection is closed").await;
}

#[tokio::test]
async fn no_security_code_stays_in_memory_of_a_request_that_was_refused_or_broke_off() {
    let sandbox = Sandbox::start(SandboxSettings::default()).await.unwrap();
    let program = Program::start(&sandbox, LASTING);
    if !is_permitted(&program) {
        return;
    }
    let (card, token) = program
        .begin("M-2", AMERICAN_EXPRESS, "american_express")
        .await;
    let quoted = format!("\"{CODE}\"");
    let escaped = payment_body(&card, None, "x")
        .to_string()
        .replace("\"x\"", "\"\\u00373\\u0037\\u0033\"");
    let refused = [
        json!({ "cvc": CODE }).to_string(),
        json!({ "cvc": [CODE, CODE] }).to_string(),
        format!("{{\"cvc\":\"{CODE}\""),
        payment_body("card_x", None, CODE).to_string(),
        escaped.replace("995", "996"),
    ];
    let mut connections = Vec::new();
    for (at, body) in refused.iter().enumerate() {
        let mut raw = program.connect().await;
        raw.write(payment(&token, &at.to_string(), body, body.len()))
            .await;
        let answer = raw.answer().await.unwrap();
        assert!(answer.status >= 400, "{at}: {}", answer.status);
        connections.push(raw);
    }
    let body = payment_body(&card, None, CODE).to_string();
    for _ in 0..10 {
        let mut broken = program.connect().await;
        broken
            .write(payment(&token, "broken", &body, body.len() - 1))
            .await;
    }
    until_gone(&program, &quoted, "of what was refused or broke off").await;
    connections.clear();
    until_gone(&program, &quoted, "when the connections are closed").await;
}

#[tokio::test]
async fn no_imported_token_stays_in_memory() {
    let sandbox = Sandbox::start(SandboxSettings::default()).await.unwrap();
    let program = Program::start(&sandbox, LASTING);
    if !is_permitted(&program) {
        return;
    }
    let quoted = format!("\"{AMERICAN_EXPRESS}\"");
    let import = json!({
        "provider": "smart2pay", "token": AMERICAN_EXPRESS, "brand": "american_express",
        "last_four": "0005", "expiry": { "month": 5, "year": 2029 },
        "consent": { "text": "keep-1", "language": "sv", "given_at": 1_700_000_000 },
    });
    let body = import.to_string();
    let begin = |length| head("v1/customers/c-1/cards", SECRET_KEY, "import", length);
    let mut kept = program.connect().await;
    send_apart(&mut kept, &begin(body.len()), &body).await;
    let imported = kept.answer().await.unwrap();
    assert_eq!(imported.status, 201, "{imported:?}");
    until_gone(&program, &quoted, "while the connection is kept").await;
    assert_eq!(kept.get("/health", "").await.status, 200);
    for _ in 0..10 {
        // Its last byte never comes.
        let request = format!("{}\r\n{body}", begin(body.len() + 1));
        program.connect().await.write(request).await;
    }
    until_gone(&program, &quoted, "of imports that broke off").await;
    let (_, token) = program
        .begin("M-3", AMERICAN_EXPRESS, "american_express")
        .await;
    let card = imported.body["id"].as_str().unwrap();
    let pay = payment_body(card, None, CODE).to_string();
    kept.write(payment(&token, "first", &pay, pay.len())).await;
    assert_eq!(kept.answer().await.unwrap().body["state"], "succeeded");
    until_gone(&program, &quoted, "after a payment with it").await;
    drop(kept);
    until_gone(&program, &quoted, "when the connection is closed").await;
}
