"""How soon a page can be used, and how soon an answer that the server has is on the screen.

    python -m benchmarks.screen [--rounds 10]

It starts ``rag serve`` on a free port and, once it is warm, opens the page in an installed Chromium, each time as
somebody who was never there, and asks a question. It prints the medians and the slowest, in milliseconds: until the box
takes a question; the whole wait for an answer; and, of that, what comes after the last byte of the response. Figures
count only when nothing else runs.
"""

import argparse
import os
import shutil
import tempfile
import time
from collections.abc import Sequence

import numpy as np
from playwright.sync_api import Browser, sync_playwright

from benchmarks.serving import serving

QUESTION = "Why did Trotsky miss Lenin's funeral?"
# Notes when a turn shows its answer, on the page's own clock.
_WATCH = """
new MutationObserver(() => {
  const shown = document.querySelector('.rg-turn[data-state=answered]');
  if (shown && !window.answeredAt) window.answeredAt = performance.now();
}).observe(document, { subtree: true, childList: true, attributes: true });
"""
_AFTER_RESPONSE = """() => {
  const calls = performance.getEntriesByType('resource').filter((entry) => entry.name.includes('component_server'));
  const ends = calls.map((entry) => entry.responseEnd).filter((end) => end <= window.answeredAt);
  return window.answeredAt - Math.max(...ends);
}"""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=10)
    rounds = parser.parse_args().rounds
    chromium = os.environ.get("CHROME") or shutil.which("chromium") or shutil.which("google-chrome")
    with tempfile.TemporaryFile("w+") as said, serving(said) as url, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        seen = [_visit(browser, url) for _ in range(rounds + 1)][1:]  # the first one warms the browser
        browser.close()
    for name, times in zip(
        ("page usable", "answer, whole", "answer, after the response"), zip(*seen, strict=True), strict=True
    ):
        _print(name, times)


def _visit(browser: Browser, url: str) -> tuple[float, float, float]:
    page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
    page.add_init_script(_WATCH)
    started = time.perf_counter()
    page.goto(url)
    page.wait_for_selector("#box textarea")
    page.fill("#box textarea", QUESTION)
    usable = time.perf_counter()
    page.click("#send")
    page.wait_for_selector(".rg-turn[data-state=answered]")
    answered = time.perf_counter()
    after = page.evaluate(_AFTER_RESPONSE)
    page.context.close()
    return (usable - started) * 1000, (answered - usable) * 1000, after


def _print(name: str, times: Sequence[float]) -> None:
    print(f"{name:<28}{np.median(times):7.0f} ms   slowest {max(times):5.0f} ms")


if __name__ == "__main__":
    main()
