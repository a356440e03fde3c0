// In which language the element speaks, by whose word, and which files it asks for.
import { CALLS } from "./checkout.js";
import { expect, test } from "./fixtures.js";
import { LANGUAGES, message } from "./messages.js";
import { pageOf, serve, tagOf } from "./page_served.js";

/** What a page writes as `lang`, and what the element makes of it: its file, and the whole tag. */
const TAGS = [
  ["sv-FI", "sv", "sv-FI"],
  ["nb", "no", "nb"],
  ["nn-NO", "no", "nn-NO"],
  ["no", "no", "no"],
  ["da-DK", "da", "da-DK"],
  ["fi", "fi", "fi"],
  ["DE-at", "de", "de-AT"],
  ["de_CH", "de", "de-CH"],
  ["de-Latn-DE-1996", "de", "de-Latn-DE-1996"],
  ["fr-CA", "fr", "fr-CA"],
  ["it", "it", "it"],
  ["es-419", "es", "es-419"],
  ["nl-BE", "nl", "nl-BE"],
  ["pt-BR", "pt", "pt-BR"],
  ["pl", "pl", "pl"],
  ["id", "id", "id"],
  ["in-ID", "id", "id-ID"],
  ["ja-JP-u-ca-japanese", "ja", "ja-JP-u-ca-japanese"],
  ["ar-EG", "ar", "ar-EG"],
  ["ar-AE", "ar", "ar-AE"],
  ["he", "he", "he"],
  ["iw-IL", "he", "he-IL"],
  ["en-GB", "en", "en-GB"],
];
/** What is no language, or none that there is. */
const NONE = ["zh-Hans-CN", "tlh", "", "not a tag", "e", "__proto__", "constructor", "sva", "x-de"];

/** The file of the hashes of all languages but English. */
const HASHES = "hashes";

/** Writes down which files of languages the page asks for. */
function askedFor(page) {
  const asked = [];
  page.on("request", (request) => {
    const [, name] = /\/assets\/([\w-]+)-\w+\.json$/.exec(new URL(request.url()).pathname) ?? [];
    if (name) asked.push(name);
  });
  return asked;
}

/** The element speaks this language, as `tag` has it. */
async function speaks(page, checkout, name, tag = name) {
  await expect(checkout.base).toHaveAttribute("lang", tag);
  await expect(checkout.base).toHaveAttribute("dir", ["ar", "he"].includes(name) ? "rtl" : "ltr");
  const amount = await page.evaluate(
    (tag) => new Intl.NumberFormat(tag, { style: "currency", currency: "EUR" }).format(129),
    tag,
  );
  await expect(checkout.button).toHaveText(message("pay", { amount }, name));
}

/** Sets the attribute on what a locator finds. */
const setLang = (locator, lang) => locator.evaluate((element, lang) => element.setAttribute("lang", lang), lang);

/** These words, in the order in which they stand from left to right in a place. */
function seen(checkout, place, words) {
  return checkout.element.evaluate(
    ({ shadowRoot }, [place, words]) => {
      const found = [];
      const walker = document.createTreeWalker(shadowRoot.querySelector(place), NodeFilter.SHOW_TEXT);
      for (let text; (text = walker.nextNode()); ) {
        for (const word of words) {
          const at = text.data.indexOf(word);
          if (at < 0) continue;
          const range = document.createRange();
          range.setStart(text, at);
          range.setEnd(text, at + word.length);
          found.push([range.getBoundingClientRect().left, word]);
        }
      }
      return found.sort(([one], [two]) => one - two).map(([, word]) => word).join(" ");
    },
    [place, words],
  );
}

test("a tag leads to its language, and each file is asked for once", async ({ page, checkout }) => {
  const asked = askedFor(page);
  await checkout.openReady();
  for (const [lang, name, tag] of TAGS) {
    await setLang(checkout.element, lang);
    await speaks(page, checkout, name, tag);
  }
  expect(asked.toSorted()).toEqual([...LANGUAGES, HASHES].toSorted());
});

test("what is no language, or none that there is, moves on and asks for no file", async ({ page, checkout }) => {
  const asked = askedFor(page);
  await checkout.openReady();
  for (const lang of NONE) {
    await setLang(checkout.element, lang);
    // Only a change of language is seen to have happened.
    await setLang(page.locator("html"), "sv");
    await speaks(page, checkout, "sv");
    await setLang(page.locator("html"), "en");
    await speaks(page, checkout, "en");
  }
  expect(asked).toEqual(["en", HASHES, "sv"]);
});

