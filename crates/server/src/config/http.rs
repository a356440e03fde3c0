//! Reads how long connections are waited for, how many there may be, whom to tell of a
//! hole, and by which certificate TLS is spoken.

use std::time::Duration;

use crate::config::reader::Section;
use crate::config::security_contact::SecurityContact;
use crate::config::value::{path, text, whole};
use crate::config::variables::is_open_to_all;
use crate::tls_identity::{InvalidIdentity, TlsIdentity};

/// The times and the number of connections; the file gives times in milliseconds.
#[derive(Clone, Debug)]
pub struct HttpSettings {
    /// From a connection's or a request's first byte to the end of its head.
    pub header_timeout: Duration,
    /// From a request's head to the end of its body.
    pub body_timeout: Duration,
    /// How long a connection is kept that asks nothing more.
    pub idle_timeout: Duration,
    /// How long a client may take nothing of an answer.
    pub write_timeout: Duration,
    /// How long a stop waits for answers under way.
    pub stop_timeout: Duration,
    /// The most connections at a time.
    pub max_connections: usize,
    /// Where holes in its security are reported to, if that is said.
    pub security_contact: Option<SecurityContact>,
}

/// A semaphore takes no more, and no machine has as many files.
const CONNECTIONS_MOST: u64 = 1_000_000;

impl HttpSettings {
    /// Reads the section, and by which certificate TLS is spoken.
    pub(super) fn read(root: &mut Section<'_>) -> Option<(Self, Option<TlsIdentity>)> {
        let mut section = root.section("http");
        let mut number = |key, default, most: u64, unit: &str| {
            section.may_else(
                key,
                |value| match whole(value)? {
                    number if (1..=most).contains(&number) => Ok(number),
                    _ => Err(format!("is not from 1 to {most}{unit}")),
                },
                || Some(default),
            )
        };
        let mut time = |key, default| {
            let number = number(key, default, 600_000, " milliseconds");
            number.map(Duration::from_millis)
        };
        let header_timeout = time("header_timeout_ms", 10_000);
        let body_timeout = time("body_timeout_ms", 10_000);
        let idle_timeout = time("idle_timeout_ms", 75_000);
        let write_timeout = time("write_timeout_ms", 30_000);
        let stop_timeout = time("stop_timeout_ms", 30_000);
        let max_connections = number("max_connections", 512, CONNECTIONS_MOST, "");
        let security_contact = section.may("security_contact", text(SecurityContact::parse));
        let identity = identity(&mut section);
        section.finish();
        let settings = Self {
            header_timeout: header_timeout?,
            body_timeout: body_timeout?,
            idle_timeout: idle_timeout?,
            write_timeout: write_timeout?,
            stop_timeout: stop_timeout?,
            max_connections: usize::try_from(max_connections?).ok()?,
            security_contact,
        };
        Some((settings, identity.ok()?))
    }
}

/// Reads `certificate` and `key`; fails where they are wrong, which is noted.
fn identity(section: &mut Section<'_>) -> Result<Option<TlsIdentity>, ()> {
    let names = section.names();
    let certificate = section.may("certificate", text(path));
    let key = section.may("key", text(path));
    let has = |name: &str| names.iter().any(|one| one == name);
    for (one, other) in [("certificate", "key"), ("key", "certificate")] {
        if has(one) && !has(other) {
            section.wrong(one, format!("stands without `{other}`; TLS needs both"));
            return Err(());
        }
    }
    if !has("certificate") {
        return Ok(None);
    }
    let (certificate, key) = (certificate.ok_or(())?, key.ok_or(())?);
    if std::fs::metadata(&key).is_ok_and(|key| is_open_to_all(&key)) {
        let reason = "names a file that every user of this machine can read: chmod 640";
        section.odd("key", reason);
    }
    match TlsIdentity::read(&certificate, &key) {
        Ok(identity) => return Ok(Some(identity)),
        Err(InvalidIdentity::Certificate(reason)) => section.wrong("certificate", reason),
        Err(InvalidIdentity::Key(reason)) => section.wrong("key", reason),
    }
    Err(())
}
