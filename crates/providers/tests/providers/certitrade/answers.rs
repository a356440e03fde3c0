//! Answers by table.

use oneclick_providers::{CredentialCheck, LookUp, Outcome};
use serde_json::{Value, json};

use super::words::{HAL, PAYMENT, answered, body, changed, face, of_case, provider};
use crate::attempt::{NOW, by_payment, reference};
use crate::reads::Reads as _;
use crate::wire::{check, response, table};

#[test]
fn every_state_has_its_meaning() {
    for case in table(include_str!("../../../cases/certitrade/states.json")) {
        let mut changes = json!({ "state": case["state"] });
        for (member, name) in [
            ("authorized_amount", "authorized_amount"),
            ("attempts", "payment_attempts"),
        ] {
            if let Some(value) = case.get(member) {
                changes[name] = value.clone();
            }
        }
        if case["window"] == true {
            let window = "https://ctpsp/paywin/5f0c";
            changes["_links"] = json!({ "paywin": { "href": window } });
        }
        let body = changed(PAYMENT, &changes).to_string();
        let answer = provider().read_charge(answered(201, &body));
        let mut case = case;
        if case["outcome"] == "action_required" {
            case["url"] = json!("https://ctpsp/paywin/5f0c");
            case["lifetime"] = Value::Null;
        }
        check(&answer, &case);
        assert_eq!(
            answer.provider_payment_id.as_deref(),
            Some("21840"),
            "{case}"
        );
    }
}

#[test]
fn every_failure_has_its_reason() {
    for case in table(include_str!("../../../cases/certitrade/attempts.json")) {
        let attempt = json!({
            "result": "0",
            "method": "ONE_CLICK",
            "data": { "ONE_CLICK": { "desc": case["desc"], "respcode": case["respcode"] } },
        });
        let body = changed(
            PAYMENT,
            &json!({
                "state": "FAILED",
                "authorized_amount": "0",
                "payment_attempts": [attempt],
            }),
        );
        let answer = provider().read_charge(answered(201, &body.to_string()));
        check(&answer, &case);
        let detail = &answer.detail;
        let documented = case["document"].as_str().unwrap().contains("Card");
        let description = case["desc"].as_str().filter(|_| documented);
        assert!(detail.contains(description.unwrap_or_default()), "{detail}");
        assert!(
            !detail.contains("Ada") && !detail.contains("NEW"),
            "{detail}"
        );
    }
}

#[test]
fn every_other_answer_has_its_meaning() {
    for case in table(include_str!("../../../cases/certitrade/answers.json")) {
        let body = body(&case);
        let answer = provider().read_charge(of_case(&case, &body));
        check(&answer, &case);
        if let Some(card) = case.get("card") {
            assert_eq!(face(&answer.card), *card, "{case}");
        }
        assert_eq!(answer.dispute, None);
    }
}

/// The collection of a case: "Concepts", section "HAL", and `total_size` of the
/// client.
fn collection(case: &Value) -> String {
    let named = |word: &Value| match word.as_str() {
        Some("ours") => changed(PAYMENT, &json!({})),
        Some("other") => changed(
            PAYMENT,
            &json!({ "reference": "abcdefghijklmnopqrstuvwxyz2" }),
        ),
        Some("failed") => changed(PAYMENT, &json!({ "id": "21841", "state": "FAILED" })),
        _ => word.clone(),
    };
    let list = |list: &Value| -> Value { list.as_array().unwrap().iter().map(named).collect() };
    let mut embedded = case["embedded"].clone();
    if embedded["payments"].is_array() {
        embedded["payments"] = list(&embedded["payments"]);
    } else if embedded[0]["payments"].is_array() {
        embedded[0]["payments"] = list(&embedded[0]["payments"]);
    } else if embedded.is_array() {
        embedded = list(&embedded);
    }
    let links = case.get("links").cloned().unwrap_or(json!({}));
    let usual = json!({ "max_page_size": "50", "_links": links, "_embedded": embedded });
    let total = case.get("total").cloned().unwrap_or(json!("1"));
    let size = case.get("size").cloned().unwrap_or(json!("50"));
    let changes = json!({ "total_size": total, "max_page_size": size });
    changed(&usual.to_string(), &changes).to_string()
}

