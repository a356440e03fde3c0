//! What shops send by habit sells; what cannot be taken is told in words.

use reqwest::Method;
use serde_json::{Value, json};

use crate::stage::answer::Answer;
use crate::stage::configuration::QUICK;
use crate::stage::place::{CERTITRADE, FINPAY, PLACES, Place, everywhere};
use crate::stage::world::World;

impl Place {
    /// Asks for a session here with what differs.
    async fn ask(&self, world: &World, order: &str, differs: Value) -> Answer {
        let mut body = json!({
            "provider": self.name, "amount": self.amount, "currency": self.currency,
            "customer": { "id": "c-1", "phone": "+6281234567890" },
        });
        for (name, value) in differs.as_object().unwrap() {
            body[name] = value.clone();
        }
        let order = format!("{order}-{}", self.name);
        world.ask_session(&order, "c-1", body).await
    }

    async fn import(&self, world: &World, differs: Value) -> Answer {
        let mut body = json!({
            "provider": self.name, "token": "4711", "brand": "visa", "last_four": "4242",
            "consent": { "text": "keep-1", "language": "sv", "given_at": 1_700_000_000 },
        });
        for (name, value) in differs.as_object().unwrap() {
            body[name] = value.clone();
        }
        let path = "/v1/customers/c-1/cards";
        world.merchant(Method::POST, path, Some(body)).await
    }
}

#[tokio::test]
async fn a_servers_locale_a_blank_text_and_a_local_phone_number_stop_no_sale() {
    let world = everywhere(QUICK).await;
    for (number, (language, understood)) in [
        ("en_US", json!("en-US")),
        ("en_US.UTF-8", json!("en-US")),
        ("de_DE@euro", json!("de-DE")),
        ("PT-br", json!("pt-BR")),
        ("", Value::Null),
        (" ", Value::Null),
        ("C.UTF-8", Value::Null),
        ("undefined", Value::Null),
    ]
    .into_iter()
    .enumerate()
    {
        let order = format!("U-{number}");
        let differs = json!({ "language": language });
        let page = world.ask_session(&order, "c-1", differs).await;
        let shown = world.page(&page).get("").await;
        assert_eq!(shown.body["language"], understood, "{language}");
    }
    let blank = json!({
        "description": " ", "statement_descriptor": "", "billing": { "country": "se", "city": " " },
        "shipping": { "name": "" },
        "customer": {
            "id": "c-1", "email": " ", "first_name": "", "last_name": " ", "phone": "070-123 45 67",
        },
    });
    for place in PLACES {
        let answer = place.ask(&world, "blank", blank.clone()).await;
        if place.name == FINPAY.name {
            // It asks for a phone number, and this is not surely one.
            assert_eq!(answer.problem(), (422, "customer.phone"));
            assert_eq!(answer.body["violations"][0]["field"], "customer.phone");
            let said = answer.text("detail");
            assert!(
                said.contains("international form") && said.contains("+4670"),
                "{said}"
            );
        } else {
            assert_eq!(answer.status, 201, "{answer:?}");
        }
    }
    let without = json!({ "customer": { "id": "c-1" } });
    let missing = FINPAY.ask(&world, "none-given", without).await;
    assert_eq!(missing.problem(), (422, "customer.missing"));
    for (number, (phone, country)) in [
        ("0812-3456-7890", "ID"),
        ("+62 (0)812 3456 7890", "SE"),
        ("0062 812 3456 7890", "SE"),
    ]
    .into_iter()
    .enumerate()
    {
        let given = json!({
            "customer": { "id": "c-1", "phone": phone }, "billing": { "country": country },
        });
        let answer = FINPAY.ask(&world, &format!("phone-{number}"), given).await;
        assert_eq!(answer.status, 201, "{answer:?}");
        let kept = world.text("SELECT phone FROM customers WHERE id = 'c-1'");
        assert_eq!(kept, "+6281234567890");
    }
}

