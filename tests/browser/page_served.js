// A page of a test's own in the place of the shop's, written anew at every load as
// a merchant's server writes it: with a new session of the same order.

/** The element's tag, well formed in XML as well. */
export function tagOf({ endpoint, session }, attributes = "") {
  return `<one-click-checkout endpoint="${endpoint}" session="${session}" rows="4" ${attributes}></one-click-checkout>`;
}

/** The script's tag. */
export function scriptOf({ script }) {
  return `<script type="module" async="" src="${script}"></script>`;
}

/** A whole page around some markup. */
export function pageOf(made, body, head = "") {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A shop</title>${head}${scriptOf(made)}</head><body>${body}</body></html>`;
}

/**
 * Serves what `write` makes of `{ endpoint, session, script }` at every path that `paths`
 * matches, "/" unless told, and opens the order's page.
 */
export async function serve(page, shop, write, { order, type = "text/html; charset=utf-8", headers = {}, paths = /^\/$/ } = {}) {
  await shop.makeOrder(order);
  await page.route(
    (url) => url.origin === shop.url && paths.test(url.pathname),
    async (route) => {
      const made = await shop.makeSession();
      const body = write(made, new URL(route.request().url()));
      await route.fulfill({ body, headers: { "content-type": type, ...headers } });
    },
  );
  await page.goto(shop.address());
}
