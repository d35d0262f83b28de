// -- palette: what the page offers already, what the gateway finds, and a search for the rest -----

const palette = () => one("#palette");
const options = () => all("#hits [role=option]");
let links = new Map();
// the option that somebody has moved to
let moved;

function openPalette() {
  if (!palette() || palette().open) return;
  const field = one("input", palette());
  field.value = "";
  field.oninput = fill;
  field.onkeydown = choosing;
  one("#hits").onclick = ({ target }) => run(target.closest("[role=option]"));
  palette().showModal();
  fill();
}

function fill() {
  const text = one("input", palette()).value.trim();
  const offered = [
    ...all(".nav a, .tabs a").map((link) => ({ link, text: label(link), hint: link.dataset.key || "" })),
    ...all("[data-row]").map((link) => ({
      link,
      text: one(".subject", link)?.textContent || label(link),
      hint: one(".id", link)?.textContent || "",
    })),
  ];
  const fits = ({ text: said, hint }) => `${said} ${hint}`.toLowerCase().includes(text.toLowerCase());
  links = new Map();
  one("#offered").replaceChildren(...offered.filter(fits).slice(0, text ? 5 : 11).map(option));
  one("#beyond").replaceChildren(...(text ? [option(beyond(text))] : []));
  if (!text) one("#found").replaceChildren();
  moved = undefined;
  mark(options()[0]);
}

function beyond(text) {
  const said = (name, what) => one("#hits").dataset[name].replace("%s", what);
  const number = text.toUpperCase();
  if (/^CS\d{4,}$/.test(number)) return { go: `/cases/${number}`, text: said("open", number), hint: "" };
  return { go: `/find?${new URLSearchParams({ q: text })}`, text: said("seek", text), hint: "" };
}

function option({ link, go, text, hint }) {
  const item = make("li", { role: "option" }, text);
  if (hint) item.append(make("small", { textContent: hint }));
  if (go) item.dataset.go = go;
  links.set(item, link);
  return item;
}

function mark(item) {
  options().forEach((other, at) => {
    other.id = `hit-${at}`;
    other.ariaSelected = other === item;
  });
  const field = one("input", palette());
  if (item) field.setAttribute("aria-activedescendant", item.id);
  else field.removeAttribute("aria-activedescendant");
  item?.scrollIntoView({ block: "nearest" });
}

document.addEventListener("htmx:after:swap", ({ detail }) => {
  if (detail.ctx.target?.id !== "found") return;
  const offered = new Set([...links.values()].map((link) => link?.pathname));
  for (const item of all("#found [data-go]")) if (offered.has(item.dataset.go)) item.remove();
  mark(moved?.isConnected ? moved : options()[0]);
});

function choosing(event) {
  const items = options();
  const at = items.findIndex((item) => item.ariaSelected === "true");
  if (event.key === "Enter") return act(event, () => run(items[at]));
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (by && items.length) act(event, () => mark((moved = items[(at + by + items.length) % items.length])));
}

function run(item) {
  if (!item) return;
  palette().close();
  const link = links.get(item);
  if (link) link.click();
  else if (item.dataset.go) location.assign(item.dataset.go);
}
