// Measures the shipped element in a browser, beside Adyen's drop-in where that is installed.
// Called by `cargo xtask bench widget` with one argument: a JSON object, see `bench/widget.rs`.
// The merchant's secret key is in the environment.
import { dropin, isInstalled, version } from "./dropin.mjs";
import { figures, print } from "./figures.mjs";
import { launch, load } from "./loads.mjs";
import { Merchant } from "./merchant.mjs";
import { CheckoutOrigin, MerchantOrigin } from "./origins.mjs";
import { DROPIN_PRELOAD, dropinPage, elementPage, preloadLines, styleSheet } from "./pages.mjs";
import { WIDTHS, longTasks, shift } from "./steady.mjs";

const settings = JSON.parse(process.argv[2]);
/** So many cards no shopper has. */
const MANY = 200;

const merchant = new Merchant({ ...settings, key: process.env.ONECLICK_SECRET_KEY });
const checkout = await CheckoutOrigin.start(settings.server);
const shop = await MerchantOrigin.start(settings.page);
shop.files.set("/page.css", styleSheet);
const browser = await launch(settings.browser);

/** Serves a page with the element, for a new order of a customer with so many cards, and a row for a new one; returns its address. */
async function serveElement(cards, { rows = cards + 1, ...lines } = {}) {
  const session = await merchant.session(cards, `${shop.url}/`);
  await checkout.prepare(session, shop.url);
  shop.files.set("/element", elementPage(checkout, { session, rows, ...lines }));
  return `${shop.url}/element`;
}

/** Returns the loads of one round by name: the element's, and the drop-in's in between. */
async function loads() {
  const element = (cards, more) => async () =>
    load(browser, { address: await serveElement(cards, more), kind: "element" });
  const other = (head) => () => {
    shop.files.set("/dropin", dropinPage({ head }));
    return load(browser, { address: `${shop.url}/dropin`, kind: "dropin" });
  };
  const isolated = async () => load(browser, { address: await serveElement(2, { isolated: true }), kind: "isolated" });
  const all = { bare: element(2), isolated };
  if (isInstalled()) {
    const { files, bytes } = await dropin();
    for (const [path, file] of files) shop.files.set(path, file);
    console.log(`Adyen's drop-in ${version()}: script ${bytes.js} bytes, style ${bytes.css} bytes, brotli`);
    all.dropin_bare = other();
    all.dropin_preloaded = other(DROPIN_PRELOAD);
  }
  all.preloaded = element(2, await preloadLines(checkout));
  all.many = element(MANY, { rows: 2 });
  return all;
}

/** Fails if something is asked for twice, as a preload would be that the page does not use. */
function checkOnce(name, { requests }) {
  const asked = requests.filter(({ method }) => method === "GET").map(({ url }) => url);
  const twice = asked.filter((url, index) => asked.indexOf(url) !== index && url.startsWith("http://localhost"));
  if (twice.length > 0) throw new Error(`the page \`${name}\` asks twice for ${twice.join(", ")}`);
}

/** Loads in turns, so that what else the machine does strikes all alike; the first round warms up. */
async function measure() {
  const all = await loads();
  const measured = Object.fromEntries(Object.keys(all).map((name) => [name, []]));
  for (let round = 0; round <= settings.rounds; round += 1) {
    for (const [name, one] of Object.entries(all)) {
      const result = await one();
      checkOnce(name, result);
      if (round > 0) measured[name].push(result);
    }
  }
  return measured;
}

/** Measures what moves, by cards and width; and with room for one card where there are five, which must move. */
async function shifts() {
  const measured = {};
  for (const width of WIDTHS) {
    for (const cards of [1, 2, 5]) {
      measured[`${cards} at ${width} px`] = await shift(browser, await serveElement(cards), width);
    }
  }
  const control = await shift(browser, await serveElement(5, { rows: 1 }), WIDTHS[0]);
  if (control === 0) throw new Error("with too little room nothing moved: shifts are not seen");
  return measured;
}

try {
  const measured = await measure();
  const made = figures(measured, {
    shifts: await shifts(),
    tasks: await longTasks(browser, await serveElement(2)),
  });
  print(made);
  console.log(JSON.stringify(made));
} finally {
  await browser.close();
  checkout.close();
  shop.close();
}
