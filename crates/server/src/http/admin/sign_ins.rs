//! Who is signed in. In memory: a start signs everybody out, and so does another server.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use oneclick_providers::Secret;

use crate::environment::{Clock, Environment, Moment, Random};
use crate::key_hash::KeyHash;
use crate::server_keys::CurrentKeys;

/// How long a sign-in lasts, milliseconds.
const LASTS: i64 = 12 * 3_600_000;
/// The most sign-ins at a time; the oldest ends for a newer one.
const MOST: usize = 64;
/// The most wrong tokens in [`WITHIN`]: then none is taken, the right one neither.
const MOST_WRONG: usize = 10;
/// Milliseconds.
const WITHIN: i64 = 600_000;

/// Who is signed in, and how often somebody tried with a wrong token.
#[derive(Debug)]
pub struct SignIns {
    keys: Arc<CurrentKeys>,
    clock: Clock,
    random: Random,
    known: Mutex<KnownSignIns>,
}

#[derive(Debug, Default)]
struct KnownSignIns {
    open: VecDeque<SignIn>,
    wrong: VecDeque<Moment>,
}

#[derive(Debug)]
struct SignIn {
    cookie: KeyHash,
    /// What opened it: another token ends it.
    token: KeyHash,
    name: String,
    since: Moment,
}

/// Says why nobody is signed in.
#[derive(Debug)]
pub enum NotSignedIn {
    /// The token is another.
    WrongToken,
    /// Too many tokens were wrong; seconds until one is taken again.
    TooMany(u64),
    /// Ours.
    Internal(anyhow::Error),
}

impl SignIns {
    /// Has nobody signed in. Who signs in has to know the operator's token among `keys`.
    pub fn of(keys: &Arc<CurrentKeys>, environment: &Environment) -> Self {
        Self {
            keys: Arc::clone(keys),
            clock: environment.clock().clone(),
            random: environment.random().clone(),
            known: Mutex::default(),
        }
    }

    /// Signs somebody in who knows the token; returns what their browser shows from then on.
    ///
    /// # Errors
    /// Fails if the token is wrong, or too many were.
    pub fn begin(&self, token: &str, name: &str) -> Result<Secret, NotSignedIn> {
        let mut known = self.lock();
        // By the clock that nobody sets: while the wall clock is behind, its ten minutes never end.
        known
            .wrong
            .retain(|moment| self.clock.monotonic_since(*moment) < WITHIN);
        if known.wrong.len() >= MOST_WRONG {
            let since = known.wrong.front().copied();
            let gone = since.map_or(0, |since| self.clock.monotonic_since(since));
            let seconds = u64::try_from((WITHIN - gone) / 1000 + 1);
            return Err(NotSignedIn::TooMany(seconds.unwrap_or_default()));
        }
        let token = KeyHash::of(token);
        if !self.is_token(&token) {
            known.wrong.push_back(self.clock.moment());
            return Err(NotSignedIn::WrongToken);
        }
        let cookie = self.random.operator_cookie();
        let cookie = cookie.map_err(NotSignedIn::Internal)?;
        if known.open.len() >= MOST {
            known.open.pop_front();
        }
        known.open.push_back(SignIn {
            cookie: KeyHash::of(cookie.expose()),
            token,
            name: String::from(name),
            since: self.clock.moment(),
        });
        Ok(cookie)
    }

    /// Returns the name of who shows this.
    pub fn name_of(&self, cookie: &str) -> Option<String> {
        let shown = KeyHash::of(cookie);
        let mut known = self.lock();
        // Whichever clock is right, it lasts no longer.
        known.open.retain(|sign_in| {
            self.clock.perhaps_since(sign_in.since) < LASTS && self.is_token(&sign_in.token)
        });
        let mut open = known.open.iter();
        let sign_in = open.find(|sign_in| sign_in.cookie.is(&shown))?;
        Some(sign_in.name.clone())
    }

    /// Signs out who shows this.
    pub fn end(&self, cookie: &str) {
        let shown = KeyHash::of(cookie);
        let mut known = self.lock();
        known.open.retain(|sign_in| !sign_in.cookie.is(&shown));
    }

