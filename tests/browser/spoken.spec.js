// What a screen reader is told: the exact words in the live regions, and that
// none of them stays to be found and read a second time.
import { CALLS, CVCS } from "./checkout.js";
import { expect, test } from "./fixtures.js";
import { month, said, message } from "./messages.js";

/** What tells the same words, said again, from an echo that screen readers leave out. */
const AGAIN = "\u00a0";

/** Milliseconds after which the words have gone, and after which a waiting shopper has heard more. */
const STAY = 3_000;
const PATIENCE = 7_000;

const regions = (checkout) => checkout.element.locator("[aria-live]");
const spoken = async (checkout) => (await checkout.watched()).said;

/** Stops the page's time, which then moves by hand alone. */
async function stopTime(page) {
  await page.clock.pauseAt((await page.evaluate(() => Date.now())) + 1_000);
}

test("both live regions are there before their first word, and neither has a role", async ({ checkout }) => {
  await checkout.page.route(CALLS.read, () => {});
  await checkout.open();
  await checkout.shows("loading");
  expect(await regions(checkout).evaluateAll((all) => all.map((one) => [one.ariaLive, one.role, one.textContent]))).toEqual([
    ["polite", null, ""],
    ["assertive", null, ""],
  ]);
});

test("a problem of the code is said at every press, the same one too", async ({ page, checkout }) => {
  await checkout.openReady();
  await checkout.cvc.focus();
  const words = [];
  const presses = [["", "cvc.missing"], ["", "cvc.missing", AGAIN], ["", "cvc.missing"], ["1", "cvc.length.3"]];
  for (const [typed, key, again = ""] of presses) {
    await page.keyboard.type(typed);
    await page.keyboard.press("Enter");
    words.push(["assertive", message(key) + again]);
    await expect.poll(() => spoken(checkout)).toEqual(words);
  }
  await checkout.hasFocus("cvc");
  await expect(checkout.cvc).toHaveAccessibleDescription(`${message("cvc.length.3")} ${message("cvc.hint.3")}${message("cvc.place.3")}`);
});

test("an incorrect code is said as such, beside its emptied field, and by no banner", async ({ checkout }) => {
  await checkout.openReady();
  await checkout.pay("999");
  await checkout.shows("declined");
  await checkout.hasFocus("cvc");
  const words = said("wrong_cvc", "declined.wrong_cvc");
  await expect(checkout.cvc).toHaveValue("");
  await expect(checkout.cvc).toHaveAttribute("aria-invalid", "true");
  await expect(checkout.cvc).toHaveAccessibleDescription(new RegExp(words.replaceAll(".", "\\.")));
  await expect(checkout.element.locator(".card[data-picked=true] [part=error]")).toHaveText(words);
  await expect(checkout.element.locator("[part=banner]")).toHaveCount(0);
  // The focus has come from the button: the field is read with its description.
  expect(await spoken(checkout)).toEqual([["polite", message("paying")]]);
  await checkout.mastercard.check();
  await expect(checkout.cvc).toHaveAttribute("aria-invalid", "false");
  expect(await checkout.visibleText()).not.toContain(message("wrong_cvc"));
});

test("an incorrect code is said at each of two payments", async ({ checkout }) => {
  await checkout.openReady();
  const words = said("wrong_cvc", "declined.wrong_cvc");
  for (const cvc of ["998", "999"]) {
    const before = checkout.posts.length;
    await checkout.cvc.fill(cvc);
    await checkout.cvc.press("Enter");
    await expect.poll(() => checkout.posts.length).toBe(before + 1);
    await checkout.shows("declined");
  }
  expect(await spoken(checkout)).toEqual([
    ["polite", message("paying")],
    ["assertive", words],
    ["polite", message("paying")],
    ["assertive", words],
  ]);
});

test("what was said does not stay", async ({ page, checkout }) => {
  await page.clock.install();
  await checkout.openReady({ scenario: "declined" });
  await stopTime(page);
  await checkout.pay();
  await checkout.shows("declined");
  await expect(regions(checkout).last()).toHaveText(said("declined", "declined.insufficient_funds"));
  await page.clock.runFor(STAY);
  await expect(regions(checkout)).toHaveText(["", ""]);
});

test("who waits for long is told that it goes on, until it has ended", async ({ page, checkout }) => {
  await page.clock.install();
  await checkout.openReady();
  const answer = await checkout.holdAnswers(CALLS.pay);
  await stopTime(page);
  await checkout.pay();
  await answer.arrived;
  await page.clock.runFor(PATIENCE);
  const waiting = [
    ["polite", message("paying")],
    ["polite", message("paying.still")],
  ];
  expect(await spoken(checkout)).toEqual(waiting);
  await page.clock.runFor(PATIENCE);
  waiting.push(["polite", message("paying.still") + AGAIN]);
  expect(await spoken(checkout)).toEqual(waiting);
  answer.release();
  await checkout.shows("paid");
  await page.clock.runFor(3 * PATIENCE);
  expect(await spoken(checkout)).toEqual([
    ...waiting,
    ["polite", said("paid.title", "paid.text", { amount: "€129.00" })],
  ]);
  await expect(regions(checkout)).toHaveText(["", ""]);
});

test("who asks whether it is paid hears an answer", async ({ page, checkout }) => {
  await checkout.openReady({ scenario: "pending", milliseconds: 600_000 });
  await checkout.pay();
  await checkout.shows("unknown");
  const unknown = ["assertive", said("unknown.title", "unknown.text")];
  expect(await spoken(checkout)).toEqual([["polite", message("paying")], unknown]);
  await checkout.action.click();
  const checking = ["assertive", message("unknown.busy")];
  await expect.poll(() => spoken(checkout)).toEqual([["polite", message("paying")], unknown, checking, unknown]);
  // Another language is no news.
  await page.evaluate(() => {
    document.documentElement.lang = "de";
  });
  await expect(checkout.heading).toHaveText(message("unknown.title", {}, "de"));
  expect(await spoken(checkout)).toHaveLength(4);
});

