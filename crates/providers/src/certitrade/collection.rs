//! Collections of CertiTrade's ("Concepts", section "Collections").

use serde::Deserialize;
use serde::de::{MapAccess, SeqAccess, value::MapAccessDeserializer};

use super::id::is_id;
use super::representation::{not_readable, resource};
use crate::fields::{Field, FilledText, Lenient, List, Object, Whole};
use crate::http::HttpResponse;
use crate::status::NotReadable;

/// A list of resources.
pub(super) type Resources<T> = List<Field<Object<T>>>;

/// A collection: what has `max_page_size` or `total_size` beside its list.
#[derive(Debug, Deserialize)]
#[serde(default, bound(deserialize = "T: Default + Deserialize<'de>"))]
pub(super) struct Collection<T> {
    max_page_size: Field<Whole>,
    total_size: Field<Whole>,
    #[serde(rename = "_links")]
    links: Field<Object<PageLinks>>,
    #[serde(rename = "_embedded")]
    embedded: Field<Embedded<T>>,
}

impl<T> Default for Collection<T> {
    fn default() -> Self {
        Self {
            max_page_size: Field::Absent,
            total_size: Field::Absent,
            links: Field::Absent,
            embedded: Field::Absent,
        }
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct PageLinks {
    next: Field<FilledText>,
}

/// What a collection embeds: an object with the list under its name, as the PHP
/// client reads it; a list of such objects, as the documents show it; or a list
/// of the resources themselves, as HAL of this kind is often written (assumed).
#[derive(Debug)]
enum Embedded<T> {
    Object(Box<Embedding<T>>),
    List(Vec<Field<Object<Embedding<T>>>>),
}

/// The lists of an object, and the resource that it may be itself.
#[derive(Debug, Default, Deserialize)]
#[serde(default, bound(deserialize = "T: Default + Deserialize<'de>"))]
pub(super) struct Embedding<T> {
    pub(super) payments: Field<Resources<T>>,
    pub(super) refunds: Field<Resources<T>>,
    #[serde(flatten)]
    own: T,
}

impl<'de, T: Default + Deserialize<'de>> Lenient<'de> for Embedded<T> {
    fn of_object<A: MapAccess<'de>>(from: A) -> Result<Option<Self>, A::Error> {
        let embedding = Embedding::deserialize(MapAccessDeserializer::new(from))?;
        Ok(Some(Self::Object(Box::new(embedding))))
    }

    fn of_list<A: SeqAccess<'de>>(from: A) -> Result<Option<Self>, A::Error> {
        let list = List::of_list(from)?;
        Ok(list.map(|list| Self::List(list.0)))
    }
}

impl<T: Default + for<'de> Deserialize<'de>> Collection<T> {
    /// Reads a collection.
    pub(super) fn read(response: &HttpResponse<'_>) -> Result<Self, NotReadable> {
        resource(response)
            .filter(|collection: &Self| {
                collection.max_page_size.whole().is_some() || collection.total_size().is_some()
            })
            .ok_or_else(|| NotReadable(format!("http {}, no collection", response.status)))
    }

    /// Tells how many there are in all, where it tells.
    pub(super) fn total_size(&self) -> Option<u64> {
        self.total_size.whole()
    }

    /// Tells whether it names a next page.
    pub(super) fn has_next(&self) -> bool {
        let links = self.links.object();
        links.is_some_and(|links| !links.next.is_blank())
    }

    /// Gives the resources of the list that `under` picks; `None` for one that is no
    /// object.
    pub(super) fn listed(
        &self,
        under: fn(&Embedding<T>) -> &Field<Resources<T>>,
    ) -> Result<Vec<Option<&T>>, NotReadable> {
        let named = |embedding| {
            let list: &List<_> = under(embedding).get()?;
            Some(list.0.iter().map(Field::object).collect())
        };
        let listed = match self.embedded.get() {
            Some(Embedded::Object(embedding)) => named(embedding),
            Some(Embedded::List(items)) => match items.as_slice() {
                [Field::Value(Object(only))] if under(only).is_there() => named(only),
                items => Some(items.iter().map(own).collect()),
            },
            None => None,
        };
        listed.ok_or_else(|| not_readable("no list in the collection"))
    }
}

/// Gives the resource that an item of a list is itself.
fn own<T>(item: &Field<Object<Embedding<T>>>) -> Option<&T> {
    item.object().map(|embedding| &embedding.own)
}

/// Tells where a page begins: what [`FoundPayments::next`] named.
pub(super) fn offset(page: Option<&str>) -> Result<u64, NotReadable> {
    match page {
        None => Ok(0),
        Some(page) if is_id(page) => page.parse().map_err(|_| not_readable("no page")),
        Some(_) => Err(not_readable("no page")),
    }
}
