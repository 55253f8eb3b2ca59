// The reader panel. Gradio gives `element` and `server`; dom.js stands before this file.
//
// It is opened by an `rg:open` event with a list of sources that share an owner, and tells by `rg:shown` which of
// them is open. On a phone it is a dialog that covers the page, and the rest is inert; Back closes it there.

const PREVIOUS = "M15 5l-7 7 7 7";
const NEXT = "M9 5l7 7-7 7";
const CLOSE = "M6 6l12 12M18 6L6 18";
const NOTHING = { owner: null, index: null, entry: null };

const root = element.querySelector(".rg-reader");
const narrow = matchMedia("(max-width: 860px)");
let open = null; // {owner, sources, index}
let returnTo = null;
let isStep = false; // whether an entry of the browser's history stands for the open panel

async function show(owner, sources, index, step) {
  const now = { owner, sources, index };
  open = now;
  document.body.classList.add("rg-open");
  beModal();
  beStep();
  tell({ owner, index, entry: sources[index] });
  const source = sources[index];
  root.setAttribute("aria-label", `${nounOf(source)}: ${source.title}`);
  root.setAttribute("aria-busy", "true");
  const { document: id, start, end, digest, near } = source;
  const view = await patiently(server.open_document({ document: id, start, end, digest, near }), () => {
    if (open !== now) return;
    root.replaceChildren(headNode(now), openingNode(source));
    focusAfter(step);
  });
  if (open !== now) return; // closed, or another one opened meanwhile
  root.removeAttribute("aria-busy");
  const body = view && !view.problem ? bodyNode(view) : problemNode(view);
  const gone = view && view.gone;
  const goneNode = gone ? [el("p", { class: "rg-gone" }, gone)] : [];
  const foot = view && view.quotation ? [footNode(view.quotation)] : [];
  root.replaceChildren(headNode(now), ...goneNode, body, ...foot);
  if (step) announce(`${nounOf(source)} ${index + 1} of ${sources.length}: ${source.title}. ${gone || ""}`);
  else if (gone) announce(gone);
  scrollToMark(body, gone ? view.at : null);
  focusAfter(step);
}

function close() {
  if (!open) return;
  open = null;
  document.body.classList.remove("rg-open");
  beModal();
  tell(NOTHING);
  const isHere = root.contains(document.activeElement) || document.activeElement === document.body;
  // A list that was drawn anew no longer has what the panel was opened from.
  const home = returnTo?.isConnected ? returnTo : document.querySelector("#find, #box textarea");
  if (isHere) home?.focus({ preventScroll: true });
  root.replaceChildren();
  if (isStep && narrow.matches) history.back(); // in a wider window the entry is the page's own by now
  isStep = false;
}

function beStep() {
  if (isStep || !narrow.matches) return;
  history.pushState(history.state, "");
  isStep = true;
}

function beModal() {
  const modal = Boolean(open) && narrow.matches;
  root.setAttribute("role", modal ? "dialog" : "region");
  if (modal) root.setAttribute("aria-modal", "true");
  else root.removeAttribute("aria-modal");
  for (const id of ["hdr", "talk"]) {
    const part = document.getElementById(id);
    if (part) part.inert = modal;
  }
}

// A panel that a window grew too narrow for covers the page, as one does that is opened there.
function fitWindow() {
  beModal();
  if (!open || !narrow.matches) return;
  beStep();
  if (!root.contains(document.activeElement)) root.querySelector("h2")?.focus({ preventScroll: true });
}

function tell(detail) {
  document.dispatchEvent(new CustomEvent("rg:shown", { detail }));
}

// ---- drawing

function headNode({ sources, index }) {
  const noun = nounOf(sources[index]);
  const go = (step) => () => {
    const now = open; // a second press comes before the head is drawn anew
    if (now.sources[now.index + step]) show(now.owner, now.sources, now.index + step, step);
  };
  return el(
    "div",
    { class: "rg-rh" },
    el("span", { class: "pos" }, `${noun} ${index + 1} of ${sources.length}`),
    sources.length > 1 && iconButton(`Previous ${noun.toLowerCase()}`, PREVIOUS, go(-1), index === 0, -1),
    sources.length > 1 &&
      iconButton(`Next ${noun.toLowerCase()}`, NEXT, go(1), index === sources.length - 1, 1),
    iconButton("Close source panel", CLOSE, close, false, 0),
  );
}

function nounOf(source) {
  return source.noun || (source.runs ? "Source" : "Document");
}

function iconButton(label, path, onclick, disabled, step) {
  const attributes = { "aria-label": label, title: label, disabled, "data-step": step };
  return el("button", { type: "button", class: "rg-btn ghost icon", ...attributes, onclick }, icon(path));
}

function openingNode({ title }) {
  return el("div", { class: "rg-rb" }, el("h2", { tabindex: "-1" }, title), waitingNode("Opening the document…"));
}

function bodyNode(view) {
  const text = el("div", {}, view.paragraphs.map(paragraphNodes));
  const body = el(
    "div",
    { class: "rg-rb", tabindex: "0", role: "region", "aria-label": "Document text" },
    el("h2", { tabindex: "-1" }, view.title),
    el("p", { class: "rg-meta" }, view.facts.join(" · ")),
    booksNode(view.sources),
    openersNode(view.events, "On the timeline", ({ date, title }) => [el("em", {}, date), " ", title]),
    openersNode(view.related, "Related documents", ({ title }) => title),
  );
  body.append(moreNode(view, "earlier", text), text, moreNode(view, "later", text));
  return body;
}

