// docs/element.md is the contract: every variable and part in it is there and does something,
// and every one that is there is in it.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

import { root } from "./browser.js";
import { CALLS } from "./checkout.js";
import { expect, test } from "./fixtures.js";

const read = (path) => readFileSync(join(root, path), "utf8");

/** The texts of all files below a folder. */
function textsOf(folder) {
  const files = readdirSync(join(root, folder), { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
  return files.map(({ parentPath, name }) => readFileSync(join(parentPath, name), "utf8")).join("\n");
}

const sorted = (names) => [...new Set(names)].sort();

/** What stands in the first column of a section's table, in code. */
function documented(section) {
  const [, text] = read("docs/element.md").split(`\n## ${section}\n`);
  const rows = text.split("\n## ")[0].matchAll(/^\| (`[^|]*) \|/gm);
  return sorted([...rows].flatMap(([, cell]) => cell.match(/[\w-]+/g)));
}

const VARIABLES = documented("Variables");
const PARTS = documented("Parts");

test("the variables of the style sheet are those that are documented", () => {
  expect(sorted(textsOf("style").match(/--oneclick-[\w-]+/g))).toEqual(VARIABLES);
});

test("the parts of the code are those that are documented", () => {
  const code = textsOf("src/view") + textsOf("src/script");
  const parts = Array.from(code.matchAll(/\bpart(?:=|: ")([\w -]+)/g), ([, names]) => names.split(" "));
  expect(sorted(parts.flat())).toEqual(PARTS);
});

test("attributes, properties and methods that are documented are there", async ({ checkout }) => {
  await checkout.openReady();
  const [, text] = read("docs/element.md").split("\n## Attributes and properties\n");
  const properties = [...text.split("\n## ")[0].matchAll(/^\| [^|]* \| `(\w+)` \|/gm)].map(([, name]) => name);
  const methods = documented("Methods").filter((name) => name !== "options");
  expect(properties.length).toBeGreaterThan(5);
  expect(methods).toEqual(["focus", "pay", "refresh"]);
  const missing = await checkout.element.evaluate(
    (element, [properties, methods]) => [
      ...properties.filter((name) => !(name in element)),
      ...methods.filter((name) => typeof element[name] !== "function"),
    ],
    [properties, methods],
  );
  expect(missing).toEqual([]);
});

test("roles and names are found by the parts that are documented, in every language", async ({ shop, checkout }) => {
  const [, text] = read("docs/element.md").split("\n## Roles and names\n");
  const rows = [...text.matchAll(/^\| [^|]+ \| `(\w+)`[^|]*\|[^|]*\| ([^|]*) \|$/gm)];
  const roles = new Map(rows.flatMap(([, role, parts]) => parts.match(/[\w-]+/g).map((part) => [part, role])));
  expect(roles.size).toBe(8);
  await checkout.openReady();
  const seen = new Set();
  const look = async () => {
    for (const [part, role] of roles) {
      const parts = checkout.element.locator(`[part~=${part}]`);
      if (!(await parts.count())) continue;
      expect(await checkout.element.getByRole(role).and(parts).count(), part).toBe(await parts.count());
      seen.add(part);
    }
  };
  for (const language of ["ar", "ja", "en"]) {
    await checkout.element.evaluate((element, language) => element.setAttribute("lang", language), language);
    await expect(checkout.base).toHaveAttribute("lang", language);
    await expect(checkout.element.getByRole("radio", { name: "4242" })).toBeChecked();
    await expect(checkout.element.getByRole("textbox")).toHaveCount(1);
    await expect(checkout.button).toHaveAccessibleName(/129|١٢٩/);
    await look();
  }
  await shop.sandbox.behave("declined", { times: 1 });
  await checkout.pay();
  await checkout.shows("declined");
  await look();
  await checkout.pay();
  await checkout.shows("paid");
  await look();
  expect(["radio", "cvc", "button", "banner-title", "screen-title"].filter((part) => !seen.has(part))).toEqual([]);
});

/** The members of each event's detail, by its name. */
function members() {
  const [, text] = read("docs/element.md").split("\n## Events\n");
  const rows = text.split("\n## ")[0].matchAll(/^\| `(oneclick-[\w-]+)` \|.*\|([^|]*)\|$/gm);
  const names = (cell) => [...cell.matchAll(/`(\w+)`/g)].map(([, name]) => name).filter((name) => name !== "null");
  return new Map([...rows].map(([, name, cell]) => [name, names(cell).sort()]));
}

test("events have the members that are documented, and no other", async ({ page, checkout, trouble }) => {
  trouble.expectFailedRequests();
  await checkout.openReady();
  await page.evaluate(() => {
    document.addEventListener("oneclick-before-pay", ({ detail }) => window.watched.heard.push({ name: "oneclick-before-pay", detail }));
  });
  await checkout.mastercard.check();
  await checkout.visa.check();
  await checkout.pay("999");
  await checkout.shows("declined");
  const restore = await checkout.refuse(CALLS.pay, 500, { code: "server.internal" });
  await checkout.pay();
  await checkout.shows("unknown");
  await restore();
  await checkout.shows("paid");
  const { heard } = await checkout.watched();
  const documented = members();
  expect(documented.size).toBeGreaterThan(8);
  for (const { name, detail } of heard) expect(Object.keys(detail).sort(), name).toEqual(documented.get(name));
  const names = new Set(heard.map(({ name }) => name));
  for (const name of ["ready", "change", "before-pay", "declined", "pending", "success"]) expect(names).toContain(`oneclick-${name}`);
});

async function open(page, shop, state, query = {}) {
  await page.goto(`${shop.url}/gallery.html?${new URLSearchParams({ plain: "", lang: "en", ...query })}#${state}`);
  await expect(page.locator("#stage")).toHaveAttribute("data-shown", state);
}

/** A value of each kind that is none of the element's own. */
const VALUES = {
  "--oneclick-font": "fantasy",
  "--oneclick-font-size": "1.5rem",
  "--oneclick-weight": "350",
  "--oneclick-space": "1.1em",
  "--oneclick-radius": "5px",
  "--oneclick-border-width": "3px",
  "--oneclick-motion": "0.19s",
  "--oneclick-max-width": "300px",
};
const COLOUR = "rgb(1, 2, 3)";

/** Runs in the page: all computed styles of all that is in the element, as one text. */
function looks() {
  const element = document.querySelector("one-click-checkout");
  element.focus();
  return [...element.shadowRoot.querySelectorAll(".base, .base *")]
    .map((part) => {
      const style = getComputedStyle(part);
      // A variable itself is no look.
      return [...style].filter((name) => !name.startsWith("--")).map((name) => style.getPropertyValue(name)).join();
    })
    .join("\n");
}

/** The states in which each variable shows; the first shows most. */
const SHOWING = ["cards-2", "declined-refused", "expires-soon", "paid"];

test("every variable changes something", { tag: "@moving" }, async ({ page, shop, checkout }) => {
  await page.emulateMedia({ reducedMotion: "no-preference" });
  let left = VARIABLES;
  for (const state of SHOWING) {
    await open(page, shop, state);
    const set = (name, value) =>
      checkout.element.evaluate((element, [name, value]) => element.style.setProperty(name, value), [name, value]);
    // At once, so that no colour is seen on its way.
    await set("--oneclick-motion", "0s");
    const before = await page.evaluate(looks);
    const without = [];
    for (const name of left) {
      await set(name, VALUES[name] ?? COLOUR);
      if ((await page.evaluate(looks)) === before) without.push(name);
      await set(name, name === "--oneclick-motion" ? "0s" : "");
      expect(await page.evaluate(looks), `${name} leaves nothing behind`).toBe(before);
    }
    left = without;
  }
  expect(left, "variables that change nothing").toEqual([]);
});

/** The seconds that changes of colour take. */
function times(checkout) {
  return checkout.element.evaluate((element) => {
    const styles = [...element.shadowRoot.querySelectorAll(".base *")].map((part) => getComputedStyle(part));
    return [...new Set(styles.flatMap(({ transitionDuration }) => transitionDuration.split(", ").map(parseFloat)))];
  });
}

test("no change of colour takes longer than a fifth of a second", { tag: "@moving" }, async ({ page, shop, checkout }) => {
  await page.emulateMedia({ reducedMotion: "no-preference" });
  await open(page, shop, "cards-2");
  const moving = await times(checkout);
  expect(Math.max(...moving)).toBeGreaterThan(0);
  expect(Math.max(...moving)).toBeLessThan(0.2);
});

test("no change of colour takes any time where less motion is wanted", async ({ page, shop, checkout }) => {
  await open(page, shop, "cards-2");
  expect(await times(checkout)).toEqual([0]);
});

/** The states and layouts that show every part. */
const STAGES = [
  ["cards-9", ""],
  ["unusable-cards", ""],
  ["removed", ""],
  ["cvc-missing", ""],
  ["cvc-hosted", ""],
  ["new-card-picked", ""],
  ["declined-refused", ""],
  ["bank-until", ""],
  ["paid", ""],
  ["unavailable", ""],
  ["cards-2", "express"],
];

/** Of parts whose texts have parts of their own. */
const AROUND = ["base", "form", "cards", "rows", "card", "card-unusable", "screen", "banner", "receipt"];

test("every part can be styled by the page, and every text is in one", async ({ page, shop, checkout }) => {
  const seen = new Set();
  for (const [state, layout] of STAGES) {
    await open(page, shop, state, { layout });
    await page.evaluate((parts) => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(parts.map((part) => `one-click-checkout::part(${part}) { scroll-margin-top: 77px }`).join("\n"));
      document.adoptedStyleSheets = [sheet];
    }, PARTS);
    const { parts, bare } = await checkout.element.evaluate((element, around) => {
      const parts = [];
      const bare = [];
      for (const node of element.shadowRoot.querySelectorAll(".base, .base *")) {
        if (getComputedStyle(node).scrollMarginTop === "77px") parts.push(...node.part);
        const isText = [...node.childNodes].some(({ nodeType, data }) => nodeType === 3 && data.trim() !== "");
        if (!isText || node.closest(".unseen") || node.getClientRects().length === 0) continue;
        const part = node.closest("[part]").part;
        if (around.some((name) => part.contains(name))) bare.push(node.className || node.localName);
      }
      return { parts, bare };
    }, AROUND);
    for (const part of parts) seen.add(part);
    expect.soft(bare, `texts without a part in ${state}`).toEqual([]);
  }
  expect([...seen].sort()).toEqual(PARTS);
});
