//! An object under check, and the rules that it breaks.

use serde_json::{Map, Value};

use super::pattern;
use super::reason::Reason;

/// An object of a request.
pub(super) struct Form<'a> {
    body: &'a Map<String, Value>,
    /// What it has broken so far.
    pub(super) broken: Vec<Reason>,
}

impl<'a> Form<'a> {
    pub(super) fn new(body: &'a Map<String, Value>) -> Self {
        let broken = Vec::new();
        Self { body, broken }
    }

    /// Notes a broken rule, once.
    pub(super) fn fail(&mut self, code: u16) {
        let reason = Reason::of(code);
        if !self.broken.contains(&reason) {
            self.broken.push(reason);
        }
    }

    /// A member that is there and not null.
    fn member(&self, name: &str) -> Option<&'a Value> {
        self.body.get(name).filter(|value| !value.is_null())
    }

    /// Has no other members than these. The documents do not say that others
    /// are refused; here a typing error in a name must show, not pass as a
    /// default.
    pub(super) fn only(&mut self, names: &[&str]) {
        if self.body.keys().any(|name| !names.contains(&name.as_str())) {
            self.fail(2);
        }
    }

    /// A string by a rule, if it is there.
    pub(super) fn text(
        &mut self,
        name: &str,
        code: u16,
        rule: impl Fn(&str) -> bool,
    ) -> Option<String> {
        let text = self.member(name)?.as_str().filter(|text| rule(text));
        if text.is_none() {
            self.fail(code);
        }
        text.map(str::to_owned)
    }

    /// A string by a rule, which has to be there.
    pub(super) fn needed(
        &mut self,
        name: &str,
        code: u16,
        rule: impl Fn(&str) -> bool,
    ) -> Option<String> {
        let text = self.text(name, code, rule);
        if text.is_none() {
            self.fail(code);
        }
        text
    }

    /// Up to twelve digits, as a number or as a string.
    pub(super) fn number(&mut self, name: &str, code: u16) -> Option<u64> {
        let member = self.member(name)?;
        let text = member
            .as_str()
            .map_or_else(|| member.to_string(), str::to_owned);
        let number = pattern::number(&text);
        if number.is_none() {
            self.fail(code);
        }
        number
    }

    /// True or false.
    pub(super) fn flag(&mut self, name: &str) -> Option<bool> {
        let flag = self.member(name)?;
        if !flag.is_boolean() {
            self.fail(2);
        }
        flag.as_bool()
    }

    /// Checks an object inside; none if it is not there.
    pub(super) fn inside<T>(
        &mut self,
        name: &str,
        check: impl FnOnce(&mut Form<'a>) -> T,
    ) -> Option<T> {
        let Value::Object(body) = self.member(name)? else {
            self.fail(2);
            return None;
        };
        let mut form = Form::new(body);
        let value = check(&mut form);
        self.broken.append(&mut form.broken);
        Some(value)
    }
}
