// The answer on the page Check and the passages it was chosen from, from their data to their elements.
//
// `actions` has `leaveOut(passage)`, `putBack(passage)`, `copyLink(button)` and `save()`.

const STAGES = ["dense", "lexical", "fused", "reader"];

/**
 * Return all that is shown of an inspection, false for what is not; `whole` is the one with every passage. The
 * `number` in the view tells its lists from those drawn before, of which the reader may still show one.
 */
function rankingNodes(view, whole, actions) {
  return [
    answerSection(view),
    view.left_out.length > 0 && withoutSection(view, whole, actions),
    el(
      "div",
      { class: "rg-evhead" },
      el("h2", {}, "Ranked passages"),
      action("Copy link", (event) => actions.copyLink(event.currentTarget)),
      el("button", { type: "button", id: "dl", class: "rg-btn", onclick: actions.save }, "Download as CSV"),
    ),
    legendNode(view),
    view.passages.length ? listNode(view, actions) : el("p", { class: "rg-meta" }, "The search found no passage."),
  ];
}

/** Return a score as it is shown and saved. */
function shownScore(score) {
  return score.toFixed(3);
}

/** Return the outcome in a sentence. */
function verdictOf({ answer, threshold }) {
  const confidence = shownScore(answer.confidence);
  return answer.state === "answered"
    ? `Answered with ${counted(answer.quotations.length, "quotation")}: confidence ${confidence}, threshold ${shownScore(threshold)}.`
    : `Refused: confidence ${confidence} is below the threshold ${shownScore(threshold)}.`;
}

function answerSection(view) {
  return el(
    "section",
    { class: "rg-verdict", "data-state": view.answer.state, "aria-label": "The answer" },
    el("p", { class: "rg-kicker" }, verdictOf(view)),
    answerNodes(`answer-${view.number}`, view),
  );
}

function answerNodes(owner, { answer }) {
  const turn = { id: owner, quotations: answer.quotations };
  if (answer.state === "refused") return noteNode("h3", "The sources do not answer this.", answer.why);
  return answer.quotations.map((_, index) => quotationNode(turn, index, index > 0));
}

// ---- without some passages

function withoutSection(view, whole, actions) {
  const them = view.left_out.length === 1 ? "this passage" : `these ${view.left_out.length} passages`;
  const item = (row) =>
    el(
      "li",
      { "data-passage": row.passage },
      el("span", {}, whereOf(row)),
      el(
        "button",
        { type: "button", class: "rg-btn", onclick: () => actions.putBack(row.passage) },
        "Put it back",
        el("span", { class: "rg-sr" }, ` (${whereOf(row)})`),
      ),
    );
  return el(
    "section",
    { class: "rg-without", "aria-label": "Left out" },
    el("h2", {}, `Without ${them}`),
    el("p", {}, changeOf(view.answer, whole.answer)),
    el("ul", {}, view.left_out.map(item)),
    el(
      "details",
      { class: "rg-near" },
      el("summary", {}, "Show the answer with every passage"),
      el("p", { class: "rg-kicker" }, verdictOf(whole)),
      answerNodes("whole", whole),
    ),
  );
}

/** Return, in a sentence, what leaving passages out does to the answer. */
function changeOf(answer, whole) {
  const isSame = answer.state === whole.state && said(answer) === said(whole);
  if (answer.state === "refused") {
    return isSame || whole.state === "refused"
      ? "The sources do not answer this either way."
      : "The sources would not answer this.";
  }
  return isSame ? "The answer stays the same." : "This would be the answer instead.";
}

function said(answer) {
  return answer.quotations.map(wordsOf).join("\n");
}

// ---- the passages

