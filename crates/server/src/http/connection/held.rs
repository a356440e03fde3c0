//! Holds what has arrived and was not handed on yet, in memory that is wiped.

use zeroize::{Zeroize as _, Zeroizing};

/// The most bytes of a head.
const MOST: usize = 16 * 1024;

/// Says how far the next head has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Arrival {
    /// It is there, so many bytes of it.
    Whole(usize),
    /// It goes on.
    Partial,
    /// It goes on and is too long already.
    TooLong,
    /// A line of it ends without CR.
    BareLineFeed,
}

/// A buffer of one size: it never grows, which would leave a copy behind.
pub(super) struct Held {
    space: Zeroizing<Vec<u8>>,
    length: usize,
    /// How much was looked at for the head's end.
    seen: usize,
}

impl Held {
    /// Nothing.
    pub(super) fn new() -> Self {
        Self {
            space: Zeroizing::new(vec![0; MOST]),
            length: 0,
            seen: 0,
        }
    }

    /// Returns what is held.
    pub(super) fn bytes(&self) -> &[u8] {
        self.space.get(..self.length).unwrap_or_default()
    }

    /// Says where more can be read into.
    pub(super) fn free(&mut self) -> &mut [u8] {
        self.space.get_mut(self.length..).unwrap_or_default()
    }

    /// Notes that so many bytes were read into what was free.
    pub(super) fn filled(&mut self, count: usize) {
        self.length = self.length.saturating_add(count).min(MOST);
    }

    /// Lets go of the first bytes, and wipes them.
    pub(super) fn let_go(&mut self, count: usize) {
        let count = count.min(self.length);
        self.space.copy_within(count..self.length, 0);
        self.length -= count;
        if let Some(gone) = self.space.get_mut(self.length..) {
            gone.get_mut(..count).unwrap_or_default().zeroize();
        }
        self.seen = 0;
    }

    /// Puts `bytes` in the place of all that is held.
    pub(super) fn replace(&mut self, bytes: &[u8]) {
        self.let_go(self.length);
        if let Some(space) = self.space.get_mut(..bytes.len()) {
            space.copy_from_slice(bytes);
            self.length = bytes.len();
        }
    }

    /// Looks for the end of the head; empty lines before it do not count.
    pub(super) fn look(&mut self) -> Arrival {
        while self.bytes().starts_with(b"\r\n") {
            self.let_go(2);
        }
        let held = self.space.get(..self.length).unwrap_or_default();
        let ends = held.iter().enumerate().skip(self.seen);
        for (at, _) in ends.filter(|(_, byte)| **byte == b'\n') {
            let line = held.get(..=at).unwrap_or_default();
            if !line.ends_with(b"\r\n") {
                return Arrival::BareLineFeed;
            }
            if line.ends_with(b"\r\n\r\n") {
                return Arrival::Whole(line.len());
            }
        }
        self.seen = self.length;
        if self.length == MOST {
            return Arrival::TooLong;
        }
        Arrival::Partial
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(held: &mut Held, bytes: &[u8]) {
        held.free()[..bytes.len()].copy_from_slice(bytes);
        held.filled(bytes.len());
    }

    #[test]
    fn finds_the_end_of_a_head_however_it_arrives() {
        let request = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n";
        let mut held = Held::new();
        read(&mut held, b"\r\n\r\n");
        for byte in request {
            assert_eq!(held.look(), Arrival::Partial);
            read(&mut held, &[*byte]);
        }
        assert_eq!(held.look(), Arrival::Whole(request.len()));
        read(&mut held, b"rest");
        held.let_go(request.len());
        assert_eq!(held.bytes(), b"rest");
    }

    #[test]
    fn refuses_lines_without_a_carriage_return_and_endless_heads() {
        for wrong in [
            &b"\n"[..],
            b"GET / HTTP/1.1\n",
            b"GET / HTTP/1.1\r\nHost: a\n\n",
        ] {
            let mut held = Held::new();
            read(&mut held, wrong);
            assert_eq!(held.look(), Arrival::BareLineFeed);
        }
        let mut held = Held::new();
        read(&mut held, &[b'a'; MOST]);
        assert_eq!(held.look(), Arrival::TooLong);
    }

    #[test]
    fn keeps_nothing_of_what_it_let_go() {
        let mut held = Held::new();
        read(&mut held, b"secret, and more");
        held.let_go(8);
        assert_eq!(held.bytes(), b"and more");
        assert!(held.free().iter().all(|byte| *byte == 0));
        held.replace(b"x");
        assert_eq!(held.bytes(), b"x");
        assert!(held.free().iter().all(|byte| *byte == 0));
    }
}
