// Pages as they are found: strange styles around the element, strange places for it,
// strange documents. It is drawn whole, can be used, and nothing of the page's answers
// to what is done in it.
import { CVCS } from "./checkout.js";
import { expect, test } from "./fixtures.js";
import { pageOf, serve, tagOf } from "./page_served.js";
import { some } from "./some.js";

/** What the page around the element may look like. */
const STYLES = {
  "a root at half its size": "html { zoom: 0.5 }",
  "a body at twice its size": "body { zoom: 2 }",
  "zooms in zooms": ".outer { zoom: 1.5 } .inner { zoom: 0.8 }",
  "vertical writing around it": ".outer { writing-mode: vertical-rl; text-orientation: upright }",
  "sideways writing around it": ".outer { writing-mode: sideways-lr }",
  "a vertical page": "html { writing-mode: vertical-lr }",
  "writing from the right": ".outer { direction: rtl }",
  "all unset": "* { all: unset !important }",
  "all reverted": "* { all: revert } one-click-checkout { all: revert !important }",
  "a scale and a turn": ".outer { transform: scale(0.7) rotate(3deg) }",
  "strict containment": ".outer { contain: strict; height: 600px }",
  "contents that are drawn when seen": "one-click-checkout { content-visibility: auto } .outer { padding-top: 2000px }",
  "no box of its own": "one-click-checkout { display: contents } .outer { display: grid; grid-template-columns: 9em 1fr }",
  "blocks for everything": "* { display: block !important }",
  "flexes for everything": "* { display: flex !important }",
  "a place in a line of text": "one-click-checkout { display: inline !important }",
  "a narrow place": ".outer { width: 200px }",
  "columns": ".outer { columns: 2 }",
};

/** Where the parts stand in the element, as far as they are not where they belong. */
function misplaced(checkout) {
  return checkout.element.evaluate((element) => {
    const box = (part) => part.getBoundingClientRect();
    const wrong = [];
    const base = box(element.shadowRoot.querySelector(".base"));
    // A slack for boxes that stand askew.
    const slack = 60;
    for (const part of element.shadowRoot.querySelectorAll(".card, .legend, .badge, .pay, .cvc-field, .mark")) {
      const { left, right, top, bottom, width, height } = box(part);
      const isInside =
        left > base.left - slack && right < base.right + slack && top > base.top - slack && bottom < base.bottom + slack;
      if (!isInside || width < 8 || height < 8) wrong.push(`${part.className} ${[left, top, width, height]}`);
      if (part.getClientRects().length > 1) wrong.push(`${part.className} is cut in ${part.getClientRects().length}`);
    }
    const page = document.documentElement;
    if (base.right > page.clientWidth + 1) wrong.push(`out of the window: ${base.right}`);
    return wrong;
  });
}

test("the styles of a page around the element leave it whole and usable", async ({ page, shop, checkout }) => {
  const write = (made) =>
    pageOf(made, `<p>Before</p><div class="outer"><div class="inner">${tagOf(made)}<p>After</p></div></div>`);
  await serve(page, shop, write);
  await checkout.shows("ready");
  for (const [what, rules] of Object.entries(STYLES)) {
    await test.step(what, async () => {
      await page.evaluate((rules) => {
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(rules);
        document.adoptedStyleSheets = [sheet];
      }, rules);
      await checkout.mastercard.click();
      await expect(checkout.mastercard).toBeChecked();
      expect.soft(await misplaced(checkout), what).toEqual([]);
      await checkout.visa.click();
      await checkout.cvc.click();
      await page.keyboard.type(CVCS.visa);
      await expect(checkout.cvc).toHaveValue(CVCS.visa);
      // Where the button can be pressed, a try does that without pressing it.
      await checkout.button.click({ trial: true });
      await checkout.cvc.fill("");
    });
  }
  await checkout.pay();
  await checkout.shows("paid");
  await checkout.isChargedOnce();
});

/** What a page may put around the element, and what would show that a click in it meant that. */
const AROUND = {
  "a closed <details>": ["<details><summary>By card</summary>", "</details>"],
  "the summary of a <details>": ["<details><summary>", "</summary>More</details>"],
  "a modal <dialog>": ["<dialog>", "</dialog>"],
  "an inert part": ["<div inert>", "</div>"],
  "a part that is hidden until it is found": ['<div hidden="until-found">', "</div>"],
  "a popover": ["<div popover>", "</div>"],
  "a form": ['<form action="/elsewhere"><input name="of-the-page" value="1">', "<button>Go</button></form>"],
  "a disabled fieldset": ["<form><fieldset disabled>", "</fieldset></form>"],
  "a label of a radio": ['<label><input type="radio" name="way" value="card"> By card', "</label>"],
  "a label of a button": ["<label>", '<button type="button" onclick="did.push(\'pressed\')">Other</button></label>'],
  "a link": ['<a href="/elsewhere">', "</a>"],
  "an editable part": ["<div contenteditable>", "</div>"],
};

/** Opens whatever is closed around the element. */
function open() {
  for (const details of document.querySelectorAll("details")) details.open = true;
  document.querySelector("dialog")?.showModal();
  document.querySelector("[popover]")?.showPopover();
  for (const name of ["inert", "hidden"]) document.querySelector(`[${name}]`)?.removeAttribute(name);
}

/** What the page around the element did, or would send. */
function deeds() {
  const [form] = document.forms;
  const fields = form ? [...new FormData(form).keys()].filter((name) => name !== "of-the-page") : [];
  const closed = [...document.querySelectorAll("details:not([open]), dialog:not([open])")].map(({ localName }) => localName);
  return [...window.did, ...fields, ...closed, ...document.querySelectorAll(":checked").values().map(({ name }) => name)];
}

for (const [what, [before, after]] of some(Object.entries(AROUND), 6)) {
  test(`in ${what} the element works, and what is done in it is not done to that`, async ({ page, shop, checkout }) => {
    await serve(page, shop, (made) => pageOf(made, before + tagOf(made) + after));
    await checkout.shows("ready");
    const away = [];
    page.on("request", (request) => request.url().includes("elsewhere") && away.push(request.url()));
    await page.evaluate(() => {
      window.did = [];
      for (const type of ["submit", "change", "toggle"]) {
        addEventListener(type, ({ target }) => window.did.push(`${type} of ${target.localName}`), true);
      }
    });
    await page.evaluate(open);
    await page.evaluate(() => new Promise(requestAnimationFrame));
    await page.evaluate(() => window.did.splice(0));
    for (const place of [".legend", ".cvc-label", ".badge", ".unusable", ".mark"]) {
      await checkout.element.locator(place).first().click();
    }
    await checkout.amex.focus();
    await page.keyboard.press("Space");
    await checkout.mastercard.click();
    await expect(checkout.mastercard).toBeChecked();
    await checkout.element.locator(".choice").first().click();
    await expect(checkout.visa).toBeChecked();
    await checkout.button.press("Space");
    await checkout.button.press("Enter");
    await checkout.button.click();
    await expect(checkout.element.locator("[part=error]")).not.toBeEmpty();
    await checkout.cvc.click();
    await page.keyboard.type(CVCS.visa);
    await expect(checkout.cvc).toHaveValue(CVCS.visa);
    await checkout.hasFocus("cvc");
    await page.keyboard.press("Enter");
    await checkout.shows("paid");
    await checkout.element.locator("[data-heading]").click();
    expect(await page.evaluate(deeds)).toEqual([]);
    expect(away).toEqual([]);
    await checkout.isChargedOnce();
  });
}
