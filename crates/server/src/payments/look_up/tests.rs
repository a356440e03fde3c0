use oneclick_providers::{Notification, NotificationSubject, PaymentStatus, ProviderName};
use oneclick_rules::{DeclineReason, Mode};

use crate::config::{Config, EXAMPLE};
use crate::environment::Environment;
use crate::model::example;
use crate::payments::look_up::*;
use crate::payments::look_up_times::over_here;
use crate::store::attempts::Change;

/// Writes what the intent refers to.
fn write_around(tx: &Tx<'_>) -> store::Result<()> {
    for statement in [
        "INSERT INTO customers (id, created_at) VALUES ('c-1', 1)",
        "INSERT INTO orders (reference, customer_id, amount, currency, created_at) VALUES ('N-1001', 'c-1', 995, 'EUR', 1)",
        "INSERT INTO sessions (id, token_hash, order_reference, amount, currency, return_url, three_d_secure,
             capture, cvc, guest, mode, created_at, expires_at)
         VALUES ('cs_0123456789abcdefghijkl', 'hash', 'N-1001', 995, 'EUR', 'http://localhost/', 0, 1, 'never', 0, 'test', 1, 2)",
        "INSERT INTO cards (id, customer_id, provider, token_key, token_sealed, fingerprint, brand, last_four,
             expiry_month, expiry_year, uses, consent_text, consent_language, consent_at, is_default, created_at)
         VALUES ('card_0123456789abcdefghijkl', 'c-1', 'smart2pay', 'example', '', '', 'visa', '4242',
             12, 2031, 'one_click', 'text', 'sv', 1, 0, 1)",
    ] {
        tx.execute(statement, &[])?;
    }
    Ok(())
}

/// Returns a deployment on an empty store with one intent that nobody has sent.
pub(super) async fn with_intent(folder: &std::path::Path) -> (Arc<Deployment>, Attempt) {
    let file = folder.join("oneclick.toml");
    let database = folder.join("oneclick.sqlite");
    let text = EXAMPLE.replace("oneclick.sqlite", &database.display().to_string());
    let text = text.replace("# provider = ", "provider = ");
    let (before, after) = text.split_once("# [providers.finpay]").unwrap();
    let (finpay, after) = after.split_once("\n\n").unwrap();
    let finpay = finpay.replace("\n# ", "\n");
    let text = format!("{before}[providers.finpay]{finpay}\n\n{after}");
    std::fs::write(&file, text).unwrap();
    let config = Config::read(&file, &|_| None).unwrap();
    crate::server::migrate(&config, Environment::real())
        .await
        .unwrap();
    let deployment = crate::server::deployment(&config, Environment::real())
        .await
        .unwrap();
    let random = deployment.environment.random();
    let attempt = Attempt {
        id: random.payment_id().unwrap(),
        reference: random.operation_reference().unwrap(),
        return_token: String::from("23iu7wb2gnu77ryyaosouj6yw4"),
        cvc_given: false,
        provider_payment_id: None,
        created_at: 1,
        updated_at: 1,
        look_up_at: Some(2),
        ..example::attempt(State::Created).unwrap()
    };
    let intent = attempt.clone();
    let written = deployment.store().write(move |tx| {
        write_around(tx)?;
        attempts::insert(tx, &intent)
    });
    written.await.unwrap();
    assert_eq!(deployment.mode, Mode::Test);
    (deployment, attempt)
}

pub(super) async fn find(deployment: &Deployment, attempt: &Attempt) -> Attempt {
    let id = attempt.id.clone();
    let found = deployment.store().read(move |tx| attempts::find(tx, &id));
    found.await.unwrap().unwrap()
}

#[tokio::test]
async fn an_intent_that_nobody_sent_is_given_up_when_its_sender_has_had_its_time() {
    let folder = tempfile::tempdir().unwrap();
    let (deployment, unsent) = with_intent(folder.path()).await;
    let look_up = async || {
        let present = find(&deployment, &unsent).await;
        LookUps::of(&deployment)
            .carry_out(present, Lease::of_nobody())
            .await;
        find(&deployment, &unsent).await
    };
    // By the wall clock it has waited for years: another server's may be behind.
    assert_eq!(look_up().await.state, State::Created);
    let clock = deployment.clock();
    clock.step(6 * 3_600_000);
    let present = look_up().await;
    assert_eq!(present.state, State::Created);
    let patience = milliseconds(deployment.settings.provider_timeout);
    assert!(present.look_up_at.unwrap() <= clock.now() + patience + 1);
    clock.advance(patience + 1);
    let present = look_up().await;
    assert_eq!((present.state, present.look_up_at), (State::Failed, None));
}

