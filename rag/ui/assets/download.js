const ASKED_MS = 60_000; // a phone asks whether to save before it reads the file

/** Offer a text as a file of today's date, such as ascent-2026-05-01.md. dom.js stands before this file. */
function download(stem, suffix, text, type) {
  // The day of whoever saves, not that of UTC; the Swedish write it as ISO 8601 does.
  const name = `${stem}-${new Date().toLocaleDateString("sv")}.${suffix}`;
  const address = URL.createObjectURL(new Blob([text], { type }));
  const link = el("a", { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), ASKED_MS);
}
