//! The power of the servers' machine, which goes when it is worst.

use std::sync::Arc;

use oneclick_server::store::MemoryDatabase;

use crate::door::FrontDoor;
use crate::fault_kinds::FaultKind;

/// Cuts it now and then, just as the database is about to answer, until all is healed:
/// all servers die at once, and the database loses what it has not synced.
pub async fn cut_often(door: Arc<FrontDoor>, database: MemoryDatabase) {
    let world = &door.world;
    loop {
        world.wait(20_000, 400_000).await;
        if world.is_healed() {
            return;
        }
        world.lose_power_after(world.draw(200)).await;
        for machine in &door.machines {
            machine.kill();
        }
        world.hit(FaultKind::PowerCut);
        match database.cut_power() {
            Ok(lost) => {
                if lost {
                    world.hit(FaultKind::UnsyncedLost);
                }
                world.note("power", format_args!("is cut; something is lost: {lost}"));
            }
            Err(error) => world.wrong(format_args!("the power is cut: {error}")),
        }
    }
}
