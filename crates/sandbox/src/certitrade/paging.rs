//! Pages of a collection (reference/concepts.md, HAL and common query
//! parameters).

use std::collections::BTreeMap;

use axum::http::StatusCode;
use serde_json::{Map, Value, json};

use super::answer::{hal, invalid, resource};
use crate::faults::Reply;
use crate::simulation::MerchantSite;

/// The largest page, and the one that is given unless `size` says (assumed).
const MOST: usize = 100;

/// The part of a collection that is asked for.
pub(super) struct Paging {
    size: usize,
    offset: usize,
    ascending: bool,
    by: String,
}

impl Paging {
    /// Reads the query of a collection with these filters, sorted by one of
    /// these fields; the newest first unless it says (assumed).
    /// Refuses a parameter that is not known, or is wrong.
    pub(super) fn read(
        query: &BTreeMap<String, String>,
        filters: &[&str],
        fields: &[&str],
    ) -> Result<Self, Reply> {
        let known = ["size", "offset", "order", "order_by"];
        let unknown =
            |name: &&String| !known.contains(&name.as_str()) && !filters.contains(&name.as_str());
        if let Some(name) = query.keys().find(unknown) {
            return Err(invalid(&format!("{name}: is not known")));
        }
        let number = |name: &str, otherwise: usize| match query.get(name) {
            None => Ok(otherwise),
            Some(text) => text
                .parse()
                .map_err(|_| invalid(&format!("{name}: is not a whole number"))),
        };
        let size = number("size", MOST)?;
        if size == 0 || size > MOST {
            return Err(invalid("size: is not within 1 and max_page_size"));
        }
        let order = query.get("order").map_or("DESC", String::as_str);
        if !["ASC", "DESC"].contains(&order) {
            return Err(invalid("order: is not ASC or DESC"));
        }
        let by = query.get("order_by").map_or("id", String::as_str);
        if !fields.contains(&by) {
            return Err(invalid("order_by: is no field to sort by"));
        }
        Ok(Self {
            size,
            offset: number("offset", 0)?,
            ascending: order == "ASC",
            by: by.to_owned(),
        })
    }

    /// Sorts by the field that was asked for, numbers by their size.
    fn sort(&self, found: &mut [Value]) {
        let by = if self.by == "created" { "id" } else { &self.by };
        found.sort_by_key(|one| {
            let text = one[by].as_str().unwrap_or_default().to_owned();
            (text.parse::<u64>().ok(), text)
        });
        if !self.ascending {
            found.reverse();
        }
    }
}

/// Shows a page of a collection. `_embedded` is an object by the resource's name, as
/// the official PHP client reads it; the documents show an array.
pub(super) fn collection(
    site: &MerchantSite,
    path: &str,
    query: &BTreeMap<String, String>,
    paging: &Paging,
    mut found: Vec<Value>,
) -> Reply {
    paging.sort(&mut found);
    let link = |offset: usize| {
        let mut query = query.clone();
        query.remove("offset");
        if offset > 0 {
            query.insert("offset".to_owned(), offset.to_string());
        }
        let mut written = form_urlencoded::Serializer::new(String::new());
        let query = written.extend_pairs(query).finish();
        let join = if query.is_empty() { "" } else { "?" };
        resource(site, &format!("{path}{join}{query}"))
    };
    let mut linked = Map::new();
    linked.insert("self".to_owned(), link(paging.offset));
    let next = paging.offset.saturating_add(paging.size);
    if next < found.len() {
        linked.insert("next".to_owned(), link(next));
    }
    if paging.offset > 0 {
        let previous = paging.offset.saturating_sub(paging.size);
        linked.insert("previous".to_owned(), link(previous));
    }
    let page: Vec<&Value> = found.iter().skip(paging.offset).take(paging.size).collect();
    let resource = path.rsplit('/').next().unwrap_or_default();
    let body = json!({
        "max_page_size": MOST.to_string(),
        "total_size": found.len().to_string(),
        "_links": linked,
        "_embedded": { format!("{resource}s"): page },
    });
    hal(StatusCode::OK, body)
}
