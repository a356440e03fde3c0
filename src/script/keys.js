// Keeps the keys for the element's own controls from the page. To the listeners of a page
// every key in here has the element as its target: one that spares fields and takes the
// digits for itself would eat the security code. What may go on does: Escape, Tab, function
// keys, modifiers, and shortcuts with Ctrl, Alt or the command key.

const KEYS = ["keydown", "keypress", "keyup"];
const TEXT = ["beforeinput", "textInput", "input", "paste", "cut", "copy", "dragstart"];
const COMPOSING = ["compositionstart", "compositionupdate", "compositionend"];
/** One character, or a key that edits, moves or presses. */
const OURS = /^(.|Enter|Backspace|Delete|Arrow\w+|Home|End|Page\w+|Unidentified|Process|Dead)$/su;

/** The roots whose keys are kept in. */
const roots = new WeakSet();
/** The page's own roots around ours, by their hosts: out of closed ones nobody else sees. */
const outer = new WeakMap();

function goesOn(event) {
  if (event.key === undefined) return false;
  // AltGr is Ctrl and Alt to some systems, and types.
  const isShortcut = event.metaKey || ((event.ctrlKey || event.altKey) && !event.getModifierState("AltGraph"));
  return isShortcut || !OURS.test(event.key);
}

/** Returns the target of an event, also in a closed root, where the browser's own go to what has the focus. */
function targetOf(event) {
  let [target] = event.composedPath();
  for (let root; event.isTrusted && (root = outer.get(target)); ) {
    const { activeElement } = root;
    const inside = activeElement?.shadowRoot;
    target = (roots.has(inside) ? inside.activeElement : activeElement) ?? root;
  }
  return target;
}

/** What Enter is being pressed in: Firefox follows a link around it as well. */
let pressed;

/** Keeps the click from a link around the element that Firefox makes of Enter in here. */
function keepLink(event) {
  const host = pressed?.getRootNode().host;
  const [target] = event.composedPath();
  // The click on the button in here, by which Enter pays, is not on what has the element in it.
  if (!host || target === host || !target.contains?.(host)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
}

/** Stops an event at the window, before any other listener, and dispatches a copy that stays inside. */
function keepIn(event) {
  const target = targetOf(event);
  if (event.key !== undefined) pressed = undefined;
  if (!event.composed || !target.getRootNode || !roots.has(target.getRootNode()) || goesOn(event)) return;
  event.stopImmediatePropagation();
  const { type, key, isComposing, cancelable } = event;
  if (type === "keypress" && key === "Enter") pressed = target;
  // A code that was cleared does not come back, whichever field the focus is in.
  const isUndone = /^history/.test(event.inputType);
  if (isUndone) target.value = "";
  // A code is not dragged elsewhere. A key that is held down is one press: the next one, after
  // a decline, is the shopper's.
  if (isUndone || type === "dragstart" || (key === "Enter" && event.repeat)) return event.preventDefault();
  // Never a KeyboardEvent: Firefox lets each that a script makes out of the root, composed or not.
  const inside = new InputEvent(type, { __proto__: null, bubbles: true, isComposing, cancelable });
  if (!target.dispatchEvent(inside)) event.preventDefault();
}

/**
 * Watches a window or a root: once, however often it is asked to, and anew where
 * `document.open()` took the listeners off a window. One that was there before, in the
 * capture phase, still hears all.
 */
export function watchKeys(target) {
  for (const type of [...KEYS, ...TEXT, ...COMPOSING]) target.addEventListener(type, keepIn, true);
  target.addEventListener("click", keepLink, true);
}

/** Keeps the keys of a shadow root in, from where it is now. */
export function keepKeys(root) {
  roots.add(root);
  const top = root.getRootNode({ __proto__: null, composed: true });
  for (let around = root.host.getRootNode(); around !== top; around = around.host.getRootNode()) {
    outer.set(around.host, around);
    watchKeys(around);
  }
}
