// Every state of the element, by group. A new one is an entry in its group, a new group a
// file in `states/` and a place in this list.
import { CARDS, CODES, EDITS, NEW_CARDS } from "./states/cards.js";
import { ELEMENT, SERVER, SESSION } from "./states/failures.js";
import { DECLINES, ENDS, LIMITS, NOT_CHARGED } from "./states/outcomes.js";
import { PAGE } from "./states/page.js";
import { WAITING } from "./states/waiting.js";

/**
 * @typedef {object} GalleryState
 * @property {string} name stands in the address, behind the `#`
 * @property {string} title in the list
 * @property {string} screen the element's `data-screen`
 * @property {string} [says] the message that tells this state from others of the screen
 * @property {import("./answers.js").Answer[]} reads the answers to `GET`, the last again and again
 * @property {import("./answers.js").Answer} [pays] the answer to `POST`; paid unless given
 * @property {import("./answers.js").Answer} [cancels] the answer to `cancel`
 * @property {import("./answers.js").Answer} [edits] the answer to a change of a stored card
 * @property {import("./answers.js").Answer} [extends] the answer to `extend`
 * @property {((element: HTMLElement) => Promise<void>)[]} [steps] what is done to come to it
 * @property {Record<string, string | null>} [attributes] of the element, in the place of its own
 * @property {Record<string, string>} [slots] what the page puts into the element, by slot
 * @property {[string, import("./answers.js").Answer][]} [files] answers to the element's own files, by their ending
 * @property {boolean} [hurried] pauses pass at once
 * @property {boolean} [offline] the browser says that it has no connection
 * @property {boolean} [untouched] wants a page on which nothing was paid
 * @property {boolean} [anew] wants a page of its own
 * @property {boolean} [complains] the element says on the console what is wrong
 */

/** @type {{ title: string, states: GalleryState[] }[]} */
export const GROUPS = [CARDS, EDITS, NEW_CARDS, CODES, WAITING, ENDS, DECLINES, NOT_CHARGED, LIMITS, SESSION, SERVER, ELEMENT, PAGE];

/** @type {GalleryState[]} */
export const STATES = GROUPS.flatMap(({ states }) => states);
