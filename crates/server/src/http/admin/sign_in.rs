//! `/operator/sign-in` and `/operator/sign-out`.

use axum::extract::{Request, State};
use axum::response::{IntoResponse as _, Response};
use http::header::{RETRY_AFTER, SET_COOKIE};
use http::{HeaderMap, HeaderValue, StatusCode};
use maud::html;
use oneclick_rules::is_plain;

use crate::http::admin::address::{PATH, see_other};
use crate::http::admin::app::Admin;
use crate::http::admin::operator::{self, Operator};
use crate::http::admin::page::{Message, OperatorPage};
use crate::http::admin::refused::RefusedOperator;
use crate::http::admin::sign_ins::NotSignedIn;
use crate::http::form::{self, NamedFields};
use crate::refusal::Refusal;

/// The most characters of a name.
const LONGEST: usize = 100;

/// Asks for the token and the name.
pub async fn show(signed_in: Result<Operator, Response>) -> Response {
    match signed_in {
        Ok(_) => see_other(PATH),
        Err(_) => page(StatusCode::OK, None, ""),
    }
}

/// Signs somebody in.
pub async fn submit(
    State(admin): State<Admin>,
    request: Request,
) -> Result<Response, RefusedOperator> {
    let sent = form::receive(&admin.app, request).await?;
    let mut fields = NamedFields::of(&sent, &["token", "name"], |_| false)?;
    let (token, name) = (fields.may_take("token"), fields.take("name")?);
    let name = name.trim();
    if name.is_empty() || name.chars().count() > LONGEST || !is_plain(name) {
        let text = format!(
            "Your name has 1 to {LONGEST} characters, none of them a control or one that nobody sees. It stands with everything that you do here."
        );
        return Ok(page(StatusCode::UNPROCESSABLE_ENTITY, Some(text), ""));
    }
    match admin.sign_ins.begin(&token.unwrap_or_default(), name) {
        Ok(cookie) => {
            tracing::info!("somebody has signed in at the operator's page");
            let mut response = see_other(PATH);
            if let Some(cookie) = operator::signed_in(cookie.expose()) {
                response.headers_mut().insert(SET_COOKIE, cookie);
            }
            Ok(response)
        }
        Err(NotSignedIn::WrongToken) => {
            tracing::warn!("a wrong token was given at the operator's page");
            let text = String::from(
                "That is not the token of this server: it is `admin.token` of its configuration, or ONECLICK_ADMIN_TOKEN of its environment.",
            );
            Ok(page(StatusCode::UNAUTHORIZED, Some(text), name))
        }
        Err(NotSignedIn::TooMany(seconds)) => {
            tracing::warn!("too many wrong tokens were given at the operator's page");
            let minutes = seconds.div_ceil(60);
            let text = format!(
                "Too many tokens were wrong: none is taken for {minutes} minutes, the right one neither."
            );
            let mut response = page(StatusCode::TOO_MANY_REQUESTS, Some(text), name);
            let headers = response.headers_mut();
            headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
            Ok(response)
        }
        Err(NotSignedIn::Internal(error)) => Err(RefusedOperator::from(Refusal::Internal(error))),
    }
}

/// Signs somebody out.
pub async fn leave(State(admin): State<Admin>, headers: HeaderMap) -> Response {
    if let Some(cookie) = operator::shown(&headers) {
        admin.sign_ins.end(cookie);
    }
    let mut response = see_other(&format!("{PATH}/sign-in")).into_response();
    if let Some(cookie) = operator::signed_out() {
        response.headers_mut().insert(SET_COOKIE, cookie);
    }
    response
}

fn page(status: StatusCode, refusal: Option<String>, name: &str) -> Response {
    let body = html! {
        form .sheet method="post" action=(format!("{PATH}/sign-in")) {
            div .field {
                label for="name" { "Your name" }
                p .hint #name-hint { "It stands with everything that you do here." }
                input #name name="name" value=(name) required maxlength=(LONGEST)
                    autocomplete="name" aria-describedby="name-hint";
            }
            div .field {
                label for="token" { "Token" }
                p .hint #token-hint { code { "admin.token" } " of the configuration." }
                input #token name="token" type="password" required
                    autocomplete="current-password" aria-describedby="token-hint";
            }
            button .action type="submit" { "Sign in" }
        }
    };
    let message = refusal.map(|text| Message {
        is_refusal: true,
        text,
    });
    OperatorPage {
        status,
        title: String::from("Sign in"),
        message,
        body,
    }
    .answer_strangers()
}
