// -- a value that is edited in its place ---------------------------------------------------------

let edited = "";

document.addEventListener("htmx:after:swap", () => {
  const form = one(".in-place:not(:focus-within)");
  if (form && form.id !== edited) {
    edited = form.id;
    one("select, textarea, input:not([type=hidden])", form)?.focus();
  } else if (edited && !one(".in-place")) {
    one(`#${edited} .pen`)?.focus();
    edited = "";
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") one("[data-cancel]", event.target.closest?.(".in-place") || make("i"))?.click();
});
