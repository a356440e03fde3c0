//! The shortest prefix of a world that shows what is wrong.

use anyhow::Result;

use crate::round::SimulatedRound;

/// Finds with how few payments it still shows, about: those who come first come and do
/// the same, however many come after them.
///
/// # Errors
/// Fails if a world cannot begin or be compared.
pub fn prefix(failed: &SimulatedRound) -> Result<u64> {
    let (mut clean, mut shows) = (0, failed.payments);
    // First by halves, then between the last two, as near as is worth a world's time.
    while shows - clean > shows / 8 && shows - clean > 1 {
        let fewer = SimulatedRound {
            payments: clean + (shows - clean) / 2,
            ..*failed
        };
        if fewer.run()?.balance.is_clean() {
            clean = fewer.payments;
        } else {
            shows = fewer.payments;
        }
    }
    Ok(shows)
}
