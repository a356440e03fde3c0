//! Reads how far saving a new card is.

use crate::model::consent::Consent;
use crate::model::saving::{Prepared, SaveState, Saving};
use crate::store::{Result, Row, StoreError, uses};

pub(super) fn read(row: &Row<'_>) -> Result<Option<Saving>> {
    let Some(state) = row.get::<Option<&str>>("save_state")? else {
        return Ok(None);
    };
    let uses = uses::read(row.get("save_uses")?);
    let consent = Consent {
        text: row.get("consent_text")?,
        language: row.get("consent_language")?,
        given_at: row.get("consent_at")?,
    };
    let key: Option<String> = row.get("prepared_key")?;
    let sealed: Option<String> = row.get("prepared_sealed")?;
    Ok(Some(Saving {
        uses,
        consent,
        state: SaveState::parse(state).ok_or(StoreError::Corrupt("save_state"))?,
        tries: row.get("save_tries")?,
        prepared: key
            .zip(sealed)
            .map(|(key, sealed)| Prepared { key, sealed }),
    }))
}
