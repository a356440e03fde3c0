// The gallery's page: lists the states, and shows the one that the address names.
import { drawSettings, isPlain, layout, setting } from "./settings.js";
import { forget, isTouched, serve, standIn } from "./stand_in.js";
import { GROUPS, STATES } from "./states.js";
import { TOKEN, shows } from "./steps.js";

const byId = (id) => document.getElementById(id);
const stage = byId("stage");

/** The state on the page, and the element that shows it. */
let shown;
let element;

function make(name, text, attributes = {}) {
  const made = document.createElement(name);
  made.textContent = text;
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null) made.setAttribute(name, value);
  }
  return made;
}

/** Lists the states, each a link. */
function list() {
  for (const { title, states } of GROUPS) {
    const links = make("ul", "");
    for (const { name, title } of states) {
      const item = make("li", "");
      item.append(make("a", title, { href: `#${name}` }));
      links.append(item);
    }
    byId("states").append(make("h2", title), links);
  }
}

/** Describes the state beside the element. */
function describe({ name, title, reads, pays, cancels }) {
  document.title = `${title} · Gallery`;
  byId("element").textContent = title;
  byId("answers").textContent = JSON.stringify({ GET: reads, POST: pays, cancel: cancels }, null, 2);
  mark(name);
}

/** Marks the link of a state, and brings it into view in the list alone: the page stays where it is. */
function mark(name) {
  const states = byId("states");
  states.querySelector("[aria-current]")?.removeAttribute("aria-current");
  const link = states.querySelector(`a[href="#${name}"]`);
  if (!link) return;
  link.setAttribute("aria-current", "page");
  const top = link.offsetTop - states.scrollTop;
  if (top < 0 || top + link.offsetHeight > states.clientHeight) states.scrollTop += top - states.clientHeight / 2;
}

/** Makes the element of a state, as a page has it. */
function embed(state) {
  const made = make("one-click-checkout", "", {
    endpoint: serve(state),
    session: TOKEN,
    ...layout(),
    ...state.attributes,
  });
  made.append(make("button", "Pay by invoice", { slot: "fallback", type: "button" }));
  for (const [slot, text] of Object.entries(state.slots ?? {})) made.append(make(slot === "heading" ? "h2" : "p", text, { slot }));
  return made;
}

/** Shows theme, language, direction and width as they are set. */
function dress() {
  document.documentElement.dataset.theme = setting("theme");
  document.documentElement.toggleAttribute("data-plain", isPlain());
  stage.dataset.look = setting("look");
  stage.dataset.width = setting("width");
  if (setting("lang")) element?.setAttribute("lang", setting("lang"));
  else element?.removeAttribute("lang");
}

/** Keeps the direction that is set, whatever the language's is. */
function keepDirection(element) {
  const base = element.shadowRoot.querySelector(".base");
  const set = () => {
    const direction = setting("dir");
    if (direction && base.dir !== direction) base.dir = direction;
  };
  new MutationObserver(set).observe(base, { attributeFilter: ["dir"] });
  set();
}

/** Shows the state that the address names, the first one unless it names any. */
async function show() {
  const state = STATES.find(({ name }) => `#${name}` === location.hash) ?? STATES[0];
  const isUsed = shown && (state.anew || shown.anew);
  if (isUsed || (state.untouched && isTouched())) return location.reload();
  shown = state;
  describe(state);
  forget();
  delete stage.dataset.shown;
  element = embed(state);
  dress();
  const mine = element;
  stage.replaceChildren(mine);
  await customElements.whenDefined(mine.localName);
  keepDirection(mine);
  for (const step of [...(state.steps ?? []), shows(state.screen)]) await step(mine);
  if (mine === element) stage.dataset.shown = state.name;
}

standIn();
addEventListener("hashchange", show);
byId("skip").addEventListener("click", (event) => {
  // The fragment of the address is the state's.
  event.preventDefault();
  byId("element").focus();
});
if (!isPlain()) list();
drawSettings(byId("settings"), (name) => {
  // What the element takes from its page changes in place.
  if (name === "layout" || name === "dir") show();
  else dress();
});
show();
