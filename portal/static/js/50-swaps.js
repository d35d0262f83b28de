// -- after a swap: what opened is announced, and focused where the list gave way to it ------------

document.addEventListener("htmx:after:swap", (event) => {
  const title = one("#detail h1");
  if (event.detail.ctx.target?.id !== "detail" || event.detail.ctx.live || !title) return;
  const focused = document.activeElement;
  if (focused === document.body || !seen(focused)) title.focus();
  else say(title.textContent, "sr");
});

// -- the form of a register's action opens above what one was reading: it is brought into view -----

document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  const form = ctx.target?.id === "act" && one(".register #act form");
  if (!form) return;
  form.scrollIntoView({ block: "start" });
  one("[autofocus], input:not([type=hidden]), select, textarea", form)?.focus({ preventScroll: true });
});

// -- what follows from a choice: a morph keeps options chosen that the answer has moved ------------

document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  if (ctx.sourceElement?.form && one("#fit", ctx.sourceElement.form))
    for (const option of all("option", ctx.sourceElement.form)) option.selected = option.defaultSelected;
});

document.addEventListener("htmx:response:error", (event) => {
  if (event.detail.ctx.response.status >= 500) say(one("#toasts").dataset.failed);
});
document.addEventListener("htmx:error", () => say(one("#toasts").dataset.lost));

function say(text, look = "toast") {
  const message = make("p", { className: look, textContent: text });
  one("#toasts").append(message);
  if (look === "sr") setTimeout(() => message.remove(), 6000);
}

document.addEventListener("animationend", (event) => {
  if (event.animationName === "leave") event.target.remove();
});

// -- asking again for what is shown is no step that Back has to undo -------------------------------

document.addEventListener("htmx:before:history:update", (event) => {
  if (event.detail.history.path === location.pathname + location.search) event.preventDefault();
});
