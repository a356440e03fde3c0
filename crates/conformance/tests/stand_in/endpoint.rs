//! The stand-in, started for a test.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use oneclick_conformance::{
    Conformance, MakingSession, SessionCase, SessionSource, SessionWish, ShopperToken, run,
};

const PROGRAM: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../../examples/stand-in/server.py"
);

/// The program `examples/stand-in/server.py`, which ends with the test.
pub struct StandIn {
    child: Child,
    /// Its address.
    pub address: String,
}

impl Drop for StandIn {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl StandIn {
    /// Starts it; `None` where there is no Python, as for the example's browser tests.
    pub fn start() -> Option<Self> {
        let mut command = Command::new("python3");
        command.arg(PROGRAM).env("PORT", "0");
        let started = command.stdout(Stdio::piped()).spawn();
        let Ok(mut child) = started else {
            return None;
        };
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut ready = String::new();
        out.read_line(&mut ready).unwrap();
        let address = ready.trim().strip_prefix("stand-in ready: ");
        let address = address.and_then(|endpoint| endpoint.strip_suffix("/checkout"));
        let address = String::from(address.unwrap());
        // It must be able to write on.
        std::thread::spawn(move || std::io::copy(&mut out, &mut std::io::sink()));
        Some(Self { child, address })
    }
}

/// Makes sessions as a shop's own program does.
pub struct Shop {
    /// The stand-in's address.
    pub address: String,
    /// Whether there are sessions whose charge takes its time.
    pub is_patient: bool,
}

impl SessionSource for Shop {
    fn make(&self, wish: SessionWish) -> MakingSession<'_> {
        Box::pin(async move {
            if wish.case == SessionCase::Lost && !self.is_patient {
                return Ok(None);
            }
            let url = format!(
                "{}/sessions?case={}&order={}&amount={}",
                self.address,
                wish.case.word(),
                wish.order,
                wish.amount
            );
            let answer = reqwest::Client::new().post(url).send().await?;
            Ok(Some(ShopperToken::new(answer.text().await?.trim())))
        })
    }
}

/// Runs the checks; what they come to, and their lines.
pub async fn checked(endpoint: &str, origin: &str, shop: &Shop) -> (Conformance, Vec<String>) {
    let mut lines = Vec::new();
    let mut say = |line: &str| {
        lines.push(String::from(line));
        Ok(())
    };
    let come_to = run(endpoint, Some(origin), shop, &mut say).await.unwrap();
    (come_to, lines)
}
