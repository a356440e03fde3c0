//! `oneclick conformance`: this server keeps its own protocol, and what is no endpoint is
//! called so.

use std::process::Command;

use oneclick_conformance::{
    CheckCounts, Conformance, MakingSession, SessionCase, SessionSource, SessionWish, ShopperToken,
    run,
};
use oneclick_sandbox::Behaviour;
use serde_json::{Value, json};

use crate::stage::configuration::ORIGIN;
use crate::stage::world::{VISA, World};

/// Past the end of the shortest session, in milliseconds.
const PAST_SHORTEST: i64 = 61_000;

struct WorldSessions<'world>(&'world World);

impl SessionSource for WorldSessions<'_> {
    fn make(&self, wish: SessionWish) -> MakingSession<'_> {
        Box::pin(async move { Ok(Some(made(self.0, &wish).await)) })
    }
}

/// A session of a customer of its own, whose card does what is asked for.
async fn made(world: &World, wish: &SessionWish) -> ShopperToken {
    let customer = format!("c-{}", wish.order);
    let behaviour = match wish.case {
        SessionCase::Declined => Some(Behaviour::Declined),
        SessionCase::Page => Some(Behaviour::ThreeDSecure),
        SessionCase::Lost => Some(Behaviour::AnswerLost),
        SessionCase::Paid | SessionCase::Guest | SessionCase::Ended => None,
    };
    if let Some(behaviour) = behaviour {
        world.behave(&wish.order, behaviour);
    }
    let mut differs = json!({ "amount": wish.amount });
    if wish.case == SessionCase::Guest {
        differs["customer"] = Value::Null;
    } else {
        world.card(&customer, VISA).await;
    }
    if wish.case == SessionCase::Ended {
        differs["lifetime"] = json!(60);
    }
    let answer = world.ask_session(&wish.order, &customer, differs).await;
    if wish.case == SessionCase::Ended {
        world.clock.advance(PAST_SHORTEST);
    }
    ShopperToken::new(world.page(&answer).token)
}

#[tokio::test]
async fn this_server_keeps_its_own_protocol() {
    let world = World::new().await;
    let mut lines = Vec::new();
    let endpoint = format!("{}/checkout/v1", world.base);
    let sessions = WorldSessions(&world);
    let mut say = |line: &str| {
        lines.push(String::from(line));
        Ok(())
    };
    let come_to = run(&endpoint, Some(ORIGIN), &sessions, &mut say)
        .await
        .unwrap();
    let Conformance::Checked(CheckCounts {
        passed,
        broken: 0,
        skipped,
    }) = come_to
    else {
        panic!("{lines:#?}");
    };
    assert!(passed > 60, "{lines:#?}");
    // Smart2Pay has no call that ends its page.
    let mut left_out = lines.iter().filter(|line| line.starts_with("skipped"));
    assert!(left_out.all(|line| line.contains("gives up")), "{lines:#?}");
    assert_eq!(skipped, 1);
}

#[test]
fn what_is_no_endpoint_is_called_so_at_the_first_line() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("http://{}/checkout?a=secret", free.local_addr().unwrap());
    drop(free);
    let mut command = Command::new(env!("CARGO_BIN_EXE_oneclick"));
    command.args(["conformance", "--endpoint", &endpoint]);
    let ended = command
        .args(["--session-command", "true"])
        .output()
        .unwrap();
    assert_eq!(ended.status.code(), Some(2));
    let told = String::from_utf8(ended.stdout).unwrap();
    let first = told.lines().next().unwrap();
    assert!(
        first.contains("/checkout is no checkout endpoint: "),
        "{told}"
    );
    assert!(!told.contains("secret"), "{told}");
    assert_eq!(told.lines().count(), 1);
}
