// Makes elements one by one: no markup is ever parsed, so Trusted Types have nothing to refuse.
import { createElement } from "./builtins.js";

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
