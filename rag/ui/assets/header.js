// The header. Its buttons become events of the document, which the page's components listen to.

element.addEventListener("click", (event) => {
  const button = event.target.closest("[data-ev]");
  if (button) {
    const name = button.dataset.ev === "theme" ? "rg:theme" : button.dataset.ev;
    document.dispatchEvent(new CustomEvent(name));
  }
  if (event.target.closest(".rg-skip")) {
    event.preventDefault();
    document.querySelector("#box textarea")?.focus();
  }
});
