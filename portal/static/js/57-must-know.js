// -- what must be known of a customer: once closed, it stays closed until the browser is -----------

const knownAs = (note) => `known ${note.dataset.known}`;
const hush = () => {
  for (const note of all("details[data-known][open]")) if (sessionStorage.getItem(knownAs(note))) note.open = false;
};

document.addEventListener("click", ({ target }) => {
  const note = target.closest?.("[data-known] > summary")?.parentElement;
  if (note) sessionStorage.setItem(knownAs(note), note.open ? "closed" : "");
});
document.addEventListener("htmx:after:swap", hush);
hush();
