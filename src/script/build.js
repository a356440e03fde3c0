// Makes elements one by one: no markup is ever parsed, so Trusted Types have nothing to refuse.
import { createElement, createDrawing } from "./builtins.js";

/** Makes an element with its attributes and children. */
export function make(name, attributes, ...children) {
  const element = createElement(name);
  for (const attribute in attributes) {
    // Enumerable members of `Object.prototype` come by here as well.
    if (Object.hasOwn(attributes, attribute)) element.setAttribute(attribute, attributes[attribute]);
  }
  element.append(...children);
  return element;
}

/** By tag and attributes, those that were made: what is made again is a copy. */
const made = new Map();

/** Makes an element as the views describe it: its attributes are `name=value; name=value`. */
export function makeDescribed(tag, fixed) {
  const description = `${tag} ${fixed}`;
  let element = made.get(description);
  if (!element) {
    element = tag === "svg" || tag === "path" ? createDrawing(tag) : createElement(tag);
    // Not by a regular expression: at the first cards that takes a slow phone milliseconds.
    for (const attribute of fixed ? fixed.split("; ") : []) {
      const at = attribute.indexOf("=");
      element.setAttribute(attribute.slice(0, at), attribute.slice(at + 1));
    }
    made.set(description, element);
  }
  return element.cloneNode();
}
