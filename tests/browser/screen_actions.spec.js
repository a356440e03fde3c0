// The buttons of the screens by the keyboard alone: where the focus is afterwards, and the
// exact words. What happens by itself takes the focus of nobody. The answers are the gallery's.
import { expect, test } from "./fixtures.js";
import { message, said } from "./messages.js";
import { begin, focused, mark } from "./transitions.js";

const PAID = ["polite", said("paid.title", "paid.text", { amount: "€129.00" })];
const UNKNOWN = ["assertive", said("unknown.title", "unknown.text")];

/** Presses the screen's own button by Tab and Enter. */
async function press(page, checkout, part) {
  await checkout.element.locator(`[part=${part}]`).waitFor();
  while ((await checkout.focus()) !== part) await page.keyboard.press("Tab");
  await mark(checkout);
  await page.keyboard.press("Enter");
}

const heading = (key) => `heading: ${message(key)}`;

const CANCELLING = ["polite", message("give_up.busy")];
const AT_BANK = `${message("bank.title")}. ${message("give_up.held")} ${message("bank.text", { amount: "€129.00" })}`;

for (const [what, name, from, part, to, expected, words] of [
  ["trying again", "loading-again", "unavailable", "action", "loading", heading("loading.title"), [["polite", said("loading.title", "loading.text")]]],
  ["cancelling that goes on", "cancelling", "bank", "give-up", "bank", "kept", [CANCELLING]],
  [
    "a payment that is cancelled",
    "given-up",
    "bank",
    "give-up",
    "not-charged",
    heading("given_up.title"),
    [CANCELLING, ["assertive", said("given_up.title", "given_up.text")]],
  ],
  ["a payment that cannot be cancelled", "not-cancelled", "bank", "give-up", "bank", "kept", [CANCELLING, ["polite", AT_BANK]]],
]) {
  test(`${what}: where the focus is, and what was said`, async ({ page, shop, checkout }) => {
    await begin(page, shop, name, from);
    await press(page, checkout, part);
    await checkout.shows(to);
    await expect.poll(async () => (await checkout.watched()).said).toEqual(words);
    await expect.poll(() => focused(checkout)).toBe(expected);
  });
}

test("trying again that helps brings the cards, and the focus stays in the element", async ({ page, shop, checkout }) => {
  await begin(page, shop, "cards-2", "unavailable", { unavailableFirst: true });
  await press(page, checkout, "action");
  await checkout.shows("ready");
  await checkout.hasFocus();
  await page.keyboard.press("Tab");
  await checkout.hasFocus("edit");
});

for (const [where, inside] of [["in the element", true], ["elsewhere on the page", false]]) {
  test(`a payment whose outcome comes by itself, the focus ${where}`, async ({ page, shop, checkout }) => {
    await begin(page, shop, "unknown", "unknown", { thenPaid: true });
    if (inside) await page.keyboard.press("Tab");
    await checkout.shows("paid");
    await expect.poll(async () => (await checkout.watched()).said).toEqual([PAID]);
    expect(await focused(checkout)).toBe(inside ? heading("paid.title") : null);
  });
}

test("an answer that is asked for and changes nothing is said, and the focus stays", async ({ page, shop, checkout }) => {
  await begin(page, shop, "unknown", "unknown");
  await press(page, checkout, "action");
  await expect.poll(async () => (await checkout.watched()).said).toEqual([["assertive", message("unknown.busy")], UNKNOWN]);
  expect(await focused(checkout)).toBe("kept");
});
