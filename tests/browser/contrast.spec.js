// Whatever accent a page gives, text on it can be read, and what is drawn in it is seen.
import { LOOKS } from "../../examples/gallery/page/settings.js";
import { violations } from "./accessibility.js";
import { expect, test } from "./fixtures.js";

const ACCENTS = [
  "#ffffff", "#000000", "#ffff00", "#808080", "#777777", "#757575", "#ff0000", "#00ff00", "#0000ff", "#00ffff", "#ff00ff",
  "#e8590c", "#ffd60a", "#2f9e44", "#1c7ed6", "#ae3ec9", "#c92a2a", "#0b7285", "#7048e8", "#5c3d2e", "#ffc9c9", "#1db954",
  "hsl(210 60% 45%)", "oklch(0.7 0.3 150)", "color(display-p3 1 0.3 0)", "light-dark(#004d40, #b2dfdb)",
];

async function open(page, shop, state, query) {
  await page.goto(`${shop.url}/gallery.html?${new URLSearchParams({ plain: "", lang: "en", ...query })}#${state}`);
  await expect(page.locator("#stage")).toHaveAttribute("data-shown", state);
}

/** Runs in the page: the colours that touch each other, as the contrast that they have. */
function contrasts() {
  const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const lightness = (colour) => {
    canvas.fillStyle = "#123456";
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const linear = [...canvas.getImageData(0, 0, 1, 1).data].map((part) => {
      const share = part / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
  };
  const contrast = (one, other) => {
    const [less, more] = [lightness(one), lightness(other)].sort((a, b) => a - b);
    return (more + 0.05) / (less + 0.05);
  };
  const { shadowRoot } = document.querySelector("one-click-checkout");
  const of = (selector) => getComputedStyle(shadowRoot.querySelector(selector));
  const surface = of(".rows").backgroundColor;
  const raised = of(".card[data-picked=true]").backgroundColor;
  const focused = getComputedStyle(shadowRoot.activeElement);
  return {
    "text on the button": contrast(of(".pay").color, of(".pay").backgroundColor) / 4.5,
    "the link to all cards": contrast(of(".more").color, surface) / 4.5,
    "the button's border": contrast(of(".pay").borderTopColor, surface) / 3,
    "the picked card's border": contrast(of(".card[data-picked=true]").outlineColor, surface) / 3,
    "the picked card's border, inside": contrast(of(".card[data-picked=true]").outlineColor, raised) / 3,
    "the mark of the picked radio": contrast(of(".radio:checked").borderTopColor, raised) / 3,
    "the ring of the focus": contrast(focused.outlineColor, surface) / 3,
    "the list's border": contrast(of(".rows").borderTopColor, surface) / 3,
    "the field's border": contrast(of("[name=cvc]").borderTopColor, raised) / 3,
    "a radio": contrast(of(".radio:not(:checked)").borderTopColor, surface) / 3,
    "small text": contrast(of(".card[data-picked=true] .expiry").color, raised) / 4.5,
  };
}

/** The contrasts that are too low. */
async function tooLow(page, checkout) {
  await checkout.element.evaluate((element) => element.focus());
  const found = await page.evaluate(contrasts);
  return Object.entries(found).filter(([, share]) => !(share >= 1)).map(([what, share]) => `${what}: ${share.toFixed(3)} of it`);
}

for (const theme of ["light", "dark"]) {
  test(`text on any accent, and what is drawn in it, stands out: ${theme}`, async ({ page, shop, checkout }) => {
    await open(page, shop, "cards-9", { theme });
    for (const accent of ACCENTS) {
      await checkout.element.evaluate((element, accent) => element.style.setProperty("--oneclick-accent", accent), accent);
      for (const moved of [false, true]) {
        if (moved) await checkout.button.hover();
        else await page.mouse.move(0, 0);
        expect.soft(await tooLow(page, checkout), `${accent}${moved ? ", with the pointer on the button" : ""}`).toEqual([]);
      }
    }
  });

  test(`the themes of the gallery stand out, and have no violation of accessibility: ${theme}`, async ({ page, shop, checkout }) => {
    for (const { value: look } of LOOKS) {
      await open(page, shop, "cards-9", { theme, look });
      expect.soft(await tooLow(page, checkout), look).toEqual([]);
      for (const state of ["cards-9", "declined-refused", "new-card-picked", "bank-until", "paid"]) {
        await open(page, shop, state, { theme, look });
        expect.soft(await violations(page, "one-click-checkout"), `${look}: ${state}`).toEqual([]);
      }
    }
  });
}

test("a text on the accent that the page gives is taken as it is", async ({ page, shop, checkout }) => {
  await open(page, shop, "cards-9", {});
  await checkout.element.evaluate((element) => element.style.setProperty("--oneclick-on-accent", "rgb(250, 240, 230)"));
  await expect(checkout.button).toHaveCSS("color", "rgb(250, 240, 230)");
});
