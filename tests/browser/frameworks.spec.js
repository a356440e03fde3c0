// The lines of the guide for each framework: those that a browser runs are run here as they
// stand there, under the policy of its table; the others are compared with it.
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { build } from "esbuild";

import { root } from "./browser.js";
import { expect, test } from "./fixtures.js";
import { serve } from "./page_served.js";

const PAGE = readFileSync(join(root, "docs/guide/frameworks.md"), "utf8");
const { version } = JSON.parse(readFileSync(join(root, "dist/npm/package.json"), "utf8"));
/** The checkout server of the guide. */
const PAY = "https://pay.example.com";

/** The code of a section, in one language. */
function codeOf(section, language) {
  const [, text] = PAGE.split(new RegExp(`^###? ${section}$`, "m"));
  return [...text.split(/^###? /m)[0].matchAll(/^```(\w+)\n(.*?)^```$/gms)].filter(([, of]) => of === language).map(([, , code]) => code);
}

/** What a directive needs, by the table. */
function needed(directive) {
  const [, cell] = new RegExp("^\\| `" + directive + "` \\| `([^`]*)` \\|", "m").exec(PAGE);
  return cell.split(" ");
}

const atServer = (text) => text.replaceAll(PAY, new URL(process.env.ONECLICK_SERVER).origin);

/** A policy with what the table asks for, and the page's own scripts. */
const policy = () =>
  atServer(
    `default-src 'none'; script-src 'self' ${needed("script-src").join(" ")}; connect-src ${needed("connect-src").join(" ")}; ` +
      "require-trusted-types-for 'script'; trusted-types oneclick-checkout",
  );

/** Bundles a component with what mounts it, as Vite would. */
async function bundled(code, mount) {
  const { outputFiles } = await build({
    stdin: { contents: atServer(`${code}\n${mount}`), loader: "jsx", resolveDir: root },
    alias: { "oneclick-checkout": join(root, "dist/npm/index.js") },
    define: { "process.env.NODE_ENV": '"production"' },
    bundle: true,
    write: false,
    format: "esm",
    jsx: "automatic",
    logLevel: "error",
  });
  return outputFiles[0].text;
}

const MADE = 'const { session } = JSON.parse(document.getElementById("made").textContent); const onPaid = () => { document.title = "paid"; };';

/** Opens a page under the policy, with a script that draws the element. */
async function open(page, shop, script, write = () => "") {
  await page.route(`${shop.url}/shop.js`, (route) => route.fulfill({ body: script, contentType: "text/javascript" }));
  const html = (made) =>
    `<!doctype html><html lang="en"><meta charset="utf-8"><title>A shop</title><body><script type="application/json" id="made">${JSON.stringify(made)}</script>` +
    `<main id="app"></main>${write(made)}<script type="module" src="/shop.js"></script></body></html>`;
  await serve(page, shop, html, { headers: { "content-security-policy": policy() } });
}

async function pays(page, checkout) {
  await checkout.shows("ready");
  await checkout.pay();
  await checkout.shows("paid");
  await checkout.isChargedOnce();
  await expect(page).toHaveTitle("paid");
}

test("the component for React pays under the policy", async ({ page, shop, checkout }) => {
  const [code] = codeOf("React, with Vite or another bundler", "jsx");
  const mount = `import { createRoot } from "react-dom/client"; ${MADE}
    createRoot(document.getElementById("app")).render(<Checkout session={session} onPaid={onPaid} />);`;
  await open(page, shop, await bundled(code, mount));
  await pays(page, checkout);
});

test("the component for Vue is written as the example's, which is run", () => {
  const read = (path) => readFileSync(join(root, "examples/vue", path), "utf8");
  const rule = (code) => /\(tag\) => tag === "[\w-]+"/.exec(code)[0];
  const settings = [...codeOf("Vue and Nuxt", "js"), ...codeOf("Vue and Nuxt", "ts")];
  expect(settings.map(rule)).toEqual(settings.map(() => rule(read("vite.config.js"))));
  const [code] = codeOf("Vue and Nuxt", "html");
  const example = read("src/Shop.vue");
  for (const line of code.matchAll(/^import .*$/gm)) expect(example).toContain(/from (".*")/.exec(line[0])[1]);
  const [, attributes] = /<one-click-checkout ([^>]*?) ?\/>/.exec(code);
  const names = attributes.match(/[:@][\w-]+(?==)/g);
  expect(names.length).toBeGreaterThan(2);
  for (const name of names) expect(example, name).toMatch(new RegExp(`\\s${name}=`));
});

test("the tag with an integrity loads the script under the policy", async ({ page, shop, checkout, request }) => {
  const [address] = codeOf("The integrity", "sh").map((code) => atServer(code).trim().split(" ")[1]);
  const { "oneclick.js": integrity } = await (await request.get(address)).json();
  const [tag] = codeOf("The integrity", "html").map((code) => atServer(code).replace("sha384-…", integrity));
  await open(page, shop, "", ({ endpoint, session }) => `${tag}<one-click-checkout endpoint="${endpoint}" session="${session}"></one-click-checkout>`);
  await checkout.shows("ready");
  await expect(page.locator("script[integrity]")).toHaveAttribute("integrity", integrity);
});

test("the policies that frameworks write have what the table asks for", () => {
  const policies = [...PAGE.matchAll(/^```\w+\n(.*?)^```$/gms)].map(([, code]) => code).filter((code) => /connect.src/.test(code));
  expect(policies).toHaveLength(3);
  for (const code of policies) {
    for (const directive of ["script-src", "connect-src"]) {
      const [, line] = new RegExp(`${directive.replace("-", ".")}(.*)`).exec(code);
      const sources = line.match(/https:[^"]+|wasm-unsafe-eval/g).map((source) => (source.startsWith("https:") ? source : `'${source}'`));
      expect(sources, code).toEqual(needed(directive));
    }
  }
});

test("every address of the checkout server that the lines name is there", async ({ request }) => {
  const addresses = new Set(PAGE.match(/https:\/\/pay\.example\.com\/[\w./-]+/g));
  expect([...addresses].map((address) => address.slice(PAY.length)).sort()).toEqual([
    "/checkout/v1",
    "/v1/sessions",
    `/widget/v${version}/integrity.json`,
    `/widget/v${version}/oneclick.js`,
    "/widget/v1/oneclick.js",
  ]);
  for (const address of addresses) {
    expect([200, 401, 405], address).toContain((await request.get(atServer(address))).status());
  }
});
