//! A machine that sleeps: its monotonic clock stands still, and the provider's
//! does not.

use oneclick_sandbox::{Sandbox, Settings};

use crate::between::{Between, Fault};
use crate::everywhere::{CERTITRADE, name_smart2pay, sections};
use crate::world::{LASTING, World, until};

/// A server whose provider is behind what may spoil its answers.
async fn certitrade() -> (World, Between) {
    let sandbox = Sandbox::start(Settings::default()).await.unwrap();
    let between = Between::before(sandbox.url()).await;
    let more = format!("{}{LASTING}", sections(&sandbox));
    let more = more.replace(sandbox.url(), &between.url);
    let url = between.url.clone();
    let world = World::before_with(sandbox, &url, &more, name_smart2pay).await;
    (world, between)
}

/// Sleeps longer than the provider promises to know the same bytes again.
fn sleep(world: &World) {
    world.clock.step(2 * 60_000);
}

#[tokio::test]
async fn the_same_bytes_are_not_sent_again_after_a_sleep() {
    let (world, between) = certitrade().await;
    let card = CERTITRADE.card(&world, "c-1").await;
    for (order, slept, sent) in [("Z-1", false, 2), ("Z-2", true, 1)] {
        let before = between.count("POST", "");
        between.spoil("POST", "", Fault::HeldLost, 1);
        let page = CERTITRADE.session(&world, order, "c-1").await;
        let paying = CERTITRADE.pay(&page, &card);
        let waking = async {
            until("the charge is at the provider", async || {
                (world.charged(order) == 1).then_some(())
            })
            .await;
            if slept {
                sleep(&world);
            }
            between.release();
        };
        let (paid, ()) = tokio::join!(paying, waking);
        assert_eq!(paid.status, 200, "{paid:?}");
        page.until("succeeded").await;
        assert_eq!(world.charged(order), 1, "{order}");
        assert_eq!(between.count("POST", "") - before, sent, "{order}");
    }
}
