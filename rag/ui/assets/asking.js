// What the pages share that take a question: the box. dom.js stands before this file.

const keyboard = matchMedia("(pointer: fine)");

function questionBox() {
  return document.querySelector("#box textarea");
}

// Gradio draws the box a few frames after the components.
function withBox(act, frames = 60) {
  if (questionBox()) act(questionBox());
  else if (frames > 0) requestAnimationFrame(() => withBox(act, frames - 1));
}

/** Put the caret into the box; whoever has gone elsewhere meanwhile is left there. */
function focusBox() {
  withBox((box) => keyboard.matches && document.activeElement === document.body && box.focus());
}

/** Put a text into the box. */
function fill(text) {
  withBox((box) => {
    box.value = text;
    box.dispatchEvent(new Event("input", { bubbles: true })); // so that Gradio knows, too
  });
}

/** Return what is shown instead of an answer where the server could not be reached. */
function unreachable(why) {
  return { state: "failed", retry: true, heading: `${siteFact("application-name")} cannot be reached.`, why };
}

// The browser cuts what is longer without a word.
function tellLimit(isReached) {
  const line = document.querySelector("#limit p");
  if (!line || line.hidden !== isReached) return;
  line.hidden = !isReached;
  if (isReached) announce(line.textContent);
}

focusOnSlash(questionBox);
withBox((box) => {
  box.dir = "auto"; // Gradio says "ltr"
  box.addEventListener("input", () => tellLimit(box.value.length >= box.maxLength));
});
document.addEventListener("rg:ask", () => tellLimit(false));