#[tokio::test]
async fn a_text_that_is_longer_than_the_providers_field_stops_no_sale() {
    let world = everywhere(QUICK).await;
    let long = "é".repeat(90);
    let address = json!({
        "name": long, "company": long, "line1": long, "line2": long, "city": long,
        "postal_code": long, "region": long, "country": "SE",
    });
    for place in PLACES {
        let card = place.card(&world, "c-1").await;
        let differs = json!({
            "description": "é".repeat(900), "statement_descriptor": "é".repeat(900),
            "billing": address, "shipping": address, "cvc": "never",
            "customer": {
                "id": "c-1", "email": "o'brien@exämple.ie", "first_name": long,
                "last_name": long, "phone": "+6281234567890",
            },
        });
        let page = place.ask(&world, "long", differs).await;
        let body = json!({
            "card": card, "previous_payment": null,
            "amount": place.amount, "currency": place.currency,
        });
        let paid = world.page(&page).pay("first", &body).await;
        assert_eq!(paid.text("state"), "succeeded", "{}: {paid:?}", place.name);
    }
}

#[tokio::test]
async fn what_is_refused_says_what_would_be_right() {
    let world = everywhere(QUICK).await;
    let rupiah = json!({ "currency": "IDR" });
    let refused = CERTITRADE.ask(&world, "T-1", rupiah).await;
    assert_eq!(refused.problem(), (422, "currency.unsupported"));
    assert_eq!(refused.body["violations"][0]["field"], "currency");
    let euro = FINPAY
        .ask(&world, "T-2", json!({ "currency": "EUR" }))
        .await;
    assert_eq!(euro.problem(), (422, "currency.unsupported"));
    let half = FINPAY.ask(&world, "T-3", json!({ "amount": 150 })).await;
    assert_eq!(half.problem(), (422, "amount.not_representable"));
    let wrong = json!({
        "currency": "EURO", "customer": { "id": "{{ customer.id }}" }, "language": "not a tag",
    });
    let refused = world.ask_session("T-4", "c-1", wrong).await;
    let said = refused.text("detail");
    for part in [
        "`currency` is no currency: write a code of ISO 4217",
        "leave `customer` out for a guest",
        "`language` must be a language tag such as sv",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    assert!(!said.contains(" breaks "), "{said}");
}

#[tokio::test]
async fn an_initial_transaction_is_one_of_its_provider() {
    let world = everywhere(QUICK).await;
    let merchants =
        |id: Value| json!({ "uses": ["merchant_scheduled"], "initial_transaction": id });
    let known = |name: &str| match name {
        "smart2pay" | "certitrade" => Some("202587"),
        "costplus" => Some("3f0d6c52-9b7e-4a41-8c3d-5e2a7b90f142"),
        _ => None,
    };
    for place in PLACES {
        let Some(id) = known(place.name) else {
            // Its charges name none.
            let refused = place.import(&world, merchants(json!("202587"))).await;
            let unsupported = "card.initial_transaction.unsupported";
            assert_eq!(refused.problem(), (422, unsupported));
            let kept = place.import(&world, merchants(Value::Null)).await;
            assert_eq!(kept.status, 201, "{kept:?}");
            continue;
        };
        let missing = place.import(&world, merchants(Value::Null)).await;
        assert_eq!(missing.problem(), (422, "card.initial_transaction"));
        for wrong in ["pi_3Nx/..", "12 34", "{{ transaction }}", "é"] {
            let refused = place.import(&world, merchants(json!(wrong))).await;
            let format = "card.initial_transaction.format";
            assert_eq!(refused.problem(), (422, format), "{} {wrong}", place.name);
            // It is judged where nobody needs it, too.
            let one_click = json!({ "initial_transaction": wrong });
            let refused = place.import(&world, one_click).await;
            assert_eq!(refused.problem(), (422, format));
        }
        let kept = place.import(&world, merchants(json!(id))).await;
        assert_eq!((kept.status, kept.text("initial_transaction")), (201, id));
    }
}
