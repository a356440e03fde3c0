//! What a person decides, on the command line.

use oneclick_sandbox::{Behaviour, Rule, Sandbox, SandboxSettings};

use crate::stage::answer::send;
use crate::stage::cluster::is_wanted;
use crate::stage::configuration::LASTING;
use crate::stage::page::payment_body;
use crate::stage::program::Program;
use crate::stage::world::VISA;

#[tokio::test]
async fn a_person_decides_on_the_command_line() {
    let sandbox = Sandbox::start(SandboxSettings::default()).await.unwrap();
    let rule = Rule::always(None, Behaviour::WrongAmount);
    sandbox.behave(rule).unwrap();
    let program = Program::start(&sandbox, LASTING);
    let nothing = program.command(&["review", "list"]);
    assert_eq!(
        nothing,
        (String::from("nothing waits for a review\n"), true)
    );
    let (card, token) = program.begin("X-3", VISA, "visa").await;
    let paid = send(program.post(&token, "first", &payment_body(&card, None, "123"))).await;
    let id = paid.text("id");
    let (list, _) = program.command(&["review", "list"]);
    assert!(list.contains(id) && list.contains("9.95 EUR"), "{list}");
    let (shown, _) = program.command(&["review", "show", id]);
    for told in [
        "needs_review",
        "intent",
        "the provider says 10.95 EUR",
        "Z  sent -> ",
    ] {
        assert!(shown.contains(told), "{told} in {shown}");
    }
    let long = "a".repeat(501);
    for (by, why, provider_payment_id, told_of) in [
        ("A\u{202e}da", "refunded", "1", "--by"),
        ("Ada", "re\u{200b}funded", "1", "--why"),
        ("Ada", "re\u{7}funded", "1", "--why"),
        ("Ada", " ", "1", "--why"),
        ("Ada", &long, "1", "--why"),
        ("Ada", "refunded", "1\u{2066}", "--provider-payment-id"),
    ] {
        let words = [
            "review",
            "resolve",
            id,
            "--charged",
            "false",
            "--by",
            by,
            "--why",
            why,
            "--provider-payment-id",
            provider_payment_id,
        ];
        let (told, done) = program.command(&words);
        assert!(!done && told.contains(told_of), "{told}");
    }
    let decision = [
        "review",
        "resolve",
        id,
        "--charged",
        "false",
        "--by",
        "Ada",
        "--why",
        "refunded",
    ];
    let (told, done) = program.command(&decision);
    assert!(done && told.contains("not_found"), "{told}");
    assert_eq!(program.current(&token).await["failure"], "not_found");
    let (told, done) = program.command(&decision);
    assert!(!done && told.contains("not in review"), "{told}");
    let (told, done) = program.command(&["review", "show", "pay_0123456789abcdef012345"]);
    assert!(!done && told.contains("there is no payment"), "{told}");
    if is_wanted() {
        return;
    }
    // A command makes no database, which would be empty.
    program.reconfigure("oneclick.sqlite", "other.sqlite");
    let (told, done) = program.command(&["review", "list"]);
    assert!(!done && told.contains("there is no database"), "{told}");
    assert!(!program.folder.path().join("other.sqlite").exists());
    let (told, done) = program.command(&["check"]);
    assert!(done && told.contains("can be served"), "{told}");
}
