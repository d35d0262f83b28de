// -- the open row, the help sheet ---------------------------------------------------------------

document.addEventListener("click", (event) => {
  const row = event.target.closest("[data-row]");
  if (row && !event.metaKey && !event.ctrlKey && !event.shiftKey) choose(row);
  if (event.target.closest("[data-palette]")) openPalette();
  if (event.target.closest("[data-open=help]")) showHelp();
  if (event.target.closest("[popover] a")) event.target.closest("[popover]").hidePopover();
  if (event.target.matches(".pick")) pick(event.target, event.shiftKey);
  if (event.target.matches("[data-all]")) pickAll(event.target.checked);
});

function choose(row) {
  for (const other of all("[data-row][aria-current]")) other.ariaCurrent = null;
  row.ariaCurrent = true;
}

function showHelp() {
  const keyed = all("[data-key]").filter(seen).map((e) => [label(e), e.dataset.key.split(" ")]);
  const { move, seek, range } = one("#shortcuts").dataset;
  const rows = [[move, ["j", "k"]], [seek, ["/"]], [range, ["⇧"]], ...keyed];
  const lines = rows.flatMap(([text, keys]) => [
    make("dt", { textContent: text }),
    make("dd", {}, ...keys.map((key) => make("kbd", { textContent: key }))),
  ]);
  one("#shortcuts").replaceChildren(...lines);
  one("#help").showModal();
}

// -- many rows: a range with shift, all, and what can be done with those that are chosen ---------

let lastPicked;

function pick(box, range) {
  const boxes = all(".pick");
  const [from, to] = [boxes.indexOf(lastPicked), boxes.indexOf(box)].sort((a, b) => a - b);
  if (range && from >= 0) for (const each of boxes.slice(from, to)) each.checked = box.checked;
  lastPicked = box;
  pickedAnew();
}

function pickAll(checked) {
  for (const each of all(".pick")) each.checked = checked;
  pickedAnew();
}

function pickedAnew() {
  const form = one("#bulk");
  const chosen = all(".pick:checked");
  if (!form) return;
  const select = one("select", form);
  one("[data-chosen]", form).textContent = chosen.length || "";
  for (const option of select.options)
    option.disabled = chosen.some((box) => box.dataset.not.split(" ").includes(option.value));
  if (select.selectedOptions[0]?.disabled) select.value = one("option:enabled", select)?.value;
}

// -- what is open is read ------------------------------------------------------------------------

let seenLast = "";

function openedCase() {
  const number = openCase();
  if (!number || number === seenLast || !one("#case-title")) return;
  seenLast = number;
  fetch(`/cases/${number}/seen`, { method: "POST" }).then((answer) => {
    if (!answer.ok) return;
    const row = one(`#row-${number} .row`);
    one(`#row-${number} .dot:not(.attention)`)?.remove();
    row?.classList.toggle("unread", !!one(".dot", row));
  }, () => (seenLast = ""));
}

addEventListener("load", openedCase);
document.addEventListener("htmx:after:swap", () => setTimeout(openedCase));

// -- a list that changes next to an open case leaves it open, on this page and in its address -----

document.addEventListener("htmx:config:request", ({ detail: { ctx } }) => {
  if (ctx.target?.id !== "list" || location.pathname.split("/").length < 3) return;
  ctx.request.action = location.pathname + new URL(ctx.request.action, location.href).search;
});
