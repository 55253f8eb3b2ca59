// The timeline: a chart of one dot an event for whoever can point, and the same events as a list for everybody.

/** Return the timeline. `owner` names its list of sources to the reader. */
function timelineNode(view, owner) {
  const events = view.bands.flatMap((band) => band.columns.flatMap((column) => column.events));
  const list = el("div", { class: "rg-line" }, view.bands.map((band) => bandList(band, events, owner)));
  return el(
    "div",
    { class: "rg-timeline" },
    el("p", { class: "rg-meta" }, view.facts.join(" · ")),
    view.left_out && el("p", { class: "rg-meta rg-left-out" }, view.left_out),
    events.length > 0 && chartNode(view, events, owner, list),
    list,
  );
}

// ---- the chart: a column a year, a dot an event. The list holds all of it, so screen readers are spared it.

function chartNode(view, events, owner, list) {
  const readout = el("p", { class: "rg-readout" }, "Each dot is an event. Point at one to read it, click to open its source.");
  const dotNode = (event) => {
    const index = events.indexOf(event);
    const attributes = { type: "button", tabindex: -1, "data-owner": owner, "data-index": index };
    const tell = () => readout.replaceChildren(el("b", {}, event.date), ` ${event.title}`);
    const keepFocus = (down) => down.preventDefault(); // it returns to the list, which everybody can use
    const open = () => {
      const button = list.querySelector(`[data-index="${index}"]`);
      button.focus({ preventScroll: true }); // the reader takes the focus from what opened it alone
      openSources(owner, events, index, button);
    };
    const listeners = { onmouseenter: tell, onmousedown: keepFocus, onclick: open };
    const known = event.is_exact ? "rg-dot" : "rg-dot vague";
    return el("button", { ...attributes, ...listeners, class: known, "aria-pressed": "false" });
  };
  const columnNode = (column) =>
    column.gap
      ? el("div", { class: "rg-column gap", title: `${column.gap}: no events` }, "⋯", el("span"))
      : el("div", { class: "rg-column" }, column.events.map(dotNode), el("span", {}, column.tick));
  const bandNode = ({ label, columns }) =>
    el(
      "div",
      { class: "rg-band", style: `--years: ${columns.length}` },
      el("p", {}, label),
      el("div", {}, columns.map(columnNode)),
    );
  const key = el(
    "p",
    { class: "rg-key" },
    el("i", { class: "rg-dot" }),
    "the day is known",
    el("i", { class: "rg-dot vague" }),
    "only the month or year",
  );
  const chart = el("div", { class: "rg-chart" }, view.bands.map(bandNode));
  return el("div", { class: "rg-overview", "aria-hidden": "true" }, chart, key, readout);
}

/** Bring the dot of the event that the reader shows into view, and tell which it is. */
function showDot(root, { owner, index }) {
  const dots = [...root.querySelectorAll(`button.rg-dot[data-index="${index}"]`)];
  const dot = dots.find((one) => one.dataset.owner === owner);
  if (!dot) return;
  const chart = dot.closest(".rg-chart");
  const left = dot.getBoundingClientRect().left - chart.getBoundingClientRect().left + chart.scrollLeft;
  chart.scrollLeft = left - chart.clientWidth / 2;
  dot.dispatchEvent(new MouseEvent("mouseenter"));
}

// ---- the list

function bandList({ label, count, columns }, events, owner) {
  const years = columns.filter((column) => column.events.length);
  const eventItem = (event) => el("li", {}, eventButton(event, events, owner));
  const yearNode = ({ year, events: here }) =>
    el("div", { class: "rg-year" }, el("h3", {}, String(year)), el("ol", {}, here.map(eventItem)));
  return el("section", {}, el("h2", { class: "rg-period" }, label, el("em", {}, count)), years.map(yearNode));
}

function eventButton(event, events, owner) {
  const dot = el("i", { class: event.is_exact ? "rg-dot" : "rg-dot vague", "aria-hidden": "true" });
  const content = [dot, el("em", {}, event.day), el("span", {}, event.title)];
  return sourceButton(owner, events, events.indexOf(event), content, { class: "rg-event" });
}
