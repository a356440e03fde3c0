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
    /// The page that asks the shopper for the next step; `fields` is one of the
    /// forms below.
    pub(crate) fn form(&self, title: &str, bill: &Bill<'_>, fields: &str) -> Response {
        self.asking(title, bill, fields, None)
    }

    /// The same page once more, because what was typed is wrong or not taken.
    pub(crate) fn form_again(
        &self,
        title: &str,
        bill: &Bill<'_>,
        fields: &str,
        error: &str,
    ) -> Response {
        let page = self.asking(title, bill, fields, Some(error));
        (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
    }

    /// The page for the next step, with a word about the step before.
    pub(crate) fn asking(
        &self,
        title: &str,
        bill: &Bill<'_>,
        fields: &str,
        error: Option<&str>,
    ) -> Response {
        let error = error.map_or_else(String::new, |error| {
            format!("<p class=\"error\" role=\"alert\">{}</p>", escape(error))
        });
        let bill = bill.html();
        self.whole(
            title,
            &format!("{bill}{error}<form method=\"post\">{fields}</form>"),
        )
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

/// What is paid for.
pub(crate) struct Bill<'a> {
    /// As [`money`] writes it.
    pub(crate) money: String,
    /// The merchant's order, where the request says it.
    pub(crate) order: Option<&'a str>,
    /// The payment's own reference.
    pub(crate) reference: &'a str,
}

impl Bill<'_> {
    fn html(&self) -> String {
        let rows = [
            ("To pay", Some(self.money.as_str())),
            ("Order", self.order.filter(|order| !order.is_empty())),
            ("Reference", Some(self.reference)),
        ];
        let rows: Vec<_> = rows
            .iter()
            .filter_map(|(name, text)| {
                let text = escape((*text)?);
                Some(format!("<div><dt>{name}</dt><dd>{text}</dd></div>"))
            })
            .collect();
        format!("<dl>{}</dl>", rows.concat())
    }
}

/// An amount in minor units, as the pages show it.
pub(crate) fn money(amount: u64, currency: &str) -> String {
    // ISO 4217's exponents other than 2.
    let decimals = match currency {
        "BIF" | "CLP" | "DJF" | "GNF" | "ISK" | "JPY" | "KMF" | "KRW" | "PYG" | "RWF" | "UGX"
        | "VND" | "VUV" | "XAF" | "XOF" | "XPF" => 0,
        "BHD" | "IQD" | "JOD" | "KWD" | "LYD" | "OMR" | "TND" => 3,
        _ => 2,
    };
    let unit = 10_u64.pow(decimals);
    let whole = whole(amount / unit, currency);
    match decimals {
        0 => whole,
        _ => format!(
            "{whole}.{:0width$}",
            amount % unit,
            width = usize::try_from(decimals).unwrap_or_default()
        ),
    }
}

/// An amount in whole units, as the pages show it.
pub(crate) fn whole(amount: u64, currency: &str) -> String {
    let digits = amount.to_string();
    let mut grouped = String::new();
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    format!("{currency} {grouped}")
}

