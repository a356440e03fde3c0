//! The hosted pages' HTML: plain forms, no script.

use axum::response::{Html, IntoResponse, Response};

use crate::payment::{Page, Payment, status};

/// The page that asks the shopper for the next step.
pub(super) fn form(payment: &Payment, page: Page, error: Option<&str>) -> Response {
    let (title, fields) = match page {
        Page::Bank => ("Confirm at your bank", BANK.to_owned()),
        Page::SecurityCode => {
            let last_four = payment.face.as_ref().map_or("", |face| &face.last_four);
            let fields = CODE.replace("{last_four}", &escape(last_four));
            ("Enter your security code", fields)
        }
        Page::Card => ("Pay by card", CARD.to_owned()),
    };
    let error =
        error.map(|error| format!("<p class=\"error\" role=\"alert\">{}</p>", escape(error)));
    let asked = &payment.asked;
    let body = format!(
        "<p>{} {}.{:02} · payment <code>{}</code></p>{}<form method=\"post\">{fields}</form>",
        escape(&asked.currency),
        asked.amount / 100,
        asked.amount % 100,
        escape(&asked.reference),
        error.unwrap_or_default(),
    );
    whole(title, &body)
}

/// The page of a payment that is over.
pub(super) fn finished(payment: &Payment, return_url: &str) -> Response {
    let state = status::name(payment.status).unwrap_or("unknown");
    let link = escape(return_url);
    let body =
        format!("<p>Its state is {state}.</p><p><a href=\"{link}\">Back to the shop</a></p>");
    whole("This payment is over", &body)
}

/// The page for a token that is none.
pub(super) fn unknown() -> Response {
    whole("No such payment", "<p>The address is wrong or too old.</p>")
}

const BANK: &str = "\
<p>This is where the bank would check that it is you.</p>
<button name=\"choice\" value=\"approve\">Approve</button>
<button name=\"choice\" value=\"fail\" class=\"quiet\">Fail the check</button>
<button name=\"choice\" value=\"close\" class=\"quiet\">Close without deciding</button>";

const CODE: &str = "\
<p>Card ending in {last_four}</p>
<label for=\"security_code\">Security code</label>
<input id=\"security_code\" name=\"security_code\" inputmode=\"numeric\" autocomplete=\"cc-csc\" maxlength=\"4\" required autofocus>
<button name=\"choice\" value=\"pay\">Pay</button>
<button name=\"choice\" value=\"close\" class=\"quiet\" formnovalidate>Back to the shop</button>";

const CARD: &str = "\
<label for=\"holder\">Name on the card</label>
<input id=\"holder\" name=\"holder\" autocomplete=\"cc-name\" required autofocus>
<label for=\"number\">Card number</label>
<input id=\"number\" name=\"number\" inputmode=\"numeric\" autocomplete=\"cc-number\" required>
<label for=\"month\">Expiry month</label>
<input id=\"month\" name=\"month\" inputmode=\"numeric\" autocomplete=\"cc-exp-month\" maxlength=\"2\" required>
<label for=\"year\">Expiry year</label>
<input id=\"year\" name=\"year\" inputmode=\"numeric\" autocomplete=\"cc-exp-year\" maxlength=\"4\" required>
<label for=\"security_code\">Security code</label>
<input id=\"security_code\" name=\"security_code\" inputmode=\"numeric\" autocomplete=\"cc-csc\" maxlength=\"4\" required>
<button name=\"choice\" value=\"pay\">Pay</button>
<button name=\"choice\" value=\"close\" class=\"quiet\" formnovalidate>Back to the shop</button>";

const STYLE: &str = "\
:root{color-scheme:light dark}
body{font:1rem/1.5 system-ui,sans-serif;max-width:24rem;margin:10vh auto;padding:0 1rem}
form,label{display:grid;gap:.5rem}
input,button{font:inherit;padding:.6rem;border-radius:.4rem;border:1px solid GrayText}
button{background:#1d4ed8;color:#fff;border-color:#1d4ed8}
button.quiet{background:transparent;color:inherit;border-color:GrayText}
:focus-visible{outline:3px solid #f59e0b;outline-offset:2px}
.error{border-left:.25rem solid #dc2626;padding-left:.75rem}";

fn whole(title: &str, body: &str) -> Response {
    let page = format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <title>{title} · sandbox</title><style>{STYLE}</style></head>\
         <body><main><h1>{title}</h1>{body}<p><small>Simulated. No money moves.</small></p></main></body></html>"
    );
    let headers = [
        ("cache-control", "no-store"),
        // The address has the payment's token in it.
        ("referrer-policy", "no-referrer"),
        (
            "content-security-policy",
            "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
        ),
    ];
    (headers, Html(page)).into_response()
}

fn escape(text: &str) -> String {
    text.chars()
        .map(|character| match character {
            '&' => "&amp;".to_owned(),
            '<' => "&lt;".to_owned(),
            '>' => "&gt;".to_owned(),
            '"' => "&quot;".to_owned(),
            '\'' => "&#39;".to_owned(),
            other => other.to_string(),
        })
        .collect()
}
