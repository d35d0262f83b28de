// -- after a swap: what opened is announced, and focused where the list gave way to it ------------

document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  const title = one("#detail h1");
  if (ctx.target?.id !== "detail" || ctx.live || !title) return;
  const focused = document.activeElement;
  if (focused === document.body || !seen(focused)) title.focus();
  else say(title.textContent, "sr");
});

// -- what an answer wants focused is focused by our hand: the browser complains where something has
// the focus when it comes to it; the form of a register's action is brought into view; what follows
// from a choice is shown: a morph leaves options chosen that the answer has moved

document.addEventListener("htmx:before:swap", ({ detail: { tasks } }) => {
  for (const { fragment } of tasks)
    for (const wanted of all("[autofocus]", fragment)) {
      wanted.autofocus = false;
      wanted.dataset.wanted = "";
    }
});

document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  const { form } = ctx.sourceElement || {};
  const wanted = one("[data-wanted]");
  delete wanted?.dataset.wanted;
  if (form && one("#fit", form)) all("option", form).forEach((o) => (o.selected = o.defaultSelected));
  const opened = ctx.target?.id === "act" && one(".register #act form");
  if (opened) opened.scrollIntoView({ block: "start" });
  const first = wanted || (opened && one("input:not([type=hidden]), select, textarea", opened));
  if (first) first.focus({ preventScroll: !!opened });
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
