//! A shopper's browser at the pay page, without scripts.

use reqwest::header::HeaderMap;
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use crate::stage::answer::{Answer, until};
use crate::stage::world::World;

/// What a browser got.
#[derive(Debug)]
pub struct Document {
    pub status: u16,
    pub headers: HeaderMap,
    pub text: String,
}

/// The pay page of a session.
#[derive(Clone)]
pub struct PayPage<'a> {
    pub world: &'a World,
    pub url: String,
}

impl World {
    /// The pay page of a new session for 9.95 EUR, in English.
    pub async fn pay_page(&self, order: &str, customer: &str) -> PayPage<'_> {
        let session = json!({ "language": "en" });
        self.pay_page_of(&self.ask_session(order, customer, session).await)
    }

    /// The pay page that a session's answer names.
    pub fn pay_page_of(&self, session: &Answer) -> PayPage<'_> {
        assert_eq!(session.status, 201, "{session:?}");
        let url = session.text("pay_url").to_owned();
        assert!(url.starts_with(&format!("{}/pay/cs_", self.base)), "{url}");
        PayPage { world: self, url }
    }
}

impl PayPage<'_> {
    pub fn request(&self, method: Method, url: &str) -> RequestBuilder {
        self.world.client.request(method, url)
    }

    pub async fn get(&self) -> Document {
        Document::of(self.request(Method::GET, &self.url)).await
    }

    /// Sends fields as a browser sends a form of the page.
    pub fn form(&self, fields: &[(String, String)]) -> RequestBuilder {
        let body = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish();
        self.request(Method::POST, &self.url)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .header("Origin", "null")
            .header("Sec-Fetch-Site", "same-origin")
            .body(body)
    }

    pub async fn submit(&self, fields: &[(String, String)]) -> Document {
        Document::of(self.form(fields)).await
    }

    /// Opens the page and pays by a stored card; what the form is answered with.
    pub async fn pay(&self, card: &str, cvc: &str) -> Document {
        let fields = self.get().await.payment(card, cvc);
        self.submit(&fields).await
    }

    /// Goes to where a form's answer leads: to this page alone.
    pub async fn follow(&self, answer: &Document) -> Document {
        assert_eq!(answer.status, 303, "{answer:?}");
        let location = answer.headers["location"].to_str().unwrap();
        let base = reqwest::Url::parse(&self.url).unwrap();
        let url = base.join(location).unwrap();
        assert_eq!(url.path(), base.path());
        Document::of(self.request(Method::GET, url.as_str())).await
    }

    /// Opens the page until it says this.
    pub async fn until_says(&self, text: &str) -> Document {
        until(text, async || {
            Some(self.get().await).filter(|page| page.text.contains(text))
        })
        .await
    }
}

impl Document {
    pub async fn of(request: RequestBuilder) -> Self {
        let response = request.send().await.unwrap();
        Self {
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            text: response.text().await.unwrap(),
        }
    }

    /// What stands between two marks.
    pub fn between(&self, before: &str, after: &str) -> Option<&str> {
        let (_, rest) = self.text.split_once(before)?;
        Some(rest.split_once(after)?.0)
    }

    /// The heading of the screen.
    pub fn screen(&self) -> &str {
        let title = self.between("<h2 class=\"screen-title\">", "</h2>");
        assert!(title.is_some(), "{}", self.text);
        title.unwrap()
    }

    /// The title of the banner.
    pub fn banner(&self) -> &str {
        let title = self.between("<h2 class=\"banner-title\">", "</h2>");
        assert!(title.is_some(), "{}", self.text);
        title.unwrap()
    }

    /// The value of a hidden field.
    pub fn hidden(&self, name: &str) -> &str {
        let field = format!("<input type=\"hidden\" name=\"{name}\" value=\"");
        let value = self.between(&field, "\"");
        assert!(value.is_some(), "{name}: {}", self.text);
        value.unwrap()
    }

    /// The fields of the form that pays by a card; by a new one without an id.
    pub fn payment(&self, card: &str, cvc: &str) -> Vec<(String, String)> {
        let hidden = ["do", "key", "amount", "currency", "previous"];
        let mut fields: Vec<_> = hidden
            .iter()
            .map(|name| (String::from(*name), String::from(self.hidden(name))))
            .collect();
        fields.push((String::from("card"), String::from(card)));
        if !card.is_empty() {
            fields.push((format!("cvc-{card}"), String::from(cvc)));
        }
        fields
    }

    /// The seconds after which it is asked for anew, or the address.
    pub fn refresh(&self) -> Option<&str> {
        self.between("<meta http-equiv=\"refresh\" content=\"", "\"")
    }
}

/// The order's payment as the element would see it.
pub async fn payment_of(world: &World, order: &str) -> Value {
    let page = world.session(order, "c-1").await;
    page.get("").await.body["payment"].clone()
}
