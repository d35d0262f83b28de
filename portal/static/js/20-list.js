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

// -- a list that changes next to an open case leaves it open, on this page and in its address -----

document.addEventListener("htmx:config:request", ({ detail: { ctx } }) => {
  if (ctx.target?.id !== "list" || location.pathname.split("/").length < 3) return;
  ctx.request.action = location.pathname + new URL(ctx.request.action, location.href).search;
});
