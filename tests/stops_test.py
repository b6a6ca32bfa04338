#!/usr/bin/env python3
"""The tour of a running demo: each stop is clicked as a browser would, and has to show what it says.

usage: stops_test.py TROTH DATASET     TROTH: the release binary, with troth-mutant and troth.manifest beside it
"""
import html
import http.client
import os
import re
import shutil
import signal
import ssl
import subprocess
import sys
import tempfile
import urllib.parse

STOPS = ("import", "visitor", "thief", "tamper", "mutant")
OWN = "# Our measures\n\n1. Data is deleted periodically.\n\n2. Backups are kept for 7 days.\n"


OF_OWN = "says how often without a number"  # the lint's own words: the sample in the form has "periodically" too
OF_SAMPLE = "leaves open when it applies"


class Page:
    def __init__(self, url, ca):
        self.url = urllib.parse.urlsplit(url)
        self.context = ssl.create_default_context(cafile=ca)

    def __call__(self, method, path, body=None, origin=None):
        connection = http.client.HTTPSConnection(self.url.hostname, self.url.port, context=self.context, timeout=300)
        headers = {"Content-Type": "application/x-www-form-urlencoded", **({"Origin": origin} if origin else {})}
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        return answer.status, answer.headers.get("Location"), answer.read().decode()


def shown(page, stop):
    """What the page says of one stop, as text."""
    inside = page[page.index(f'id="{stop}"'):]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", inside[:inside.index("</section>")]))


def look_at_trust(troth, folder, cell, check):
    """What customers see of the demo, and what they can check without it."""
    status, _, page = cell("GET", "/trust")
    check("the trust pages are there", status == 200 and 'href="/trust/tom"' in page)
    data, bundle = folder + "/cell", folder + "/bundle"
    made = subprocess.run([troth, "trust", "bundle", "--data", data, "--out", bundle], capture_output=True, text=True, timeout=60)
    check("a trust bundle is made of the demo", made.returncode == 0)
    said = subprocess.run([os.path.join(os.path.dirname(troth), "troth-verify"), "bundle", bundle, "--policy", data + "/demo-policy"],
                          capture_output=True, text=True, timeout=60)
    print("bundle:", *(line for line in said.stdout.splitlines() if line.startswith(("level", "verdict", "FAILED"))))
    check("troth-verify holds it to be true", said.returncode == 0 and re.search(r"^verdict +verified$", said.stdout, re.M))
    check("and says that the witness is on the same host", re.search(r"^level +same host$", said.stdout, re.M))
    check("in it clauses pass", len(re.findall(r"^(?:pass|unproven) ", said.stdout, re.M)) >= 16)


def walk(troth, dataset, folder):
    """The cases that failed, of how many."""
    bad, cases = [], 0
    demo = subprocess.Popen([troth, "demo", "--data", folder + "/cell", "--dataset", dataset, "--listen", "127.0.0.1:0"], text=True,
                            stdout=subprocess.PIPE, stderr=subprocess.STDOUT)

    def check(name, held):
        nonlocal cases
        cases += 1
        if not held:
            bad.append(name)

    try:
        for line in demo.stdout:
            if line.startswith("The cell is up"):
                break
        else:
            return ["the demo ended before it was up"], 1
        ca = folder + "/cell/tls/cert.pem"
        cell = open(folder + "/cell/url").read().strip()
        status, tour, _ = Page(cell, ca)("GET", "/tour")
        check("the cell sends those who ask for /tour to the tour", status == 307 and tour.endswith("/tour"))
        page, origin = Page(tour, ca), tour.removesuffix("/tour")
        check("a page from elsewhere cannot press a button", page("POST", "/tour/thief", "", "https://example.com")[0] == 403)
        check("nor can one that names no origin", page("POST", "/tour/thief", "")[0] == 403)
        check("what was not pressed has not run", "Seen:" not in page("GET", "/tour")[2])
        for stop in STOPS:
            status, where, _ = page("POST", "/tour/" + stop, "", origin)
            check(f"{stop} leads back to the page", (status, where) == (303, "/tour#" + stop))
            said = shown(page("GET", "/tour")[2], stop)
            print(stop + ":", (re.search(r"(Seen|Not as it should be): [^.]*\.?", said) or [said[:200]])[0])
            check(f"{stop} shows what it says", "Seen:" in said and "Not as it should be" not in said)
        sample = re.search(r"<textarea[^>]*>(.*?)</textarea>", page("GET", "/tour")[2], re.S)[1]
        page("POST", "/tour/import", urllib.parse.urlencode({"document": html.unescape(sample).replace("\n", "\r\n")}), origin)
        read = shown(page("GET", "/tour")[2], "import")
        check("the sample is read as a browser sends it", "Seen:" in read and "3 contradictions" in read and OF_SAMPLE in read)
        page("POST", "/tour/import", urllib.parse.urlencode({"document": OWN}), origin)
        own = shown(page("GET", "/tour")[2], "import")
        check("a document of one's own is read", "2 clauses" in own and "1 hedge" in own and OF_OWN in own and OF_SAMPLE not in own)
        look_at_trust(troth, folder, Page(cell, ca), check)
    finally:
        demo.send_signal(signal.SIGTERM)
        rest = demo.communicate(timeout=60)[0]
    check("it ends in order when it is asked to", demo.returncode == 0 or "asked to stop" in rest)
    check("and leaves no address behind", not os.path.exists(folder + "/cell/tour-url"))
    return bad, cases


def main(troth, dataset):
    folder = tempfile.mkdtemp(prefix="troth-stops-")
    try:
        bad, cases = walk(troth, dataset, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(*(f"FAILED {name}" for name in bad), sep="\n")
    print(f"{cases - len(bad)} passed, {len(bad)} failed")
    return bool(bad)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