test("who asks whether it is paid sees that it is being checked", async ({ checkout }) => {
  await checkout.openReady({ scenario: "pending", milliseconds: 600_000 });
  await checkout.pay();
  await checkout.shows("unknown");
  const answer = await checkout.holdAnswers(CALLS.read);
  await checkout.action.click();
  await expect(checkout.action).toHaveText(message("unknown.busy"));
  await expect(checkout.action).toHaveAttribute("aria-disabled", "true");
  await checkout.hasFocus("action");
  await answer.arrived;
  answer.release();
  await expect(checkout.action).toHaveText(message("unknown.action"));
});

test("an element that goes takes its words along", async ({ checkout }) => {
  await checkout.openReady({ scenario: "declined" });
  await checkout.pay();
  await checkout.shows("declined");
  const words = await checkout.element.evaluate(async (element) => {
    element.remove();
    await new Promise((resolve) => setTimeout(resolve));
    return [...element.shadowRoot.querySelectorAll("[aria-live]")].map((region) => region.textContent);
  });
  expect(words).toEqual(["", ""]);
});

const BRANDS = ["visa", "mastercard", "american_express", "maestro", "discover", "diners_club", "jcb", "union_pay", "elo", "hipercard", "mir", "troy", "verve", "unknown"];

for (const language of ["en", "de", "ja"]) {
  test(`what is seen of a card is in its name, in ${language}`, async ({ page, checkout }) => {
    await page.route(CALLS.read, async (route) => {
      const response = await route.fetch();
      const session = await response.json();
      const [like] = session.cards;
      session.cards = BRANDS.map((brand, index) => ({ ...like, id: like.id.replace(/..$/, String(index).padStart(2, "0")), brand, last_four: String(index).padStart(4, "0") }));
      await route.fulfill({ response, json: session });
    });
    await checkout.openReady({}, { language });
    const labels = checkout.element.locator("[part=card] .choice");
    await expect(labels).toHaveCount(BRANDS.length);
    await checkout.element.locator("[part=more]").click();
    for (let index = 0; index < BRANDS.length; index += 1) {
      const [brand] = (await labels.nth(index).locator("bdi").innerText()).split(/\s+•/);
      await expect(labels.nth(index).locator("svg.mark")).toBeVisible();
      const name = new RegExp(`^${brand}.*${String(index).padStart(4, "0")}${message("comma", {}, language)}${message("card.expires", { date: month(2031, 12, language) }, language)}$`, "i");
      await expect(checkout.radios.nth(index)).toHaveAccessibleName(name);
    }
  });
}

test("a card that cannot be used is read with a pause before the reason", async ({ checkout }) => {
  await checkout.openReady();
  const ending = message("card.ending", { digits: "1881" });
  await expect(checkout.element.locator("ul")).toMatchAriaSnapshot(`
    - list "${message("card.unusable")}":
      - listitem: "Visa ${ending}, ${message("card.expired")}"
  `);
});

test("the field of the code has a hint that is seen and heard, and nothing in it", async ({ checkout }) => {
  await checkout.openReady();
  await expect(checkout.cvc).not.toHaveAttribute("placeholder");
  await expect(checkout.cvc).toHaveAccessibleName(`${message("cvc")}${message("cvc.long")}`);
  for (const [radio, length] of [[checkout.visa, ".3"], [checkout.amex, ".4"]]) {
    await radio.check();
    const hint = checkout.element.locator(".cvc-hint");
    await expect(hint).toBeInViewport();
    await expect(hint).toContainText(message(`cvc.hint${length}`));
    await expect(checkout.cvc).toHaveAccessibleDescription(message(`cvc.hint${length}`) + message(`cvc.place${length}`));
  }
});

test("after three wrong codes the card and the button say where the code is asked", async ({ page, checkout }) => {
  await checkout.openReady();
  for (const wrong of ["111", "222", "333"]) {
    const before = checkout.posts.length;
    await checkout.pay(wrong);
    await expect.poll(() => checkout.posts.length).toBe(before + 1);
    await checkout.shows("declined");
  }
  const banner = checkout.element.locator("[part=banner]");
  await expect(banner).toContainText(message("wrong_cvc") + message("wrong_cvc.elsewhere"));
  await expect(checkout.cvc).toHaveCount(0);
  await checkout.hasFocus();
  expect((await spoken(checkout)).at(-1)).toEqual(["assertive", said("wrong_cvc", "wrong_cvc.elsewhere")]);
  await expect(checkout.visa).toHaveAccessibleName(new RegExp(`, ${message("cvc.hosted")}$`));
  await expect(checkout.visa).toHaveAccessibleDescription(message("cvc.blocked"));
  await expect(checkout.element.getByText(message("cvc.hosted"))).toBeVisible();
  await expect(checkout.button).toHaveText(message("pay.hosted", { amount: "€129.00" }));
  await checkout.mastercard.check();
  await expect(checkout.button).toHaveText(message("pay", { amount: "€129.00" }));
  await checkout.visa.check();
  await checkout.button.click();
  await expect(page.getByRole("heading", { name: "Enter your security code" })).toBeVisible();
  expect(new URL(page.url()).origin).toBe(new URL(process.env.ONECLICK_SANDBOX).origin);
  await checkout.isNotCharged();
});
