//! What `oneclick-sandbox --help` says to whoever configures a merchant.

use std::process::Command;

use oneclick_sandbox::{Sandbox, SandboxProvider, SandboxSettings};

const README: &str = include_str!("../../README.md");

#[tokio::test]
async fn help_and_readme_name_base_urls_that_are_answered_and_their_credentials() {
    let output = Command::new(env!("CARGO_BIN_EXE_oneclick-sandbox"))
        .arg("--help")
        .output()
        .unwrap();
    let help = String::from_utf8(output.stdout).unwrap();
    let sandbox = Sandbox::start(SandboxSettings::default()).await.unwrap();
    let settings = SandboxSettings::default();
    for (provider, merchant, call) in [
        (
            SandboxProvider::Certitrade,
            settings.certitrade,
            "/payment/1",
        ),
        (
            SandboxProvider::Finpay,
            settings.finpay,
            "/pg/payment/card/check/1",
        ),
        (SandboxProvider::Costplus, settings.costplus, "/orders/1"),
        (
            SandboxProvider::Smart2pay,
            settings.smart2pay,
            "/v1/payments/1",
        ),
    ] {
        let base = format!("{}{}", provider.path(), provider.api_path());
        let url = format!("http://localhost:8789{base}");
        let row = README
            .lines()
            .find(|line| line.contains(&format!("`{url}`")));
        let row = row.unwrap_or_else(|| panic!("{url} is not in the README"));
        let line = help.lines().find(|line| line.contains(&format!("{url} ")));
        let line = line.unwrap_or_else(|| panic!("{url} is not in {help}"));
        for told in [&merchant.id, &merchant.key] {
            assert!(row.contains(told.as_str()), "{row}");
            assert!(line.contains(told.as_str()), "{line}");
        }
        // Unsigned, it is refused as a call that is there.
        let asked = reqwest::get(format!("{}{base}{call}", sandbox.url())).await;
        assert_eq!(asked.unwrap().status().as_u16(), 401, "{url}");
    }
}