    fn is_token(&self, token: &KeyHash) -> bool {
        let present = self.keys.now().operator_token;
        present.is_some_and(|present| present.is(token))
    }

    // Each change is whole: what a panic left behind is as good as before.
    fn lock(&self) -> MutexGuard<'_, KnownSignIns> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Config, EXAMPLE};
    use crate::server_keys::ServerKeys;

    const TOKEN: &str = "admin_0123456789abcdef0123456789abcdef";

    /// Returns the keys of a server whose page this token opens.
    fn keys(token: &str) -> ServerKeys {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("oneclick.toml");
        let section = format!("[admin]\nlisten = \"127.0.0.1:0\"\ntoken = \"{token}\"");
        std::fs::write(&file, format!("{EXAMPLE}\n{section}\n")).unwrap();
        ServerKeys::of(&Config::read(&file, &|_| None).unwrap())
    }

    fn sign_ins() -> (SignIns, Clock) {
        let environment = Environment::real();
        let keys = Arc::new(CurrentKeys::new(keys(TOKEN)));
        let sign_ins = SignIns::of(&keys, &environment);
        (sign_ins, environment.clock().clone())
    }

    #[test]
    fn another_token_ends_every_sign_in_and_opens_the_page_from_then_on() {
        const OTHER: &str = "admin_fedcba9876543210fedcba9876543210";
        let (sign_ins, _) = sign_ins();
        let cookie = sign_ins.begin(TOKEN, "Ada").unwrap();
        sign_ins.keys.renew(&keys(TOKEN));
        assert_eq!(sign_ins.name_of(cookie.expose()).as_deref(), Some("Ada"));
        sign_ins.keys.renew(&keys(OTHER));
        assert_eq!(sign_ins.name_of(cookie.expose()), None);
        let refused = sign_ins.begin(TOKEN, "Ada");
        assert!(matches!(refused, Err(NotSignedIn::WrongToken)));
        sign_ins.begin(OTHER, "Ada").unwrap();
    }

    #[test]
    fn a_sign_in_lasts_no_longer_than_twelve_hours_by_either_clock() {
        for (step, pass) in [(0, LASTS), (LASTS, 0), (-LASTS, LASTS)] {
            let (sign_ins, clock) = sign_ins();
            let cookie = sign_ins.begin(TOKEN, "Ada").unwrap();
            assert_eq!(sign_ins.name_of(cookie.expose()).as_deref(), Some("Ada"));
            clock.step(step);
            clock.advance(pass);
            assert_eq!(sign_ins.name_of(cookie.expose()), None, "{step} {pass}");
        }
    }

    #[test]
    fn after_too_many_wrong_tokens_none_is_taken_for_ten_minutes_wherever_the_wall_clock_goes() {
        const FAR: i64 = 3_650 * 86_400_000;
        for (before, after) in [(0, 0), (0, -FAR), (0, FAR), (-FAR, FAR), (FAR, -FAR)] {
            let (sign_ins, clock) = sign_ins();
            clock.step(before);
            for _ in 0..MOST_WRONG {
                let refused = sign_ins.begin("admin_wrong", "Ada");
                assert!(matches!(refused, Err(NotSignedIn::WrongToken)));
            }
            clock.step(after);
            clock.advance(WITHIN / 2);
            let refused = sign_ins.begin(TOKEN, "Ada");
            let Err(NotSignedIn::TooMany(seconds)) = refused else {
                panic!("{before} {after}: {refused:?}");
            };
            assert!((1..=301).contains(&seconds), "{before} {after}: {seconds}");
            clock.advance(WITHIN / 2);
            assert!(sign_ins.begin(TOKEN, "Ada").is_ok(), "{before} {after}");
        }
    }

    #[test]
    fn who_signs_out_is_out_alone() {
        let (sign_ins, _) = sign_ins();
        let ada = sign_ins.begin(TOKEN, "Ada").unwrap();
        let bob = sign_ins.begin(TOKEN, "Bob").unwrap();
        sign_ins.end(ada.expose());
        assert_eq!(sign_ins.name_of(ada.expose()), None);
        assert_eq!(sign_ins.name_of(bob.expose()).as_deref(), Some("Bob"));
        assert_eq!(sign_ins.name_of(""), None);
    }
}
