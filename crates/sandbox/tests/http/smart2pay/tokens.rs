//! Stored cards: shown and removed (tokenization-api).

use serde_json::{Value, json};

use crate::merchant::{SandboxMerchant, VISA, payment};

async fn read(response: reqwest::Response) -> (u16, Value) {
    let http = response.status().as_u16();
    let mut body: Value = response.json().await.unwrap();
    (http, body["CardAuthentication"].take())
}

#[tokio::test]
async fn a_removed_card_is_shown_as_such() {
    let merchant = SandboxMerchant::new().await;
    let path = format!("/v1/card/token/{VISA}");
    let (_, card) = read(merchant.get(&path).await).await;
    assert_eq!(card["CreditCardToken"]["Active"], "true");
    assert_eq!(
        card["Card"],
        json!({
            "HolderName": "John Doe", "Number": "VISA-4242", "ExpirationMonth": "12",
            "ExpirationYear": "2031", "IssuingBankCountry": null,
        })
    );
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
        let merchant = SandboxMerchant::new().await;
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
    let merchant = SandboxMerchant::new().await;
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
