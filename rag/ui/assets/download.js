/** Offer a text as a file of today's date, such as ascent-2026-05-01.md. dom.js stands before this file. */
function download(stem, suffix, text, type) {
  const name = `${stem}-${new Date().toISOString().slice(0, 10)}.${suffix}`;
  const address = URL.createObjectURL(new Blob([text], { type }));
  const link = el("a", { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  URL.revokeObjectURL(address);
}
