//! HTTP as values: what to send, what came back.

use core::fmt;
use core::time::Duration;

use zeroize::Zeroizing;

use crate::secret::Secret;

/// The method of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HttpMethod {
    /// Reads.
    Get,
    /// Does.
    Post,
    /// Changes; may be repeated.
    Put,
    /// Ends; may be repeated.
    Delete,
}

/// A request to a provider.
///
/// Printing it shows the method alone: tokens stand in some addresses, keys in
/// the headers, security codes in the body.
#[derive(Clone)]
pub struct HttpRequest {
    /// The method.
    pub method: HttpMethod,
    /// The whole address.
    pub url: Secret,
    /// Header names in lower case, and values.
    pub headers: Vec<(&'static str, Secret)>,
    /// The body; empty for a [`HttpMethod::Get`].
    pub body: Zeroizing<Vec<u8>>,
    /// For how long the same bytes may be sent again where no answer came: only
    /// where the provider promises that they count once.
    pub resend_within: Option<Duration>,
}

impl fmt::Debug for HttpRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HttpRequest({:?} …)", self.method)
    }
}

/// A response as it came, at most 1 MiB of body.
#[derive(Clone, Copy)]
pub struct HttpResponse<'a> {
    /// The status code.
    pub status: u16,
    /// The media type as sent, if any.
    pub content_type: Option<&'a str>,
    /// The body.
    pub body: &'a [u8],
}

impl fmt::Debug for HttpResponse<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "HttpResponse({}, {} bytes)",
            self.status,
            self.body.len()
        )
    }
}
