// Runs in the head, before anything is painted: the theme that was chosen, and the language of the page.
(() => {
  const KEY = "ascent-theme";
  const root = document.documentElement;
  let chosen = null;
  try {
    chosen = localStorage.getItem(KEY);
  } catch {
    // A browser that stores nothing follows the system's theme.
  }
  const system = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => (chosen ? chosen === "dark" : system.matches);

  // Gradio takes its own address from what a proxy says of it; the browser knows better where the page came from.
  if (window.gradio_config) window.gradio_config.root = new URL(".", document.baseURI).href.replace(/\/$/, "");

  // Gradio sets the language of the browser on a page that is in English, and the system's theme over ours.
  const keepLanguage = () => {
    if (root.lang !== "en") root.lang = "en";
  };
  const keepTheme = () => {
    root.classList.toggle("rg-dark", isDark()); // the colour behind the page, and all there is until there is a body
    if (document.body && document.body.classList.contains("dark") !== isDark()) {
      document.body.classList.toggle("dark", isDark());
    }
  };
  keepLanguage();
  new MutationObserver(keepLanguage).observe(root, { attributes: true, attributeFilter: ["lang"] });
  document.addEventListener("DOMContentLoaded", () => {
    keepTheme();
    new MutationObserver(keepTheme).observe(document.body, { attributes: true, attributeFilter: ["class"] });
  });
  system.addEventListener("change", keepTheme);
  keepTheme();

  document.addEventListener("rg:theme", () => {
    chosen = isDark() ? "light" : "dark";
    try {
      localStorage.setItem(KEY, chosen);
    } catch {
      // Then the choice lasts as long as the page.
    }
    keepTheme();
  });
})();
