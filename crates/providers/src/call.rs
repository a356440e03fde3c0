//! A request and the reader of its response as one value.

use core::fmt;

use crate::http::{HttpRequest, HttpResponse};

/// A request to a provider together with the reader of its response: no
/// response can be read by a reader that was meant for another.
#[must_use = "nothing is asked before the request is sent"]
pub struct Call<T> {
    request: HttpRequest,
    reader: ResponseReader<T>,
}

impl<T> Call<T> {
    /// Joins a request and what reads its response.
    pub fn new(
        request: HttpRequest,
        read: impl FnOnce(&HttpResponse<'_>) -> T + Send + 'static,
    ) -> Self {
        Self {
            request,
            reader: ResponseReader(Box::new(read)),
        }
    }

    /// Joins a request with what it is about, which its reader needs too.
    pub(crate) fn about<A: Clone + Send + 'static>(
        about: &A,
        request: HttpRequest,
        read: impl FnOnce(&A, &HttpResponse<'_>) -> T + Send + 'static,
    ) -> Self {
        let about = about.clone();
        Self::new(request, move |response| read(&about, response))
    }

    /// Shows the request.
    pub fn request(&self) -> &HttpRequest {
        &self.request
    }

    /// Parts the request, which is sent, from the reader, which waits for the
    /// response.
    pub fn into_parts(self) -> (HttpRequest, ResponseReader<T>) {
        (self.request, self.reader)
    }

    /// Reads a response to the request.
    pub fn read(self, response: HttpResponse<'_>) -> T {
        self.reader.read(response)
    }
}

impl<T> fmt::Debug for Call<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Call({:?})", self.request)
    }
}

/// Reads the response to one request.
pub struct ResponseReader<T>(Box<dyn FnOnce(&HttpResponse<'_>) -> T + Send>);

impl<T> ResponseReader<T> {
    /// Reads the response.
    pub fn read(self, response: HttpResponse<'_>) -> T {
        (self.0)(&response)
    }
}

impl<T> fmt::Debug for ResponseReader<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ResponseReader(…)")
    }
}

/// Where the response to one of several calls leads to.
#[derive(Debug)]
pub enum CallStep<T> {
    /// It was the last one.
    Done(T),
    /// Another call is needed.
    Next(Call<CallStep<T>>),
}
