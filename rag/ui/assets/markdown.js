// The conversation as text for the clipboard and as Markdown for a file.

/** Return an answered turn as plain text: quotations with numbers, then the sources under those numbers. */
function plainTurn(turn) {
  const quotations = turn.quotations.map((q) => `“${wordsOf(q)}” [${q.number}]`);
  const sources = turn.quotations.map((q) => `[${q.number}] ${whereOf(q)} · ${q.file}`);
  return [turn.question, ...searchedFor(turn), quotations.join("\n"), sources.join("\n")].join("\n\n");
}

/** Return finished turns as Markdown that renders to the very words of the sources. */
function markdownOf(turns) {
  const heading = `# ${escaped(siteFact("application-name"))}: questions and sources`;
  return [heading, ...turns.map(markdownTurn)].join("\n\n") + "\n";
}

function markdownTurn(turn) {
  const heading = [`## ${escaped(turn.question)}`, ...searchedFor(turn).map(escaped)].join("\n\n");
  if (turn.state === "refused") return `${heading}\n\nThe sources do not answer this.`;
  const quotations = turn.quotations.map((q) => `> ${escaped(wordsOf(q))} \\[${q.number}\\]`);
  const sources = turn.quotations.map(
    (q) => `${q.number}. [${escaped(q.title)}](<${addressOf(q.link)}>) · ${q.place}`,
  );
  return [heading, ...quotations, sources.join("\n")].join("\n\n");
}

function searchedFor({ standalone }) {
  return standalone ? [`Searched for: ${standalone}`] : [];
}

function escaped(text) {
  const line = text.replace(/[\\`*_{}[\]<>#|~$&]/g, "\\$&").replace(/\s*\n\s*/g, " ");
  return line.replace(/^(\s*\d*)([-+.)])(?=\s)/, "$1\\$2"); // at its beginning "- " or "1) " would make a list
}
