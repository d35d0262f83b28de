
// -- notifications: who opens what one was told of has read it -------------------------------------

for (const click of ["click", "auxclick"])
  document.addEventListener(click, ({ target, button }) => {
    const read = button < 2 && target.closest("[data-read]")?.dataset.read;
    if (read) navigator.sendBeacon("/notifications", new URLSearchParams({ read }));
  });
