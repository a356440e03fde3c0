// Keys for the element's own controls are heard by those alone. To the listeners of a page
// every key in here has the element as its target: one that spares fields and takes the
// digits for itself would eat the security code. What may go on does: Escape, Tab, function
// keys, modifiers, and shortcuts with Ctrl, Alt or the command key.

const TYPES = ["keydown", "keypress", "keyup", "beforeinput", "input", "paste", "cut", "copy"];
const COMPOSING = ["compositionstart", "compositionupdate", "compositionend"];
/** One character, or a key that edits, moves or presses. */
const OURS = /^(.|Enter|Backspace|Delete|Arrow\w+|Home|End|Page\w+|Unidentified|Process|Dead)$/su;

/** The roots whose keys are kept in, and the windows that are watched. */
const roots = new WeakSet();
const windows = new WeakSet();

function goesOn(event) {
  if (event.key === undefined) return false;
  // AltGr is Ctrl and Alt to some systems, and types.
  const isShortcut = event.metaKey || ((event.ctrlKey || event.altKey) && !event.getModifierState("AltGraph"));
  return isShortcut || !OURS.test(event.key);
}

/** On the window, before anything else: there it ends, and a copy begins inside that stays inside. */
function keepIn(event) {
  const [target] = event.composedPath();
  if (!event.composed || !target.getRootNode || !roots.has(target.getRootNode()) || goesOn(event)) return;
  event.stopImmediatePropagation();
  const { key, isComposing, cancelable } = event;
  const Kind = key === undefined ? InputEvent : KeyboardEvent;
  const inside = new Kind(event.type, { __proto__: null, bubbles: true, key, isComposing, cancelable });
  if (!target.dispatchEvent(inside)) event.preventDefault();
}

/** Watches a window. A listener that was there before, in the capture phase, still hears all. */
export function watchKeys(window) {
  if (windows.has(window)) return;
  windows.add(window);
  for (const type of [...TYPES, ...COMPOSING]) window.addEventListener(type, keepIn, true);
}

/** Keeps the keys of a shadow root in. */
export function keepKeys(root) {
  roots.add(root);
}
