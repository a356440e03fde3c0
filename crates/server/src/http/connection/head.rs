//! A request's head, judged before the HTTP library sees it: what two servers
//! in a row could read differently is refused, not chosen from.

use http::uri::Authority;
use http::{Method, Uri};
use httparse::{EMPTY_HEADER, Request, Status};

use crate::http::error::Error;

/// The most headers of a request; the HTTP library's own limit.
const MOST_HEADERS: usize = 100;

/// Says what follows a head.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Framing {
    /// So many bytes of body, and then the next head.
    Length(u64),
    /// A body in chunks: the last request of its connection, so that nobody's
    /// reading of chunks decides where another one begins.
    Chunked,
}

/// Judges a head, from its first line to its empty one.
///
/// # Errors
/// Fails with [`Error::Malformed`], [`Error::HeadTooLarge`].
pub(super) fn check(head: &[u8]) -> Result<Framing, Error> {
    let mut headers = [EMPTY_HEADER; MOST_HEADERS];
    let mut request = Request::new(&mut headers);
    match request.parse(head) {
        Ok(Status::Complete(length)) if length == head.len() => {}
        Ok(Status::Complete(_) | Status::Partial) => {
            return Err(Error::Malformed("its head does not end at its empty line"));
        }
        Err(error) => return Err(refused(error)),
    }
    let is_1_1 = request.version == Some(1);
    let method = request
        .method
        .map(|method| Method::from_bytes(method.as_bytes()));
    let target = request.path.map(Uri::try_from);
    if !matches!((method, target), (Some(Ok(_)), Some(Ok(_)))) {
        return Err(Error::Malformed("its first line has no method and address"));
    }
    check_host(&all(request.headers, "host"), is_1_1)?;
    framing(request.headers, is_1_1)
}

fn refused(error: httparse::Error) -> Error {
    Error::Malformed(match error {
        httparse::Error::TooManyHeaders => return Error::HeadTooLarge,
        httparse::Error::Version => "it is not HTTP/1.0 or HTTP/1.1",
        httparse::Error::HeaderName => {
            "a line is no header: a name has a space or another wrong character, or the line goes on from the one before"
        }
        httparse::Error::HeaderValue => "a header's value has a character that none may have",
        httparse::Error::NewLine => "a line does not end with CR LF",
        httparse::Error::Token | httparse::Error::Status => {
            "its first line has no method and address"
        }
    })
}

/// Returns the values of every header with this name.
fn all<'a>(headers: &[httparse::Header<'a>], name: &str) -> Vec<&'a [u8]> {
    let named = headers
        .iter()
        .filter(|header| header.name.eq_ignore_ascii_case(name));
    named.map(|header| header.value).collect()
}

fn check_host(hosts: &[&[u8]], is_1_1: bool) -> Result<(), Error> {
    match hosts {
        [] if is_1_1 => Err(Error::Malformed("it has no header Host")),
        [] => Ok(()),
        [host] => match Authority::try_from(*host) {
            Ok(authority) if !authority.as_str().contains('@') => Ok(()),
            Ok(_) | Err(_) => Err(Error::Malformed("its header Host names no host")),
        },
        _ => Err(Error::Malformed("it has more than one header Host")),
    }
}

