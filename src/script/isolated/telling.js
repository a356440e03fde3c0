// Does in the merchant's page what the frame's element would do in its own: tells events, and
// brings something into view.
import { make } from "../build.js";
import { tell } from "../tell.js";

/** What becomes of a payment, which bubbles once in a page. */
const OF_AN_END = /^oneclick-(success|declined|cancelled)$/;
/** Those that the page has heard of. */
const ends = new Set();

/** Dispatches an event of the frame's element as the open one does. */
export function dispatch(host, name, detail) {
  const end = `${name} ${detail.payment}`;
  if (OF_AN_END.test(name) && ends.has(end)) {
    return host.dispatchEvent(new CustomEvent(name, { __proto__: null, composed: true, detail }));
  }
  if (OF_AN_END.test(name)) ends.add(end);
  return tell(host, name, false, detail);
}

/** Brings a part of the frame in `content` into view: browsers scroll no page for one of another origin. */
export function reveal(content, top, height) {
  const part = make("span", { "aria-hidden": "true" });
  const styles = { "grid-area": "1 / 1", visibility: "hidden", "block-size": `${height}px`, "margin-block-start": `${top}px`, "align-self": "start" };
  for (const name of Object.keys(styles)) part.style.setProperty(name, styles[name]);
  content.append(part);
  part.scrollIntoView({ __proto__: null, block: "nearest", behavior: "instant" });
  part.remove();
}
