//! The widget's files: for every origin, kept as long as their names say.

use reqwest::Method;

use crate::stage::answer::send;
use crate::stage::raw::Raw;
use crate::stage::world::World;

async fn world() -> World {
    let world = World::new().await;
    let folder = world.folder.path().join("widget");
    let files: [(&str, &str); 7] = [
        ("v1/oneclick.js", "plain"),
        ("v1/oneclick.js.br", "brotli"),
        ("v1/oneclick.js.gz", "gzip"),
        ("v0.1.0/oneclick.js", "fixed"),
        ("assets/oneclick-0123456789abcdef.wasm", "wasm"),
        ("assets/en-0123456789abcdef.json", "{}"),
        ("builds.json", "{}"),
    ];
    for (path, text) in files {
        let file = folder.join(path);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, text).unwrap();
    }
    world
}

#[tokio::test]
async fn files_are_served_with_their_type_and_how_long_they_may_be_kept() {
    let world = world().await;
    let immutable = "public, max-age=31536000, immutable";
    let cases = [
        (
            "v1/oneclick.js",
            "text/javascript; charset=utf-8",
            "public, max-age=300",
        ),
        (
            "v0.1.0/oneclick.js",
            "text/javascript; charset=utf-8",
            immutable,
        ),
        (
            "assets/oneclick-0123456789abcdef.wasm",
            "application/wasm",
            immutable,
        ),
        (
            "assets/en-0123456789abcdef.json",
            "application/json",
            immutable,
        ),
        ("builds.json", "application/json", "no-cache"),
    ];
    for (path, media_type, kept) in cases {
        let request = world.request(Method::GET, &format!("/widget/{path}"));
        let answer = send(request.header("Origin", "https://any.example")).await;
        assert_eq!(answer.status, 200, "{path}");
        let header = |name: &str| answer.headers[name].to_str().unwrap();
        assert_eq!(header("content-type"), media_type);
        assert_eq!(header("cache-control"), kept);
        assert_eq!(header("access-control-allow-origin"), "*");
        assert_eq!(header("cross-origin-resource-policy"), "cross-origin");
        assert_eq!(header("x-content-type-options"), "nosniff");
        assert_eq!(header("vary"), "Accept-Encoding");
        let policy = header("content-security-policy");
        assert!(policy.contains("frame-ancestors 'none'"), "{policy}");
    }
}

#[tokio::test]
async fn a_browser_gets_the_compressed_form_that_it_takes() {
    let world = world().await;
    for (takes, gets, body) in [
        ("gzip, deflate, br", Some("br"), "brotli"),
        ("gzip", Some("gzip"), "gzip"),
        ("identity", None, "plain"),
    ] {
        let request = world.request(Method::GET, "/widget/v1/oneclick.js");
        let response = request
            .header("Accept-Encoding", takes)
            .send()
            .await
            .unwrap();
        let encoding = response
            .headers()
            .get("content-encoding")
            .map(|value| value.to_str().unwrap().to_owned());
        assert_eq!(encoding.as_deref(), gets);
        assert_eq!(
            response.headers()["content-type"],
            "text/javascript; charset=utf-8"
        );
        assert_eq!(response.text().await.unwrap(), body);
    }
}

#[tokio::test]
async fn nothing_else_is_served() {
    let world = world().await;
    std::fs::write(world.folder.path().join("secret.txt"), "secret").unwrap();
    let paths = [
        "/widget/v1/nothing.js",
        "/widget/v1",
        "/widget/v1/",
        "/widget/",
        "/widget/..%2fsecret.txt",
        "/widget/%2e%2e/secret.txt",
        "/widget/v1/..%5c..%5csecret.txt",
        "/widget/%2fetc%2fpasswd",
    ];
    for path in paths {
        let answer = send(world.request(Method::GET, path)).await;
        assert_eq!(answer.problem(), (404, "route.unknown"), "{path}");
        assert_eq!(answer.headers["cache-control"], "no-store");
    }
    for length in [250, 253, 256, 5000] {
        let path = format!("/widget/{}", "a".repeat(length));
        let answer = send(world.request(Method::GET, &path)).await;
        assert_eq!(answer.problem(), (404, "route.unknown"), "{length}");
    }
    let answer = send(world.request(Method::POST, "/widget/v1/oneclick.js")).await;
    assert_eq!(answer.problem(), (405, "method.refused"));
}

#[cfg(unix)]
#[tokio::test]
async fn neither_links_out_of_the_folder_nor_hidden_files_are_served() {
    use std::os::unix::fs::symlink;
    let world = world().await;
    let outside = world.folder.path().join("outside");
    std::fs::create_dir_all(&outside).unwrap();
    std::fs::write(outside.join("secret.js"), "secret").unwrap();
    let folder = world.folder.path().join("widget");
    symlink(outside.join("secret.js"), folder.join("link.js")).unwrap();
    symlink(&outside, folder.join("linked")).unwrap();
    symlink(outside.join("secret.js"), folder.join("builds.json.br")).unwrap();
    std::fs::create_dir_all(folder.join(".git")).unwrap();
    std::fs::write(folder.join(".git/config"), "secret").unwrap();
    std::fs::write(folder.join(".env"), "secret").unwrap();
    std::fs::write(folder.join("v1/.oneclick.js.swp"), "secret").unwrap();
    for path in [
        "link.js",
        "linked/secret.js",
        "builds.json",
        ".git/config",
        ".env",
        "v1/.oneclick.js.swp",
        "v1/oneclick.js/",
        "v1//oneclick.js",
        "/v1/oneclick.js",
        "v1/./oneclick.js",
        "v1/oneclick%2Ejs",
    ] {
        let url = format!("GET /widget/{path} HTTP/1.1\r\nHost: a\r\nAccept-Encoding: br\r\n\r\n");
        let mut raw = Raw::of(&world).await;
        raw.write(url).await;
        let answer = raw.answer().await.unwrap();
        assert_eq!(answer.problem(), (404, "route.unknown"), "{path}");
    }
    // How mounted settings and releases are laid out: a link inside is a file.
    symlink("v0.1.0", folder.join("current")).unwrap();
    let answer = send(world.request(Method::GET, "/widget/current/oneclick.js")).await;
    assert_eq!(answer.status, 200);
}