pub(super) async fn mark_sent(deployment: &Deployment, unsent: &Attempt) {
    let read = unsent.clone();
    let sent = deployment.store().write(move |tx| {
        let change = Change {
            kind: "sent",
            by: "deployment",
            ..Change::default()
        };
        attempts::change(tx, &read, State::Sent, &change, 1)
    });
    sent.await.unwrap().unwrap();
}

#[tokio::test]
async fn a_charge_answered_with_another_reference_is_not_freed() {
    let folder = tempfile::tempdir().unwrap();
    let (deployment, unsent) = with_intent(folder.path()).await;
    mark_sent(&deployment, &unsent).await;
    let stray = PaymentStatus {
        outcome: Outcome::Pending,
        provider_payment_id: Some(String::from("77")),
        reference: Some(String::from("somebody-elses-reference")),
        ..PaymentStatus::unknown("pending")
    };
    let settling = Settling::of(&deployment);
    let settled = settling.settle(&unsent, &[stray], "charge").await.unwrap();
    assert_eq!(settled.attempt.state, State::Unknown);
    let present = find(&deployment, &unsent).await;
    assert_eq!(present.provider_payment_id.as_deref(), Some("77"));
}

#[tokio::test]
async fn a_charge_whose_sender_was_first_is_still_looked_up() {
    let folder = tempfile::tempdir().unwrap();
    let (deployment, unsent) = with_intent(folder.path()).await;
    mark_sent(&deployment, &unsent).await;
    // What the worker had read was overtaken.
    LookUps::of(&deployment)
        .carry_out(unsent.clone(), Lease::of_nobody())
        .await;
    let present = find(&deployment, &unsent).await;
    assert_eq!(present.state, State::Sent);
    assert!(present.look_up_at.is_some());
}

/// Returns what the provider says of one payment of the attempt.
pub(super) fn of_attempt(attempt: &Attempt, payment: &str, outcome: Outcome) -> PaymentStatus {
    PaymentStatus {
        outcome,
        provider_payment_id: Some(String::from(payment)),
        reference: Some(String::from(attempt.reference.as_str())),
        amount: Some(attempt.amount),
        ..PaymentStatus::unknown("")
    }
}

#[tokio::test]
async fn a_duplicate_never_stands_for_the_payment_that_it_is_beyond() {
    let folder = tempfile::tempdir().unwrap();
    let (deployment, unsent) = with_intent(folder.path()).await;
    mark_sent(&deployment, &unsent).await;
    let settle = async |statuses: &[PaymentStatus]| {
        let settled = Settling::of(&deployment)
            .settle(&unsent, statuses, "look-up")
            .await;
        settled.unwrap().attempt
    };
    let told = |payment, outcome| of_attempt(&unsent, payment, outcome);
    let twin = told("2", Outcome::Captured);
    let paid = settle(&[told("1", Outcome::Authorised), twin.clone()]).await;
    assert_eq!(paid.state, State::Authorised);
    assert_eq!(paid.provider_payment_id.as_deref(), Some("1"));
    // It alone is listed, on its way back.
    assert_eq!(
        settle(std::slice::from_ref(&twin)).await.state,
        State::Authorised
    );
    // The money of the payment that counts does not come after all.
    let refused = Outcome::Declined(DeclineReason::Refused);
    let left = settle(&[told("1", refused), twin]).await;
    assert_eq!(left.state, State::NeedsReview);
    assert_eq!(left.provider_payment_id.as_deref(), Some("1"));
}