/// The card form, and below it the numbers to try: each with what it comes to.
pub(crate) fn card(numbers: &[(&str, &str)], more: &str) -> String {
    let rows: Vec<_> = numbers
        .iter()
        .map(|(number, comes_to)| format!("<li><code>{number}</code> {comes_to}</li>"))
        .collect();
    let rows = rows.concat();
    format!(
        "{CARD}<details open><summary>Test cards</summary><ul>{rows}</ul>\
         <p>Any name, a month to come, any security code. {more}</p></details>"
    )
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

/// The fields of the card: `holder`, `number`, `month`, `year`, `security_code`;
/// `choice` is `pay` or `close`.
const CARD: &str = "\
<label for=\"holder\">Name on the card</label>
<input id=\"holder\" name=\"holder\" autocomplete=\"cc-name\" required autofocus>
<label for=\"number\">Card number</label>
<input id=\"number\" name=\"number\" inputmode=\"numeric\" autocomplete=\"cc-number\" required>
<div class=\"row\">
<p><label for=\"month\">Expiry month</label>
<input id=\"month\" name=\"month\" inputmode=\"numeric\" autocomplete=\"cc-exp-month\" placeholder=\"MM\" maxlength=\"2\" required></p>
<p><label for=\"year\">Expiry year</label>
<input id=\"year\" name=\"year\" inputmode=\"numeric\" autocomplete=\"cc-exp-year\" placeholder=\"YYYY\" maxlength=\"4\" required></p>
<p><label for=\"security_code\">Security code</label>
<input id=\"security_code\" name=\"security_code\" inputmode=\"numeric\" autocomplete=\"cc-csc\" maxlength=\"4\" required></p>
</div>
<button name=\"choice\" value=\"pay\">Pay</button>
<button name=\"choice\" value=\"close\" class=\"quiet\" formnovalidate>Back to the shop</button>";

const CODE: &str = "\
<p>Card ending in {last_four}</p>
<label for=\"security_code\">Security code</label>
<input id=\"security_code\" name=\"security_code\" inputmode=\"numeric\" autocomplete=\"cc-csc\" maxlength=\"4\" required autofocus>
<button name=\"choice\" value=\"pay\">Pay</button>
<button name=\"choice\" value=\"close\" class=\"quiet\" formnovalidate>Back to the shop</button>";

const STYLE: &str = "\
:root{color-scheme:light dark;--paper:light-dark(#f3f4f6,#111417);--surface:light-dark(#fff,#1b2025);\
--ink:light-dark(#1c2126,#e8ebee);--quiet:light-dark(#59636e,#a5afb9);--line:light-dark(#d5dae0,#39424b);\
--field:light-dark(#7f8a95,#77828d)}
*{box-sizing:border-box}
body{font:1rem/1.5 system-ui,sans-serif;max-width:30rem;margin:0 auto;padding:clamp(1rem,6vh,4rem) 1rem 2rem;\
background:var(--paper);color:var(--ink)}
header{font-weight:600;padding:.9rem 1.25rem;background:var(--own);color:#fff;border-radius:.8rem .8rem 0 0}
main{padding:1.25rem;background:var(--surface);border:1px solid var(--line);border-top:0;border-radius:0 0 .8rem .8rem}
h1{font-size:1.4rem;line-height:1.25;margin:0 0 1rem}
p{margin:0}
dl{display:grid;gap:.25rem;margin:0 0 1.25rem;padding-bottom:1rem;border-bottom:1px solid var(--line);font-size:.875rem}
dl div{display:flex;justify-content:space-between;gap:1rem}
dl div:first-child{font-size:1.125rem;font-weight:600}
dt{color:var(--quiet)}
dd{margin:0;text-align:end;overflow-wrap:anywhere}
form{display:grid;gap:.5rem}
label{font-size:.875rem;font-weight:600}
.row{display:grid;grid-template-columns:repeat(3,minmax(0,1fr));gap:.75rem;align-items:end}
input,button{font:inherit;width:100%;min-height:2.9rem;padding:.5rem .7rem;border-radius:.5rem;border:1px solid var(--field);\
background:var(--surface);color:var(--ink)}
input{margin:.15rem 0 .25rem}
button{background:var(--own);color:#fff;border-color:var(--own);font-weight:600;margin-top:.25rem;cursor:pointer}
button.quiet{background:transparent;color:inherit;border-color:var(--field);font-weight:400}
a{color:inherit}
:focus-visible{outline:3px solid #d97706;outline-offset:2px}
.error{margin-bottom:1rem;padding:.5rem .75rem;border-left:.25rem solid #dc2626;background:var(--paper)}
details{margin-top:.75rem;padding-top:.75rem;border-top:1px solid var(--line);font-size:.875rem;color:var(--quiet)}
summary{font-weight:600;cursor:pointer}
ul{margin:.5rem 0;padding-inline-start:1.1rem}
code{color:var(--ink);white-space:nowrap}
footer{padding:1rem 1.25rem;font-size:.8125rem;color:var(--quiet)}";

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_amounts_as_shoppers_read_them() {
        for (amount, currency, shown) in [
            (5, "EUR", "EUR 0.05"),
            (149_000, "SEK", "SEK 1,490.00"),
            (12_900, "JPY", "JPY 12,900"),
            (1_234_567_890, "KWD", "KWD 1,234,567.890"),
        ] {
            assert_eq!(money(amount, currency), shown);
        }
        assert_eq!(whole(2_490_000, "IDR"), "IDR 2,490,000");
        assert_eq!(whole(100, "IDR"), "IDR 100");
    }
}
