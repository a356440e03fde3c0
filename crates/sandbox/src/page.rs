//! The hosted pages' HTML, the same for all dialects: plain forms, no script.

use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};

/// A provider's pages.
pub(crate) struct Shell {
    /// Whose page it is, for example "CertiTrade test pay window".
    pub(crate) name: &'static str,
    /// The colour of its buttons, dark enough for white text.
    pub(crate) colour: &'static str,
}

impl Shell {
    /// The page that asks the shopper for the next step. `what` says what is
    /// paid for, `fields` is one of the forms below.
    pub(crate) fn form(&self, title: &str, what: &str, fields: &str) -> Response {
        let body = format!(
            "<p>{}</p><form method=\"post\">{fields}</form>",
            escape(what)
        );
        self.whole(title, &body)
    }

    /// The same page once more, because what was typed is wrong.
    pub(crate) fn form_again(
        &self,
        title: &str,
        what: &str,
        fields: &str,
        error: &str,
    ) -> Response {
        let body = format!(
            "<p>{}</p><p class=\"error\" role=\"alert\">{}</p><form method=\"post\">{fields}</form>",
            escape(what),
            escape(error),
        );
        let page = self.whole(title, &body);
        (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
    }

    /// The page of a payment that is over. The merchant may have given no
    /// address to go back to, which is empty then.
    pub(crate) fn over(&self, state: &str, return_url: &str) -> Response {
        let back = if return_url.is_empty() {
            String::new()
        } else {
            format!(
                "<p><a href=\"{}\">Back to the shop</a></p>",
                escape(return_url)
            )
        };
        let body = format!("<p>Its state is {}.</p>{back}", escape(state));
        self.whole("This payment is over", &body)
    }

    /// The page for an address that leads to no payment.
    pub(crate) fn unknown(&self) -> Response {
        let page = self.whole("No such payment", "<p>The address is wrong or too old.</p>");
        (StatusCode::NOT_FOUND, page).into_response()
    }

    fn whole(&self, title: &str, body: &str) -> Response {
        let Self { name, colour } = self;
        let page = format!(
            "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
             <title>{title} · {name}</title><style>:root{{--own:{colour}}}{STYLE}</style></head>\
             <body><header>{name}</header><main><h1>{title}</h1>{body}</main>\
             <footer>Simulated. No money moves.</footer></body></html>"
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
}

/// An amount in hundredths, as the pages show it.
pub(crate) fn money(amount: u64, currency: &str) -> String {
    format!("{currency} {}.{:02}", amount / 100, amount % 100)
}

/// The form that asks for the security code of a stored card alone.
pub(crate) fn code(last_four: &str) -> String {
    CODE.replace("{last_four}", &escape(last_four))
}

/// The page of the shopper's bank: `choice` is `approve`, `fail` or `close`.
pub(crate) const BANK: &str = "\
<p>This is where the bank would check that it is you.</p>
<button name=\"choice\" value=\"approve\">Approve</button>
<button name=\"choice\" value=\"fail\" class=\"quiet\">Fail the check</button>
<button name=\"choice\" value=\"close\" class=\"quiet\">Close without deciding</button>";

/// The card form: `holder`, `number`, `month`, `year`, `security_code`;
/// `choice` is `pay` or `close`.
pub(crate) const CARD: &str = "\
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

const CODE: &str = "\
<p>Card ending in {last_four}</p>
<label for=\"security_code\">Security code</label>
<input id=\"security_code\" name=\"security_code\" inputmode=\"numeric\" autocomplete=\"cc-csc\" maxlength=\"4\" required autofocus>
<button name=\"choice\" value=\"pay\">Pay</button>
<button name=\"choice\" value=\"close\" class=\"quiet\" formnovalidate>Back to the shop</button>";

const STYLE: &str = "\
:root{color-scheme:light dark}
body{font:1rem/1.5 system-ui,sans-serif;max-width:24rem;margin:8vh auto;padding:0 1rem}
header{font-weight:600;border-bottom:.25rem solid var(--own);padding-bottom:.5rem}
h1{font-size:1.4rem}
form{display:grid;gap:.5rem}
input,button{font:inherit;padding:.6rem;border-radius:.4rem;border:1px solid GrayText}
button{background:var(--own);color:#fff;border-color:var(--own);margin-top:.25rem;cursor:pointer}
button.quiet{background:transparent;color:inherit;border-color:GrayText}
:focus-visible{outline:3px solid #f59e0b;outline-offset:2px}
.error{border-left:.25rem solid #dc2626;padding-left:.75rem}
footer{margin-top:2rem;font-size:.85rem}";

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
