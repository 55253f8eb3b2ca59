// Shared by the components. Everything that a document or a learner wrote becomes a text node, never markup.

const SVG = "http://www.w3.org/2000/svg";
const PATIENCE_MS = 120_000; // the first call may wait until the encoder is loaded
const UNNOTICED_MS = 200; // what comes sooner is not announced by a waiting line

/** Return an element with attributes, listeners (`onclick: f`) and children; null and false are left out. */
function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  for (const child of children.flat(Infinity)) {
    if (child !== null && child !== undefined && child !== false) node.append(child);
  }
  return node;
}

/** Return a line drawing from one SVG path. */
function icon(path) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", "rg-ic");
  const line = document.createElementNS(SVG, "path");
  const stroke = { d: path, fill: "none", stroke: "currentColor", "stroke-width": 2, "stroke-linecap": "round" };
  for (const [name, value] of Object.entries(stroke)) line.setAttribute(name, value);
  svg.append(line);
  return svg;
}

/**
 * Return what a call gives, or undefined where the server could not be reached, broke down or took too long. `onSlow`
 * is called once it takes long enough to be noticed.
 */
async function patiently(call, onSlow = () => {}) {
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS));
  const slow = setTimeout(onSlow, UNNOTICED_MS);
  try {
    return await Promise.race([call, late]);
  } catch {
    return undefined;
  } finally {
    clearTimeout(slow);
  }
}

/** Return what is shown while something is waited for. */
function waitingNode(text) {
  return el("div", { class: "rg-wait" }, el("i", { "aria-hidden": "true" }), text);
}

/** Return a quiet button with a label. */
function action(label, onclick, attributes = {}) {
  return el("button", { type: "button", class: "rg-btn ghost", ...attributes, onclick }, label);
}

/** Return a note in a frame under a heading of the given rank ("h2"). */
function noteNode(rank, title, text) {
  return el("div", { class: "rg-none" }, el(rank, {}, title), el("p", {}, text));
}

/** Return the nodes of a text in runs; neighbours that mean the same share one element. */
function runNodes(runs) {
  const nodes = [];
  let wrapper = null;
  let kind = "";
  for (const run of runs) {
    const wanted = run.marked ? "marked" : run.short ? "short" : run.found ? "found" : "";
    if (wanted !== kind) {
      kind = wanted;
      wrapper = kind ? wrapperNode(kind) : null;
      if (wrapper) nodes.push(wrapper);
    }
    const parts = run.control ? [controlNode(run)] : textNodes(run.text);
    if (wrapper) wrapper.append(...parts);
    else nodes.push(...parts);
  }
  return nodes;
}

// A blank line between paragraphs is an element of its own, which is shown lower than a line.
function textNodes(text) {
  const parts = text.split(/(\n\s*\n)/);
  return parts.map((part, index) => (index % 2 ? el("span", { class: "rg-gap" }, part) : document.createTextNode(part)));
}

function wrapperNode(kind) {
  if (kind === "short") return el("strong", { class: "rg-short" });
  return el("mark", { class: kind === "found" ? "rg-found" : null });
}

// A control that nobody can see (U+202E turns a line around) is named, and acts only inside its own element.
function controlNode(run) {
  const title = `The source has the invisible character ${run.control} here.`;
  return el("span", { class: "rg-control", "data-name": run.control, title }, run.text);
}

/** Return the words of a quotation, exactly. */
function wordsOf(quotation) {
  return quotation.runs.map((run) => run.text).join("");
}

/** Return where words stand, for a person: the title of their document and the place in it. */
function whereOf({ title, place }) {
  return `${title} · ${place}`; // a comma would follow a question mark
}

/** Return what the head says of this chat: its "application-name", or its subject under "description". */
function siteFact(name) {
  return document.querySelector(`meta[name="${name}"]`)?.content || "";
}

/** Return the absolute address of a link that is relative to the app. */
function addressOf(link) {
  return new URL(link, document.baseURI).href;
}

/** Put values into the query of the page's address: a list one by one, nothing in the place of null or "". */
function keepAddress(values) {
  const address = new URL(location.href);
  for (const [name, value] of Object.entries(values)) {
    address.searchParams.delete(name);
    for (const one of [value ?? []].flat()) if (one !== "") address.searchParams.append(name, one);
  }
  history.replaceState(history.state, "", address);
}

/** Say something to people who listen to the page. */
function announce(text) {
  const live = document.getElementById("rg-live");
  if (!live) return;
  live.textContent = "";
  setTimeout(() => (live.textContent = text), 60); // a change is only read out when the text was empty before
}

/** Copy a text, and say on the button for a moment whether it was. */
async function copyText(text, button) {
  let isCopied = true;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    isCopied = copyBySelection(text); // no clipboard outside https and localhost, as on a classroom's network
  }
  sayOn(button, isCopied ? "Copied" : "Could not be copied");
}

/** Let a button say for a moment what came of it. */
function sayOn(button, said) {
  const label = button.dataset.label || button.textContent;
  button.dataset.label = label;
  button.textContent = said;
  announce(said);
  setTimeout(() => (button.textContent = label), 1500);
}

function copyBySelection(text) {
  const area = el("textarea", { class: "rg-sr", readonly: true });
  const before = document.activeElement;
  area.value = text;
  document.body.append(area);
  area.select();
  const isCopied = document.execCommand("copy");
  area.remove();
  before?.focus({ preventScroll: true });
  return isCopied;
}

/** Let "/" lead to a box, unless somebody types already. `box()` finds it when it is needed. */
function focusOnSlash(box) {
  document.addEventListener("keydown", (event) => {
    const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
    if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    box()?.focus();
  });
}

/** Open sources in the reader: a list that shares an owner, the one to begin with, and what to return to. */
function openSources(owner, sources, index, from) {
  document.dispatchEvent(new CustomEvent("rg:open", { detail: { owner, sources, index, from } }));
}

/** Return a button that opens a source of a list in the reader. */
function sourceButton(owner, sources, index, content, attributes = {}) {
  const common = { type: "button", class: "rg-src", "data-owner": owner, "data-index": index, "aria-pressed": "false" };
  const open = (event) => openSources(owner, sources, index, event.currentTarget);
  return el("button", { ...common, ...attributes, onclick: open }, content);
}

/** Mark, under a root, the buttons that belong to the source that the reader shows, and those that are drawn later. */
function followReader(root) {
  let shown = { owner: null, index: null };
  const mark = () => {
    for (const button of root.querySelectorAll("[data-owner]")) {
      const isShown = button.dataset.owner === shown.owner && Number(button.dataset.index) === shown.index;
      button.setAttribute("aria-pressed", String(isShown));
    }
  };
  document.addEventListener("rg:shown", ({ detail }) => {
    shown = detail;
    mark();
  });
  new MutationObserver(mark).observe(root, { childList: true, subtree: true });
}
