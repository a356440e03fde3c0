//! Stored cards: made without a charge, shown, removed (tokenization-api).

use serde_json::{Value, json};

use crate::merchant::{Merchant, VISA, payment};
use crate::shape::members;

fn authentication(changes: &Value) -> Value {
    let mut request = json!({
        "Customer": { "FirstName": "John", "LastName": "Doe", "Email": "testing2@test.com" },
        "BillingAddress": { "Country": "BR" },
        "Card": {
            "HolderName": "John Doe", "Number": "4111111111111111", "ExpirationMonth": "02",
            "ExpirationYear": "2031", "SecurityCode": "312",
        },
    });
    for (name, value) in changes.as_object().unwrap() {
        request[name] = value.clone();
    }
    json!({ "CardAuthentication": request })
}

async fn read(response: reqwest::Response) -> (u16, Value) {
    let http = response.status().as_u16();
    let mut body: Value = response.json().await.unwrap();
    (http, body["CardAuthentication"].take())
}

#[tokio::test]
async fn a_card_is_stored_without_a_charge() {
    let merchant = Merchant::new().await;
    let request = authentication(&json!({}));
    let response = merchant.post("/v1/card/authenticate", &request).await;
    let (http, stored) = read(response).await;
    assert_eq!(http, 201);
    let documented = json!({
        "Card": {
            "HolderName": "John Doe", "Number": "VISA-1111", "ExpirationMonth": "02",
            "ExpirationYear": "2031", "IssuingBankCountry": null,
        },
        "CreditCardToken": { "Value": "B531AFAC800FD51A9CCF67D0CC7B24A4", "Active": "true" },
    });
    assert_eq!(stored["Card"], documented["Card"]);
    assert_eq!(stored["Status"]["ID"], 2);
    assert_eq!(
        stored["Customer"],
        request["CardAuthentication"]["Customer"]
    );
    let token = stored["CreditCardToken"]["Value"].as_str().unwrap();
    assert_eq!(token.len(), 32);
    let (http, shown) = read(merchant.get(&format!("/v1/card/token/{token}")).await).await;
    assert_eq!((http, members(&shown)), (200, members(&documented)));
    assert_eq!(shown["Card"], documented["Card"]);
    assert!(merchant.sandbox.ledger(None).is_empty());
    let card = json!({ "Value": token, "SecurityCode": "999" });
    let answer = merchant
        .charge(&payment(&json!({ "CreditCardToken": card })))
        .await;
    assert_eq!(answer.status(), 11);
}

#[tokio::test]
async fn a_card_that_breaks_a_rule_is_not_stored() {
    let merchant = Merchant::new().await;
    let card = |name: &str, value: &str| {
        let mut request = authentication(&json!({}))["CardAuthentication"]["Card"].take();
        request[name] = value.into();
        json!({ "Card": request })
    };
    for (code, changes) in [
        (1206, json!({ "Card": null })),
        (1201, card("Number", "4111111111111112")),
        (1205, card("ExpirationYear", "2020")),
        (1601, json!({ "Customer": { "Email": "testing" } })),
        (2, json!({ "Amount": 1 })),
    ] {
        let request = authentication(&changes);
        let response = merchant.post("/v1/card/authenticate", &request).await;
        let (http, refused) = read(response).await;
        assert_eq!(http, 400, "{changes}");
        assert_eq!(refused["Status"]["Reasons"][0]["Code"], code, "{changes}");
        assert!(refused.get("CreditCardToken").is_none() && refused.get("Card").is_none());
    }
}

#[tokio::test]
async fn a_removed_card_is_shown_as_such() {
    let merchant = Merchant::new().await;
    let path = format!("/v1/card/token/{VISA}");
    let (_, card) = read(merchant.get(&path).await).await;
    assert_eq!(card["CreditCardToken"]["Active"], "true");
    assert_eq!(card["Card"]["Number"], "VISA-4242");
    for _ in 0..2 {
        let response = merchant.post(&format!("{path}/cancel"), &json!({})).await;
        let (http, card) = read(response).await;
        assert_eq!((http, &card["Status"]["Info"]), (200, &json!("Canceled")));
        assert_eq!(card["CreditCardToken"]["Active"], "false");
    }
    let (_, card) = read(merchant.get(&path).await).await;
    assert_eq!(card["CreditCardToken"]["Active"], "false");
    assert_eq!(merchant.get("/v1/card/token/NEVER").await.status(), 404);
}

#[tokio::test]
async fn a_hosted_card_is_given_back_only_if_it_was_asked_for() {
    for (asked, given) in [
        (json!(true), true),
        (json!(false), false),
        (Value::Null, false),
    ] {
        let merchant = Merchant::new().await;
        let request = json!({ "CreditCardToken": null, "GenerateCreditCardToken": asked });
        let answer = merchant.charge(&payment(&request)).await;
        let fields = [
            ("holder", "Ann"),
            ("number", "4111111111111111"),
            ("month", "2"),
            ("year", "31"),
            ("security_code", "123"),
            ("choice", "pay"),
        ];
        let page = merchant.client.post(answer.redirect()).form(&fields);
        assert_eq!(page.send().await.unwrap().status(), 303);
        let path = format!("/v1/payments/{}", answer.id());
        let paid: Value = merchant.get(&path).await.json().await.unwrap();
        assert_eq!(paid["Payment"]["Status"]["ID"], 11);
        assert_eq!(paid["Payment"]["CreditCardToken"].is_object(), given);
    }
}

#[tokio::test]
async fn a_stored_cards_later_charge_names_the_first() {
    let merchant = Merchant::new().await;
    let first = json!({ "IsInitial": true, "TransactionType": "Recurring" });
    let first = merchant
        .charge(&payment(&json!({ "CardOnFile": first })))
        .await;
    assert_eq!(first.status(), 11);
    merchant.behave("declined");
    let declined = merchant.charge(&payment(&json!({}))).await;
    merchant.behave("paid");
    let later = |id: Value| {
        let on_file =
            json!({ "IsInitial": false, "TransactionType": "Recurring", "InitialPaymentID": id });
        payment(&json!({ "CardOnFile": on_file, "CreditCardToken": { "Value": VISA } }))
    };
    for id in [first.payment["ID"].clone(), json!(first.id())] {
        assert_eq!(merchant.charge(&later(id)).await.status(), 11);
    }
    for (code, id) in [
        (17, json!(1)),
        (17, declined.payment["ID"].clone()),
        (2, json!("first")),
        (2, Value::Null),
    ] {
        let answer = merchant.charge(&later(id.clone())).await;
        assert_eq!((answer.http, answer.codes()), (400, vec![code]), "{id}");
    }
    for wrong in [
        json!({ "IsInitial": true, "TransactionType": "Recurring", "InitialPaymentID": 1 }),
        json!({ "IsInitial": true }),
        json!({ "TransactionType": "Recurring" }),
        json!({ "IsInitial": "yes", "TransactionType": "Recurring" }),
        json!({ "IsInitial": true, "TransactionType": "Recurring", "Is": 1 }),
    ] {
        let answer = merchant
            .charge(&payment(&json!({ "CardOnFile": wrong })))
            .await;
        assert_eq!((answer.http, answer.codes()), (400, vec![2]), "{wrong}");
    }
    let charges: Vec<bool> = crate::merchant::charged(&merchant.sandbox);
    assert_eq!(charges, [true, false, true, true]);
}
