//! A place in a trace, as `traceparent` says it (W3C Trace Context, 3.2).

use core::fmt;
use core::num::{NonZeroU64, NonZeroU128};

use http::{HeaderMap, HeaderName, HeaderValue};

/// How long a value of version 00 is, bytes.
const LENGTH: usize = 55;
/// The flag of a trace that is recorded.
const SAMPLED: u8 = 1;

/// A place in a trace: what is asked for from there names it as its parent. Says nothing of
/// a shopper, a card or an order; `tracestate`, where anything may stand, is passed on to
/// nobody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TraceParent {
    trace: NonZeroU128,
    parent: NonZeroU64,
    is_sampled: bool,
}

impl TraceParent {
    /// The header's name.
    pub(crate) const HEADER: HeaderName = HeaderName::from_static("traceparent");

    /// Puts a place together: the ids of its trace and of itself, and whether the trace is
    /// recorded.
    #[cfg(feature = "otlp")]
    pub(crate) fn new(trace: NonZeroU128, parent: NonZeroU64, is_sampled: bool) -> Self {
        Self {
            trace,
            parent,
            is_sampled,
        }
    }

    /// Reads the place that a request comes from. What is no such header, is there twice, or
    /// says that there is none counts as absent (3.2.2.3 to 3.2.2.5).
    pub(crate) fn of(headers: &HeaderMap) -> Option<Self> {
        let mut all = headers.get_all(Self::HEADER).iter();
        let (Some(told), None) = (all.next(), all.next()) else {
            return None;
        };
        Self::parse(told.to_str().ok()?)
    }

    /// Reads a value of the header.
    pub(crate) fn parse(told: &str) -> Option<Self> {
        let mut parts = told.split('-');
        let mut hexadecimal = |length: usize| {
            let is_hexadecimal = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
            let part = parts.next()?;
            (part.len() == length && part.bytes().all(is_hexadecimal)).then_some(part)
        };
        let (version, trace) = (hexadecimal(2)?, hexadecimal(32)?);
        let (parent, flags) = (hexadecimal(16)?, hexadecimal(2)?);
        // A later version may have more behind.
        let is_whole =
            told.len() == LENGTH || (version != "00" && told.get(LENGTH..)?.starts_with('-'));
        if !is_whole || version == "ff" {
            return None;
        }
        Some(Self {
            trace: NonZeroU128::new(u128::from_str_radix(trace, 16).ok()?)?,
            parent: NonZeroU64::new(u64::from_str_radix(parent, 16).ok()?)?,
            is_sampled: u8::from_str_radix(flags, 16).ok()? & SAMPLED != 0,
        })
    }

    /// Returns another place of the same trace, by its own id.
    pub(crate) fn child(self, id: NonZeroU64) -> Self {
        Self { parent: id, ..self }
    }

    /// Returns the id of the trace: 32 hexadecimal digits.
    pub(crate) fn trace_id(self) -> String {
        format!("{:032x}", self.trace)
    }

    /// Returns the ids of the trace and of the place in it, and whether it is recorded.
    #[cfg(feature = "otlp")]
    pub(crate) fn parts(self) -> (NonZeroU128, NonZeroU64, bool) {
        (self.trace, self.parent, self.is_sampled)
    }

    /// Returns the header's value.
    pub(crate) fn header(self) -> Option<HeaderValue> {
        HeaderValue::from_str(&self.to_string()).ok()
    }
}

impl fmt::Display for TraceParent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let flags = u8::from(self.is_sampled);
        write!(f, "00-{:032x}-{:016x}-{flags:02x}", self.trace, self.parent)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TRACE: &str = "3d7f9a0c51e2b84d6f10a7c2e95b4831";

    fn read(values: &[&str]) -> Option<TraceParent> {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(TraceParent::HEADER, HeaderValue::from_str(value).unwrap());
        }
        TraceParent::of(&headers)
    }

    #[test]
    fn a_trace_is_read_as_the_standard_says() {
        let parent = "9c24e1b07f35d680";
        let known = |text: &str| read(&[text]).is_some_and(|place| place.trace_id() == TRACE);
        assert!(known(&format!("00-{TRACE}-{parent}-01")));
        assert!(known(&format!("00-{TRACE}-{parent}-00")));
        // Of a later version what is known of this one.
        assert!(known(&format!("cc-{TRACE}-{parent}-01")));
        assert!(known(&format!("cc-{TRACE}-{parent}-01-what-is-new")));
        for wrong in [
            "",
            "00",
            &format!("00-{TRACE}-{parent}"),
            &format!("00-{TRACE}-{parent}-01-more"),
            &format!("00-{TRACE}-{parent}-01-"),
            &format!("cc-{TRACE}-{parent}-01.more"),
            &format!("ff-{TRACE}-{parent}-01"),
            &format!("00-{}-{parent}-01", TRACE.to_uppercase()),
            &format!("00-{}-{parent}-01", "0".repeat(32)),
            &format!("00-{TRACE}-{}-01", "0".repeat(16)),
            &format!("00-{TRACE}0-{parent}-1"),
            &format!("00-{TRACE}-{parent}-0x"),
        ] {
            assert_eq!(read(&[wrong]), None, "{wrong}");
        }
        let twice = format!("00-{TRACE}-{parent}-01");
        assert_eq!(read(&[&twice, &twice]), None);
        assert_eq!(read(&[]), None);
    }

    #[test]
    fn a_place_is_written_as_the_standard_says() {
        let parent = "0000000000000001";
        let written = |text: &str| read(&[text]).unwrap().to_string();
        let told = format!("00-{TRACE}-{parent}-01");
        assert_eq!(written(&told), told);
        // Of flags and members that are new nothing is passed on (3.2.2.5, 3.3).
        let new = format!("cc-{TRACE}-{parent}-ff-what-is-new");
        assert_eq!(written(&new), told);
        let child = read(&[&told]).unwrap().child(NonZeroU64::MAX);
        let expected = format!("00-{TRACE}-ffffffffffffffff-01");
        assert_eq!(child.header().unwrap(), expected.as_str());
        let unsampled = format!("00-{TRACE}-{parent}-02");
        assert_eq!(written(&unsampled), format!("00-{TRACE}-{parent}-00"));
    }
}
