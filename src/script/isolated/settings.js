// Reads what the page says of the element by attributes, language and styles, and sees it change.
import { make } from "../build.js";
import { languageOfPage, watchLanguage } from "../language.js";
import { KEY, VARIABLES } from "./form.js";

/** What fits: the frame takes no more, and one thing too long shall not take the rest with it. */
const fit = (value, most) => (typeof value === "string" && value.length <= most ? value.trim() : "");

/** Returns all of it, as the frame takes it. */
export function settingsOf(host) {
  const styles = getComputedStyle(host);
  const variables = {};
  for (const name of VARIABLES) {
    const value = fit(styles.getPropertyValue(name), 500);
    if (value) variables[name] = value;
  }
  const messages = {};
  for (const [key, value] of Object.entries(host.messages ?? {})) if (KEY.test(key) && fit(value, 2_000)) messages[key] = value;
  return {
    type: "settings",
    lang: fit(languageOfPage(host)?.tag, 60),
    rows: host.rows,
    layout: host.layout,
    isButtonHidden: host.buttonHidden,
    scheme: styles.colorScheme,
    font: fit(styles.fontFamily, 500),
    root: getComputedStyle(host.ownerDocument.documentElement).fontSize,
    variables,
    messages,
  };
}

/**
 * Calls back when some of it may have changed. For styles nothing tells: a transition on each of
 * them does, in the browsers that begin one for every change. Others hear of it at a `refresh()`.
 */
export function watchSettings(host, root, changed) {
  const attributes = new MutationObserver(changed);
  attributes.observe(host, { __proto__: null, attributes: true, attributeFilter: ["rows", "layout", "button-hidden", "class", "style"] });
  const unwatch = watchLanguage(host, changed);
  const probe = make("span", { "aria-hidden": "true" });
  // Above what the sheet says for less motion: this moves nothing.
  const style = (name, value) => probe.style.setProperty(name, value, "important");
  for (const [name, value] of [["position", "absolute"], ["inline-size", "0"], ["block-size", "0"], ["visibility", "hidden"]]) style(name, value);
  style("transition", [...VARIABLES, "font-family", "color-scheme"].map((name) => `${name} 1ms allow-discrete`).join(", "));
  probe.addEventListener("transitionrun", changed);
  root.append(probe);
  return () => {
    attributes.disconnect();
    unwatch();
    probe.remove();
  };
}
