//! What is printed when all of it runs.

use std::io::Write as _;

use anyhow::Result;

use crate::options::DevOptions;
use crate::running::RunningDemo;
use crate::stored_card::CUSTOMER;

/// Prints what to press, and what a page and a backend of one's own need. The keys may be
/// shown: they open a sandbox on this machine, and nothing else.
///
/// # Errors
/// Fails if nobody reads it any more.
pub fn print(demo: &RunningDemo, options: &DevOptions) -> Result<()> {
    let server = demo.server();
    if !options.quiet {
        println!("a page of yours, at {}:", demo.own_origins().join(", "));
        println!(
            "  <script type=\"module\" async src=\"{server}/widget/v1/oneclick.js\"></script>"
        );
        println!(
            "  <one-click-checkout endpoint=\"{server}/checkout/v1\" session=\"ct_…\"></one-click-checkout>"
        );
        println!("its backend makes a session with these:");
        println!("export ONECLICK_SERVER={server}");
        println!("export ONECLICK_SECRET_KEY={}", demo.keys().secret);
        if options.webhook.is_some() {
            println!("export ONECLICK_WEBHOOK_KEY={}", demo.keys().webhooks);
        } else {
            println!("webhooks go to the demo shop; --webhook URL sends them to yours");
        }
        println!("the customer {CUSTOMER} has a stored card: Visa, 4242, security code 123");
        println!(
            "what the providers do next is ordered at {}/control/behaviours",
            demo.sandbox()
        );
        if let Some(admin) = demo.admin() {
            println!("the operator's page is {admin}, and its token");
            println!("export ONECLICK_ADMIN_TOKEN={}", demo.keys().admin);
        }
    }
    match demo.page() {
        Some(page) => println!("demo ready: {page}"),
        None if options.webhook.is_some() => {
            let origins = demo.own_origins();
            let own = origins.first().map_or("its own address", String::as_str);
            println!("demo ready: start the shop at {own}/");
        }
        None => println!("demo ready: the page is Trunk's; run `trunk serve` in another shell"),
    }
    std::io::stdout().flush()?;
    Ok(())
}
