// The conversation. Gradio gives `element` and `server`; the files that it draws and saves with stand before this one.
//
// The transcript lives in this tab alone: it survives a reload and dies with the tab, since computers in a
// school are shared. Python is given each question with those before it and keeps nothing but verdicts.

const KEY = "ascent-chat-1";
const TURNS_KEPT = 50;
const HISTORY_TURNS = 24; // as many as Python takes
const NEXT_SHOWN = 3;
const LEAVING_MS = 1_000; // a page that is there after so long has not been left
const FULL = `Only the last ${TURNS_KEPT} questions are kept, here and in Save: each new one takes the oldest’s place.`;

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
let isScrolling = false; // whether the pane is on its way to a turn

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
  scrollTo(draw(turn));
  announce(turns.length < TURNS_KEPT ? "Searching the sources" : `Searching the sources. ${FULL}`);
  await answer(turn);
}

async function retry(turn) {
  const box = questionBox();
  if (box && box.value.trim() === turn.question) fill("");
  turn.state = "waiting";
  scrollTo(draw(turn));
  await answer(turn);
}

async function answer(turn) {
  isLeaving = false;
  const upTo = turns.slice(0, turns.indexOf(turn) + 1);
  const from = Math.max(0, upTo.findLastIndex(({ isAlone }) => isAlone));
  const before = upTo.slice(from, -1).filter((other) => !isFailed(other)); // waiting ones, too
  turn.history = before.slice(-HISTORY_TURNS).map(({ question }) => question);
  const view = await patiently(server.ask({ question: turn.question, history: turn.history }));
  const isBrokenOff = !view && isLeaving; // by the browser, which may then be told to stay
  if (isBrokenOff) await new Promise((resolve) => setTimeout(resolve, LEAVING_MS));
  if (!turns.includes(turn)) return; // a new chat was begun meanwhile
  Object.assign(turn, view || (isBrokenOff ? LEFT : UNREACHABLE));
  const asked = new Set(turns.map(({ question }) => folded(question)));
  turn.next = turn.next.filter((question) => !asked.has(folded(question))).slice(0, NEXT_SHOWN);
  if (!view && questionBox() && !questionBox().value) fill(turn.question);
  const isFollowed = turn === turns.at(-1) && (isScrolling || isInView(nodeOf(turn)));
  const node = draw(turn);
  if (isFollowed) scrollTo(node); // whoever reads elsewhere by now is left there
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
  const old = nodeOf(turn);
  const node = turnNode(turn, actions);
  const hadFocus = [empty, old].some((gone) => gone?.contains(document.activeElement));
  empty?.remove();
  if (old) old.replaceWith(node);
  else log.append(node);
  drop(); // the oldest turns leave when there are too many
  tellHeader();
  if (hadFocus) node.querySelector("h2").focus({ preventScroll: true }); // the button that was pressed is gone
  return node;
}

function nodeOf(turn) {
  return [...log.children].find((node) => node.dataset.id === turn.id);
}

function drawAll() {
  if (turns.length) log.replaceChildren(...turns.map((turn) => turnNode(turn, actions)));
  else log.replaceChildren(emptyNode(welcome, actions));
  tellFull();
  tellHeader();
  if (turns.length) pane.scrollTop = pane.scrollHeight;
}

function drop() {
  const kept = new Set(turns.map(({ id }) => id));
  for (const node of [...log.children]) if (!kept.has(node.dataset.id)) node.remove();
  tellFull();
}

function tellFull() {
  if (turns.length === TURNS_KEPT) log.append(el("p", { class: "rg-label rg-full" }, FULL));
}

function forget(turn) {
  turns = turns.filter((other) => other !== turn);
  drop();
}

function scrollTo(node) {
  const top = node.getBoundingClientRect().top - log.getBoundingClientRect().top;
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  isScrolling = true;
  pane.scrollTo({ top: Math.max(0, top - 20), behavior: still ? "auto" : "smooth" });
}

function isInView(node) {
  const [seen, box] = [pane, node].map((one) => one.getBoundingClientRect());
  return box.top < seen.bottom && box.bottom > seen.top;
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
  if (welcome.problem) greet(); // it may be over
}

async function greet() {
  const given = await patiently(server.welcome({}));
  welcome = given || { ...welcome, problem: "Check your connection and load the page again." };
  if (!turns.length) drawAll();
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
pane.addEventListener("scrollend", () => (isScrolling = false));
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
greet();
