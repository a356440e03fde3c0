//! Reads a message out of a parsed value.

use serde::de::{DeserializeOwned, DeserializeSeed, Deserializer, SeqAccess, Visitor};
use serde::forward_to_deserialize_any;

use super::{Json, Unreadable};
use crate::decimal_digits;

/// Reads a message.
///
/// # Errors
/// [`Unreadable`] names the member that is missing or wrong.
pub fn read<T: DeserializeOwned>(from: &impl Json) -> Result<T, Unreadable> {
    T::deserialize(Reader(Some(from)))
}

/// A value to read; `None` where the member is absent or null.
struct Reader<'value, J>(Option<&'value J>);

impl<'value, J: Json> Reader<'value, J> {
    fn there(&self) -> Result<&'value J, Unreadable> {
        self.0.ok_or_else(|| Unreadable::new("is missing"))
    }

    #[inline(never)]
    fn want<T>(&self, rule: &str, get: impl FnOnce(&J) -> Option<T>) -> Result<T, Unreadable> {
        get(self.there()?).ok_or_else(|| Unreadable::new(rule))
    }
}

impl<'de, J: Json> Deserializer<'de> for Reader<'_, J> {
    type Error = Unreadable;

    /// Nothing is read without saying what it is.
    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Unreadable> {
        Err(Unreadable::new("is of a kind that no message has"))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        match self.0 {
            None => visitor.visit_none(),
            Some(_) => visitor.visit_some(self),
        }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_string(self.want("must be a text", J::text)?)
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_bool(self.want("must be true or false", J::flag)?)
    }

    fn deserialize_u64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_u64(self.want("must be a whole number, 0 or more", J::whole)?)
    }

    /// Every signed number of a message is a point in time.
    fn deserialize_i64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        let seconds = |value: &J| i64::try_from(value.whole()?).ok();
        visitor.visit_i64(self.want("must be a whole number of Unix seconds", seconds)?)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_seq(ListItems {
            items: self.want("must be a list", J::items)?.into_iter(),
            index: 0,
        })
    }

    /// Visits the declared members in their order: reading by name would be in the widget twice.
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        names: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        visitor.visit_seq(ObjectMembers {
            object: self.there()?,
            names: names.iter(),
        })
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        visitor.visit_newtype_struct(self)
    }

    forward_to_deserialize_any! {
        i8 i16 i32 i128 u8 u16 u32 u128 f32 f64 char str bytes byte_buf unit unit_struct
        tuple tuple_struct map enum identifier ignored_any
    }
}

/// The members of an object; what is no object has none.
struct ObjectMembers<'value, J> {
    object: &'value J,
    names: core::slice::Iter<'static, &'static str>,
}

impl<J: Json> ObjectMembers<'_, J> {
    /// Gives the next member. Apart from what reads it, which is compiled for every type.
    ///
    /// A struct asks for as many as it has names: an end would be handled after each.
    #[inline(never)]
    fn next(&mut self) -> (&'static str, Option<J>) {
        let name = self.names.next().copied().unwrap_or_default();
        (name, self.object.member(name))
    }
}

impl<'de, J: Json> SeqAccess<'de> for ObjectMembers<'_, J> {
    type Error = Unreadable;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Unreadable> {
        let (name, member) = self.next();
        let read = seed.deserialize(Reader(member.as_ref()));
        read.map(Some).map_err(|wrong| wrong.within(name))
    }
}

/// The items of a list.
struct ListItems<J> {
    items: std::vec::IntoIter<J>,
    index: u64,
}

impl<'de, J: Json> SeqAccess<'de> for ListItems<J> {
    type Error = Unreadable;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Unreadable> {
        let Some(item) = self.items.next() else {
            return Ok(None);
        };
        let index = self.index;
        self.index += 1;
        seed.deserialize(Reader(Some(&item)))
            .map(Some)
            .map_err(|wrong| wrong.within(&["[", &decimal_digits(index, 1), "]"].concat()))
    }
}