function legendNode({ threshold }) {
  const term = (name, meaning) => el("div", {}, el("dt", {}, name), el("dd", {}, meaning));
  return el(
    "details",
    { class: "rg-near" },
    el("summary", {}, "What the scores and marks mean"),
    el(
      "dl",
      { class: "rg-terms" },
      term("Dense", "How close the meaning is to the question’s, by the encoder; 1 is the same."),
      term("Lexical", "How much of the question’s words it holds, rare ones counting more (BM25). A full bar is the highest shown."),
      term("Fused", "Both together. The reader reads the passages in which it is highest."),
      term(
        "Reader",
        "The belief, from 0 to 1, that the passage’s best sentence answers; it orders what was read. The line is the " +
          `threshold of ${shownScore(threshold)}: where no sentence reaches it, the answer is refused.`,
      ),
      term("Underlined", "The passage’s best sentence."),
      term("Yellow", "Quoted word for word."),
    ),
  );
}

function listNode(view, actions) {
  const highest = Math.max(...view.passages.map((row) => row.stages.lexical.score), 0);
  const read = view.passages.filter((row) => row.stages.reader).length;
  const items = view.passages.map((row, index) => passageNode(view, index, highest, actions));
  if (read < items.length) items.splice(read, 0, el("li", { class: "rg-cut" }, "Found by the search, but not read"));
  return el("ol", { class: "rg-evs", "aria-label": "Ranked passages" }, items);
}

function passageNode(view, index, highest, actions) {
  const row = view.passages[index];
  const owner = `passages-${view.number}`;
  const which = el("span", { class: "rg-sr" }, ` (passage ${row.rank})`);
  return el(
    "li",
    { class: "rg-ev", "data-fate": row.fate, "data-passage": row.passage },
    el("span", { class: "rk" }, el("span", { class: "rg-sr" }, "Passage "), String(row.rank)),
    el(
      "div",
      { class: "tx" },
      el("p", {}, row.pieces.map(pieceNode)),
      el("div", { class: "wh" }, el("span", { class: "rg-tag" }, row.why), el("span", {}, whereOf(row))),
      el(
        "div",
        { class: "rg-acts" },
        el(
          "button",
          {
            type: "button",
            class: "rg-btn ghost",
            "data-owner": owner,
            "data-index": index,
            "aria-pressed": "false",
            onclick: (event) => openSources(owner, view.passages.map(sourceOf), index, event.currentTarget),
          },
          "Open in document",
          which,
        ),
        row.stages.reader &&
          el(
            "button",
            { type: "button", class: "rg-btn ghost rg-leave", onclick: () => actions.leaveOut(row.passage) },
            "Without this passage",
            which.cloneNode(true),
          ),
      ),
    ),
    el("dl", { class: "rg-scores" }, STAGES.map((stage) => scoreNode(view, row, stage, highest))),
  );
}

// The reader calls what has runs a source.
function sourceOf(row) {
  return { ...row, runs: row.pieces.flatMap((piece) => piece.runs) };
}

function pieceNode({ runs, best, quoted }) {
  const words = quoted ? el("mark", {}, runNodes(runs)) : el("span", {}, runNodes(runs));
  return best ? el("strong", { class: "rg-best", title: "The passage’s best sentence" }, words) : words;
}

function scoreNode(view, row, stage, highest) {
  const name = el("dt", {}, stage[0].toUpperCase() + stage.slice(1));
  const found = row.stages[stage];
  if (!found) return el("div", { "data-stage": stage }, name, el("dd", {}, "not read"));
  const { score, rank } = found;
  const share = stage === "lexical" ? score / (highest || 1) : score;
  const isReader = stage === "reader";
  const side = score < view.threshold ? "below the threshold" : "reaches the threshold";
  return el(
    "div",
    { "data-stage": stage },
    name,
    el("dd", {}, el("b", {}, shownScore(score)), el("small", {}, `no. ${rank}`)),
    isReader && el("dd", { class: "rg-sr" }, side),
    el(
      "dd",
      { class: "bar", "aria-hidden": "true" },
      el("i", { style: `width: ${percent(share)}` }),
      isReader && el("u", { style: `left: ${percent(view.threshold)}`, title: `threshold ${shownScore(view.threshold)}` }),
    ),
  );
}

function percent(share) {
  return `${(Math.min(1, Math.max(0, share)) * 100).toFixed(1)}%`;
}
