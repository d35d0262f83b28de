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
