// The conversation as a file, made here: nothing is sent anywhere. dom.js, markdown.js and download.js stand before this file.

const FORMATS = {
  md: { type: "text/markdown", text: markdownOf },
  html: { type: "text/html", text: pageOf },
  json: { type: "application/json", text: jsonOf },
};

const PAGE_STYLE = `
:root { color-scheme: light dark; --ink: #211c16; --muted: #665e53; --line: #e4ddd1; --accent: #9a1b1e;
  --warn: #7a4b00; --paper: #faf8f4; }
@media (prefers-color-scheme: dark) { :root { --ink: #f1ebe1; --muted: #b3a898; --line: #39322a;
  --accent: #f2938a; --warn: #f0c070; --paper: #171410; } }
@media print { :root { --ink: #000; --muted: #444; --line: #bbb; --accent: #9a1b1e; --paper: #fff; } }
body { margin: 0; background: var(--paper); color: var(--ink); font: 17px/1.6 Georgia, "Times New Roman", serif; }
main { max-width: 680px; margin: 0 auto; padding: 40px 24px 80px; }
h1 { margin: 0 0 4px; font-size: 30px; line-height: 1.25; }
h2 { margin: 44px 0 10px; font-size: 21px; line-height: 1.35; break-after: avoid; }
h1, h2, blockquote, li { overflow-wrap: anywhere; unicode-bidi: plaintext; }
h2, blockquote span { white-space: pre-wrap; }
p, li { font-family: system-ui, sans-serif; font-size: 15px; }
.quiet { margin: 0 0 10px; color: var(--muted); }
blockquote { margin: 0 0 12px; padding: 2px 0 2px 18px; border-left: 3px solid var(--accent); break-inside: avoid; }
a { color: var(--accent); }
blockquote + blockquote { border-left-color: var(--line); }
blockquote a { margin-left: 6px; font: 600 14px/1 system-ui, sans-serif; }
ol { margin: 12px 0 0; padding-left: 24px; }
li { margin: 0 0 6px; break-inside: avoid; }
li:target { outline: 2px solid var(--accent); outline-offset: 4px; }
.rg-control { unicode-bidi: isolate; }
.rg-control::before { content: "[" attr(data-name) "]"; color: var(--warn); font: 600 12px/1 system-ui, sans-serif; }
`;

/** Offer the finished turns as a file: "md", "html" or "json". */
function saveConversation(turns, format) {
  const { type, text } = FORMATS[format];
  download("ascent", format, text(turns), type);
  announce("The conversation is saved.");
}

// ---- one file that opens alone

/** Return a page without scripts; the browser's own serialiser escapes what documents and learners wrote. */
function pageOf(turns) {
  const title = siteFact("application-name");
  const made = new Date().toLocaleDateString("en-GB", { dateStyle: "long" });
  const policy = { "http-equiv": "Content-Security-Policy", content: "default-src 'none'; style-src 'unsafe-inline'" };
  const page = el(
    "html",
    { lang: "en" },
    el(
      "head",
      {},
      el("meta", { charset: "utf-8" }),
      el("meta", policy),
      el("meta", { name: "viewport", content: "width=device-width, initial-scale=1" }),
      el("title", {}, `${title}: questions and sources`),
      el("style", {}, PAGE_STYLE),
    ),
    el(
      "body",
      {},
      el(
        "main",
        {},
        el("h1", {}, `${title}: questions and sources`),
        el("p", { class: "quiet" }, `Every answer is quoted word for word from the sources. Saved on ${made}.`),
        turns.map(pageTurn),
      ),
    ),
  );
  // A reader of HTML takes a carriage return for a line feed, unless it is written so.
  return `<!doctype html>\n${page.outerHTML.replaceAll("\r", "&#13;")}\n`;
}

function pageTurn(turn, index) {
  const heading = [
    el("h2", {}, turn.question),
    turn.standalone && el("p", { class: "quiet" }, `Searched for: ${turn.standalone}`),
  ];
  if (turn.state === "refused") {
    return el("section", {}, heading, el("p", {}, "The sources do not answer this."));
  }
  const id = (quotation) => `source-${index + 1}-${quotation.number}`;
  const quotations = turn.quotations.map((quotation) =>
    el(
      "blockquote",
      {},
      el("span", {}, runNodes(quotation.runs)),
      el("a", { href: `#${id(quotation)}`, "aria-label": `Source ${quotation.number}` }, `[${quotation.number}]`),
    ),
  );
  const sources = turn.quotations.map((quotation) =>
    el(
      "li",
      { id: id(quotation), value: quotation.number },
      [quotation.title, quotation.place, quotation.file, ""].join(" · "),
      el("a", { href: addressOf(quotation.link) }, "Open the passage"),
    ),
  );
  return el("section", {}, heading, quotations, el("ol", {}, sources));
}

// ---- for programs

/** Return JSON in the names of the one JSON that every surface shows, as far as the browser knows it. */
function jsonOf(turns) {
  const saved = { title: siteFact("application-name"), saved: new Date().toISOString(), turns: turns.map(turnJson) };
  return `${JSON.stringify(saved, null, 2)}\n`;
}

function turnJson({ question, standalone, state, quotations }) {
  const found = state === "answered";
  const places = quotations.map((q) => ({
    number: q.number,
    document: q.document,
    title: q.title,
    place: q.place,
    start: q.start,
    end: q.end,
    text: wordsOf(q),
    link: addressOf(q.link),
  }));
  const extracts = quotations.map((q) => ({ text: wordsOf(q), short: shortOf(q), citation: q.number }));
  return {
    question,
    standalone: standalone || question,
    found,
    extracts: found ? extracts : [],
    citations: found ? places : [],
    nearest: found ? [] : places,
  };
}

function shortOf(quotation) {
  const words = quotation.runs.filter((run) => run.short).map((run) => run.text);
  return words.join("") || null;
}
