// The page Library. Gradio gives `element` and `server`; dom.js, documents.js and timeline.js stand before this file.
//
// The address of the page names what is shown, what was searched for and the open document and passage, so that
// it can be kept and sent.

const SHELVES = { periods: "By period", topics: "By topic", timeline: "Timeline" };
const PAUSE_MS = 250; // somebody who types on has not finished the word
const PASSAGE = { doc: "document", a: "start", b: "end", h: "digest", w: "near" };

const log = element.querySelector(".rg-log");
const stand = el("div", { class: "rg-stand" });
let library = null;
let shelf = "periods";
let timeline = null;
let latest = 0; // what is asked for last is drawn, in whatever order the answers come
let pause = 0;

function draw() {
  const title = el("h1", { class: "rg-title" }, "Library");
  const problem = library ? library.problem : "Check your connection and load the page again.";
  if (problem) return log.replaceChildren(title, noteNode("h2", "The library cannot be shown.", problem));
  log.replaceChildren(title, el("p", { class: "rg-meta" }, library.facts.join(" · ")), searchNode(), stand);
}

function searchNode() {
  const box = el("input", {
    type: "search",
    id: "find",
    class: "rg-find",
    maxlength: 100,
    dir: "auto",
    autocomplete: "off",
    placeholder: "Search titles and texts",
    "aria-label": "Search titles and texts",
    oninput: () => {
      clearTimeout(pause);
      pause = setTimeout(search, PAUSE_MS);
    },
  });
  const offered = Object.entries(SHELVES).filter(([name]) => isOffered(name));
  const shelfButton = ([name, label]) =>
    el("button", { type: "button", class: "rg-btn", "data-shelf": name, onclick: () => choose(name) }, label);
  const bar = el("div", { class: "rg-shelves", role: "group", "aria-label": "Show" }, offered.map(shelfButton));
  return el("div", { class: "rg-search", role: "search" }, box, offered.length > 1 && bar);
}

function isOffered(name) {
  if (name === "timeline") return library.has_timeline;
  return name === "periods" || library.topics.length > 0;
}

function findBox() {
  return log.querySelector("#find");
}

// ---- what is shown

function choose(name) {
  findBox().value = "";
  shelf = name;
  show();
}

async function show() {
  clearTimeout(pause);
  const asked = ++latest;
  keepAddress({ show: shelf === "periods" ? null : shelf, find: null });
  press(shelf);
  if (shelf === "timeline" && !timeline) {
    const view = await patiently(server.show_timeline({}), () => tellSlow(asked, "Opening the timeline…"));
    if (view && !view.problem) timeline = view;
    if (asked !== latest) return;
    if (!timeline) return shelve(problemNode("The timeline cannot be shown.", view));
  }
  shelve(...(shelf === "timeline" ? [timelineNode(timeline, shelf)] : documentNodes()));
}

function documentNodes() {
  const entryOf = (id) => library.documents.find(({ document }) => document === id);
  if (shelf === "topics") return [topicsNode(library.topics, entryOf, shelf)];
  const all = shelved();
  return library.periods.map((group) => groupNode(group, group.documents.map(entryOf), shelf, all));
}

/** Return the documents in the order in which the periods list them. */
function shelved() {
  const ids = library.periods.flatMap(({ documents }) => documents);
  return ids.map((id) => library.documents.find(({ document }) => document === id));
}

async function search() {
  const words = findBox().value.trim();
  if (!words) return show();
  const asked = ++latest;
  keepAddress({ show: null, find: words });
  const view = await patiently(server.search_documents({ words }), () => tellSlow(asked, "Searching…"));
  if (asked !== latest) return;
  press(null);
  if (!view || view.problem) return shelve(problemNode("The search cannot be done.", view));
  shelve(resultsNode(view, `search-${asked}`)); // the reader may still show a result of the search before
  announce(view.summary);
}

function tellSlow(asked, text) {
  if (asked !== latest) return;
  shelve(waitingNode(text));
  announce(text);
}

function problemNode(title, view) {
  return noteNode("h2", title, view ? view.problem : "Check your connection and try again.");
}

function press(name) {
  for (const button of log.querySelectorAll("[data-shelf]")) {
    button.setAttribute("aria-pressed", String(button.dataset.shelf === name));
  }
}

function shelve(...nodes) {
  log.classList.toggle("wide", nodes.some((node) => node.matches(".rg-timeline")));
  stand.replaceChildren(...nodes);
}

// ---- the address

function keepPassage({ detail }) {
  const entry = detail.entry || {};
  const has = (field) => field === "document" || entry.end > 0;
  keepAddress(
    Object.fromEntries(Object.entries(PASSAGE).map(([name, field]) => [name, has(field) ? entry[field] : null])),
  );
}

// A passage in the address is opened at once; one that the library does not have says so in the reader.
function openFromAddress(query) {
  const id = query.get("doc");
  if (id === null) return;
  const all = shelved();
  const known = all.findIndex((entry) => entry.document === id);
  const passage = {
    start: Number(query.get("a")) || 0,
    end: Number(query.get("b")) || 0,
    digest: query.get("h"),
    near: query.get("w"),
  };
  const entry = { ...(known < 0 ? { document: id, title: id } : plain(all[known])), ...passage };
  const sources = known < 0 ? [entry] : all.map((other, index) => (index === known ? entry : other));
  const button = log.querySelector(`[data-owner="periods"][data-index="${known}"]`);
  openSources("periods", sources, Math.max(0, known), button);
  button?.scrollIntoView({ block: "center" });
}

log.replaceChildren(el("h1", { class: "rg-title" }, "Library"), waitingNode("Opening the library…"));
patiently(server.list_documents({})).then(async (view) => {
  library = view;
  draw();
  if (!library || library.problem) return;
  const query = new URLSearchParams(location.search);
  if (Object.hasOwn(SHELVES, query.get("show")) && isOffered(query.get("show"))) shelf = query.get("show");
  findBox().value = (query.get("find") || "").slice(0, findBox().maxLength);
  followReader(log);
  document.addEventListener("rg:shown", keepPassage);
  document.addEventListener("rg:shown", ({ detail }) => showDot(log, detail));
  await (findBox().value.trim() ? search() : show());
  openFromAddress(query);
});
focusOnSlash(findBox);
