//! The page of isolated mode: who may show it, what it may do, and whose calls are taken from it.

use reqwest::Method;

use crate::stage::answer::send;
use crate::stage::configuration::{ORIGIN, QUICK};
use crate::stage::world::World;
use oneclick_sandbox::{Sandbox, SandboxSettings};

const OTHER: &str = "http://127.0.0.1:8081";

async fn world() -> World {
    let sandbox = Sandbox::start(SandboxSettings::default()).await.unwrap();
    let url = sandbox.url().to_owned();
    let listed = format!("origins = [\"{ORIGIN}\"], files");
    let both = format!("origins = [\"{ORIGIN}\", \"{OTHER}\"], files");
    World::before_with(sandbox, &url, QUICK, |text| text.replace(&listed, &both)).await
}

#[tokio::test]
async fn the_page_of_isolated_mode_is_shown_in_listed_pages_alone_and_runs_its_own_script_alone() {
    let world = world().await;
    let answer = world
        .request(Method::GET, "/checkout/v1/frame")
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 200);
    let headers = answer.headers().clone();
    let header = |name: &str| headers[name].to_str().unwrap();
    assert_eq!(
        header("content-security-policy"),
        format!(
            "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; \
             base-uri 'none'; form-action 'none'; frame-ancestors {ORIGIN} {OTHER}; \
             require-trusted-types-for 'script'; trusted-types 'none'"
        )
    );
    for (name, value) in [
        ("content-type", "text/html; charset=utf-8"),
        ("cache-control", "no-cache"),
        ("referrer-policy", "no-referrer"),
        ("cross-origin-resource-policy", "cross-origin"),
        ("cross-origin-embedder-policy", "require-corp"),
        ("origin-agent-cluster", "?1"),
        ("x-content-type-options", "nosniff"),
    ] {
        assert_eq!(header(name), value, "{name}");
    }
    for denied in ["camera=()", "geolocation=()", "payment=()"] {
        assert!(header("permissions-policy").contains(denied), "{denied}");
    }
    for absent in [
        "x-frame-options",
        "set-cookie",
        "access-control-allow-origin",
    ] {
        assert!(!headers.contains_key(absent), "{absent}");
    }
    let page = answer.text().await.unwrap();
    assert!(
        page.contains(&format!("data-origins=\"{ORIGIN} {OTHER}\"")),
        "{page}"
    );
    assert_eq!(page.matches("<script").count(), 1, "{page}");
    assert!(!page.contains("<link"), "there is no list of files: {page}");
    for active in ["style=", " onload", "javascript:", "<style", "ct_"] {
        assert!(!page.contains(active), "{active}: {page}");
    }
}

#[tokio::test]
async fn the_page_asks_for_the_newest_web_assembly_of_the_files_that_are_served() {
    let world = world().await;
    let folder = world.folder.path().join("widget");
    std::fs::create_dir_all(&folder).unwrap();
    for (list, asked) in [
        (
            r#"{"builds":[{"files":["assets/en-1.json","assets/oneclick-2.wasm"]},{"files":["assets/oneclick-1.wasm"]}]}"#,
            Some("href=\"../../widget/assets/oneclick-2.wasm\""),
        ),
        // What it says is a text, whatever it is.
        (
            r#"{"builds":[{"files":["\"><script>.wasm"]}]}"#,
            Some("&quot;&gt;&lt;script&gt;.wasm"),
        ),
        ("half a li", None),
        (r#"{"builds":[]}"#, None),
    ] {
        std::fs::write(folder.join("builds.json"), list).unwrap();
        let page = world
            .request(Method::GET, "/checkout/v1/frame")
            .send()
            .await
            .unwrap();
        assert_eq!(page.status(), 200);
        let page = page.text().await.unwrap();
        assert_eq!(
            page.matches("<link").count(),
            usize::from(asked.is_some()),
            "{page}"
        );
        assert!(asked.is_none_or(|asked| page.contains(asked)), "{page}");
        assert_eq!(page.matches("<script").count(), 1, "{page}");
    }
}

#[tokio::test]
async fn the_page_says_nothing_to_other_pages_and_takes_no_other_call() {
    let world = world().await;
    let other = world
        .request(Method::GET, "/checkout/v1/frame")
        .header("Origin", "https://other.example");
    assert_eq!(send(other).await.problem(), (403, "origin.refused"));
    let posted = world.request(Method::POST, "/checkout/v1/frame");
    assert_eq!(send(posted).await.problem(), (405, "method.refused"));
}

#[tokio::test]
async fn the_server_s_own_page_calls_the_checkout_and_one_that_resembles_it_does_not() {
    let world = world().await;
    let page = world.session("O-1", "c-1").await;
    let own = world.base.clone();
    let call = |origin: String| {
        let request = world
            .request(Method::GET, "/checkout/v1")
            .bearer_auth(&page.token)
            .header("Origin", origin);
        send(request)
    };
    assert_eq!(call(own.clone()).await.status, 200);
    let resembling = [
        format!("{own}.evil.example"),
        own.replace("http:", "https:"),
    ];
    for origin in resembling {
        assert_eq!(call(origin).await.problem(), (403, "origin.refused"));
    }
}

#[tokio::test]
async fn where_isolated_mode_alone_may_call_a_listed_page_reads_no_cards_with_its_token() {
    let sandbox = Sandbox::start(SandboxSettings::default()).await.unwrap();
    let url = sandbox.url().to_owned();
    let world = World::before_with(sandbox, &url, QUICK, |text| {
        text.replace("], files", "], isolated_alone = true, files")
    })
    .await;
    let page = world.session("O-1", "c-1").await;
    for method in [Method::OPTIONS, Method::GET, Method::POST] {
        let request = world
            .request(method, "/checkout/v1")
            .bearer_auth(&page.token)
            .header("Origin", ORIGIN);
        let answer = send(request).await;
        assert_eq!(answer.problem(), (403, "origin.refused"));
        assert!(
            answer.body["detail"]
                .as_str()
                .unwrap()
                .contains("`isolated`")
        );
    }
    let own = world
        .request(Method::GET, "/checkout/v1")
        .bearer_auth(&page.token)
        .header("Origin", &world.base);
    assert_eq!(send(own).await.status, 200);
    // The list still says which pages may show the frame.
    let frame = world
        .request(Method::GET, "/checkout/v1/frame")
        .send()
        .await
        .unwrap();
    let policy = frame.headers()["content-security-policy"].to_str().unwrap();
    assert!(
        policy.contains(&format!("frame-ancestors {ORIGIN};")),
        "{policy}"
    );
}
