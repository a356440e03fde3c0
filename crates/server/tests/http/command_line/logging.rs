//! What a program logs: each line names the request that it belongs to.

use std::process::Command;

use oneclick_sandbox::{Sandbox, SandboxSettings};
use serde_json::Value;

use crate::stage::answer::{send, until};
use crate::stage::configuration::QUICK;
use crate::stage::page::payment_body;
use crate::stage::program::Program;
use crate::stage::world::VISA;

const TRACE: &str = "3d7f9a0c51e2b84d6f10a7c2e95b4831";

#[tokio::test]
async fn every_line_in_json_is_an_object_and_names_its_request_and_trace() {
    let sandbox = Sandbox::start(SandboxSettings::default()).await.unwrap();
    let mut program = Program::start(&sandbox, QUICK);
    program.kill();
    std::fs::remove_file(program.log()).unwrap();
    program.start_logging("json");
    let (card, token) = program.begin("L-1", VISA, "visa").await;
    let paying = program.post(&token, "first", &payment_body(&card, None, "123"));
    let parent = format!("00-{TRACE}-9c24e1b07f35d680-01");
    let paid = send(paying.header("traceparent", parent)).await;
    assert_eq!(paid.text("state"), "succeeded", "{paid:?}");
    let request = paid.headers["request-id"].to_str().unwrap().to_owned();
    let of_request = |line: &Value| {
        let spans = line["spans"].as_array().cloned().unwrap_or_default();
        spans
            .into_iter()
            .find(|span| span["request_id"] == request.as_str())
    };
    let read = || -> Vec<Value> {
        let log = std::fs::read_to_string(program.log()).unwrap();
        let whole = log.rsplit_once('\n').map_or("", |(whole, _)| whole);
        let lines = whole.lines().map(serde_json::from_str);
        lines.map(Result::unwrap).collect()
    };
    let answered = |line: &&Value| line["message"] == "answered" && of_request(line).is_some();
    let lines = until("the answer is logged", async || {
        let lines = read();
        lines.iter().any(|line| answered(&line)).then_some(lines)
    })
    .await;
    let answer = lines.iter().find(answered).unwrap();
    assert_eq!(answer["level"], "INFO");
    assert_eq!(answer["status"], 200);
    assert_eq!(of_request(answer).unwrap()["trace_id"], TRACE);
    // The charge is sent by a task of its own.
    let sent = lines.iter().any(|line| {
        let target = line["target"].as_str().unwrap();
        !target.starts_with("oneclick_server::http") && of_request(line).is_some()
    });
    assert!(sent, "nothing but the answer names the request");
}

#[test]
fn another_format_is_refused_by_name() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_oneclick"));
    command.args(["serve", "--config", "none.toml"]);
    let output = command.env("ONECLICK_LOG_FORMAT", "xml").output().unwrap();
    assert!(!output.status.success());
    let told = String::from_utf8(output.stderr).unwrap();
    let rule = "the environment's ONECLICK_LOG_FORMAT: is text or json, not xml";
    assert!(told.contains(rule), "{told}");
}
