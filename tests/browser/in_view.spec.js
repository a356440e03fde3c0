// What is seen: that it is in view, that nothing jumps, and that nothing moves
// for who does not want it to.
import { CALLS } from "./checkout.js";
import { expect, test } from "./fixtures.js";
import { message } from "./messages.js";

/** Puts the button into the middle of the view. */
async function centre(checkout) {
  await checkout.button.evaluate((button) => button.scrollIntoView({ block: "center", behavior: "instant" }));
}

for (const [what, width, height] of [
  ["a small phone", 375, 667],
  ["400 % zoom", 320, 256],
]) {
  for (const key of ["Enter", "click"]) {
    test(`a decline is in view at ${what} after ${key}`, async ({ page, checkout }) => {
      await page.setViewportSize({ width, height });
      await checkout.openReady({ scenario: "declined" });
      await checkout.cvc.fill("123");
      await checkout.button.focus();
      await centre(checkout);
      if (key === "click") await checkout.button.click();
      else await page.keyboard.press(key);
      await checkout.shows("declined");
      const banner = checkout.element.locator("[part=banner]");
      await expect(banner.getByText(message("declined"))).toBeInViewport();
      await checkout.hasFocus("button");
    });
  }

  test(`an incorrect code is in view at ${what}`, async ({ page, checkout }) => {
    await page.setViewportSize({ width, height });
    await checkout.openReady();
    await checkout.cvc.fill("999");
    await checkout.button.focus();
    await centre(checkout);
    await page.keyboard.press("Enter");
    await checkout.shows("declined");
    await checkout.hasFocus("cvc");
    await expect(checkout.cvc).toBeInViewport({ ratio: 1 });
    await expect(checkout.element.locator("[part=error]")).toBeInViewport();
  });
}

test("a decline does not scroll the page of a shopper who is elsewhere", async ({ page, checkout }) => {
  await page.setViewportSize({ width: 375, height: 667 });
  await checkout.openReady({ scenario: "declined" });
  const answer = await checkout.holdAnswers(CALLS.pay);
  await checkout.pay();
  await answer.arrived;
  await page.locator("#ask").focus();
  const before = await page.evaluate(() => window.scrollY);
  answer.release();
  await checkout.shows("declined");
  await expect(page.locator("#ask")).toBeInViewport();
  // The browser itself keeps in place what is in view while something above it grows.
  expect(await page.evaluate(() => window.scrollY)).toBeGreaterThanOrEqual(before);
});

for (const language of ["en", "de"]) {
  for (const width of [320, 375, 1280]) {
    test(`a problem of the code moves nothing else at ${width} px, in ${language}`, async ({ page, checkout }) => {
      await page.setViewportSize({ width, height: 1400 });
      await checkout.openReady({}, { language });
      const places = () =>
        checkout.element.evaluate((element) => {
          const root = element.shadowRoot;
          const { top } = element.getBoundingClientRect();
          const things = [root.querySelector("button"), root.querySelector("[name=cvc]"), document.getElementById("order-name")];
          // The page may be scrolled to the field. A difference is exact to a hundredth.
          const boxes = things.map((thing) => thing.getBoundingClientRect());
          return boxes.map(({ x, y, width, height }) => [x, y - top, width, height].map((one) => one.toFixed(2)));
        });
      const before = await places();
      for (const typed of ["", "1"]) {
        await checkout.cvc.fill(typed);
        await checkout.button.click();
        await expect(checkout.cvc).toHaveAttribute("aria-invalid", "true");
        await expect(checkout.element.locator("[part=error]")).toBeVisible();
        expect(await places()).toEqual(before);
      }
    });
  }
}

for (const width of [320, 1280]) {
  test(`the ring around the code leaves its label free at ${width} px`, async ({ page, checkout }) => {
    await page.setViewportSize({ width, height: 900 });
    await checkout.openReady();
    await checkout.cvc.focus();
    const { ring, label, card } = await checkout.cvc.evaluate((field) => {
      const { outlineWidth, outlineOffset } = getComputedStyle(field);
      const reach = parseFloat(outlineWidth) + parseFloat(outlineOffset);
      const { top, bottom, left } = field.getBoundingClientRect();
      const label = field.form.querySelector(".cvc-label").getBoundingClientRect();
      return {
        ring: { top: top - reach, bottom: bottom + reach, left: left - reach },
        label: { bottom: label.bottom, right: label.right },
        card: field.closest(".card").getBoundingClientRect().bottom,
      };
    });
    expect(ring.top > label.bottom || ring.left > label.right).toBe(true);
    expect(ring.bottom).toBeLessThan(card);
  });
}

for (const reducedMotion of ["reduce", "no-preference"]) {
  const wanted = reducedMotion === "no-preference";
  test(`motion: ${reducedMotion}`, { tag: wanted ? "@moving" : [] }, async ({ page, checkout }) => {
    await page.emulateMedia({ reducedMotion });
    const session = await checkout.holdAnswers(CALLS.read);
    const answer = await checkout.holdAnswers(CALLS.pay);
    const moving = () => checkout.element.evaluate((element) => element.shadowRoot.getAnimations().length > 0);
    await checkout.open();
    await session.arrived;
    expect(await moving(), "the skeleton").toBe(wanted);
    session.release();
    await checkout.shows("ready");
    await checkout.pay();
    await answer.arrived;
    await checkout.shows("paying");
    expect(await moving(), "the button").toBe(wanted);
    answer.release();
    await checkout.shows("paid");
    if (!wanted) expect(await moving(), "the sign").toBe(false);
  });
}

for (const language of ["en", "de"]) {
  for (const width of [320, 1280]) {
    test(`picking a card whose code is asked elsewhere does not move the button at ${width} px, in ${language}`, async ({ page, checkout }) => {
      await page.setViewportSize({ width, height: 1400 });
      await page.route(CALLS.read, async (route) => {
        const response = await route.fetch();
        const session = await response.json();
        session.cards.find(({ brand }) => brand === "mastercard").cvc = "hosted";
        await route.fulfill({ response, json: session });
      });
      await checkout.openReady({}, { language });
      const places = () =>
        checkout.element.evaluate((element) => {
          const { left, right, top } = element.getBoundingClientRect();
          const all = [...element.shadowRoot.querySelectorAll(".card, .elsewhere, .pay")];
          const boxes = all.map((one) => one.getBoundingClientRect());
          const outside = all.filter((_, index) => boxes[index].left < left || boxes[index].right > right);
          const { y, height } = boxes.at(-1);
          return { button: [y - top, height].map((one) => one.toFixed(2)), outside: outside.map(({ className }) => className) };
        });
      const before = await places();
      expect(before.outside).toEqual([]);
      await checkout.mastercard.check();
      await expect(checkout.button).toHaveText(new RegExp(message("pay.hosted", { amount: ".+" }, language)));
      expect(await places()).toEqual(before);
    });
  }
}