fn framing(headers: &[httparse::Header<'_>], is_1_1: bool) -> Result<Framing, Error> {
    let lengths = all(headers, "content-length");
    let codings = all(headers, "transfer-encoding");
    match (lengths.as_slice(), codings.as_slice()) {
        ([], []) => Ok(Framing::Length(0)),
        ([length], []) => core::str::from_utf8(length)
            .ok()
            .filter(|length| length.bytes().all(|byte| byte.is_ascii_digit()))
            .and_then(|length| length.parse().ok())
            // The HTTP library takes the last numbers for marks of its own.
            .filter(|length| i64::try_from(*length).is_ok())
            .map(Framing::Length)
            .ok_or(Error::Malformed("its Content-Length is not a number")),
        ([], [coding]) if is_1_1 && coding.eq_ignore_ascii_case(b"chunked") => Ok(Framing::Chunked),
        ([], _) => Err(Error::Malformed(
            "its Transfer-Encoding is not `chunked` alone, in HTTP/1.1",
        )),
        (_, []) => Err(Error::Malformed("it has more than one Content-Length")),
        _ => Err(Error::Malformed(
            "it has both a Content-Length and a Transfer-Encoding",
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(lines: &str) -> Result<Framing, &'static str> {
        check(lines.replace('\n', "\r\n").as_bytes()).map_err(|error| {
            if let Error::Malformed(why) = error {
                return why;
            }
            error.problem().code
        })
    }

    #[test]
    fn takes_what_is_well_formed() {
        let cases = [
            ("GET / HTTP/1.1\nHost: a\n\n", Framing::Length(0)),
            ("GET / HTTP/1.1\nHost: [::1]:8787\n\n", Framing::Length(0)),
            ("GET http://a/b HTTP/1.1\nhost:a\n\n", Framing::Length(0)),
            ("GET / HTTP/1.0\n\n", Framing::Length(0)),
            (
                "POST / HTTP/1.1\nHost: a\nContent-Length: 7\n\n",
                Framing::Length(7),
            ),
            (
                "POST / HTTP/1.1\nHost: a\nTransfer-Encoding: Chunked\n\n",
                Framing::Chunked,
            ),
        ];
        for (head, framing) in cases {
            assert_eq!(judged(head), Ok(framing), "{head}");
        }
    }

    #[test]
    fn refuses_every_head_that_two_servers_could_read_differently() {
        let post = |headers: &str| format!("POST / HTTP/1.1\nHost: a\n{headers}\n\n");
        let cases = [
            ("GET / HTTP/1.1\n\n", "no header Host"),
            (
                "GET / HTTP/1.1\nHost: a\nhost: a\n\n",
                "more than one header Host",
            ),
            ("GET / HTTP/1.1\nHost: a b\n\n", "names no host"),
            ("GET / HTTP/1.1\nHost: x@a\n\n", "names no host"),
            ("GET / HTTP/1.1\nHost:\n\n", "names no host"),
            ("GET / HTTP/2.0\nHost: a\n\n", "not HTTP/1.0"),
            ("GET /a b HTTP/1.1\nHost: a\n\n", "not HTTP/1.0"),
            ("\u{1}\n\n", "first line"),
            (
                "GET / HTTP/1.1\nHost: a\nA: b\n c\n\n",
                "goes on from the one before",
            ),
            ("GET / HTTP/1.1\nHost : a\n\n", "a space"),
            ("GET / HTTP/1.1\nHost: a\nA: \u{0}\n\n", "value"),
            (
                &post("Content-Length: 1\nTransfer-Encoding: chunked"),
                "both",
            ),
            (
                &post("Transfer-Encoding: chunked\nContent-Length: 1"),
                "both",
            ),
            (
                &post("Content-Length: 1\nContent-Length: 2"),
                "more than one",
            ),
            (
                &post("Content-Length: 1\nContent-Length: 1"),
                "more than one",
            ),
            (&post("Content-Length: 1, 1"), "not a number"),
            (&post("Content-Length: +1"), "not a number"),
            (&post("Content-Length: 0x1"), "not a number"),
            (&post("Content-Length:"), "not a number"),
            (
                &post("Content-Length: 99999999999999999999"),
                "not a number",
            ),
            (
                &post("Content-Length: 18446744073709551615"),
                "not a number",
            ),
            (&post("Transfer-Encoding: gzip, chunked"), "alone"),
            (&post("Transfer-Encoding: chunked, identity"), "alone"),
            (
                &post("Transfer-Encoding: chunked\nTransfer-Encoding: chunked"),
                "alone",
            ),
            (&post("Transfer-Encoding: \u{b}chunked"), "value"),
            ("POST / HTTP/1.0\nTransfer-Encoding: chunked\n\n", "alone"),
        ];
        for (head, words) in cases {
            let why = judged(head).unwrap_err();
            assert!(why.contains(words), "{head}: {why}");
        }
        let many = post(&["A: b"; 100].join("\n"));
        assert_eq!(judged(&many), Err("request.head_too_large"));
        assert!(check(b"GET / HTTP/1.1\r\nHost: a\r\n").is_err());
    }
}
