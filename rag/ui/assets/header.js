// The header. Its buttons become events of the document, which the page's components listen to. dom.js stands before.
//
// What the chat is called comes as data of the head, never as part of the template.

const brand = element.querySelector(".rg-brand");
brand.querySelector("span").textContent = siteFact("application-name");
brand.setAttribute("aria-label", `${siteFact("application-name")}, home`);
const heading = element.querySelector("#rg-h1");
if (heading && siteFact("description")) heading.textContent = `Ask about ${siteFact("description")}`;

// What is read out stands outside the header, which is inert while the reader covers a phone's page.
document.body.append(element.querySelector("#rg-live"));

// Gradio gives every page the title of the first, and gives it late: tabs are told apart by the page's name.
const page = element.querySelector("[aria-current]").textContent;
const title = page === "Ask" ? document.title : `${page} · ${siteFact("application-name")}`;
const keepTitle = () => {
  if (document.title !== title) document.title = title;
};
keepTitle();
new MutationObserver(keepTitle).observe(document.head, { subtree: true, childList: true, characterData: true });

element.addEventListener("click", (event) => {
  const button = event.target.closest("[data-ev]");
  if (button) {
    const name = button.dataset.ev === "theme" ? "rg:theme" : button.dataset.ev;
    document.dispatchEvent(new CustomEvent(name, { detail: { ...button.dataset } }));
  }
  if (event.target.closest(".rg-skip")) {
    event.preventDefault();
    document.querySelector("#box textarea")?.focus();
  }
});
