//! What the guide says of each thing that the sandbox can be told to do, played.

use oneclick_sandbox::{Behaviour, Rule};
use reqwest::Method;
use serde_json::Value;

use crate::stage::answer::until;
use crate::stage::configuration::QUICK;
use crate::stage::page::payment_body;
use crate::stage::receiver::Receiver;
use crate::stage::world::{VISA, World};

const GUIDE: &str = include_str!("../../../../../docs/guide/testing.md");
const SECTION: &str = "\n## What the charge of a stored card comes to\n";
const STATES: [&str; 5] = [
    "action_required",
    "processing",
    "succeeded",
    "declined",
    "failed",
];

/// A row of the guide's table.
struct Scenario {
    behaviour: Behaviour,
    /// The words of its last column, up to what is only sometimes so.
    words: Vec<&'static str>,
}

impl Scenario {
    fn webhooks(&self) -> impl Iterator<Item = &&'static str> {
        self.words.iter().filter(|word| word.contains('.'))
    }

    fn states(&self) -> impl DoubleEndedIterator<Item = &&'static str> {
        self.words.iter().filter(|word| STATES.contains(word))
    }

    fn reasons(&self) -> impl Iterator<Item = &&'static str> {
        let is_reason = |word: &&&str| !word.contains('.') && !STATES.contains(*word);
        self.words.iter().filter(is_reason)
    }

    /// Says whether the payment has come to what the row says.
    fn is_at_end(&self, payment: &Value) -> bool {
        let text = payment.to_string();
        self.states()
            .next_back()
            .is_none_or(|state| payment["state"] == **state)
            && self.reasons().all(|reason| text.contains(*reason))
    }
}

fn scenarios() -> Vec<Scenario> {
    let (_, section) = GUIDE.split_once(SECTION).unwrap();
    let section = section.split("\n## ").next().unwrap();
    let mut before = "";
    let rows = section.lines().filter(|line| line.starts_with("| `"));
    rows.map(|row| {
        let cells: Vec<_> = row.split('|').map(str::trim).collect();
        let name = cells[1].trim_matches('`');
        if cells[4] != "the same" {
            before = cells[4];
        }
        let surely = before.split(';').next().unwrap();
        Scenario {
            behaviour: name.parse().unwrap(),
            words: surely.split('`').skip(1).step_by(2).collect(),
        }
    })
    .collect()
}

#[tokio::test]
async fn every_row_of_the_guide_comes_to_what_it_says() {
    let receiver = Receiver::start().await;
    let world = World::with(&receiver.section(QUICK)).await;
    let scenarios = scenarios();
    assert!(scenarios.len() > 20, "{}", scenarios.len());
    let mut begun = Vec::new();
    for scenario in &scenarios {
        let name = format!("{:?}", scenario.behaviour);
        if name.starts_with("LookUp") {
            world.behave(&name, Behaviour::AnswerLost);
        }
        let rule = Rule {
            // What takes half a minute there takes as long as a test waits.
            milliseconds: Some(1_500),
            ..Rule::always(Some(&name), scenario.behaviour)
        };
        world.sandbox.behave(rule).unwrap();
        let customer = format!("of-{name}");
        let card = world.card(&customer, VISA).await;
        let page = world.session(&name, &customer).await;
        let answer = page.pay("first", &payment_body(&card, None, "123")).await;
        let state = answer.text("state").to_owned();
        // Some declines lock the card, for whichever customer has it.
        let path = format!("/v1/customers/{customer}/reset_limits");
        let reset = world.merchant(Method::POST, &path, None).await;
        assert_eq!(reset.status, 204, "{reset:?}");
        // A quick look-up may have found it out before the answer.
        let mut told = scenario.states();
        assert!(
            scenario.states().next().is_none() || told.any(|one| **one == state),
            "{name}: {answer:?}"
        );
        begun.push((scenario, name, answer.text("id").to_owned()));
    }
    for (scenario, name, id) in begun {
        let what = format!("{name} comes to {:?}", scenario.words);
        until(&what, async || {
            scenario.is_at_end(&world.payment(&id).await).then_some(())
        })
        .await;
        for kind in scenario.webhooks() {
            receiver.until_type(&id, kind).await;
        }
    }
}
