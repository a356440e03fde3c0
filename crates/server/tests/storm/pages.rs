//! Collections that say that there is more of them.

use axum::http::Response;
use bytes::Bytes;
use serde_json::Value;

/// Lets a collection say that there is more of it on another page; none if it is no
/// answer that could.
pub fn with_another_page(response: &Response<Bytes>) -> Option<Response<Bytes>> {
    let mut body = collection(response)?;
    let total = body.get_mut("total_size")?;
    let more = total.as_str()?.parse::<u64>().ok()? + 1;
    *total = Value::from(more.to_string());
    Some(with_body(response, &body))
}

/// Gives a collection of more than one payment on two pages, of which the first has one;
/// none if it is no answer that could.
pub fn in_two_pages(response: &Response<Bytes>) -> Option<[Response<Bytes>; 2]> {
    let mut first = collection(response)?;
    let all = listed(&mut first)?;
    if all.len() < 2 {
        return None;
    }
    let mut second = first.clone();
    listed(&mut first)?.truncate(1);
    listed(&mut second)?.remove(0);
    Some([with_body(response, &first), with_body(response, &second)])
}

/// Reads what is an object: the long lists of another provider are none.
fn collection(response: &Response<Bytes>) -> Option<Value> {
    let body = response.body();
    if !body.starts_with(b"{") {
        return None;
    }
    serde_json::from_slice(body).ok()
}

fn listed(page: &mut Value) -> Option<&mut Vec<Value>> {
    page.pointer_mut("/_embedded/payments")?.as_array_mut()
}

fn with_body(response: &Response<Bytes>, body: &Value) -> Response<Bytes> {
    let mut with = Response::new(Bytes::from(body.to_string()));
    *with.status_mut() = response.status();
    with.headers_mut().clone_from(response.headers());
    with
}
