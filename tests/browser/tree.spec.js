// The element as assistive programs see it: what each screen holds, in order, by role and
// name. Descriptions are in spoken.spec.js, the words of the live regions in transitions.spec.js.
import { expect, test } from "./fixtures.js";
import { message, month } from "./messages.js";
import { some } from "./some.js";

const AMOUNT = { amount: "€129.00" };

/** The words of a card, and of its choice, which are its name. */
const card = (brand, digits, year, ends) =>
  `${brand} ${message("card.ending", { digits })}, ${message("card.expires", { date: month(year, ends) })}`;
const VISA = card("Visa", "4242", 2031, 12);
const MASTERCARD = card("Mastercard", "4444", 2029, 4);
const NEW = `${message("new_card")} ${message("new_card.text")}`;
const choice = (name, states = "", more = "") => [`- radio "${name}"${states}`, `- text: ${name}${more}`];

const NAME = message("cvc") + message("cvc.long");
const HINT = message("cvc.hint.3") + message("cvc.place.3");
const picked = (states = " [checked]") => choice(VISA, states, ` ${NAME} ${HINT}`);
const code = (states = "") => `- textbox "${NAME}"${states}`;

const rows = (states, ...lines) => {
  const inside = [`- text: ${message("pay.with")}`, `- paragraph: ${message("test")}`, button("edit", states), ...lines];
  return [`- group "${message("pay.with")}":`, ...inside.map((line) => `  ${line}`)];
};
const cards = (...lines) => rows("", ...lines);
const button = (key, states = "") => `- button "${message(key, AMOUNT)}"${states}`;
const titled = (title, text) => [`- heading "${message(title)}" [level=2]`, `- paragraph: ${text ?? message(`${title.replace(/\.title$/, "")}.text`, AMOUNT)}`];
const unusable = (name, reason) => `${name}, ${message(reason)}`;
const REFERENCE = `- paragraph: ${message("request_id", { request_id: "req_gallery" })}`;

/** By the gallery's state. */
const TREES = {
  "cards-2": [...cards(...picked(), code(), ...choice(MASTERCARD)), button("pay")],
  "new-card-picked": [
    ...cards(
      ...choice(VISA),
      ...choice(MASTERCARD),
      ...choice(NEW, " [checked]"),
      `- checkbox "${message("new_card.save")}"`,
      `- text: ${message("new_card.save")}`,
    ),
    button("new_card.pay"),
  ],
  "cvc-missing": [
    ...cards(...picked(), code(" [invalid]"), `- paragraph: ${message("cvc.missing")}`, ...choice(MASTERCARD)),
    button("pay"),
  ],
  paying: [...rows(" [disabled]", ...picked(" [checked] [disabled]"), code(), ...choice(MASTERCARD, " [disabled]")), button("paying", " [disabled]")],
  "declined-refused": [
    ...cards(...picked(), code(), ...choice(MASTERCARD)),
    ...titled("declined", message("declined.refused")),
    `- paragraph: ${message("request_id", { request_id: "pay_gallery" })}`,
    button("pay"),
  ],
  "folded-unusable-cards": [
    ...cards(...picked(), code(), ...choice(MASTERCARD), `- group: ${message("card.unusable")} (3)`),
    button("pay"),
  ],
  unknown: [...titled("unknown.title"), button("unknown.action")],
  "bank-until": [
    ...titled("bank.title"),
    button("bank.action"),
    button("give_up"),
    `- paragraph: ${message("page.until", { time: "in 10 minutes" })}`,
  ],
  paid: [
    ...titled("paid.title"),
    ...[
      ["receipt.amount", AMOUNT.amount],
      ["card.card", `Visa ${message("card.ending", { digits: "4242" })}`],
      ["receipt.shop", "Nordlys"],
      ["receipt.order", "N-1001"],
      ["receipt.payment", "pay_gallery"],
    ].flatMap(([key, value]) => [`- term: ${message(key)}`, `- definition: ${value}`]),
  ],
  unavailable: [
    ...titled("unavailable.title", `${message("nothing")} ${message("unavailable.text")}`),
    button("unavailable.action"),
    REFERENCE,
  ],
  expired: [...titled("expired.title"), button("reload"), REFERENCE],
  "unusable-cards": [
    `- heading "${message("empty.unusable")}" [level=2]`,
    `- paragraph: ${message("empty.text")}`,
    `- list "${message("card.unusable")}":`,
    ...[
      ["Visa", "4242", "card.expired"],
      ["Mastercard", "4444", "card.locked"],
      ["American Express", "0005", "card.cvc_attempts"],
      ["Maestro", "0604", "card.use"],
      ["UnionPay", "0010", "card.provider"],
    ].flatMap(([brand, digits, reason]) => {
      const name = `${brand} ${message("card.ending", { digits })}`;
      const does = message("remove");
      return ["  - listitem:", `    - text: ${unusable(name, reason)}`, `    - button "${does}, ${name}": ${does}`];
    }),
  ],
};

for (const [name, lines] of some(Object.entries(TREES), 6)) {
  test(`what there is to read and to press: ${name}`, async ({ page, shop, checkout }) => {
    await page.goto(`${shop.url}/gallery.html?plain&lang=en#${name}`);
    await expect(page.locator("#stage")).toHaveAttribute("data-shown", name);
    expect(await checkout.element.locator(".content").ariaSnapshot()).toBe(lines.join("\n"));
  });
}

test("the screen without WebAssembly is an alert with a heading", async ({ page, shop, checkout, trouble }) => {
  trouble.expect(/runtime\./);
  await page.goto(`${shop.url}/gallery.html?plain&lang=en#runtime-setup`);
  await expect(page.locator("#stage")).toHaveAttribute("data-shown", "runtime-setup");
  await expect(checkout.element.locator(".content")).toMatchAriaSnapshot(`
    - alert:
      - /children: equal
      - heading "${message("runtime.title")}" [level=2]
      - paragraph: ${message("nothing")} ${message("runtime.setup")}
      - paragraph: /\\w+/
  `);
});
