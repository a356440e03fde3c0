//! Payment accounts, CertiTrade's stored cards ("Payment Account"): what is
//! asked of them and what is answered.

use oneclick_rules::ErrorCode;
use serde::{Deserialize, Serialize};

use super::card::CertiTradeCardFields;
use super::id::is_id;
use super::representation::{is_not_found, not_readable, resource};
use super::request::{json, message_id};
use super::signing::Signer;
use super::words::AccountMeaning;
use crate::card::{CardDeletion, CardDetails, CardToSave, RetrievedCard, SavedCard};
use crate::fields::{Field, FilledText, Word};
use crate::http::{HttpRequest, HttpResponse};
use crate::purchase::CardUses;
use crate::secret::Secret;
use crate::status::NotReadable;

/// The body of `POST /payment_account`.
#[derive(Serialize)]
struct NewAccount<'a> {
    r#type: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    payment: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message_id: Option<u64>,
}

const ONE_CLICK: &str = "ONE_CLICK";
const RECURRING: &str = "RECURRING";

/// Gives the empty account that an initialising payment fills: "Recurring Payment",
/// section "Initialize Account". An account that stays empty costs nothing.
pub(super) fn prepare(signer: &Signer, keep: CardUses, now: i64) -> Option<HttpRequest> {
    let account = NewAccount {
        r#type: RECURRING,
        payment: None,
        message_id: None,
    };
    keep.by_merchant()
        .then(|| signer.post("payment_account", json(&account), None, now))
}

/// Reads the id of the account that was prepared.
pub(super) fn read_prepared(response: &HttpResponse<'_>) -> Result<Secret, NotReadable> {
    let account = account(response)?;
    if account.state != AccountMeaning::Empty || !account.is_of(RECURRING) {
        return Err(not_readable("no empty account"));
    }
    Ok(Secret::new(account.id))
}

/// After a payment by card, the account that it fills is made; the account of
/// an initialising payment is there already.
pub(super) fn save(
    signer: &Signer,
    with_message_id: bool,
    paid: &CardToSave,
) -> Result<HttpRequest, ErrorCode> {
    if paid.keep.by_merchant() {
        let account = paid.prepared.as_ref().map(Secret::expose);
        let account = account.filter(|id| is_id(id)).ok_or(ErrorCode::CardUse)?;
        return Ok(signer.get(&format!("payment_account/{account}"), paid.now));
    }
    if !is_id(&paid.provider_payment_id) {
        return Err(ErrorCode::CardUnknown);
    }
    let message_id = with_message_id.then(|| message_id(&paid.reference));
    let account = NewAccount {
        r#type: ONE_CLICK,
        payment: Some(&paid.provider_payment_id),
        message_id,
    };
    Ok(signer.post("payment_account", json(&account), message_id, paid.now))
}

/// Reads the account, where it can be charged.
pub(super) fn read_saved(
    paid: &CardToSave,
    response: &HttpResponse<'_>,
) -> Result<Vec<SavedCard>, NotReadable> {
    let account = account(response)?;
    let prepared = paid.prepared.as_ref().map(Secret::expose);
    let (kind, is_ours) = if paid.keep.by_merchant() {
        (RECURRING, prepared == Some(account.id.as_str()))
    } else {
        let payment = account.fields.payment.word();
        (
            ONE_CLICK,
            payment.is_none_or(|id| id == paid.provider_payment_id),
        )
    };
    if !is_ours || !account.is_of(kind) {
        return Err(not_readable("another account than asked for"));
    }
    if account.state != AccountMeaning::Usable {
        return Ok(Vec::new());
    }
    Ok(vec![SavedCard {
        details: account.details(),
        token: Secret::new(account.id),
        initial_transaction: Some(paid.provider_payment_id.clone()),
    }])
}

/// Makes the request that reads an account; `None` for what is no account's id.
pub(super) fn read(signer: &Signer, token: &Secret, now: i64) -> Option<HttpRequest> {
    Some(signer.get(&path(token)?, now))
}

/// Tells what the account says of the card: any state but `ACTIVE` is unusable.
pub(super) fn read_answer(
    token: &Secret,
    response: &HttpResponse<'_>,
) -> Result<RetrievedCard, NotReadable> {
    if is_not_found(response) {
        return Ok(RetrievedCard {
            usable: false,
            details: CardDetails::default(),
        });
    }
    let account = account(response)?;
    if account.id != token.expose() {
        return Err(not_readable("another account than asked for"));
    }
    Ok(RetrievedCard {
        usable: account.state == AccountMeaning::Usable,
        details: account.details(),
    })
}

/// Makes the request that closes an account. "State … can be set by merchant" says
/// that there is one; its form is that of a payment's state (assumed).
pub(super) fn delete(signer: &Signer, token: &Secret, now: i64) -> Option<HttpRequest> {
    let body = String::from(r#"{"state":"CLOSED"}"#);
    Some(signer.put(&path(token)?, body, now))
}

/// Tells what became of closing it.
pub(super) fn read_deleted(response: &HttpResponse<'_>) -> CardDeletion {
    if is_not_found(response) {
        return CardDeletion::Done;
    }
    match account(response) {
        Ok(account) if account.state == AccountMeaning::Closed => CardDeletion::Done,
        Ok(account) => CardDeletion::Unknown(format!("account is {:?}", account.state)),
        Err(NotReadable(why)) => CardDeletion::Unknown(why),
    }
}

fn path(token: &Secret) -> Option<String> {
    let id = token.expose();
    is_id(id).then(|| format!("payment_account/{id}"))
}

/// A payment account.
#[derive(Default, Deserialize)]
#[serde(default)]
struct AccountFields {
    id: Field<Word>,
    state: Field<FilledText>,
    r#type: Field<Word>,
    payment: Field<Word>,
    #[serde(flatten)]
    card: CertiTradeCardFields,
}

/// An account with an id and a state that is listed.
struct KnownAccount {
    id: String,
    state: AccountMeaning,
    fields: AccountFields,
}

impl KnownAccount {
    /// Tells whether it is of this type, where it says.
    fn is_of(&self, kind: &str) -> bool {
        self.fields.r#type.word().is_none_or(|told| told == kind)
    }

    fn details(&self) -> CardDetails {
        self.fields.card.details()
    }
}

fn account(response: &HttpResponse<'_>) -> Result<KnownAccount, NotReadable> {
    let fields: AccountFields = resource(response)
        .ok_or_else(|| NotReadable(format!("http {}, no account", response.status)))?;
    let id = fields.id.word().filter(|id| is_id(id)).map(String::from);
    let state = fields.state.text().and_then(AccountMeaning::of);
    let (Some(id), Some(state)) = (id, state) else {
        return Err(not_readable("an account without id or known state"));
    };
    Ok(KnownAccount { id, state, fields })
}
