//! The trace that a caller's request belongs to (W3C Trace Context, 3.2).

use http::HeaderMap;

/// The header's name, and how long a value of version 00 is, bytes.
const NAME: &str = "traceparent";
const LENGTH: usize = 55;

/// Returns the id of the trace that a request says it belongs to: 32 hexadecimal digits.
/// What is no such header, is there twice, or says that there is none counts as absent
/// (3.2.2.3 to 3.2.2.5).
pub(crate) fn trace_id(headers: &HeaderMap) -> Option<&str> {
    let mut all = headers.get_all(NAME).iter();
    let (Some(told), None) = (all.next(), all.next()) else {
        return None;
    };
    let told = told.to_str().ok()?;
    let mut parts = told.split('-');
    let mut hexadecimal = |length: usize| {
        let is_hexadecimal = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        let part = parts.next()?;
        (part.len() == length && part.bytes().all(is_hexadecimal)).then_some(part)
    };
    let (version, trace) = (hexadecimal(2)?, hexadecimal(32)?);
    let (parent, _flags) = (hexadecimal(16)?, hexadecimal(2)?);
    // A later version may have more behind.
    let is_whole =
        told.len() == LENGTH || (version != "00" && told.get(LENGTH..)?.starts_with('-'));
    let is_none = |id: &str| id.bytes().all(|byte| byte == b'0');
    (is_whole && version != "ff" && !is_none(trace) && !is_none(parent)).then_some(trace)
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    const TRACE: &str = "3d7f9a0c51e2b84d6f10a7c2e95b4831";

    fn read(values: &[&str]) -> Option<String> {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(NAME, HeaderValue::from_str(value).unwrap());
        }
        trace_id(&headers).map(str::to_owned)
    }

    #[test]
    fn a_trace_is_read_as_the_standard_says() {
        let parent = "9c24e1b07f35d680";
        let known = |text: &str| read(&[text]).as_deref() == Some(TRACE);
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
}
