// The conversation. Gradio gives `element` and `server`; the files that it draws and saves with stand before this one.
//
// The transcript lives in this tab alone: it survives a reload and dies with the tab, since computers in a
// school are shared. Python is given each question with those before it and keeps nothing but verdicts.

const KEY = "ascent-chat-1";
const TURNS_KEPT = 50;
const HISTORY_TURNS = 24; // as many as Python takes
const NEXT_SHOWN = 3;

const LEFT = {
  state: "failed",
  retry: true,
  heading: "The page was left before the answer came.",
  why: "Your question is kept. Ask it again.",
};
const UNREACHABLE = unreachable("Your question is kept. Ask it again when you are connected.");

const log = element.querySelector(".rg-log");
const pane = element.closest("#chat");
const actions = { ask, retry, judge };
let welcome = { starters: [] };
let turns = restored();
let isLeaving = false;

function isFailed(turn) {
  return turn.state === "failed";
}

function isFinished(turn) {
  return turn.state === "answered" || turn.state === "refused";
}

// ---- asking

async function ask(text, isAlone = false) {
  const question = text.trim();
  if (!question) return;
  if (!keyboard.matches) questionBox()?.blur(); // a phone's keyboard would cover the answer
  const last = turns.at(-1);
  if (last && last.state === "waiting" && folded(last.question) === folded(question)) return; // a button was hit twice
  if (last && isFailed(last) && last.question === question) forget(last);
  const turn = { id: newId(), question, isAlone, state: "waiting", quotations: [], next: [] };
  turns = [...turns, turn].slice(-TURNS_KEPT);
  draw(turn);
  announce("Searching the sources");
  await answer(turn);
}

async function retry(turn) {
  const box = questionBox();
  if (box && box.value.trim() === turn.question) fill("");
  turn.state = "waiting";
  draw(turn);
  await answer(turn);
}

async function answer(turn) {
  isLeaving = false;
  const upTo = turns.slice(0, turns.indexOf(turn) + 1);
  const from = Math.max(0, upTo.findLastIndex(({ isAlone }) => isAlone));
  const before = upTo.slice(from, -1).filter((other) => !isFailed(other)); // waiting ones, too
  turn.history = before.slice(-HISTORY_TURNS).map(({ question }) => question);
  const view = await patiently(server.ask({ question: turn.question, history: turn.history }));
  if (!turns.includes(turn)) return; // a new chat was begun meanwhile
  if (!view && isLeaving) return; // the browser breaks off its calls when the page is left
  Object.assign(turn, view || UNREACHABLE);
  const asked = new Set(turns.map(({ question }) => folded(question)));
  turn.next = turn.next.filter((question) => !asked.has(folded(question))).slice(0, NEXT_SHOWN);
  if (!view && questionBox() && !questionBox().value) fill(turn.question);
  draw(turn);
  save();
  announce(spokenTurn(turn));
}

/** Keep a verdict on a turn, "" for none; resolve to what keeps it from being kept, or "". */
async function judge(turn, verdict) {
  const { id, question, history, quotations } = turn;
  const links = quotations.map(({ link }) => link);
  const said = await patiently(server.judge({ turn: id, question, history, links, verdict }));
  if (!said) return "Your verdict could not be sent. Try again when you are connected.";
  if (said.problem) return said.problem;
  turn.verdict = verdict;
  save();
  return "";
}

function newId() {
  return `${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 8)}`;
}

function folded(question) {
  return question.toLowerCase().split(/\s+/).join(" ").trim();
}

// ---- drawing

function draw(turn) {
  const empty = log.querySelector(".rg-empty");
  const old = [...log.children].find((node) => node.dataset.id === turn.id);
  const node = turnNode(turn, actions);
  const hadFocus = [empty, old].some((gone) => gone?.contains(document.activeElement));
  empty?.remove();
  if (old) old.replaceWith(node);
  else log.append(node);
  drop(); // the oldest turns leave when there are too many
  tellHeader();
  scrollTo(node);
  if (hadFocus) node.querySelector("h2").focus({ preventScroll: true }); // the button that was pressed is gone
}

function drawAll() {
  if (turns.length) log.replaceChildren(...turns.map((turn) => turnNode(turn, actions)));
  else log.replaceChildren(emptyNode(welcome, actions));
  tellHeader();
  if (turns.length) pane.scrollTop = pane.scrollHeight;
}

function drop() {
  const kept = new Set(turns.map(({ id }) => id));
  for (const node of [...log.children]) if (!kept.has(node.dataset.id)) node.remove();
}

function forget(turn) {
  turns = turns.filter((other) => other !== turn);
  drop();
}

function scrollTo(node) {
  const top = node.getBoundingClientRect().top - log.getBoundingClientRect().top;
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  pane.scrollTo({ top: Math.max(0, top - 20), behavior: still ? "auto" : "smooth" });
}

function tellHeader() {
  const heading = document.getElementById("rg-h1");
  if (heading) heading.hidden = !turns.length; // the empty chat has a heading of its own
  for (const button of document.querySelectorAll(".rg-save > button")) button.disabled = !turns.some(isFinished);
}

// ---- keeping

function save() {
  try {
    if (turns.length) sessionStorage.setItem(KEY, JSON.stringify(turns));
    else sessionStorage.removeItem(KEY);
  } catch {
    // A browser that stores nothing forgets the chat on a reload; nothing else depends on it.
  }
}

function restored() {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEY) || "[]");
    return kept.map(asLeft);
  } catch {
    return [];
  }
}

function asLeft(turn) {
  return turn.state === "waiting" ? { ...turn, ...LEFT } : turn;
}

function begin() {
  turns = [];
  save();
  drawAll();
  document.dispatchEvent(new CustomEvent("rg:close"));
  if (keyboard.matches) questionBox()?.focus();
  announce("New chat");
}

// A link with a question asks it once: left in the address, a reload would ask it again. Whoever handed the link out
// knows nothing of what this tab asked before.
function askFromAddress() {
  const question = new URLSearchParams(location.search).get("q");
  if (question === null) return;
  keepAddress({ q: null });
  ask(question, true);
}

document.addEventListener("rg:ask", (event) => {
  event.preventDefault();
  ask(event.detail.question || "");
});
document.addEventListener("rg:new", begin);
document.addEventListener("rg:export", () => saveConversation(turns.filter(isFinished), "md"));
document.addEventListener("rg:export-as", ({ detail }) => saveConversation(turns.filter(isFinished), detail.form));
window.addEventListener("beforeunload", () => (isLeaving = true));
window.addEventListener("pagehide", save);
window.addEventListener("pageshow", ({ persisted }) => {
  if (!persisted) return;
  turns = restored(); // a page opened since may have begun a new chat
  drawAll();
});
followReader(log);
drawAll();
focusBox();
askFromAddress();
patiently(server.welcome({})).then((given) => {
  welcome = given || { ...welcome, problem: "Check your connection and load the page again." };
  if (!turns.length) drawAll();
});
