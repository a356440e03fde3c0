use crate::payments::look_up::noted::*;
use crate::payments::look_up::tests::{find, mark_sent, of_attempt, with_intent};
use crate::payments::settle::Settling;

/// What a look-up that began at the same moment and found nothing came to.
fn empty_handed() -> LookUpReport {
    LookUpReport {
        outcome: Some(Outcome::Unknown),
        at: 10,
        empty_since: Some(10),
        is_whole: true,
        may_be_old: false,
        answered: 0,
        soonest: 20,
        in_silence: 30,
        retry: 20,
    }
}

#[tokio::test]
async fn a_look_up_from_before_unplans_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (deployment, unsent) = with_intent(folder.path()).await;
    mark_sent(&deployment, &unsent).await;
    let sent = find(&deployment, &unsent).await;
    let pending = of_attempt(&sent, "1", Outcome::CapturePending);
    let settling = Settling::of(&deployment);
    settling.settle(&sent, &[pending], "answer").await.unwrap();
    let planned = find(&deployment, &sent).await.look_up_at;
    assert!(planned.is_some());
    let look_ups = LookUps::of(&deployment);
    look_ups.note(&sent, empty_handed(), None).await.unwrap();
    let present = find(&deployment, &sent).await;
    assert_eq!(
        (present.state, present.look_up_at),
        (State::Authorised, planned)
    );
}
