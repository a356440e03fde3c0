// A page of a test's own with the element in isolated mode, and the element in its frame.
import { Checkout } from "./checkout.js";
import { pageOf, serve, tagOf } from "./page_served.js";

/** The policy of a page that lets isolated mode do what it needs, and nothing else. */
export const policyOf = (server, more = "", connect = "") =>
  `default-src 'none'; script-src ${server} ${more}; ${connect} frame-src ${server}; style-src 'unsafe-inline'; ` +
  "require-trusted-types-for 'script'; trusted-types 'none'";

/**
 * Opens such a page.
 * @returns {Promise<Checkout>} the element inside the frame
 */
export async function openIsolated(page, shop, { order, attributes = "", head = "", before = "", after = "", scripts, paths } = {}) {
  const write = (made) => pageOf(made, `${before}<main id="order">${tagOf(made, `isolated="" ${attributes}`)}</main>${after}`, head);
  const headers = { "content-security-policy": policyOf(process.env.ONECLICK_SERVER, scripts) };
  await serve(page, shop, write, { order, headers, ...(paths ? { paths } : {}) });
  return insideOf(page, shop);
}

/** The element in the frame of the page's first element. */
export function insideOf(page, shop) {
  return new Checkout(page, shop, 0, frameOf(page));
}

/** The frame of the page's first element. */
export function frameOf(page) {
  return page.locator("one-click-checkout").first().locator("iframe").contentFrame();
}
