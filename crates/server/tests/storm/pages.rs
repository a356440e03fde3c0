//! Collections that say that there is more of them.

use axum::http::Response;
use bytes::Bytes;
use serde_json::Value;

/// Lets a collection say that there is more of it on another page; none if it is no
/// answer that could.
pub fn with_another_page(response: &Response<Bytes>) -> Option<Response<Bytes>> {
    let mut body: Value = serde_json::from_slice(response.body()).ok()?;
    let total = body.get_mut("total_size")?;
    let more = total.as_str()?.parse::<u64>().ok()? + 1;
    *total = Value::from(more.to_string());
    let mut paged = Response::new(Bytes::from(body.to_string()));
    *paged.status_mut() = response.status();
    paged.headers_mut().clone_from(response.headers());
    Some(paged)
}