function booksNode(books) {
  if (!books.length) return null;
  const label = books.length === 1 ? "The book this rests on" : `The ${books.length} books this rests on`;
  const list = el(
    "ul",
    {},
    books.map((book) => el("li", {}, book)),
  );
  return el("details", { class: "rg-books" }, el("summary", {}, label), list);
}

// A folded list of what can be opened instead; the page behind keeps what focus returns to.
function openersNode(entries, label, content) {
  if (!entries || !entries.length) return null;
  const openerNode = (entry, index) => {
    const open = () => openSources(label, entries, index, null);
    return el("li", {}, el("button", { type: "button", class: "rg-opener", onclick: open }, content(entry)));
  };
  const summary = el("summary", {}, `${label} (${entries.length})`);
  return el("details", { class: "rg-books" }, summary, el("ul", { class: "rg-openers" }, entries.map(openerNode)));
}

function paragraphNodes({ part, number, headings, runs, hit }) {
  const label = number !== null && el("span", { class: "n", "aria-hidden": "true" }, String(number));
  return [
    headings.map((heading) => el("h3", { class: "rg-ph" }, heading)),
    el("p", { class: hit ? "rg-p hit" : "rg-p", "data-part": part }, label, runNodes(runs)),
  ];
}

// A button before and after the window of a long document; each load puts the next one in its place.
function moreNode(view, side, text) {
  const first = view[side];
  if (first === null) return el("div");
  const label = side === "earlier" ? "Show earlier paragraphs" : "Show later paragraphs";
  const button = el("button", { type: "button", class: "rg-btn" }, label);
  const problem = el("p", { class: "rg-problem", hidden: true }, "More could not be loaded. Try again.");
  const holder = el("div", { class: "rg-more" }, button, problem);
  const offerAgain = () => {
    button.disabled = false;
    button.textContent = label;
    if (document.activeElement === document.body) button.focus({ preventScroll: true }); // disabled, it lost the focus
    announce(problem.textContent);
  };
  const load = async () => {
    const { document: id, quotation } = view;
    const { start, end, digest, near } = quotation || {};
    button.disabled = true;
    const asked = server.more_paragraphs({ document: id, start, end, digest, near, first });
    const more = await patiently(asked, () => (button.textContent = "Loading…"));
    problem.hidden = Boolean(more && !more.problem);
    if (!problem.hidden) return offerAgain();
    const known = new Set([...text.querySelectorAll(".rg-p")].map((node) => node.dataset.part));
    const fresh = more.paragraphs.filter(({ part }) => !known.has(String(part)));
    const nodes = fresh.flatMap(paragraphNodes).flat();
    const read = text.firstElementChild;
    const stood = read.getBoundingClientRect().top;
    if (side === "earlier") text.prepend(...nodes);
    else text.append(...nodes);
    const next = moreNode({ ...view, [side]: more[side] }, side, text);
    holder.replaceWith(next);
    if (side === "earlier") text.parentElement.scrollTop += read.getBoundingClientRect().top - stood;
    (next.querySelector("button") || text.parentElement).focus({ preventScroll: true });
  };
  button.addEventListener("click", load);
  return holder;
}

function problemNode(view) {
  const why = view ? view.problem : "Check your connection and open it again.";
  const note = noteNode("h2", "This document cannot be shown.", why);
  note.firstChild.tabIndex = -1; // focus goes there
  return el("div", { class: "rg-rb" }, note);
}

function footNode(quotation) {
  const cited = `“${wordsOf(quotation)}” (${whereOf(quotation)})`;
  return el(
    "div",
    { class: "rg-rf" },
    action("Copy quotation", (event) => copyText(cited, event.currentTarget)),
    action("Copy link to passage", (event) => copyText(addressOf(quotation.link), event.currentTarget)),
  );
}

function scrollToMark(body, part) {
  const mark = body.querySelector("mark") || body.querySelector(`[data-part="${part}"]`);
  if (!mark) return;
  const below = mark.getBoundingClientRect().top - body.getBoundingClientRect().top;
  // What stands in the upper half anyhow is left there, under its title.
  body.scrollTop = below < body.clientHeight / 2 ? 0 : below - body.clientHeight / 3;
}

// Whoever steps through the sources stays on the button; whoever opens one begins at its title; whoever has gone
// elsewhere meanwhile, as to type on, is left there.
function focusAfter(step) {
  const { activeElement } = document;
  if (activeElement !== document.body && activeElement !== returnTo && !root.contains(activeElement)) return;
  const button = step && root.querySelector(`[data-step="${step}"]:not(:disabled)`);
  (button || root.querySelector("h2")).focus({ preventScroll: true });
}

document.addEventListener("rg:open", ({ detail }) => {
  returnTo = detail.from || returnTo;
  show(detail.owner, detail.sources, detail.index, 0);
});
document.addEventListener("rg:close", close);
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !open || event.isComposing) return; // Esc also ends what an input method composes
  event.preventDefault(); // a search box would be emptied, too
  close();
});
addEventListener("popstate", () => {
  isStep = false;
  if (open) close();
  else tell(NOTHING); // the address that Back leads to may still name a passage
});
narrow.addEventListener("change", fitWindow);
beModal();
