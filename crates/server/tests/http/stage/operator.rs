//! An operator's browser at the operator's page.

use oneclick_sandbox::{Sandbox, SandboxSettings};
use reqwest::{Method, RequestBuilder};

use crate::stage::configuration::QUICK;
use crate::stage::pay_page::Document;
use crate::stage::world::World;

pub const ADMIN_TOKEN: &str = "admin_0123456789abcdef0123456789abcdef";
/// The section of the configuration.
pub const SECTION: &str =
    "\n[admin]\nlisten = \"127.0.0.1:0\"\ntoken = \"admin_0123456789abcdef0123456789abcdef\"\n";

/// Somebody who is signed in, or not.
pub struct OperatorBrowser<'a> {
    pub world: &'a World,
    pub cookie: String,
}

/// A server with an operator's page.
pub async fn operated() -> World {
    let sandbox = Sandbox::start(SandboxSettings::default()).await.unwrap();
    let url = sandbox.url().to_owned();
    World::before_with(sandbox, &url, QUICK, |text| text + SECTION).await
}

impl World {
    /// The browser of somebody who is not signed in.
    pub fn stranger(&self) -> OperatorBrowser<'_> {
        let cookie = String::new();
        OperatorBrowser {
            world: self,
            cookie,
        }
    }

    /// The browser of somebody who has signed in.
    pub async fn operator(&self, name: &str) -> OperatorBrowser<'_> {
        let mut browser = self.stranger();
        let answer = browser.sign_in(ADMIN_TOKEN, name).await;
        assert_eq!(answer.status, 303, "{answer:?}");
        let cookie = answer.headers["set-cookie"].to_str().unwrap();
        let (pair, _) = cookie.split_once(';').unwrap();
        pair.clone_into(&mut browser.cookie);
        browser
    }
}

impl OperatorBrowser<'_> {
    pub fn host(&self) -> String {
        let port = self.world.server.admin_address().unwrap().port();
        format!("localhost:{port}")
    }

    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let url = format!("http://{}{path}", self.host());
        let request = self.world.client.request(method, url);
        request.header("Cookie", &self.cookie)
    }

    pub async fn get(&self, path: &str) -> Document {
        Document::of(self.request(Method::GET, path)).await
    }

    /// Sends fields as a browser sends a form of the page.
    pub fn form(&self, path: &str, fields: &[(&str, &str)]) -> RequestBuilder {
        let body = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish();
        self.request(Method::POST, path)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .header("Origin", format!("http://{}", self.host()))
            .header("Sec-Fetch-Site", "same-origin")
            .body(body)
    }

    pub async fn submit(&self, path: &str, fields: &[(&str, &str)]) -> Document {
        Document::of(self.form(path, fields)).await
    }

    pub async fn sign_in(&self, token: &str, name: &str) -> Document {
        let fields = [("token", token), ("name", name)];
        self.submit("/operator/sign-in", &fields).await
    }

    /// Decides about something of a payment.
    pub async fn decide(&self, payment: &str, fields: &[(&str, &str)], why: &str) -> Document {
        let path = format!("/operator/payments/{payment}/decide");
        let query = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish();
        let asked = self.get(&format!("{path}?{query}")).await;
        if asked.status != 200 {
            return asked;
        }
        assert!(asked.text.contains("What follows"), "{}", asked.text);
        self.decide_at_once(payment, fields, why).await
    }

    /// Decides with a page that was opened before.
    pub async fn decide_at_once(
        &self,
        payment: &str,
        fields: &[(&str, &str)],
        why: &str,
    ) -> Document {
        let path = format!("/operator/payments/{payment}/decide");
        let mut all = fields.to_vec();
        all.push(("why", why));
        self.submit(&path, &all).await
    }
}
