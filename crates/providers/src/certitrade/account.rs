//! Payment accounts, CertiTrade's stored cards ("Payment Account"): what is
//! asked of them and what is answered.

use oneclick_rules::Code;
use serde::{Deserialize, Serialize};

use super::card::CardFields;
use super::id::is_id;
use super::representation::{is_not_found, not_readable, resource};
use super::request::{json, message_id};
use super::signing::Signer;
use super::words::AccountState;
use crate::answer::NotReadable;
use crate::card::{CardFace, Forgotten, LearnedCard, PaidCard, StoredCardAnswer};
use crate::fields::{Field, Text, Word};
use crate::http::{HttpRequest, HttpResponse};
use crate::purchase::Keep;
use crate::secret::Secret;

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

/// The empty account that an initialising payment fills: "Recurring Payment",
/// section "Initialize Account". An account that stays empty costs nothing.
pub(super) fn prepare(signer: &Signer, keep: Keep, now: i64) -> Option<HttpRequest> {
    let account = NewAccount {
        r#type: RECURRING,
        payment: None,
        message_id: None,
    };
    keep.by_merchant()
        .then(|| signer.post("payment_account", json(&account), None, now))
}

/// The id of the account that was prepared.
pub(super) fn read_prepared(response: &HttpResponse<'_>) -> Result<Secret, NotReadable> {
    let account = account(response)?;
    if account.state != AccountState::Empty || !account.is_of(RECURRING) {
        return Err(not_readable("no empty account"));
    }
    Ok(Secret::new(account.id))
}

/// After a payment by card, the account that it fills is made; the account of
/// an initialising payment is there already.
pub(super) fn learn(
    signer: &Signer,
    with_message_id: bool,
    paid: &PaidCard,
) -> Result<HttpRequest, Code> {
    if paid.keep.by_merchant() {
        let account = paid.prepared.as_ref().map(Secret::expose);
        let account = account.filter(|id| is_id(id)).ok_or(Code::CardUse)?;
        return Ok(signer.get(&format!("payment_account/{account}"), paid.now));
    }
    if !is_id(&paid.payment) {
        return Err(Code::CardUnknown);
    }
    let message_id = with_message_id.then(|| message_id(&paid.reference));
    let account = NewAccount {
        r#type: ONE_CLICK,
        payment: Some(&paid.payment),
        message_id,
    };
    Ok(signer.post("payment_account", json(&account), message_id, paid.now))
}

/// The account, where it can be charged.
pub(super) fn read_learned(
    paid: &PaidCard,
    response: &HttpResponse<'_>,
) -> Result<Vec<LearnedCard>, NotReadable> {
    let account = account(response)?;
    let prepared = paid.prepared.as_ref().map(Secret::expose);
    let (kind, is_ours) = if paid.keep.by_merchant() {
        (RECURRING, prepared == Some(account.id.as_str()))
    } else {
        let payment = account.fields.payment.word();
        (ONE_CLICK, payment.is_none_or(|id| id == paid.payment))
    };
    if !is_ours || !account.is_of(kind) {
        return Err(not_readable("another account than asked for"));
    }
    if account.state != AccountState::Usable {
        return Ok(Vec::new());
    }
    Ok(vec![LearnedCard {
        face: account.face(),
        token: Secret::new(account.id),
        initial_transaction: Some(paid.payment.clone()),
    }])
}

/// The request that reads an account; `None` for what is no account's id.
pub(super) fn read(signer: &Signer, token: &Secret, now: i64) -> Option<HttpRequest> {
    Some(signer.get(&path(token)?, now))
}

/// What the account says of the card: any state but `ACTIVE` is unusable.
pub(super) fn read_answer(
    token: &Secret,
    response: &HttpResponse<'_>,
) -> Result<StoredCardAnswer, NotReadable> {
    if is_not_found(response) {
        return Ok(StoredCardAnswer {
            usable: false,
            face: CardFace::default(),
        });
    }
    let account = account(response)?;
    if account.id != token.expose() {
        return Err(not_readable("another account than asked for"));
    }
    Ok(StoredCardAnswer {
        usable: account.state == AccountState::Usable,
        face: account.face(),
    })
}

/// The request that closes an account. "State … can be set by merchant" says
/// that there is one; its form is that of a payment's state (assumed).
pub(super) fn forget(signer: &Signer, token: &Secret, now: i64) -> Option<HttpRequest> {
    let body = String::from(r#"{"state":"CLOSED"}"#);
    Some(signer.put(&path(token)?, body, now))
}

/// What became of closing it.
pub(super) fn read_forgotten(response: &HttpResponse<'_>) -> Forgotten {
    if is_not_found(response) {
        return Forgotten::Done;
    }
    match account(response) {
        Ok(account) if account.state == AccountState::Closed => Forgotten::Done,
        Ok(account) => Forgotten::Unknown(format!("account is {:?}", account.state)),
        Err(NotReadable(why)) => Forgotten::Unknown(why),
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
    state: Field<Text>,
    r#type: Field<Word>,
    payment: Field<Word>,
    #[serde(flatten)]
    card: CardFields,
}

/// An account with an id and a state that is listed.
struct Account {
    id: String,
    state: AccountState,
    fields: AccountFields,
}

impl Account {
    /// Whether it is of this type, where it says.
    fn is_of(&self, kind: &str) -> bool {
        self.fields.r#type.word().is_none_or(|told| told == kind)
    }

    fn face(&self) -> CardFace {
        self.fields.card.face()
    }
}

fn account(response: &HttpResponse<'_>) -> Result<Account, NotReadable> {
    let fields: AccountFields = resource(response)
        .ok_or_else(|| NotReadable(format!("http {}, no account", response.status)))?;
    let id = fields.id.word().filter(|id| is_id(id)).map(String::from);
    let state = fields.state.text().and_then(AccountState::of);
    let (Some(id), Some(state)) = (id, state) else {
        return Err(not_readable("an account without id or known state"));
    };
    Ok(Account { id, state, fields })
}
