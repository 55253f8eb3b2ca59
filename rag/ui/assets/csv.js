// An inspection as a table for a spreadsheet. ranking.js stands before this file.

const COLUMNS = [
  ["question", (row, view) => view.answer.question],
  ["rank", (row) => row.rank],
  ["outcome", (row) => row.why],
  ["title", (row) => row.title],
  ["place", (row) => row.place],
  ["document", (row) => row.document],
  ...STAGES.flatMap((stage) => [
    [stage, (row) => row.stages?.[stage] && shownScore(row.stages[stage].score)],
    [`${stage} rank`, (row) => row.stages?.[stage]?.rank],
  ]),
  ["confidence", (row, view) => shownScore(view.answer.confidence)],
  ["threshold", (row, view) => shownScore(view.threshold)],
  ["best sentence", (row) => row.best?.text],
  ["passage", (row) => row.text],
];

/** Return the passages of an inspection as CSV (RFC 4180), those that were left out at the end. */
function csvOf(view) {
  const leftOut = view.left_out.map((row) => ({ ...row, why: "Left out" }));
  const rows = [...view.passages, ...leftOut].map((row) => COLUMNS.map(([, value]) => value(row, view)));
  const lines = [COLUMNS.map(([name]) => name), ...rows].map((cells) => cells.map(cell).join(","));
  return `\ufeff${lines.join("\r\n")}\r\n`; // without the mark, Excel takes UTF-8 for Latin-1
}

// A text that a spreadsheet would compute ("=1+1", "@SUM", also in full width) is made plain by an apostrophe.
function cell(value) {
  const text = value === undefined || value === null ? "" : String(value);
  const isNumber = /^-?\d+(?:\.\d+)?$/.test(text);
  const isFormula = !isNumber && /^[\s\0]*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/.test(text);
  return isNumber ? text : `"${(isFormula ? `'${text}` : text).replaceAll('"', '""')}"`;
}
