// Quicker ways to what every page also offers as a link or a form. Nothing here decides anything.

const one = (selector, within = document) => within.querySelector(selector);
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const make = (tag, properties, ...children) => {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
};
const seen = (element) => element.checkVisibility();
const label = (element) =>
  (element.ariaLabel || element.placeholder || element.innerText || "").trim().split("\n")[0];

// -- keyboard: an element with data-key="x" or "g m" is clicked by it; the help sheet lists them ---

let prefix = "";
let forgetting;

addEventListener("keydown", (event) => {
  const command = event.metaKey || event.ctrlKey;
  if (command && event.key === "k") return act(event, openPalette);
  if (command && event.key === "Enter" && event.target.form)
    return act(event, () => all("button", event.target.form).find((b) => seen(b) && !b.name && b.tabIndex >= 0)?.click());
  const field = event.target.closest?.("input, select, textarea, [contenteditable]");
  if (field || command || event.altKey || one("dialog[open]")) return;
  if (event.key === "/") return act(event, openPalette);
  if (event.key === "j") return act(event, () => step(1));
  if (event.key === "k") return act(event, () => step(-1));
  const key = prefix ? `${prefix} ${event.key}` : event.key;
  const target = all("[data-key]").find((element) => element.dataset.key === key && seen(element));
  prefix = "";
  clearTimeout(forgetting);
  if (target) return act(event, () => target.click());
  if (event.key !== "g") return;
  prefix = "g";
  forgetting = setTimeout(() => (prefix = ""), 1200);
});

function act(event, action) {
  event.preventDefault();
  action();
}

function step(by) {
  const rows = all("[data-row]");
  const focused = rows.indexOf(document.activeElement);
  const at = focused >= 0 ? focused : rows.findIndex((row) => row.ariaCurrent === "true");
  const next = rows[Math.max(0, Math.min(rows.length - 1, at + by))];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
}

// -- the open row, the help sheet ---------------------------------------------------------------

document.addEventListener("click", (event) => {
  const row = event.target.closest("[data-row]");
  if (row && !event.metaKey && !event.ctrlKey && !event.shiftKey) choose(row);
  if (event.target.closest("[data-palette]")) openPalette();
  if (event.target.closest("[data-open=help]")) showHelp();
  if (event.target.closest("[popover] a")) event.target.closest("[popover]").hidePopover();
});

function choose(row) {
  for (const other of all("[data-row][aria-current]")) other.removeAttribute("aria-current");
  row.setAttribute("aria-current", "true");
}

function showHelp() {
  const keyed = all("[data-key]").filter(seen).map((e) => [label(e), e.dataset.key.split(" ")]);
  const rows = [["Next, previous case", ["j", "k"]], ["Search or jump to", ["/"]], ...keyed];
  const lines = rows.flatMap(([text, keys]) => [
    make("dt", { textContent: text }),
    make("dd", {}, ...keys.map((key) => make("kbd", { textContent: key }))),
  ]);
  one("#shortcuts").replaceChildren(...lines);
  one("#help").showModal();
}

// -- palette: what the page offers already, and a search for the rest ---------------------------

const palette = () => one("#palette");
let hits = [];

function openPalette() {
  if (!palette() || palette().open) return;
  const field = one("input", palette());
  field.value = "";
  field.oninput = fill;
  field.onkeydown = choosing;
  palette().showModal();
  fill();
}

function fill() {
  const text = one("input", palette()).value.trim();
  const offered = [
    ...all(".nav a, .tabs a").map((link) => ({ link, text: label(link), hint: link.dataset.key || "" })),
    ...all("[data-row]").map((link) => ({
      link,
      text: one(".subject", link).textContent,
      hint: one(".id", link).textContent,
    })),
  ];
  const wanted = text.toLowerCase();
  hits = offered.filter((hit) => `${hit.text} ${hit.hint}`.toLowerCase().includes(wanted)).slice(0, 11);
  if (text) hits.push(/^[A-Z]{2,4}\d{4,}$/i.test(text) ? numbered(text.toUpperCase()) : searched(text));
  one("#hits").replaceChildren(...hits.map(option));
  mark(0);
}

const numbered = (number) => ({ go: `/cases/${number}`, text: `Open ${number}`, hint: "" });
const searched = (text) => ({
  go: `/cases?${new URLSearchParams({ view: "all", state: "any", q: text })}`,
  text: `Search all cases for “${text}”`,
  hint: "",
});

function option(hit, index) {
  const item = make("li", { role: "option", id: `hit-${index}` }, hit.text);
  item.append(make("small", { textContent: hit.hint }));
  item.onclick = () => run(index);
  return item;
}

function mark(index) {
  all("#hits li").forEach((item, i) => item.setAttribute("aria-selected", String(i === index)));
  const field = one("input", palette());
  if (hits.length) field.setAttribute("aria-activedescendant", `hit-${index}`);
  else field.removeAttribute("aria-activedescendant");
  one(`#hit-${index}`)?.scrollIntoView({ block: "nearest" });
}

function choosing(event) {
  const at = all("#hits li").findIndex((item) => item.ariaSelected === "true");
  if (event.key === "Enter") return act(event, () => run(at));
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (by && hits.length) act(event, () => mark((at + by + hits.length) % hits.length));
}

function run(index) {
  const hit = hits[index];
  palette().close();
  if (hit?.link) hit.link.click();
  else if (hit) location.assign(hit.go);
}

// -- a list that changes next to an open case leaves it open, on this page and in its address -----

document.addEventListener("htmx:config:request", ({ detail: { ctx } }) => {
  if (ctx.target?.id !== "list" || !location.pathname.startsWith("/cases/")) return;
  ctx.request.action = location.pathname + new URL(ctx.request.action, location.href).search;
});

// -- after a swap: what opened is announced, and focused where the list gave way to it ------------

document.addEventListener("htmx:after:swap", (event) => {
  const title = one("#case-title");
  if (event.detail.ctx.target?.id !== "detail" || !title) return;
  const focused = document.activeElement;
  if (focused === document.body || !seen(focused)) title.focus();
  else say(title.textContent, "sr");
});

document.addEventListener("htmx:response:error", (event) => {
  if (event.detail.ctx.response.status >= 500) say("Something failed on our side. Nothing was changed.");
});
document.addEventListener("htmx:error", () => say("That did not reach the server. Try again."));

function say(text, look = "toast") {
  const message = make("p", { className: look, textContent: text });
  one("#toasts").append(message);
  if (look === "sr") setTimeout(() => message.remove(), 6000);
}

document.addEventListener("animationend", (event) => {
  if (event.animationName === "leave") event.target.remove();
});
