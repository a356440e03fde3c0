// What is begun before the element is: how it is found, and where its reading stands that was
// asked for before its script had come.
import { LOAD } from "./request.js";

/** The member of an element that has it, the same in both scripts and in each of their versions. */
export const EARLY = Symbol.for("one-click-checkout.early");

/** An element whose tag says all that is needed to begin; an isolated one begins in its frame. */
export const WRITTEN = "one-click-checkout[endpoint][session]:not([isolated])";

/** Takes it off the element; undefined if there is none, or it is too old to be believed. */
export function takeEarly(host) {
  const early = host[EARLY];
  Reflect.deleteProperty(host, EARLY);
  return performance.now() - early?.at < LOAD ? early : undefined;
}
