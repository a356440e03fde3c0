// Adyen's drop-in on a page of its own, to be measured beside the element. What is done for it
// to be fair, and where it is not equal in Adyen's favour:
// - Core, Card and Drop-in alone, in one file bundled and minified for the same browsers; script
//   and style sheet compressed by brotli 11, as the element's files are.
// - All from the page's own origin, so that no request needs a preflight. The element's files
//   and its checkout are of another origin.
// - One request for the cards, sent before the drop-in begins, answered from memory after the
//   same time as the element's. The preloaded page has it in its head, which the element's
//   cannot: a token goes with it.
// - Texts in English, which are in the bundle; analytics off; every other host is unknown to the
//   browser, so that nothing waits for it: neither the brands' pictures nor the frames in which
//   the security code is typed. Stored cards are set to ask for no code; the element's do.
// - No policy stands on its page: it would refuse its styles.
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { brotliCompressSync } from "node:zlib";
import { build } from "esbuild";
import { TARGET } from "../browsers.mjs";
import { THINKING } from "./origins.mjs";

const file = (name) => fileURLToPath(new URL(name, import.meta.url));

const CARD = { type: "scheme", name: "Card", holderName: "Ada Lind", supportedShopperInteractions: ["Ecommerce"] };
const CARDS = {
  paymentMethods: [],
  storedPaymentMethods: [
    { ...CARD, id: "8415000000000001", brand: "visa", lastFour: "4242", expiryMonth: "12", expiryYear: "2031" },
    { ...CARD, id: "8415000000000002", brand: "mc", lastFour: "4444", expiryMonth: "08", expiryYear: "2030" },
  ],
};

const ABOUT = file("node_modules/@adyen/adyen-web/package.json");

export const isInstalled = () => existsSync(ABOUT);

/** Returns the version that is installed. */
export const version = () => JSON.parse(readFileSync(ABOUT, "utf8")).version;

/** Returns the files of its page by path, and their bytes on the wire. */
export async function dropin() {
  const { outputFiles } = await build({
    entryPoints: [file("dropin_page.js")],
    bundle: true,
    write: false,
    outdir: "/",
    format: "esm",
    minify: true,
    legalComments: "none",
    target: TARGET,
    logLevel: "warning",
  });
  const files = new Map();
  const bytes = {};
  const types = { js: "text/javascript", css: "text/css" };
  for (const { path, contents } of outputFiles) {
    const extension = path.split(".").pop();
    const body = brotliCompressSync(contents);
    bytes[extension] = body.length;
    const headers = { "content-type": types[extension], "content-encoding": "br" };
    files.set(`/dropin.${extension}`, { headers, body });
  }
  const json = { "content-type": "application/json", "cache-control": "no-store" };
  files.set("/payment-methods", { headers: json, body: JSON.stringify(CARDS), after: THINKING });
  files.set("/payments", { headers: json, body: JSON.stringify({ resultCode: "Authorised" }) });
  return { files, bytes };
}
