// Helpful or not: two buttons under an answer, of which at most one is pressed; pressing it again takes it back.

const VERDICTS = [
  ["helpful", "Helpful"],
  ["not_helpful", "Not helpful"],
];

/** Return the buttons. `judge(turn, verdict)` keeps a verdict, "" for none, and resolves to a problem or "". */
function verdictNode(turn, judge) {
  const problem = el("p", { class: "rg-problem", hidden: true });
  const buttons = VERDICTS.map(([verdict, label]) =>
    action(label, () => choose(verdict), { class: "rg-btn ghost rg-opinion", "data-verdict": verdict }),
  );
  let isBusy = false;

  function press(verdict) {
    for (const button of buttons) button.setAttribute("aria-pressed", String(button.dataset.verdict === verdict));
  }

  async function choose(verdict) {
    if (isBusy) return;
    isBusy = true;
    const before = turn.verdict || "";
    const wanted = verdict === before ? "" : verdict;
    press(wanted);
    problem.textContent = await judge(turn, wanted);
    problem.hidden = !problem.textContent;
    if (problem.textContent) press(before);
    announce(problem.textContent || (wanted ? "Thank you. Your verdict is kept with the question and the answer." : "Your verdict is taken back."));
    isBusy = false;
  }

  press(turn.verdict);
  const group = { class: "rg-opinions", role: "group", "aria-label": `Your verdict on “${turn.question}”` };
  return el("div", group, buttons, problem);
}
