// -- files go up as soon as they are chosen, dropped or pasted, and wait in their form -------------

const trayOf = (form) => form && one(".tray", form);

document.addEventListener("change", ({ target }) => {
  if (!target.matches("[data-files]")) return;
  takeFiles(target.form, target.files);
  target.value = "";
});

document.addEventListener("paste", (event) => {
  const form = event.target.closest?.("form");
  const files = event.clipboardData.files;
  if (files.length && trayOf(form)) act(event, () => takeFiles(form, files));
});

const dropped = (event) => {
  const around = event.target.closest?.("#detail");
  const form = event.target.closest?.("form");
  const within = around && event.dataTransfer?.types.includes("Files");
  return within && [form, one("#act form"), one("#filing"), one("#composer form")].find(trayOf);
};
for (const name of ["dragover", "dragleave", "drop"])
  document.addEventListener(name, (event) => {
    const form = dropped(event);
    one(".dropping")?.classList.remove("dropping");
    if (!form || name === "dragleave") return;
    event.preventDefault();
    if (name === "drop") takeFiles(form, event.dataTransfer.files);
    else form.classList.add("dropping");
  });

const takeFiles = (form, files) => [...files].forEach((file) => sendUp(form, file));

function sendUp(form, file) {
  const { remove, lost, expired, reasons } = trayOf(form).dataset;
  const bar = make("progress", { max: 1, value: 0, ariaLabel: file.name });
  const away = make("button", { type: "button", className: "icon-btn", textContent: "×", ariaLabel: remove.replace("{}", file.name) });
  const item = make("li", {}, make("span", { textContent: file.name }), bar, away);
  const sending = new XMLHttpRequest();
  const body = new FormData();
  away.onclick = () => {
    sending.abort();
    item.remove();
    goOn(form);
  };
  sending.upload.onprogress = ({ loaded, total }) => (bar.value = loaded / total);
  sending.onloadend = () => {
    const { uploads: [taken] = [], errors: [error] = [] } = sending.response || {};
    const told = error && (JSON.parse(reasons)[error.code] || error.message).replace("{}", error.detail);
    const why = sending.status === 401 ? expired : told || lost;
    bar.replaceWith(taken ? make("input", { type: "hidden", name: "attachments", value: taken.id }) : make("span", { className: "flaw", textContent: why }));
    goOn(form);
  };
  trayOf(form).append(item);
  body.append("file", file);
  sending.open("POST", "/files");
  sending.responseType = "json";
  sending.send(body);
}

// -- what is sent while files are still on their way waits for them, and for who reads new flaws ----

let waits;
const flaws = (form) => all(".tray .flaw", form).length;

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!one(".tray progress", form)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  waits = { form, button: event.submitter, known: flaws(form) };
}, true);

function goOn(form) {
  if (waits?.form !== form || one(".tray progress", form)) return;
  const { button, known } = waits;
  waits = undefined;
  if (flaws(form) <= known) form.requestSubmit(button);
}