#[test]
fn every_look_up_has_its_meaning() {
    let reference = reference();
    for case in table(include_str!("../../../cases/certitrade/look_ups.json")) {
        let by = match case["by"].as_str().unwrap() {
            "reference" => LookUp::Reference {
                reference: reference.clone(),
                since: NOW - 600,
                until: NOW + 600,
                now: NOW,
                page: case["page"].as_str().map(String::from),
            },
            id => by_payment(id, &reference),
        };
        let body = match case.get("embedded") {
            Some(_) => collection(&case),
            None => body(&case),
        };
        let found = provider().read_look_up(&by, of_case(&case, &body)).ok();
        let names = found.as_ref().map(|found| {
            let outcomes = found.payments.iter().map(|answer| answer.outcome.as_str());
            outcomes.collect::<Vec<_>>()
        });
        assert_eq!(json!(names), case["expect"], "{case}");
        let next = found.and_then(|found| found.next);
        assert_eq!(next.as_deref(), case["next"].as_str(), "{case}");
    }
}

#[test]
fn says_whether_the_key_works() {
    let problem = r#"{"describedBy":null,"title":"Not authorized","detail":""}"#;
    for (status, body, expected) in [
        (200, r#"{"id":"12345","state":"ACTIVE"}"#, Some(true)),
        (200, r#"{"id":12345,"manual_capture":0}"#, Some(true)),
        (200, r#"{"id":"54321","state":"ACTIVE"}"#, None),
        (200, "{}", None),
        (200, "<html>", None),
        (401, problem, Some(false)),
        (403, problem, Some(false)),
        (403, "", None),
        (404, problem, None),
        (500, problem, None),
    ] {
        let told = match provider().read_harmless_call(answered(status, body)) {
            CredentialCheck::Accepted => Some(true),
            CredentialCheck::Refused => Some(false),
            CredentialCheck::Unclear(_) => None,
        };
        assert_eq!(told, expected, "{status} {body}");
    }
}

/// The provider's page as it was saved, where it is at hand. Its commas before
/// closing brackets are misprints.
#[test]
fn reads_the_page_of_the_documents() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/seeds");
    let Ok(files) = std::fs::read_dir(folder) else {
        return;
    };
    let page = files
        .flatten()
        .find(|file| file.file_name().to_string_lossy().starts_with("000"))
        .map(|file| std::fs::read_to_string(file.path()).unwrap());
    let Some(page) = page else { return };
    let answers: Vec<String> = page
        .split("HTTP/1.1 201 Created")
        .skip(1)
        .map(|answer| {
            without_misprints(&answer[answer.find('{').unwrap()..answer.find("```").unwrap()])
        })
        .collect();
    let [account, payment] = answers.as_slice() else {
        panic!("two answers are documented");
    };
    let answer = provider().read_charge(response(201, Some(HAL), payment.as_bytes()));
    assert_eq!(answer.outcome, Outcome::CapturePending);
    assert_eq!(answer.provider_payment_id.as_deref(), Some("11113"));
    assert_eq!(answer.reference.as_deref(), Some("54321"));
    assert_eq!(answer.amount.unwrap().decimal(), "12.34");
    assert_eq!(face(&answer.card), json!(["unknown", "2300", null]));
    super::accounts::is_the_account_of_the_page(account);
}

fn without_misprints(json: &str) -> String {
    let mut plain = String::new();
    for character in json.chars() {
        if matches!(character, '}' | ']') {
            plain.truncate(plain.trim_end().trim_end_matches(',').len());
        }
        plain.push(character);
    }
    plain
}
