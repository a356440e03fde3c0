// How a state is shown: layout, theme, look, language, direction and width, each in the address.

/** The element's layouts: what makes each, as attributes. Another one is another entry. */
export const LAYOUTS = [
  { value: "", title: "List", attributes: {} },
  { value: "express", title: "Express", attributes: { layout: "express" } },
];

const THEMES = [
  { value: "", title: "As the system" },
  { value: "light", title: "Light" },
  { value: "dark", title: "Dark" },
];

/** The looks of the element: themes.css has each. */
export const LOOKS = [
  { value: "", title: "Its own" },
  { value: "quiet", title: "Quiet" },
  { value: "bold", title: "Bold" },
  { value: "round", title: "Round" },
];

const DIRECTIONS = [
  { value: "", title: "As the language" },
  { value: "ltr", title: "Left to right" },
  { value: "rtl", title: "Right to left" },
];

export const WIDTHS = [
  { value: "", title: "As the page" },
  { value: "320", title: "320 px" },
  { value: "768", title: "768 px" },
  { value: "1280", title: "1280 px" },
];

/** The languages of the newest build, each by its own name. */
async function languages() {
  const response = await fetch(new URL("widget/builds.json", document.baseURI));
  if (!response.ok) throw new Error(`${response.url} answers ${response.status}: build the widget with \`cargo xtask package\``);
  const { builds } = await response.json();
  const named = (tag) => ({ value: tag, title: new Intl.DisplayNames([tag], { type: "language" }).of(tag) });
  return [{ value: "", title: "As the page" }, ...builds[0].languages.map(named)];
}

const query = () => new URLSearchParams(location.search);

/** The value of a setting; "" unless the address has another. */
export const setting = (name) => query().get(name) ?? "";

/** Whether nothing but the element is shown, for pictures of it. */
export const isPlain = () => query().has("plain");

/** The attributes of the layout that is chosen. */
export const layout = () => LAYOUTS.find(({ value }) => value === setting("layout"))?.attributes ?? {};

function control(name, title, options) {
  const label = document.createElement("label");
  const select = document.createElement("select");
  select.name = name;
  select.autocomplete = "off";
  for (const { value, title } of options) select.add(new Option(title, value));
  select.value = setting(name);
  label.append(title, select);
  return label;
}

/** Draws the settings into a form, and calls back with the name of one that was changed. */
export async function drawSettings(form, changed) {
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("change", ({ target }) => {
    const address = new URL(location.href);
    if (target.value) address.searchParams.set(target.name, target.value);
    else address.searchParams.delete(target.name);
    history.replaceState(null, "", address);
    changed(target.name);
  });
  const all = [
    // A choice of one is none.
    ...(LAYOUTS.length > 1 ? [control("layout", "Layout", LAYOUTS)] : []),
    control("theme", "Theme", THEMES),
    control("look", "Look", LOOKS),
    control("lang", "Language", await languages()),
    control("dir", "Direction", DIRECTIONS),
    control("width", "Width", WIDTHS),
  ];
  form.append(...all);
}