test("the element's own language comes before the page's, the session's and the browser's", async ({ page, checkout }) => {
  await page.route(CALLS.read, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, json: { ...(await response.json()), language: "fi" } });
  });
  const asked = askedFor(page);
  await checkout.openReady();
  await speaks(page, checkout, "en");
  await setLang(checkout.element, "nl");
  await speaks(page, checkout, "nl");
  await checkout.element.evaluate((element) => element.removeAttribute("lang"));
  await speaks(page, checkout, "en");
  await setLang(page.locator("#order"), "it");
  await speaks(page, checkout, "it");
  // One that there is not moves on, from each source to the next.
  await setLang(page.locator("#order"), "zh");
  await speaks(page, checkout, "en");
  await setLang(page.locator("html"), "th");
  await speaks(page, checkout, "fi");
  expect(asked).toEqual(["en", HASHES, "nl", "it", "fi"]);
});

for (const [locale, name] of [["nb-NO", "no"], ["he-IL", "he"], ["zh-CN", "en"]]) {
  test.describe(`in a browser of ${locale}`, () => {
    test.use({ locale });

    test(`a page without a language is shown in ${name}, and no other file is asked for`, async ({ page, checkout, shop }) => {
      const asked = askedFor(page);
      await serve(page, shop, (made) => pageOf(made, tagOf(made)).replace(' lang="en"', ""));
      await checkout.shows("ready");
      await speaks(page, checkout, name, name === "en" ? "en" : locale);
      expect(asked).toEqual(name === "en" ? [name] : [HASHES, name]);
    });
  });
}

test("a language around shadow roots is found, and its changes are followed", async ({ page, checkout }) => {
  await checkout.openReady();
  await page.evaluate(() => {
    const [outer, inner] = ["outer", "inner"].map((id) => {
      const made = document.createElement("section");
      made.id = id;
      made.attachShadow({ mode: "open" });
      return made;
    });
    outer.lang = "da";
    outer.shadowRoot.append(inner);
    inner.shadowRoot.append(document.querySelector("one-click-checkout"));
    document.getElementById("checkout").append(outer);
  });
  await speaks(page, checkout, "da");
  await setLang(page.locator("#inner"), "pl");
  await speaks(page, checkout, "pl");
  await setLang(page.locator("#inner"), "nl");
  await speaks(page, checkout, "nl");
  await page.locator("#inner").evaluate((inner) => inner.removeAttribute("lang"));
  await setLang(page.locator("#outer"), "ar");
  await speaks(page, checkout, "ar");
});

test("an element that is moved speaks the language of its new place", async ({ page, checkout }) => {
  await checkout.openReady();
  await page.evaluate(() => {
    const place = document.createElement("div");
    place.lang = "pt";
    document.getElementById("checkout").append(place);
    place.append(document.querySelector("one-click-checkout"));
  });
  await speaks(page, checkout, "pt");
});

test("a field of the name `lang` is no language", async ({ page, checkout }) => {
  await checkout.openReady();
  await page.evaluate(() => {
    const form = document.createElement("form");
    form.setAttribute("lang", "fi");
    form.append(Object.assign(document.createElement("input"), { name: "lang", value: "de" }));
    document.getElementById("checkout").append(form);
    form.append(document.querySelector("one-click-checkout"));
  });
  await speaks(page, checkout, "fi");
});

test("a language whose file does not arrive is not claimed: English is shown as English", async ({ page, checkout, trouble }) => {
  trouble.expectFailedRequests();
  await page.route(/\/ar-\w+\.json$/, (route) => route.abort());
  await checkout.openReady({}, { language: "ar" });
  await speaks(page, checkout, "en");
});

for (const language of ["ar", "he"]) {
  test(`a card is written in one order in the list and on the button, in ${language}`, async ({ page, checkout }) => {
    await page.route(CALLS.read, async (route) => {
      const response = await route.fetch();
      const session = await response.json();
      Object.assign(session.cards.find((card) => card.last_four === "4444"), { brand: "unknown" });
      await route.fulfill({ response, json: session });
    });
    await checkout.openReady({}, { language });
    await checkout.element.evaluate((element) => element.setAttribute("layout", "express"));
    await checkout.element.locator("[part=change]").click();
    const word = message("card.card", {}, language);
    for (const [name, digits, order] of [["Visa", "4242", "Visa •••• 4242"], [word, "4444", `•••• 4444 ${word}`]]) {
      await checkout.element.locator(".choice", { hasText: digits }).locator(".radio").check();
      for (const place of [`.choice:has(:checked) [part=number]`, ".pay .label"]) {
        expect(await seen(checkout, place, [name, "••••", digits]), place).toBe(order);
      }
    }
  });
}

test("digits of cards and of the code run from left to right in every language", { tag: "@smoke" }, async ({ page, checkout }) => {
  await checkout.openReady({}, { language: "he" });
  await speaks(page, checkout, "he");
  const directions = await checkout.element.evaluate(({ shadowRoot }) =>
    [...shadowRoot.querySelectorAll(".last, [name=cvc]")].map((part) => getComputedStyle(part).direction),
  );
  expect(directions.length).toBeGreaterThan(3);
  expect(new Set(directions)).toEqual(new Set(["ltr"]));
});
