//! TOML read key by key, every wrong one noted with its line.

use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use crate::config::findings::{Finding, Findings, line_of};
use crate::config::value::{secret_list, text};
use crate::config::variables::OuterSecret;

/// Returns the file as a table.
pub(super) fn table(source: &str) -> Result<DeTable<'_>, Finding> {
    // The parser's own display quotes the line, where a secret may stand.
    DeTable::parse(source)
        .map(Spanned::into_inner)
        .map_err(|error| Finding {
            line: error.span().map(|span| line_of(source, span.start)),
            key: String::from("the file"),
            reason: format!("is not TOML: {}", error.message()),
        })
}

/// A table of the file, and which of its keys were asked for.
pub(super) struct Section<'a> {
    path: String,
    table: Option<&'a DeTable<'a>>,
    known: Vec<&'static str>,
    findings: &'a Findings<'a>,
}

impl<'a> Section<'a> {
    /// Returns the file itself.
    pub(super) fn root(table: &'a DeTable<'a>, findings: &'a Findings<'a>) -> Self {
        Self {
            path: String::new(),
            table: Some(table),
            known: Vec::new(),
            findings,
        }
    }

    /// Tells whether the file has the section.
    pub(super) fn is_there(&self) -> bool {
        self.table.is_some()
    }

    /// Returns the names of what stands in it, as written.
    pub(super) fn names(&self) -> Vec<String> {
        let keys = self.table.into_iter().flat_map(DeTable::keys);
        keys.map(|key| key.get_ref().to_string()).collect()
    }

    fn full(&self, key: &str) -> String {
        if self.path.is_empty() {
            return String::from(key);
        }
        format!("{}.{key}", self.path)
    }

    fn value(&mut self, key: &'static str) -> Option<&'a Spanned<DeValue<'a>>> {
        self.known.push(key);
        let entries = self.table.into_iter().flat_map(|table| table.iter());
        entries
            .filter(|(name, _)| name.get_ref() == key)
            .map(|(_, value)| value)
            .next()
    }

    fn offset(&mut self, key: &'static str) -> Option<usize> {
        self.value(key).map(|value| value.span().start)
    }

    /// Keeps the key `value` that stands under `name`, wherever in the section.
    pub(super) fn see(&self, name: &str, value: &str) {
        let entries = self.table.into_iter().flat_map(DeTable::keys);
        let at = entries
            .filter(|key| key.get_ref() == name)
            .map(|key| key.span().start)
            .next();
        self.findings.see(at, self.full(name), value);
    }

    /// Notes that `key` is wrong.
    pub(super) fn wrong(&mut self, key: &'static str, reason: impl Into<String>) {
        let at = self.offset(key);
        self.findings.note(at, self.full(key), reason.into());
    }

    /// Notes that `key` is odd.
    pub(super) fn odd(&mut self, key: &'static str, reason: impl Into<String>) {
        let at = self.offset(key);
        self.findings.note_odd(at, self.full(key), reason.into());
    }

    /// Notes that `key` is needed and not there, and what for.
    pub(super) fn missing(&mut self, key: &'static str, what: &str) {
        if self.value(key).is_none() {
            self.wrong(key, format!("is missing; it says {what}"));
        }
    }

    /// Returns the table under `key`; empty where there is none.
    pub(super) fn section(&mut self, key: &'static str) -> Self {
        let value = self.value(key);
        let table = value.and_then(|value| value.get_ref().as_table());
        if value.is_some() && table.is_none() {
            self.wrong(key, "is not a table");
        }
        Self {
            path: self.full(key),
            table,
            known: Vec::new(),
            findings: self.findings,
        }
    }