#[tokio::test]
async fn a_notification_that_names_a_duplicate_alone_finds_its_attempt() {
    let folder = tempfile::tempdir().unwrap();
    let (deployment, unsent) = with_intent(folder.path()).await;
    mark_sent(&deployment, &unsent).await;
    let both = ["1", "2"].map(|payment| of_attempt(&unsent, payment, Outcome::Captured));
    let settling = Settling::of(&deployment);
    settling.settle(&unsent, &both, "look-up").await.unwrap();
    let looks = LookUps::of(&deployment);
    for (payment, found) in [("1", true), ("2", true), ("3", false)] {
        let named = Notification {
            about: NotificationSubject::Payment,
            reference: None,
            provider_payment_id: Some(String::from(payment)),
            proven: true,
            detail: String::new(),
        };
        let told = looks.notified(ProviderName::Smart2Pay, None, &named).await;
        assert_eq!(told.unwrap(), found.then(|| unsent.id.clone()), "{payment}");
    }
}

#[tokio::test]
async fn the_silence_of_a_lost_attempt_begins_when_it_was_found() {
    let folder = tempfile::tempdir().unwrap();
    let (deployment, intent) = with_intent(folder.path()).await;
    let (look_ups, clock) = (LookUps::of(&deployment), deployment.clock());
    for (recovered_at, state) in [
        (None, State::NeedsReview),
        (Some(clock.now()), State::Unknown),
    ] {
        // The intent is from 1970.
        let mut silent = intent.clone();
        (silent.state, silent.recovered_at) = (State::Unknown, recovered_at);
        let asked = clock.moment();
        look_ups.end_silence(silent.clone(), asked).await.unwrap();
        clock.advance(3_600_000);
        // An answer tells nothing of the hour that it was on its way.
        let late = look_ups.end_silence(silent.clone(), asked).await;
        assert_eq!(late.unwrap().state, State::Unknown);
        let ended = look_ups.end_silence(silent, clock.moment()).await;
        assert_eq!(ended.unwrap().state, state);
    }
}

#[tokio::test]
async fn what_is_over_is_watched_from_its_last_change() {
    let folder = tempfile::tempdir().unwrap();
    let (deployment, intent) = with_intent(folder.path()).await;
    let (times, clock) = (LookUpTimes::of(&deployment), deployment.clock());
    let settings = &deployment.settings;
    let (often, seldom) = (settings.freed_pause(), settings.seldom_pause());
    let refused = Outcome::Declined(DeclineReason::Refused);
    for (provider, state, outcome, pause) in [
        ("smart2pay", State::NotFound, Outcome::Unknown, Some(often)),
        ("smart2pay", State::Expired, Outcome::Expired, Some(often)),
        ("smart2pay", State::Failed, Outcome::Unknown, None),
        ("smart2pay", State::Declined, refused.clone(), Some(seldom)),
        ("finpay", State::NotFound, Outcome::Unknown, Some(often)),
        ("finpay", State::Failed, Outcome::Unknown, Some(often)),
        ("finpay", State::Declined, refused, Some(often)),
        (
            "smart2pay",
            State::Cancelled,
            Outcome::Cancelled,
            Some(seldom),
        ),
        ("smart2pay", State::Captured, Outcome::Captured, None),
    ] {
        // The intent is from 1970: the server was down since, or the clock was wrong.
        let attempt = Attempt {
            provider: String::from(provider),
            state,
            version: intent.version + 1,
            updated_at: clock.now(),
            ..intent.clone()
        };
        let next = |attempt: &Attempt| match times.next_look_up(attempt, state, &outcome) {
            Schedule::At(at) => Some((at - clock.now() + 30_000) / 60_000),
            Schedule::Keep | Schedule::Never => None,
        };
        let pause = pause.map(|pause| milliseconds(pause) / 60_000);
        assert_eq!(next(&attempt), pause, "{provider} {state:?} at once");
        clock.advance(milliseconds(settings.review_after) - 60_000);
        assert_eq!(next(&attempt), pause, "{provider} {state:?} until then");
        // The wall clock alone ends nothing; it and this process together do.
        clock.step(4 * 86_400_000);
        assert_eq!(next(&attempt), pause, "{provider} {state:?} after a step");
        clock.advance(15 * 60_000 + 1);
        assert_eq!(next(&attempt), None, "{provider} {state:?} at last");
        times.end_watches(&attempt, Schedule::Never);
        assert_eq!(deployment.watches.known(&over_here(&attempt)), None);
    }
}
