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