    /// Returns the value of `key` as `read` takes it; `None` where it is absent or wrong.
    pub(super) fn may<T>(
        &mut self,
        key: &'static str,
        read: impl FnOnce(&DeValue<'_>) -> Result<T, String>,
    ) -> Option<T> {
        let value = self.value(key)?;
        match read(value.get_ref()) {
            Ok(value) => Some(value),
            Err(reason) => {
                self.wrong(key, reason);
                None
            }
        }
    }

    /// Returns the value of `key`, or `default` where it is absent.
    pub(super) fn may_else<T>(
        &mut self,
        key: &'static str,
        read: impl FnOnce(&DeValue<'_>) -> Result<T, String>,
        default: impl FnOnce() -> Option<T>,
    ) -> Option<T> {
        if self.value(key).is_none() {
            return default();
        }
        self.may(key, read)
    }

    /// Returns the value of `key`, which must be there.
    pub(super) fn need<T>(
        &mut self,
        key: &'static str,
        read: impl FnOnce(&DeValue<'_>) -> Result<T, String>,
    ) -> Option<T> {
        self.may_else(key, read, || None).or_else(|| {
            if self.value(key).is_none() {
                self.wrong(key, "is missing");
            }
            None
        })
    }

    /// Returns the text of `key`, before which the one of the environment goes.
    pub(super) fn secret<T>(
        &mut self,
        key: &'static str,
        outer: &OuterSecret,
        parse: impl FnOnce(&str) -> Result<T, String>,
    ) -> Option<T> {
        if outer.is_named() {
            return self.outer(key, outer, parse);
        }
        self.needs_secret(key, outer);
        self.may(key, text(parse))
    }

    /// Returns the key under `key` as [`Self::secret`] does, and keeps it until all are known.
    pub(super) fn key<T>(
        &mut self,
        key: &'static str,
        outer: &OuterSecret,
        parse: impl FnOnce(&str) -> Result<T, String>,
    ) -> Option<T> {
        let see = self.seeing(key, outer);
        self.secret(key, outer, |text| {
            let read = parse(text)?;
            see(text);
            Ok(read)
        })
    }

    /// Returns the keys under `key`, a text or a list, before which those of the environment go,
    /// with commas between them; each as `parse` takes it. Keeps them until all are known.
    pub(super) fn keys<T>(
        &mut self,
        key: &'static str,
        outer: &OuterSecret,
        parse: impl Fn(&str) -> Result<T, String>,
    ) -> Option<Vec<T>> {
        let see = self.seeing(key, outer);
        let parse = |text: &str| {
            let read = parse(text)?;
            see(text);
            Ok(read)
        };
        if outer.is_named() {
            return self.outer(key, outer, |all| all.split(',').map(parse).collect());
        }
        self.needs_secret(key, outer);
        self.may(key, secret_list(parse))
    }

    /// Keeps the password of the address under `key` until all keys are known.
    pub(super) fn see_password(&mut self, key: &'static str, outer: &OuterSecret, password: &str) {
        let (at, place) = self.place(key, outer);
        self.findings
            .see(at, format!("{place}, its password"), password);
    }

    /// Returns what keeps a key that is given under `key` or from outside.
    fn seeing(&mut self, key: &'static str, outer: &OuterSecret) -> impl Fn(&str) + use<'a> {
        let (findings, (at, name)) = (self.findings, self.place(key, outer));
        move |text| findings.see(at, name.clone(), text)
    }

    /// Returns where a secret stands, and what findings call that.
    fn place(&mut self, key: &'static str, outer: &OuterSecret) -> (Option<usize>, String) {
        match outer.place() {
            Some(place) => (None, place),
            None => (self.offset(key), self.full(key)),
        }
    }

    /// Returns what the environment gives in the place of `key`.
    fn outer<T>(
        &mut self,
        key: &'static str,
        outer: &OuterSecret,
        parse: impl FnOnce(&str) -> Result<T, String>,
    ) -> Option<T> {
        self.known.push(key);
        let found = outer.found.as_ref();
        let found = found.map_err(|wrong| self.findings.add(wrong.clone()));
        let found = found.ok()?.as_ref()?;
        self.findings.give(self.full(key), &found.value);
        if let Some(odd) = &found.odd {
            self.findings.add_odd(odd.clone());
        }
        parse(&found.value)
            .map_err(|reason| self.findings.note(None, found.place.clone(), reason))
            .ok()
    }

    fn needs_secret(&mut self, key: &'static str, outer: &OuterSecret) {
        if self.value(key).is_none() {
            let name = outer.name;
            self.wrong(
                key,
                format!("is missing; give it here or in the environment as {name}"),
            );
        }
    }

    /// Returns every entry as `read` takes it by its name; `None` where one is wrong.
    pub(super) fn each<T>(
        &self,
        read: impl Fn(&str, &DeValue<'_>) -> Result<T, String>,
    ) -> Option<Vec<T>> {
        let entries = self.table.into_iter().flat_map(|table| table.iter());
        let note = |key: &Spanned<DeString<'_>>, reason| {
            let at = Some(key.span().start);
            self.findings.note(at, self.full(key.get_ref()), reason);
        };
        let values: Vec<Option<T>> = entries
            .map(|(key, value)| {
                read(key.get_ref(), value.get_ref())
                    .map_err(|reason| note(key, reason))
                    .ok()
            })
            .collect();
        values.into_iter().collect()
    }

    /// Notes every key that nobody asked for.
    pub(super) fn finish(mut self) {
        self.end();
    }

    /// Finishes as [`Self::finish`] does, for the file itself.
    pub(super) fn end(&mut self) {
        for key in self.table.into_iter().flat_map(DeTable::keys) {
            if !self.known.iter().any(|known| known == key.get_ref()) {
                self.known.sort_unstable();
                self.known.dedup();
                let reason = format!(
                    "is not a key of this server; known here: {}",
                    self.known.join(", ")
                );
                self.findings
                    .note(Some(key.span().start), self.full(key.get_ref()), reason);
            }
        }
    }
}
