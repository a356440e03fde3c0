//! Sessions by a command of whoever serves the endpoint.

use std::process::{Command, Stdio};

use anyhow::{Context as _, bail};

use crate::session_source::{MakingSession, SessionSource, SessionWish, ShopperToken};

/// Makes sessions by a command line, which `sh` runs.
///
/// It finds `ONECLICK_CASE`, `ONECLICK_ORDER` and `ONECLICK_AMOUNT` in its environment, and
/// prints the client token, and nothing else; nothing at all for a case that it does not
/// offer.
#[derive(Clone, Debug)]
pub struct SessionCommand {
    line: String,
}

impl SessionCommand {
    /// Takes a command line.
    pub fn new(line: impl Into<String>) -> Self {
        Self { line: line.into() }
    }
}

impl SessionSource for SessionCommand {
    fn make(&self, wish: SessionWish) -> MakingSession<'_> {
        let line = self.line.clone();
        Box::pin(async move { tokio::task::spawn_blocking(move || run(&line, &wish)).await? })
    }
}

/// What it prints for people goes where this program's own does; what it prints as a token
/// is never shown.
fn run(line: &str, wish: &SessionWish) -> anyhow::Result<Option<ShopperToken>> {
    let output = Command::new("sh")
        .args(["-c", line])
        .env("ONECLICK_CASE", wish.case.word())
        .env("ONECLICK_ORDER", &wish.order)
        .env("ONECLICK_AMOUNT", wish.amount.to_string())
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .context("the session command cannot be run by `sh`")?;
    let case = wish.case.word();
    if !output.status.success() {
        bail!(
            "the session command failed for the case `{case}`: {}",
            output.status
        );
    }
    let text = String::from_utf8(output.stdout)
        .ok()
        .with_context(|| format!("the session command prints no text for the case `{case}`"))?;
    let mut words = text.split_whitespace();
    let token = words.next().map(ShopperToken::new);
    if words.next().is_some() {
        bail!(
            "the session command prints more than one word for the case `{case}`: it must print the client token alone, or nothing"
        );
    }
    Ok(token)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session_source::SessionCase;

    fn made(line: &str) -> Result<Option<String>, String> {
        let wish = SessionWish {
            case: SessionCase::Lost,
            order: String::from("N-1"),
            amount: 995,
        };
        let made = run(line, &wish).map_err(|error| error.to_string())?;
        Ok(made.map(|token| String::from(token.expose())))
    }

    #[test]
    fn gives_the_command_its_wish_and_takes_one_word() {
        let line = "echo $ONECLICK_CASE-$ONECLICK_ORDER-$ONECLICK_AMOUNT";
        assert_eq!(made(line), Ok(Some(String::from("lost-N-1-995"))));
        assert_eq!(made("true"), Ok(None));
    }

    #[test]
    fn says_what_is_wrong_and_never_what_was_printed() {
        for (line, word) in [("echo ct_1; false", "failed"), ("echo ct_1 ct_2", "alone")] {
            let told = made(line).unwrap_err();
            assert!(told.contains(word) && !told.contains("ct_"), "{told}");
        }
    }
}
