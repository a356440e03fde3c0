//! The page that shows the description of both APIs.

use reqwest::Method;

use crate::stage::configuration::QUICK;
use crate::stage::world::World;

async fn read(world: &World) -> (String, String) {
    let answer = world.request(Method::GET, "/reference").send().await;
    let answer = answer.unwrap();
    assert_eq!(answer.status(), 200);
    let policy = answer.headers()["content-security-policy"].to_str();
    let policy = policy.unwrap().to_owned();
    (policy, answer.text().await.unwrap())
}

#[tokio::test]
async fn the_reference_runs_what_stands_beside_the_widget_and_reaches_nobody_else() {
    let world = World::with(QUICK).await;
    let (_, without) = read(&world).await;
    assert!(without.contains("cargo xtask package"), "{without}");
    assert!(!without.contains("<script"), "{without}");
    let folder = world.folder.path().join("widget/reference");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("rapidoc.js"), "void 0;\n").unwrap();
    let (policy, with) = read(&world).await;
    assert!(
        with.contains("src=\"widget/reference/rapidoc.js\""),
        "{with}"
    );
    assert!(with.contains("spec-url=\"openapi.json\""), "{with}");
    for part in [
        "default-src 'none';",
        "script-src 'self';",
        "connect-src 'self';",
    ] {
        assert!(policy.contains(part), "{policy}");
    }
    assert!(!policy.contains("unsafe-eval"), "{policy}");
}
