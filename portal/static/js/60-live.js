// -- live: a stream says what has changed; the page asks again for the part that shows it ---------

{
  const CHANGES = {
    case: () => ask("detail"),
    cases: () =>
      location.pathname.startsWith("/cases")
        ? (ask("list"), ask("views", `/live/counts${location.search}`), ask("saved", "/views/counts"))
        : ask("due"),
    presence: () => ask("presence"),
    bell: () => htmx.trigger(document.body, "bell-changed"),
  };
  let stream, followed, cursor;

  function follow() {
    const number = openCase();
    if (!one("#main") || document.hidden || (stream && followed === number)) return;
    part();
    if (cursor) CHANGES.bell();
    followed = number;
    const since = cursor ? { after: cursor } : { age: Math.round(performance.now()) };
    stream = new EventSource(`/live?${new URLSearchParams({ ...(number && { case: number }), ...since })}`);
    for (const name of ["beat", ...Object.keys(CHANGES)])
      stream.addEventListener(name, (event) => {
        cursor = event.data;
        CHANGES[name]?.();
      });
    sign();
  }

  function part() {
    stream?.close();
    if (stream && place) navigator.sendBeacon(place, new URLSearchParams({ typing: "gone" }));
    stream = place = undefined;
  }

  document.addEventListener("visibilitychange", () => (document.hidden ? part() : follow()));
  document.addEventListener("htmx:after:swap", follow);
  addEventListener("pagehide", part);
  addEventListener("pageshow", ({ persisted }) => persisted && follow());

  // -- asking again: what is typed, focused or unfolded stays ---------------------------------------

  // id -> whether it has changed once more meanwhile
  const asking = new Map();

  async function ask(id, address = location.href) {
    const target = one(`#${id}`);
    // on the way to another page, what is shown is not yet what the address says
    if (!target || followed !== openCase()) return;
    if (asking.has(id)) return asking.set(id, true);
    asking.set(id, false);
    const from = location.href;
    const headers = { "HX-Request": "true", "HX-Request-Type": "partial", "HX-Target": `${target.localName}#${id}` };
    try {
      const answer = await fetch(address, { headers });
      const text = await answer.text();
      if (answer.ok && !answer.redirected && location.href === from && target.isConnected) await renew(target, text);
    // the stream tells again when the line is back
    } catch {}
    const again = asking.get(id);
    asking.delete(id);
    if (again) ask(id, address);
  }

  async function renew(target, text) {
    const busy = used(target);
    if (busy.has(target)) return;
    for (const element of busy) element.setAttribute("hx-morph-skip", "");
    await htmx.swap({ text, target, sourceElement: document.body, swap: "outerMorph show:none ignoreTitle:true", live: true });
    for (const element of busy) element.removeAttribute("hx-morph-skip");
  }

  // The parts with an id of their own in which somebody writes or chooses.
  const used = (target) =>
    new Set(all("form", target).filter(inUse).map((form) => form.closest("[id]")).filter((e) => target.contains(e)));
  const inUse = (form) => form.closest("#act") || form.matches(":has(:focus:is(input, textarea, select))") || [...form.elements].some(touched);
  const touched = (field) =>
    /box|radio/.test(field.type)
      ? field.checked !== field.defaultChecked
      : field.options
        ? [...field.options].some((o) => o.index && o.selected !== o.defaultSelected)
        : field.matches("textarea, input:not([type=hidden])") && field.value !== field.defaultValue;

  document.addEventListener("htmx:before:swap", ({ detail: { ctx, tasks } }) => {
    for (const { target, fragment } of ctx.live ? tasks : [])
      all("details", target).forEach((details, n) => details.open && all("details", fragment)[n]?.setAttribute("open", ""));
  });

  // -- presence: the page says that it is looked at, and when somebody types ------------------------

  let place, typed = 0, resting;

  function sign(typing = 0) {
    place = one("#presence")?.dataset.presence;
    if (place && !document.hidden) fetch(place, { method: "POST", body: new URLSearchParams({ typing }) }).catch(() => {});
  }

  setInterval(() => stream && sign(Date.now() - typed < 6000 ? 1 : 0), 25000);
  document.addEventListener("input", ({ target }) => {
    if (!target.closest("#composer, #act")) return;
    clearTimeout(resting);
    resting = setTimeout(sign, 6000);
    if (Date.now() - typed < 5000) return;
    typed = Date.now();
    sign(1);
  });

  // the page itself comes first, and misses nothing by it
  setTimeout(follow, 1000);
}
