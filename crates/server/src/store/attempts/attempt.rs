//! An attempt and a change of one, as rows.

use oneclick_providers::{AttemptReference, Dispute};
use oneclick_rules::{
    CardId, CardUse, DeclineReason, OrderReference, PaymentId, RedirectKind, SessionId,
};

use crate::model::attempt::Attempt;
use crate::model::state::State;
use crate::store::attempts::saving;
use crate::store::orders::read_amount;
use crate::store::{Result, Row, StoreError};

/// Reads an attempt, in the order of its table's columns: each is looked for behind the last.
pub(in crate::store) fn read(row: &Row<'_>) -> Result<Attempt> {
    let text = |column| row.get::<&str>(column);
    let may = |column| row.get::<Option<&str>>(column);
    Ok(Attempt {
        id: PaymentId::parse(text("id")?).map_err(|_| StoreError::Corrupt("id"))?,
        order: OrderReference::known(text("order_reference")?)
            .map_err(|_| StoreError::Corrupt("order_reference"))?,
        number: row.get("number")?,
        session: may("session_id")?
            .map(SessionId::parse)
            .transpose()
            .map_err(|_| StoreError::Corrupt("session_id"))?,
        card: may("card_id")?
            .map(CardId::parse)
            .transpose()
            .map_err(|_| StoreError::Corrupt("card_id"))?,
        card_use: CardUse::parse(text("card_use")?).ok_or(StoreError::Corrupt("card_use"))?,
        provider: row.get("provider")?,
        reference: AttemptReference::parse(text("reference")?)
            .ok_or(StoreError::Corrupt("reference"))?,
        return_token: row.get("return_token")?,
        state: State::parse(text("state")?).ok_or(StoreError::Corrupt("state"))?,
        amount: read_amount(row)?,
        cvc_given: row.get::<i64>("cvc_given")? == 1,
        provider_payment_id: row.get("provider_payment_id")?,
        payment_hints: may("payment_hint")?.map(hints).unwrap_or_default(),
        decline_reason: may("decline_reason")?.and_then(DeclineReason::parse),
        redirect_url: row.get("redirect_url")?,
        redirect_expires_at: row.get("redirect_expires_at")?,
        redirect_kind: RedirectKind::parse(text("redirect_kind")?)
            .ok_or(StoreError::Corrupt("redirect_kind"))?,
        cancel_asked_at: row.get("cancel_asked_at")?,
        dispute: may("dispute")?.and_then(Dispute::parse),
        saving: saving::read(row)?,
        created_at: row.get("created_at")?,
        updated_at: row.get("updated_at")?,
        version: row.get("version")?,
        look_up_at: row.get("look_up_at")?,
        expedited_at: row.get("expedited_at")?,
        expedites: row.get("expedites")?,
        look_ups: row.get("look_ups")?,
        empty_since: row.get("empty_since")?,
        recovered_at: row.get("recovered_at")?,
        on_pay_page: row.get::<i64>("on_pay_page")? == 1,
    })
}

/// Reads the ids that notifications named; a space stands between them.
pub(in crate::store) fn hints(column: &str) -> Vec<String> {
    column.split_whitespace().map(String::from).collect()
}
