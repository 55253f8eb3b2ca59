// One turn of the conversation, from its data to its elements.

/** Return the article of a turn. `actions` has `ask(question)`, `retry(turn)` and `judge(turn, verdict)`. */
function turnNode(turn, actions) {
  const draw = { waiting: waitingNodes, answered: answeredNodes, refused: refusedNodes, failed: failedNodes };
  const heading = el("h2", { class: "rg-q", id: `q-${turn.id}`, tabindex: "-1" }, turn.question);
  const attributes = { class: "rg-turn", "data-id": turn.id, "data-state": turn.state };
  return el(
    "article",
    { ...attributes, "aria-labelledby": heading.id },
    heading,
    turn.standalone && el("p", { class: "rg-standalone" }, `Searched for: ${turn.standalone}`),
    draw[turn.state](turn, actions),
  );
}

/** Return the first screen: what this is, and questions to start with. */
function emptyNode(welcome, actions) {
  return el(
    "section",
    { class: "rg-empty" },
    el("h1", {}, siteFact("description") || siteFact("application-name")),
    el(
      "p",
      {},
      "Ask a question in your own words. Every answer is a word-for-word quotation from the sources, with a " +
        "number that shows you where it comes from. If the sources do not say, you will be told so.",
    ),
    welcome.problem && noteNode("h2", "The sources cannot be opened.", welcome.problem),
    welcome.starters.length > 0 && el(
      "ul",
      { class: "rg-starts", "aria-label": "Questions to start with" },
      welcome.starters.map(({ period, question }) =>
        el(
          "li",
          {},
          el(
            "button",
            { type: "button", class: "rg-start", onclick: () => actions.ask(question) },
            el("small", {}, period),
            question,
          ),
        ),
      ),
    ),
  );
}

/** Return what is read out when a turn has its answer. */
function spokenTurn(turn) {
  if (turn.state === "answered") {
    return `Answer: ${wordsOf(turn.quotations[0])} ${counted(turn.quotations.length, "source")}.`;
  }
  return turn.state === "refused" ? `The sources do not answer this. ${turn.why}` : turn.why;
}

function waitingNodes() {
  return waitingNode("Searching the sources…");
}

function answeredNodes(turn, actions) {
  const count = counted(turn.quotations.length, "quotation");
  const promise = el("span", { class: "ok" }, "✓ Word for word from the sources");
  return [
    el("p", { class: "rg-kicker" }, promise, ` · ${count}`),
    turn.quotations.map((quotation, index) => quotationNode(turn, index, index > 0)),
    sourcesNode(turn, "Sources"),
    el(
      "div",
      { class: "rg-acts" },
      action("Copy answer", (event) => copyText(plainTurn(turn), event.currentTarget)),
      action("Copy link", (event) => copyLink(turn, event.currentTarget)),
      verdictNode(turn, actions.judge),
    ),
    nextNode(turn, actions),
  ];
}

function refusedNodes(turn, actions) {
  const passages = turn.quotations.map((quotation, index) => quotationNode(turn, index, true));
  const label = "Show the closest passages (they may not be about your question)";
  return [
    noteNode("h3", "The sources do not answer this.", turn.why),
    passages.length > 0 && el("details", { class: "rg-near" }, el("summary", {}, label), passages, sourcesNode(turn, "Closest sources")),
    nextNode(turn, actions),
  ];
}

function failedNodes(turn, actions) {
  const again = el("button", { type: "button", class: "rg-btn", onclick: () => actions.retry(turn) }, "Try again");
  return [noteNode("h3", turn.heading, turn.why), turn.retry && el("div", { class: "rg-next" }, again)];
}

function quotationNode(turn, index, second) {
  const quotation = turn.quotations[index];
  const where = whereOf(quotation);
  const label = `Source ${quotation.number}: ${where}. Show in document.`;
  const attributes = { class: "rg-cite", "aria-label": label, title: where };
  const chip = sourceButton(turn.id, turn.quotations, index, String(quotation.number), attributes);
  const text = el("span", { class: "rg-text" }, runNodes(quotation.runs));
  return el("blockquote", { class: second ? "rg-quote more" : "rg-quote" }, text, chip);
}

function sourcesNode(turn, label) {
  const items = turn.quotations.map(({ number, title, place }, index) => {
    const content = [
      el("b", { "aria-hidden": "true" }, String(number)),
      el("span", {}, el("span", { class: "rg-sr" }, `Source ${number}: `), title),
      el("em", {}, place),
    ];
    return el("li", {}, sourceButton(turn.id, turn.quotations, index, content));
  });
  return el("ol", { class: "rg-srcs", "aria-label": label }, items);
}

function nextNode(turn, actions) {
  if (!turn.next.length) return null;
  const button = (question) =>
    el("button", { type: "button", class: "rg-btn", onclick: () => actions.ask(question) }, question);
  const label = turn.state === "answered" ? "Ask next" : "Questions that the sources answer";
  return el(
    "nav",
    { class: "rg-next", "aria-label": `${label}, after “${turn.question}”` },
    el("p", { class: "rg-label", "aria-hidden": "true" }, label),
    turn.next.map(button),
  );
}

// "Why?" means something else to whom it is sent, so a follow-up is linked as it was searched for. Behind two long
// questions that may be longer than what can be asked.
function copyLink({ question, standalone }, button) {
  const asked = standalone || question;
  const { maxLength = -1 } = questionBox() || {};
  if (maxLength >= 0 && asked.length > maxLength) sayOn(button, "Too long for a link");
  else copyText(addressOf(`./?q=${encodeURIComponent(asked)}`), button);
}

function counted(number, noun) {
  return number === 1 ? `1 ${noun}` : `${number} ${noun}s`;
}
