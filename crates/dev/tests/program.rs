//! The program as a merchant's developer starts it.

#[cfg(test)]
mod started;

use std::net::TcpListener;
use std::process::Command;

use started::{Running, client, page, program, refused};

#[tokio::test]
async fn serves_the_demo_shop_and_pages_of_ones_own_with_nothing_said() {
    let mut running = Running::start(&["--port", "0"]);
    let shop = running.after("demo ready: ").unwrap();
    let page = client().get(shop).send().await.unwrap();
    let page = page.text().await.unwrap();
    let script = format!("{}/widget/v1/oneclick.js", running.server());
    assert!(page.contains(&script), "{page}");
    let script = client().get(script).send().await.unwrap();
    assert_eq!(script.text().await.unwrap(), "export {};\n");

    assert_eq!(running.session("http://localhost:5173/thanks").await, 201);
    assert_eq!(running.session("http://localhost:9/thanks").await, 422);
    // Where webhooks go to the demo shop, a backend of one's own gets none to verify.
    assert!(running.after("export ONECLICK_WEBHOOK_KEY=").is_none());

    assert_eq!(running.folders(), 1);
    #[cfg(unix)]
    {
        assert!(running.stop());
        assert_eq!(running.folders(), 0, "the store is left behind");
    }
}

#[tokio::test]
async fn tells_a_backend_of_ones_own_and_lets_its_page_alone_in() {
    let running = Running::start(&[
        "--origin",
        "http://localhost:4000",
        "--webhook",
        "http://localhost:4000/webhooks",
    ]);
    let ready = running.after("demo ready: ").unwrap();
    assert_eq!(ready, "start the shop at http://localhost:4000/");
    let key = running.after("export ONECLICK_WEBHOOK_KEY=").unwrap();
    assert!(key.starts_with("whsec_"));
    assert_eq!(running.session("http://localhost:4000/thanks").await, 201);
    assert_eq!(running.session("http://localhost:5173/thanks").await, 422);
}

#[test]
fn quiet_prints_no_key() {
    let running = Running::start(&["--port", "0", "--quiet"]);
    assert_eq!(running.printed.len(), 1, "{:?}", running.printed);
}

#[test]
fn names_the_port_that_is_in_use_and_the_option_for_another() {
    let page = page();
    let held = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = held.local_addr().unwrap().port().to_string();
    for option in ["--port", "--server-port", "--sandbox-port"] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_oneclick-dev"));
        command.arg("--page").arg(page.path());
        for other in ["--port", "--server-port", "--sandbox-port"] {
            command.args([other, if other == option { &port } else { "0" }]);
        }
        let expected = format!("port {port} is in use; choose another with {option}");
        let said = refused(&mut command);
        assert!(said.contains(&expected), "{said}");
    }
}

#[test]
fn says_what_is_missing_where_no_page_is_built() {
    let nothing = tempfile::tempdir().unwrap();
    let said = refused(program(nothing.path()).args(["--port", "0"]));
    assert!(said.contains("cargo xtask package"), "{said}");
}
