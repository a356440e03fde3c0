// Takes a picture of every state of the gallery, by language, layout, theme and width.
// Called by `cargo xtask screenshots` with one argument: a JSON object, see `screenshots.rs`.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "@playwright/test";
import { LAYOUTS, WIDTHS } from "../../../examples/gallery/page/settings.js";
import { STATES } from "../../../examples/gallery/page/states.js";
import { ARGUMENTS } from "./chromium.mjs";

/** What was built, and where the pictures go. */
const { browser: program, built, out } = JSON.parse(process.argv[2]);

/** Of the languages of the build: the first, a long one, one from right to left. */
const LANGUAGES = ["en", "de", "ar"];
const THEMES = ["light", "dark"];
/** How many pages work at a time. */
const PAGES = 2;
/** A secure origin that nobody serves: its files are read from the disk. */
const ORIGIN = "https://gallery.example";
const HEIGHT = 900;

const [{ languages }] = JSON.parse(readFileSync(join(built, "widget/builds.json"), "utf8")).builds;
const widths = WIDTHS.map(({ value }) => Number(value)).filter((width) => width > 0);
const series = LANGUAGES.filter((language) => languages.includes(language)).flatMap((lang) =>
  LAYOUTS.flatMap((layout) =>
    THEMES.map((theme) => ({ lang, layout: layout.value, theme, name: `${lang}-${layout.title.toLowerCase()}-${theme}` })),
  ),
);

/** Takes the pictures of one language, layout and theme on one page. */
async function take(browser, { name, ...settings }) {
  const context = await browser.newContext({ locale: "en-US", reducedMotion: "reduce" });
  await context.route(`${ORIGIN}/**`, (route) =>
    route.fulfill({ path: join(built, new URL(route.request().url()).pathname) }),
  );
  const page = await context.newPage();
  mkdirSync(join(out, name), { recursive: true });
  await page.goto(`${ORIGIN}/gallery.html?${new URLSearchParams({ plain: "", ...settings })}#${STATES[0].name}`);
  for (const state of STATES) {
    await page.evaluate((hash) => {
      location.hash = hash;
    }, state.name);
    const stage = page.locator(`#stage[data-shown="${state.name}"]`);
    await stage.waitFor();
    for (const width of widths) {
      await page.setViewportSize({ width, height: HEIGHT });
      await stage.screenshot({ path: join(out, name, picture(state, width)) });
    }
  }
  await context.close();
}

const picture = ({ name }, width) => `${name}-${width}.png`;

/** Writes a page that shows all pictures, each state by itself. */
function writeIndex() {
  const row = (state, { name }) => {
    const images = widths.map((width) => {
      const file = `${name}/${picture(state, width)}`;
      return `<a href="${file}"><img src="${file}" alt="${width} px" loading="lazy" width="${Math.min(width, 400)}"></a>`;
    });
    return `<p>${name}</p>\n${images.join("\n")}`;
  };
  const sections = STATES.map((state) => {
    const rows = series.map((one) => row(state, one));
    return `<h2 id="${state.name}">${state.title}</h2>\n${rows.join("\n")}`;
  });
  const style = "<style>body { font: 14px/20px system-ui; background: #999 } img { vertical-align: top }</style>";
  const head = `<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n<title>Screenshots</title>\n${style}`;
  writeFileSync(join(out, "index.html"), `${head}\n<h1>Screenshots</h1>\n${sections.join("\n")}\n`);
}

const browser = await chromium.launch({ executablePath: program, args: ARGUMENTS });
try {
  for (const { name } of series) rmSync(join(out, name), { recursive: true, force: true });
  const waiting = [...series];
  const work = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) await take(browser, next);
  };
  await Promise.all(Array.from({ length: PAGES }, work));
  writeIndex();
} finally {
  await browser.close();
}
console.log(`${series.length * STATES.length * widths.length} pictures: ${join(out, "index.html")}`);
