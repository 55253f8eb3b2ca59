// Lists of documents, and what a search found in them.

const TOPICS_SHOWN = 24;

/** Return a section of documents under a label. */
function groupNode({ label, count }, entries, owner, sources) {
  const heading = el("h2", { class: "rg-period" }, label, el("em", {}, count));
  const items = entries.map((entry) => el("li", {}, documentButton(entry, owner, sources, sources.indexOf(entry))));
  return el("section", {}, heading, el("ul", { class: "rg-srcs" }, items));
}

/** Return the topics as buttons, the fullest ones first shown, and under them the documents of the chosen one. */
function topicsNode(topics, entryOf, owner) {
  const fullest = [...topics].sort((a, b) => b.documents.length - a.documents.length).slice(0, TOPICS_SHOWN);
  const shelf = el("div");
  const bar = el("div", { class: "rg-topics", role: "group", "aria-label": "Topics" });
  const choose = (topic) => {
    for (const button of bar.children) {
      button.setAttribute("aria-pressed", String(button.dataset.topic === topic.label));
    }
    const entries = topic.documents.map(entryOf);
    shelf.replaceChildren(groupNode({ ...topic, label: `Topic: ${topic.label}` }, entries, `${owner}-${topic.label}`, entries));
  };
  const topicButton = (topic) => {
    const attributes = { type: "button", class: "rg-btn", "data-topic": topic.label, "aria-pressed": "false" };
    const count = el("em", {}, topic.documents.length);
    return el("button", { ...attributes, onclick: () => choose(topic) }, topic.label, count);
  };
  const draw = (shown) => bar.replaceChildren(...topics.filter((topic) => shown.includes(topic)).map(topicButton));
  const showAll = (event) => {
    const chosen = bar.querySelector('[aria-pressed="true"]').dataset.topic;
    draw(topics);
    choose(topics.find(({ label }) => label === chosen));
    event.currentTarget.remove();
    bar.querySelector('[aria-pressed="true"]').focus();
  };
  draw(fullest);
  choose(fullest[0]);
  const all = topics.length > fullest.length && action(`Show all ${topics.length} topics`, showAll);
  return el("div", {}, bar, all, shelf);
}

/** Return what a search found: each document with its words marked, and sentences that hold them. */
function resultsNode(view, owner) {
  const passages = view.results.flatMap(({ sentences }) => sentences.map((s) => ({ ...s, noun: "Passage" })));
  let shown = 0;
  const sentenceItem = (sentence) => el("li", {}, sentenceButton(sentence, owner, passages, shown++));
  const documents = view.results.map(plain);
  const resultItem = (result, index) =>
    el(
      "li",
      { class: "rg-result" },
      documentButton(result, `${owner}-documents`, documents, index),
      result.sentences.length > 0 && el("ul", {}, result.sentences.map(sentenceItem)),
    );
  return el(
    "div",
    {},
    el("h2", { class: "rg-period" }, view.summary),
    view.results.length > 0 && el("ul", { class: "rg-srcs" }, view.results.map(resultItem)),
    view.more && el("p", { class: "rg-meta" }, view.more),
  );
}

function documentButton(entry, owner, sources, index) {
  const title = el("span", {}, entry.runs ? runNodes(entry.runs) : entry.title);
  return sourceButton(owner, sources, index, [title, el("em", {}, entry.place)]);
}

function sentenceButton(sentence, owner, passages, index) {
  const [before, after] = sentence.is_cut;
  const words = [before && "… ", runNodes(sentence.runs), after && " …"];
  return sourceButton(owner, passages, index, [
    el("q", { class: "rg-snippet" }, words),
    el("em", {}, sentence.place),
  ]);
}

// Beside its own runs a source would be taken for a quotation.
function plain({ document, title }) {
  return { document, title };
}
