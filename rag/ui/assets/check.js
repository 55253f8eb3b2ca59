// The page Check. Gradio gives `element` and `server`; dom.js, asking.js, turns.js, download.js, ranking.js and csv.js
// stand before this file.
//
// The address of the page names the question and what is left out, so that it can be kept and sent.

const UNREACHABLE = unreachable("Check your connection and try again.");

const root = element.querySelector(".rg-ranking");
let latest = 0; // of two checks under way, the later one is shown
let whole = null; // the inspection with every passage
let left = []; // the passages that are left out, as asked for last

/** Check a question without some passages; return whether it was drawn. */
async function check(question, without = []) {
  const number = ++latest;
  left = without;
  keepAddress({ q: question, without });
  announce("Searching the sources");
  root.setAttribute("aria-busy", "true");
  const isKnown = whole !== null && whole.answer.question === question;
  if (!isKnown) {
    document.dispatchEvent(new CustomEvent("rg:close"));
    root.replaceChildren(waitingNodes());
  }
  const full = isKnown ? whole : await inspected(question, []);
  const isPart = full.state === "checked" && without.length > 0;
  const view = isPart ? await inspected(question, without) : full;
  if (number !== latest) return false;
  root.removeAttribute("aria-busy");
  whole = full.state === "checked" ? full : null;
  const isChecked = view.state === "checked";
  const retry = () => change(question, without, "h2");
  const nodes = isChecked ? rankingNodes({ ...view, number }, whole, actionsOf(view)) : failedNodes(view, { retry });
  root.replaceChildren(el("h2", { class: "rg-sr", tabindex: "-1" }, "The answer"), ...nodes.filter(Boolean));
  announce(isChecked ? verdictOf(view) : view.why);
  return true;
}

async function inspected(question, without) {
  const view = (await patiently(server.check({ question, without }))) || UNREACHABLE;
  return view.problem ? { state: "failed", retry: false, heading: "This cannot be checked.", why: view.problem } : view;
}

function actionsOf(view) {
  const { question } = view.answer;
  return {
    leaveOut: (passage) => {
      const more = [...new Set([...left, passage])];
      change(question, more, `.rg-without [data-passage="${CSS.escape(passage)}"] button`);
    },
    putBack: (passage) => {
      const rest = left.filter((other) => other !== passage);
      change(question, rest, `.rg-ev[data-passage="${CSS.escape(passage)}"] .rg-leave`);
    },
    copyLink: (button) => copyText(location.href, button),
    save: () => download("ascent-check", "csv", csvOf(view), "text/csv"),
  };
}

// The keyboard goes on from where the passage went, unless it has gone elsewhere: the button that was pressed is gone.
async function change(question, without, selector) {
  if (!(await check(question, without))) return;
  if (document.activeElement === document.body) root.querySelector(selector)?.focus({ preventScroll: true });
  root.querySelector(".rg-verdict")?.scrollIntoView({ block: "nearest" });
}

function checkFromAddress() {
  const query = new URLSearchParams(location.search);
  const question = (query.get("q") || "").trim();
  if (!question) return;
  fill(question);
  check(question, query.getAll("without"));
}

document.addEventListener("rg:ask", (event) => {
  event.preventDefault();
  const question = (event.detail.question || "").trim();
  if (!question) return;
  if (!keyboard.matches) questionBox()?.blur(); // a phone's keyboard would cover the answer
  whole = null; // asked again, it is searched again
  check(question);
});
followReader(root);
focusBox();
checkFromAddress();
