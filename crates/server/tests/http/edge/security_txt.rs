//! The file that says where a hole in the server's security is reported to.

use reqwest::Method;

use crate::stage::configuration::QUICK;
use crate::stage::world::World;

const PATH: &str = "/.well-known/security.txt";

#[tokio::test]
async fn names_the_contact_that_is_set() {
    let set = format!("{QUICK}\n[http]\nsecurity_contact = \"mailto:security@shop.example\"\n");
    let world = World::with(&set).await;
    let answer = world.request(Method::GET, PATH).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    assert_eq!(
        answer.headers()["content-type"],
        "text/plain; charset=utf-8"
    );
    let text = answer.text().await.unwrap();
    assert!(
        text.starts_with("Contact: mailto:security@shop.example\nExpires: 2"),
        "{text}"
    );
}

#[tokio::test]
async fn is_not_there_where_no_contact_is_set() {
    let world = World::with(QUICK).await;
    let answer = world.request(Method::GET, PATH).send().await.unwrap();
    assert_eq!(answer.status(), 404);
    assert!(answer.text().await.unwrap().contains("route.unknown"));
}
