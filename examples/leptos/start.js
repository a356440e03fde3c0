import start from "/oneclick-example-leptos.js";

await start({ module_or_path: "/oneclick-example-leptos_bg.wasm" });
