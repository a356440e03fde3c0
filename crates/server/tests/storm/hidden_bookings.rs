//! Bookings that a provider's look-ups do not show yet.

use axum::http::{Response, StatusCode};
use bytes::Bytes;
use serde_json::value::RawValue;
use serde_json::{Map, Value};

/// How long an attempt's reference is.
const LENGTH: usize = 26;

/// Finds an attempt's reference in a request's body.
pub fn reference_in(body: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(body).ok()?;
    let is_of_reference =
        |character: char| character.is_ascii_lowercase() || ('2'..='7').contains(&character);
    let mut words = text.split(|character: char| !character.is_ascii_alphanumeric());
    words
        .find(|word| word.len() == LENGTH && word.chars().all(is_of_reference))
        .map(str::to_owned)
}

/// Takes what is hidden out of a look-up's answer: out of its list, or the whole of it
/// where the address names it.
pub fn filter(response: Response<Bytes>, path: &str, hidden: &[String]) -> Response<Bytes> {
    if hidden.is_empty() {
        return response;
    }
    let is_hidden = |text: &str| hidden.iter().any(|one| text.contains(one.as_str()));
    let text = String::from_utf8_lossy(response.body()).into_owned();
    if !is_hidden(&text) {
        return response;
    }
    let (mut head, _) = response.into_parts();
    head.headers.remove("content-length");
    // A whole list may be megabytes: its entries are not read.
    if let Ok(mut list) = serde_json::from_str::<Vec<&RawValue>>(&text) {
        list.retain(|entry| !is_hidden(entry.get()));
        let shown: Vec<&str> = list.into_iter().map(RawValue::get).collect();
        let shown = format!("[{}]", shown.join(","));
        return Response::from_parts(head, Bytes::from(shown));
    }
    let Ok(mut body) = serde_json::from_str::<Value>(&text) else {
        return Response::from_parts(head, Bytes::from(text));
    };
    let mut found = false;
    for list in body.as_object_mut().into_iter().flat_map(Map::values_mut) {
        if let Some(list) = list.as_array_mut() {
            let before = list.len();
            list.retain(|entry| !is_hidden(&entry.to_string()));
            found |= list.len() < before;
        }
    }
    if !found && is_hidden(path) {
        // Says nothing of it, as a provider that is behind does.
        head.status = StatusCode::SERVICE_UNAVAILABLE;
        return Response::from_parts(head, Bytes::new());
    }
    Response::from_parts(head, Bytes::from(body.to_string()))
}
