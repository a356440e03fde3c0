// The pages that are measured, as a merchant writes them: a bare script tag, or with all that
// can be asked for early in the head.
import { integrity } from "../files.mjs";
import { ask } from "./origins.mjs";

/** The page's own style. The room for the element is kept as README.md has it. */
const STYLE = `body { margin: 0; padding: 1rem; font-family: sans-serif }
main { max-width: 26rem; margin: auto }
one-click-checkout:not(:defined) { display: block; font-size: medium; min-height: calc(16.75em + 2px) }
${[1, 2, 3, 6].map((rows) => `[rows="${rows}"]:not(:defined) { min-height: calc(${7.25 + 4.75 * rows}em + 2px) }`).join("\n")}
@media (max-width: 26em) {
${[1, 2, 3, 6].map((rows) => `[rows="${rows}"]:not(:defined) { min-height: calc(${11 + 4 * rows}em + 2px) }`).join("\n")}
}
`;

export const styleSheet = { headers: { "content-type": "text/css" }, body: STYLE };

const page = (head, body) => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>A shop</title>
${head}
<link rel="stylesheet" href="/page.css">
</head>
<body><main><h1>Your order</h1>
${body}
<p id="below">Thirty days to change your mind.</p></main></body>
</html>`;

/**
 * The lines that ask for what the element loads, and for the cards: its names carry hashes, and
 * the server lists them. The early script stands in the page itself, and `policy` lets it run.
 */
export async function preloadLines({ url }) {
  const { body } = await ask(`${url}/widget/builds.json`);
  const [{ files }] = JSON.parse(body).builds;
  const wanted = files.filter((path) => path.endsWith(".wasm") || path.includes("/en-"));
  const { body: early } = await ask(`${url}/widget/v1/early.js`);
  const lines = wanted.map((path) => `<link rel="preload" as="fetch" crossorigin href="${url}/widget/${path}">`);
  const head = [`<script type="module" async>${early}</script>`, ...lines].join("\n");
  return { head, policy: `'${integrity(early)}'` };
}

/** The page with the element; the policy is the narrowest that docs/security.md has. */
export function elementPage({ url, script, endpoint }, { session, rows, head = "", policy = "", isolated = false }) {
  const whole = [
    "default-src 'none'",
    `script-src 'self' ${url} 'wasm-unsafe-eval' ${policy}`,
    `connect-src 'self' ${url}`,
    ...(isolated ? [`frame-src ${url}`] : []),
    "style-src 'self'",
    "img-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join("; ");
  const body = page(
    `${head}\n<script type="module" async src="${script}"></script>`,
    `<one-click-checkout endpoint="${endpoint}" session="${session}" rows="${rows}"${isolated ? " isolated" : ""}></one-click-checkout>`,
  );
  return { headers: { "content-type": "text/html", "content-security-policy": whole }, body };
}

/** The page with the drop-in. */
export function dropinPage({ head = "" } = {}) {
  const body = page(
    `<script type="module" async src="/dropin.js"></script>\n<link rel="stylesheet" href="/dropin.css">\n${head}`,
    `<div id="dropin"></div>`,
  );
  return { headers: { "content-type": "text/html" }, body };
}

/** The line that asks for the drop-in's cards. */
export const DROPIN_PRELOAD = `<link rel="preload" as="fetch" crossorigin href="/payment-methods">`;
