//! An object under check, and the rules that it breaks.

use serde_json::{Map, Value};

use super::pattern;
use super::reason::ReturnCode;
use crate::members::{BrokenRule, RequestMembers};

/// Why a request is refused, and what of it may be repeated.
pub(super) struct RefusedMembers {
    pub(super) reasons: Vec<ReturnCode>,
    pub(super) echo: Map<String, Value>,
}

/// An object of a request.
pub(super) struct CheckedObject<'a> {
    members: RequestMembers<'a>,
    /// What it has broken so far.
    pub(super) broken: Vec<ReturnCode>,
}

impl<'a> CheckedObject<'a> {
    pub(super) fn new(body: &'a Map<String, Value>) -> Self {
        Self::of(RequestMembers::whole(body))
    }

    fn of(members: RequestMembers<'a>) -> Self {
        let broken = Vec::new();
        Self { members, broken }
    }

    /// Notes a broken rule, once.
    pub(super) fn fail(&mut self, code: u16) {
        let reason = ReturnCode::of(code);
        if !self.broken.contains(&reason) {
            self.broken.push(reason);
        }
    }

    fn take<T>(&mut self, code: u16, read: Result<Option<T>, BrokenRule>) -> Option<T> {
        read.unwrap_or_else(|_| {
            self.fail(code);
            None
        })
    }

    /// Ends the reading: has no other members than those that were asked for.
    pub(super) fn no_others(&mut self) {
        let read = self.members.no_others().map(Some);
        self.take(2, read);
    }

    /// Tells what is broken.
    pub(super) fn refused(self) -> RefusedMembers {
        let echo = self.echo();
        let reasons = self.broken;
        RefusedMembers { reasons, echo }
    }

    /// Repeats what was asked for, as an answer may: no card, no token, and nothing
    /// unknown, because a security code may stand in it by mistake.
    pub(super) fn echo(&self) -> Map<String, Value> {
        self.members.echo("CreditCardToken")
    }

    /// Reads a string by a rule, if it is there.
    pub(super) fn text(
        &mut self,
        name: &str,
        code: u16,
        rule: impl Fn(&str) -> bool,
    ) -> Option<String> {
        let read = self.members.text(name, "", rule);
        self.take(code, read)
    }

    /// Reads a string by a rule, which has to be there.
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

    /// Reads up to twelve digits, as a number or as a string.
    pub(super) fn number(&mut self, name: &str, code: u16) -> Option<u64> {
        let member = self.members.member(name)?;
        let text = member.to_string();
        let text = member.as_str().unwrap_or(&text);
        let number = pattern::number(text);
        if number.is_none() {
            self.fail(code);
        }
        number
    }

    /// Reads an amount, which has to be there and more than 0.
    pub(super) fn amount(&mut self, code: u16) -> Option<u64> {
        let amount = self.number("Amount", code).filter(|amount| *amount > 0);
        if amount.is_none() {
            self.fail(code);
        }
        amount
    }

    /// Reads true or false.
    pub(super) fn flag(&mut self, name: &str) -> Option<bool> {
        let flag = self.members.member(name)?;
        if !flag.is_boolean() {
            self.fail(2);
        }
        flag.as_bool()
    }

    /// Checks an object inside; none if it is not there.
    pub(super) fn inside<T>(
        &mut self,
        name: &str,
        check: impl FnOnce(&mut CheckedObject<'a>) -> T,
    ) -> Option<T> {
        let read = self.members.object(name);
        let mut form = Self::of(self.take(2, read)?);
        let value = check(&mut form);
        self.broken.append(&mut form.broken);
        Some(value)
    }
}
