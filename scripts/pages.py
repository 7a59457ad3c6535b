"""Renders pages in headless Chromium through its DevTools protocol, and says what is wrong with them.

Usage: pages.py CHROMIUM FOLDER PAGE...

Each page is pictured in light and dark colours, 400 pixels wide and as printed, into FOLDER; found and told are messages
on the console, requests other than the page's own file, and anything that makes a narrow page scroll sideways. For a
page with a table to sort and axes to brush, how long these take is printed. Exits with 1 when anything was found.

Only Python's own library is used. Chromium's window is never narrower than 500 pixels, so the width is the protocol's.
"""

import base64
import fcntl
import json
import os
import subprocess
import sys
import tempfile
import time


class Browser:
    """Chromium at the other end of two pipes; messages are JSON ended by a zero byte."""

    def __init__(self, binary, profile):
        to_browser, self.sink = os.pipe()
        self.source, from_browser = os.pipe()
        # Out of the way of the numbers Chromium expects, 3 and 4.
        ends = [fcntl.fcntl(end, fcntl.F_DUPFD, 20) for end in (to_browser, from_browser)]

        def place():
            os.dup2(ends[0], 3)
            os.dup2(ends[1], 4)

        self.process = subprocess.Popen(
            [binary, "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--remote-debugging-pipe",
             "--disable-background-networking", f"--user-data-dir={profile}", "about:blank"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, preexec_fn=place, pass_fds=(3, 4))
        for end in (to_browser, from_browser, *ends):
            os.close(end)
        self.rest = b""
        self.number = 0
        self.events = []

    def close(self):
        self.process.terminate()
        self.process.wait()

    def receive(self, deadline):
        while b"\0" not in self.rest:
            if time.monotonic() > deadline:
                raise TimeoutError("Chromium did not answer")
            piece = os.read(self.source, 1 << 20)
            if not piece:
                raise EOFError("Chromium ended")
            self.rest += piece
        message, self.rest = self.rest.split(b"\0", 1)
        return json.loads(message)

    def ask(self, method, session=None, **parameters):
        """Sends a command and returns its result; events that come meanwhile are kept."""
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        if session:
            message["sessionId"] = session
        write_all(self.sink, json.dumps(message).encode() + b"\0")
        deadline = time.monotonic() + 60
        while True:
            answer = self.receive(deadline)
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']['message']}")
                return answer["result"]
            self.events.append(answer)

    def wait(self, method):
        """Waits for an event, unless it has come already."""
        deadline = time.monotonic() + 60
        while not any(event.get("method") == method for event in self.events):
            self.events.append(self.receive(deadline))


def write_all(descriptor, data):
    while data:
        data = data[os.write(descriptor, data):]


# How long until the page stands, a table is sorted, an axis is brushed; each up to the next painted frame.
TIMES = """
(async () => {
  const painted = () => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
  const timed = async action => {
    const start = performance.now();
    action();
    document.body.getBoundingClientRect();
    const told = performance.now();
    await painted();
    return [told - start, performance.now() - start];
  };
  const [entry] = performance.getEntriesByType('navigation');
  const times = {load: [entry.loadEventEnd, entry.loadEventEnd]};
  const head = document.querySelector('table.filterable.sortable th button, table.filterable.sortable th');
  if (head) times.sort = await timed(() => head.click());
  const axis = document.querySelector('rect.brush');
  if (axis) times.brush = await timed(() => {
    axis.focus();
    axis.dispatchEvent(new KeyboardEvent('keydown', {key: 'ArrowUp', bubbles: true}));
  });
  if (axis) times.release = await timed(() =>
    axis.dispatchEvent(new KeyboardEvent('keydown', {key: 'Escape', bubbles: true})));
  // The table follows when the hand rests.
  await new Promise(done => setTimeout(done, 1500));
  const out = document.querySelectorAll('.out').length;
  return JSON.stringify({times, out, nodes: document.querySelectorAll('*').length});
})()
"""

# What sticks out of a narrow page, and words of pictures that lie upon each other.
FAULTS = """
(() => {
  const faults = [];
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth > width)
    faults.push(`the page is ${document.documentElement.scrollWidth} pixels wide instead of ${width}`);
  const clipped = node => {
    for (let above = node.parentElement; above; above = above.parentElement)
      if (/auto|scroll|hidden/.test(getComputedStyle(above).overflowX)) return true;
    return false;
  };
  for (const node of document.querySelectorAll('main *, header *')) {
    const box = node.getBoundingClientRect();
    if (box.width && box.right > width + 1 && !clipped(node) && !node.closest('svg'))
      faults.push(`<${node.tagName} ${node.className}> ends at ${Math.round(box.right)}: ` +
        node.textContent.slice(0, 40));
  }
  for (const picture of document.querySelectorAll('svg')) {
    const words = [...picture.querySelectorAll('text')].filter(word => word.textContent.trim())
      .map(word => [word, word.getBoundingClientRect()]).filter(([, box]) => box.width);
    words.forEach(([word, box], index) => {
      for (const [other, place] of words.slice(index + 1)) {
        const across = Math.min(box.right, place.right) - Math.max(box.left, place.left);
        const down = Math.min(box.bottom, place.bottom) - Math.max(box.top, place.top);
        if (across > 1 && down > 0.35 * Math.min(box.height, place.height))
          faults.push(`in ${picture.getAttribute('class') || 'a picture'} '${word.textContent.slice(0, 30)}' lies on ` +
            `'${other.textContent.slice(0, 30)}'`);
      }
    });
    const frame = picture.getBoundingClientRect();
    for (const [word, box] of words)
      if (box.right > frame.right + 2 || box.left < frame.left - 2)
        faults.push(`in ${picture.getAttribute('class') || 'a picture'} '${word.textContent.slice(0, 30)}' is cut off`);
  }
  return JSON.stringify([...new Set(faults)].slice(0, 12));
})()
"""

# Width, medium and colours; a sheet of A4 within its margins is 718 pixels wide.
WAYS = {
    "light": (1200, "screen", "light"), "dark": (1200, "screen", "dark"), "narrow": (400, "screen", "light"),
    "print": (718, "print", "light"),
}
# Pixels of the longest picture; a page of two thousand trials is longer than anyone looks at.
TALLEST = 16000
# Milliseconds within which a page stands, sorts and answers a brush.
SLOWEST = 2000


def evaluate(browser, session, script):
    answer = browser.ask("Runtime.evaluate", session, expression=script, awaitPromise=True, returnByValue=True)
    if "exceptionDetails" in answer:
        raise RuntimeError(answer["exceptionDetails"].get("text", "the script failed"))
    return json.loads(answer["result"]["value"])


def load(browser, session, page):
    browser.events = [event for event in browser.events if event.get("method") != "Page.loadEventFired"]
    browser.ask("Page.navigate", session, url=f"file://{page}")
    browser.wait("Page.loadEventFired")


def measure(browser, session, page):
    """Times of a page; the fastest of three tries where one is slow, since a machine may be busy with other things."""
    best = evaluate(browser, session, TIMES)
    for _ in range(2):
        if all(shown <= SLOWEST for _, shown in best["times"].values()):
            break
        load(browser, session, page)
        again = evaluate(browser, session, TIMES)
        best["times"] = {name: min(best["times"][name], again["times"][name], key=lambda pair: pair[1])
                         for name in best["times"]}
    return best


def picture(browser, session, page, stem):
    """Pictures a page in all ways and returns what is wrong with it."""
    faults = []
    for way, (width, medium, scheme) in WAYS.items():
        browser.events.clear()
        browser.ask("Emulation.setDeviceMetricsOverride", session, width=width, height=900, deviceScaleFactor=1,
                    mobile=False)
        browser.ask("Emulation.setEmulatedMedia", session, media=medium,
                    features=[{"name": "prefers-color-scheme", "value": scheme}])
        load(browser, session, page)
        found = evaluate(browser, session, FAULTS)
        size = browser.ask("Page.getLayoutMetrics", session)["cssContentSize"]
        shot = browser.ask("Page.captureScreenshot", session, format="png", captureBeyondViewport=True, clip={
            "x": 0, "y": 0, "width": width, "height": min(size["height"], TALLEST), "scale": 1})
        with open(f"{stem}-{way}.png", "wb") as file:
            file.write(base64.b64decode(shot["data"]))
        if way == "light":
            measured = measure(browser, session, page)
            times = ", ".join(f"{name} {shown:.0f} ms" for name, (_, shown) in measured["times"].items())
            print(f"{os.path.basename(page)}: {os.path.getsize(page)} bytes, {measured['nodes']} elements, {times}")
            slow = [name for name, (_, shown) in measured["times"].items() if shown > SLOWEST]
            faults += [f"{name} takes more than 2 s" for name in slow]
            if measured["out"]:
                faults.append(f"{measured['out']} marks stay out after the brush is let go")
        if way == "print":
            sheet = browser.ask("Page.printToPDF", session, printBackground=True)
            with open(f"{stem}.pdf", "wb") as file:
                file.write(base64.b64decode(sheet["data"]))
        for event in browser.events:
            name, told = event.get("method"), event.get("params", {})
            if name == "Runtime.consoleAPICalled":
                found.append("the console says " + " ".join(str(part.get("value")) for part in told["args"]))
            elif name == "Runtime.exceptionThrown":
                found.append(f"the script fails: {told['exceptionDetails'].get('text')}")
            elif name == "Log.entryAdded":
                found.append(f"the console says {told['entry']['text']}")
            elif name == "Network.requestWillBeSent" and told["request"]["url"] != f"file://{page}":
                found.append(f"the page asks for {told['request']['url'][:80]}")
        faults += [f"{way}: {fault}" for fault in found]
    return faults


def main():
    binary, folder, *pages = sys.argv[1:]
    status = 0
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        browser = Browser(binary, profile)
        try:
            target = browser.ask("Target.createTarget", url="about:blank")["targetId"]
            session = browser.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
            for domain in ("Page", "Runtime", "Log", "Network"):
                browser.ask(f"{domain}.enable", session)
            for page in pages:
                name = os.path.splitext(os.path.basename(page))[0]
                for fault in picture(browser, session, os.path.abspath(page), os.path.join(folder, name)):
                    print(f"{page}: {fault}", file=sys.stderr)
                    status = 1
        finally:
            browser.close()
    return status


if __name__ == "__main__":
    sys.exit(main())
