// The list of documents. Gradio gives `element` and `server`; dom.js stands before this file.
//
// The address of the page names the open document and passage, so that it can be kept and sent.

const OWNER = "library";
const log = element.querySelector(".rg-log");
let documents = [];

function draw(view) {
  const problem = view ? view.problem : "Check your connection and load the page again.";
  const title = el("h1", { class: "rg-title" }, "Library");
  if (problem) {
    const note = el("div", { class: "rg-none" }, el("h2", {}, "The library cannot be shown."), el("p", {}, problem));
    log.replaceChildren(title, note);
    return;
  }
  documents = view.groups.flatMap((group) => group.documents);
  const facts = el("p", { class: "rg-meta" }, view.facts.join(" · "));
  log.replaceChildren(title, facts, ...view.groups.map(groupNode));
}

function groupNode({ label, count, documents: entries }) {
  const heading = el("h2", { class: "rg-period" }, label, el("em", {}, count));
  const items = entries.map((entry) => el("li", {}, documentButton(entry)));
  return el("section", {}, heading, el("ul", { class: "rg-srcs" }, items));
}

function documentButton(entry) {
  const index = documents.indexOf(entry);
  return el(
    "button",
    {
      type: "button",
      class: "rg-src",
      "data-owner": OWNER,
      "data-index": index,
      "aria-pressed": "false",
      onclick: (event) => openSources(OWNER, documents, index, event.currentTarget),
    },
    el("span", {}, entry.title),
    el("em", {}, entry.place),
  );
}

// A passage in the address is opened at once; one that the library does not have says so in the reader.
function openFromAddress() {
  const query = new URLSearchParams(location.search);
  const id = query.get("doc");
  if (id === null) return;
  const known = documents.findIndex((entry) => entry.document === id);
  const start = Number(query.get("a")) || 0;
  const end = Number(query.get("b")) || 0;
  const entry = { ...(documents[known] || { document: id, title: id }), start, end };
  const list = known < 0 ? [entry] : documents.map((other, index) => (index === known ? entry : other));
  const button = log.querySelector(`[data-index="${known}"]`);
  openSources(OWNER, list, Math.max(0, known), button);
  button?.scrollIntoView({ block: "center" });
}

function keepAddress({ detail }) {
  const address = new URL(location.href);
  for (const name of ["doc", "a", "b"]) address.searchParams.delete(name);
  const entry = detail.entry;
  if (entry) address.searchParams.set("doc", entry.document);
  if (entry && entry.end > 0) {
    address.searchParams.set("a", entry.start);
    address.searchParams.set("b", entry.end);
  }
  history.replaceState(history.state, "", address);
}

server.list_documents({}).then((view) => {
  draw(view);
  followReader(log);
  openFromAddress();
  document.addEventListener("rg:shown", keepAddress);
});
