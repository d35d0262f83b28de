// -- rows that are swiped: they start closed, and one is open at a time ---------------------------

function closeStrips(but) {
  for (const strip of all(".strip"))
    if (strip !== but) strip.scrollLeft = one(".row", strip).offsetLeft - strip.offsetLeft;
}

function restStrips() {
  if (!CSS.supports("scroll-initial-target: nearest")) closeStrips();
}

addEventListener("load", restStrips);
document.addEventListener("htmx:after:swap", restStrips);
document.addEventListener("touchstart", (event) => closeStrips(event.target.closest?.(".strip")), { passive: true });
