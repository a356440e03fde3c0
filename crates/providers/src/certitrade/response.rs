//! What CertiTrade answers: the representations of "Concepts", section "Data
//! format", and the payments in them.

use super::is_id;
use super::payment::Told;
use crate::json::Json;
use crate::{Answer, Credentials, Found, HttpResponse, LookUp, NotReadable, Outcome};

/// What the documents and the later clients name for a representation.
const HAL: &[&str] = &["application/hal+json", "application/json"];
/// The same for an error.
const PROBLEM: &[&str] = &["application/api-problem+json", "application/json"];

/// The representation in an answer of success: 200 and 201 alone have one
/// ("Tables", section "HTTP status codes").
pub(super) fn resource(response: &HttpResponse<'_>) -> Option<Json> {
    matches!(response.status, 200 | 201)
        .then(|| Json::of_kind(response, HAL))
        .flatten()
}

/// Whether an answer is an error in the documented shape and of a documented
/// status by which nothing was done: 400 input data, 401 not authenticated, 403
/// not allowed, 404 not found. 500 says nothing of what was done.
///
/// `describedBy` is mandatory (the clients' test has it null), `title` too;
/// `httpStatus`, where it stands, is the status of the answer.
pub(super) fn is_refusal(response: &HttpResponse<'_>) -> bool {
    let status = u64::from(response.status);
    let Some(problem) = Json::of_kind(response, PROBLEM) else {
        return false;
    };
    matches!(status, 400 | 401 | 403 | 404)
        && problem.member("describedBy").is_some()
        && problem.text("title").is_some()
        && (problem.lacks("httpStatus") || problem.whole("httpStatus") == Some(status))
}

/// Whether the answer is the documented "cannot be found".
pub(super) fn is_not_found(response: &HttpResponse<'_>) -> bool {
    response.status == 404 && is_refusal(response)
}

/// What the answer to a charge or to the begin of a first payment says.
pub(super) fn read_charge(response: &HttpResponse<'_>) -> Answer {
    let http = response.status;
    if let Some(payment) = resource(response) {
        let told = Told::read(&payment);
        let mut answer = told.answer();
        // A payment that failed although the bank had agreed: the look-up decides.
        if matches!(answer.outcome, Outcome::Declined(_)) && told.was_authorised() {
            answer.outcome = Outcome::Unknown;
        }
        return answer;
    }
    if is_refusal(response) {
        return Answer {
            outcome: Outcome::NotTaken,
            ..Answer::unknown(format!("http {http}, problem"))
        };
    }
    Answer::unknown(format!("http {http}, no payment"))
}

/// Every payment that the answer to a look-up lists under what was asked.
pub(super) fn read_look_up(by: &LookUp, response: &HttpResponse<'_>) -> Result<Found, NotReadable> {
    match by {
        LookUp::Reference {
            reference, page, ..
        } => read_list(response, reference.as_str(), offset(page.as_deref())?),
        LookUp::Payment { payment, .. } => read_one(response, payment),
    }
}

/// A page of the search by reference.
///
/// That the search is exact is not documented, so that each payment is checked;
/// a list of payments of other references says that nothing was searched.
fn read_list(
    response: &HttpResponse<'_>,
    reference: &str,
    offset: u64,
) -> Result<Found, NotReadable> {
    let document = collection(response)?;
    let listed = embedded(&document, "payments")?;
    let mut answers = Vec::new();
    for payment in listed {
        match payment.word("reference") {
            Some(echoed) if echoed == reference => answers.push(Told::read(payment).answer()),
            Some(_) => {}
            None => return Err(not_readable("a payment without a reference")),
        }
    }
    if answers.is_empty() && !listed.is_empty() {
        return Err(not_readable("payments of other references only"));
    }
    let end = u64::try_from(listed.len())
        .ok()
        .and_then(|count| offset.checked_add(count))
        .ok_or_else(|| not_readable("no page of a collection"))?;
    let next = match document.whole("total_size") {
        Some(total) if total > end && listed.is_empty() => {
            return Err(not_readable("an empty page before the last"));
        }
        Some(total) => total > end,
        None => has_next(&document),
    };
    Ok(Found {
        answers,
        next: next.then(|| end.to_string()),
    })
}

/// One payment by its id.
fn read_one(response: &HttpResponse<'_>, id: &str) -> Result<Found, NotReadable> {
    if is_not_found(response) && is_id(id) {
        return Ok(Found::default());
    }
    let payment = payment(response, id)?;
    Ok(Found {
        answers: vec![Told::read(&payment).answer()],
        next: None,
    })
}

/// The payment with this id.
pub(super) fn payment(response: &HttpResponse<'_>, id: &str) -> Result<Json, NotReadable> {
    let payment = resource(response)
        .ok_or_else(|| NotReadable(format!("http {}, no payment", response.status)))?;
    if !is_id(id) || payment.word("id").as_deref() != Some(id) {
        return Err(not_readable("another payment than asked for"));
    }
    Ok(payment)
}

/// A collection: what has `max_page_size` or `total_size` beside its list.
pub(super) fn collection(response: &HttpResponse<'_>) -> Result<Json, NotReadable> {
    resource(response)
        .filter(|document| {
            document.whole("max_page_size").is_some() || document.whole("total_size").is_some()
        })
        .ok_or_else(|| NotReadable(format!("http {}, no collection", response.status)))
}

/// What a collection embeds: an object with the list under `name`, as the PHP
/// client reads it; a list of such objects, as the documents show it; or a list
/// of the resources themselves, as HAL of this kind is often written (assumed).
pub(super) fn embedded<'a>(document: &'a Json, name: &str) -> Result<&'a [Json], NotReadable> {
    let listed = match document.member("_embedded") {
        Some(Json::Object(_)) => document
            .object("_embedded")
            .and_then(|embedded| embedded.list(name)),
        Some(Json::List(items)) => match items.as_slice() {
            [only] if only.member(name).is_some() => only.list(name),
            items => Some(items),
        },
        _ => None,
    };
    listed.ok_or_else(|| not_readable("no list in the collection"))
}

/// Whether a collection names a next page.
pub(super) fn has_next(document: &Json) -> bool {
    document
        .object("_links")
        .is_some_and(|links| !links.lacks("next"))
}

/// Where a page begins: what [`Found::next`] named.
pub(super) fn offset(page: Option<&str>) -> Result<u64, NotReadable> {
    match page {
        None => Ok(0),
        Some(page) if is_id(page) => page.parse().map_err(|_| not_readable("no page")),
        Some(_) => Err(not_readable("no page")),
    }
}

/// Whether the credentials work, by the answer to `GET /merchant/{id}`.
pub(super) fn read_harmless_call(response: &HttpResponse<'_>, merchant_id: u64) -> Credentials {
    let http = response.status;
    if let Some(merchant) = resource(response) {
        return if merchant.whole("id") == Some(merchant_id) {
            Credentials::Accepted
        } else {
            Credentials::Unclear(format!("http {http}, another merchant"))
        };
    }
    // The table says 401; the official client's test has 403 for a wrong key.
    if matches!(http, 401 | 403) && is_refusal(response) {
        return Credentials::Refused;
    }
    Credentials::Unclear(format!("http {http}"))
}

pub(super) fn not_readable(what: &str) -> NotReadable {
    NotReadable(String::from(what))
}
