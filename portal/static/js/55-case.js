// -- values in their place

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

document.addEventListener("click", ({ target }) => {
  if (target.closest("a, button, summary, .in-place, .title") || !getSelection().isCollapsed) return;
  one(".pen", target.closest("[id|=prop]") || make("i"))?.click();
});

document.addEventListener("keydown", (event) => {
  const { key, target } = event;
  const inside = target.closest?.(".in-place");
  if (key === "Escape" && inside) one("[data-cancel]", inside).click();
  if (key !== "e" || event.metaKey || event.ctrlKey || target.closest?.("input, select, textarea, dialog")) return;
  const pen = one(".pen", target.closest?.("[id|=prop]") || make("i")) || one('#actions a[href*="/edit"]');
  if (pen) act(event, () => pen.click());
});

// -- drafts

let unkept;

function mind(form) {
  clearTimeout(unkept?.timer);
  unkept = { form, timer: setTimeout(keep, 1200) };
}

document.addEventListener("input", ({ target }) => {
  if (target.id === "text") mind(target.form);
  if (target.dataset?.people) lookUp(target);
});
for (const leaving of ["visibilitychange", "htmx:before:request"]) document.addEventListener(leaving, () => unkept && keep());
document.addEventListener("submit", ({ target }) => target === unkept?.form && forget(), true);
document.addEventListener("submit", ({ target }) => {
  for (const each of all(CALLED, target)) if (!called(target).includes(each)) each.remove();
}, true);

function forget() {
  clearTimeout(unkept.timer);
  unkept = undefined;
}

function keep() {
  const { form } = unkept;
  forget();
  const voice = one("[name=voice]:checked", form)?.value || "";
  const body = new URLSearchParams({ text: form.text.value, voice, _script: "1" });
  for (const each of called(form)) body.append("mentions", each.value);
  fetch(form.dataset.draft, { method: "POST", body, keepalive: true }).then(
    (answer) => one("[data-kept]", form)?.toggleAttribute("hidden", !answer.ok || !form.text.value),
    () => {},
  );
}

// -- "@" calls upon somebody, as long as the name stands in the text

const CALLED = "input[name=mentions]";
const called = (form) => all(CALLED, form).filter((each) => form.text.value.includes(`@${each.dataset.name || ""}`));

// questions so far
let callees = 0;

async function lookUp(field) {
  const asked = ++callees;
  const begun = /(?:^|\s)@([\p{L}][\p{L}' -]{0,40})?$/u.exec(field.value.slice(0, field.selectionStart));
  const answer = begun && (await fetch(`${field.dataset.people}?q=${encodeURIComponent(begun[1] || "")}`).catch(() => {}));
  const people = answer?.ok ? await answer.text() : "";
  if (asked !== callees) return;
  shut(field);
  if (!people.trim()) return;
  const list = make("ul", { id: "callees", role: "listbox", ariaLabel: field.labels[0].textContent, innerHTML: people });
  list.onmousedown = (event) => act(event, () => call(field, event.target.closest("li")));
  list.popover = "manual";
  field.after(list);
  list.showPopover();
  field.setAttribute("aria-controls", "callees");
  point(field, list.firstElementChild);
}

function shut(field) {
  one("#callees")?.remove();
  for (const name of ["aria-controls", "aria-activedescendant"]) field.removeAttribute(name);
}

function point(field, person) {
  for (const each of all("#callees li")) each.ariaSelected = each === person;
  field.setAttribute("aria-activedescendant", person.id);
}

function call(field, person) {
  const before = field.value.slice(0, field.selectionStart).replace(/@[^@]*$/, `@${person.dataset.name} `);
  field.setRangeText(before, 0, field.selectionStart, "end");
  const { id, name } = person.dataset;
  const mention = make("input", { type: "hidden", name: "mentions", value: id });
  mention.dataset.name = name;
  if (!called(field.form).some((each) => each.value === id)) field.after(mention);
  shut(field);
  mind(field.form);
}

document.addEventListener("keydown", (event) => {
  const { key, target } = event;
  if (key === "Escape") one("#peek")?.remove();
  const chosen = one("#callees [aria-selected=true]");
  if (!chosen || !target.dataset?.people) return;
  const next = { ArrowDown: chosen.nextElementSibling, ArrowUp: chosen.previousElementSibling }[key];
  if (next) act(event, () => point(target, next));
  if (key === "Enter" || key === "Tab") act(event, () => call(target, chosen));
  if (key === "Escape") act(event, () => shut(target));
});

// -- peeks

let peeking;

for (const [begin, end] of [["mouseover", "mouseout"], ["focusin", "focusout"]]) {
  document.addEventListener(begin, ({ target }) => {
    const link = target.closest?.("[data-peek]");
    clearTimeout(peeking);
    if (link && !one("#peek")) peeking = setTimeout(() => peek(link), 300);
  });
  document.addEventListener(end, ({ target, relatedTarget }) => {
    if (!target.closest?.("[data-peek], #peek") || relatedTarget?.closest?.("[data-peek], #peek")) return;
    clearTimeout(peeking);
    one("#peek")?.remove();
  });
}
async function peek(link) {
  const answer = await fetch(link.dataset.peek).catch(() => {});
  if (!answer?.ok || !link.matches(":hover, :focus")) return;
  const look = make("div", { id: "peek", role: "tooltip", popover: "manual", innerHTML: await answer.text() });
  link.after(look);
  look.showPopover();
  link.setAttribute("aria-describedby", "peek");
}

document.addEventListener("change", ({ target }) => target.matches("[data-picks]") && target.form.requestSubmit());
