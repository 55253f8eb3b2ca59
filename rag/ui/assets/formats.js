// The other formats to save the conversation in, behind the arrow beside Save. header.js stands before this file.

const caret = element.querySelector(".rg-caret");
const formats = element.querySelector(".rg-formats");

function showFormats(isShown) {
  formats.hidden = !isShown;
  caret.setAttribute("aria-expanded", String(isShown));
}

if (caret) {
  caret.addEventListener("click", () => showFormats(formats.hidden));
  formats.addEventListener("click", (event) => {
    const chosen = event.target.closest("[data-form]");
    if (!chosen) return;
    showFormats(false);
    caret.focus();
  });
  element.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || formats.hidden) return;
    event.stopPropagation(); // the reader closes on the next one
    showFormats(false);
    caret.focus();
  });
  document.addEventListener("pointerdown", (event) => {
    if (!event.target.closest(".rg-save")) showFormats(false);
  });
  element.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !event.relatedTarget.closest(".rg-save")) showFormats(false);
  });
}
