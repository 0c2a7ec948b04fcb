"""The portal on a large ledger: weight and speed of its pages. Needs a release build and nothing else.

Usage: python3 tests/bench/portal.py [path of the release binary] [work folder]
Makes the ledger once (BENCH_READINGS, 10 000 000 unless said), then prints: import of 100 000 rows, check, weekly set, each page alone, the
first page after a change, all pages under load (BENCH_RATE requests/s), the dry run of 200 000 rows, and the peak memory of `reach serve`.
"""

import datetime as dt
import http.client
import json
import os
import random
import re
import signal
import subprocess
import sys
import threading
import time
import urllib.parse

from run import HEAD, ROOT, best, clean, run

BIN = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else "target/release/reach")
WORK = os.path.abspath(sys.argv[2] if len(sys.argv) > 2 else "/tmp/reach-bench-portal")
READINGS = int(os.environ.get("BENCH_READINGS", "10000000"))
RATE = int(os.environ.get("BENCH_RATE", "200"))
SECONDS = int(os.environ.get("BENCH_SECONDS", "20"))
DATA = f"{WORK}/data"
FIRST = dt.date(2022, 7, 1)
DAYS = 365
AS_OF = "2023-04-02"
# Campaign → its channels that count plays, each with the same number of works read every day.
CHANNELS = {
    "p08_tv": ["芒果TV", "湖南经视抖音号", "湖南经视快手号"],
    "p09_press_douyin": ["湖南人社抖音号", "爱上新湖南视频号"],
    "p10_web_wechat": ["中人社视频号", "人才报抖音号"],
    "p12_short_video": ["合作媒体抖音号", "合作媒体视频号", "湖南应急抖音号", "湖南应急视频号"],
    "p14_cri": ["国际在线抖音号", "国际在线快手号", "国际在线视频号", "国际在线央视频号", "央视频"],
}


def table(path, channels, works, first_day, days):
    """A table of daily readings: the same works of each channel on each day."""
    rng = random.Random(path)
    # All works are out on the first day: no number is older than its work.
    lines = [
        (c, f"{c}第{w}期 样例：上班路上讲清楚一件事{w % 50}", f"https://v.example.invalid/{n}/{100000 + w}", FIRST, 60 + w % 60, rng.randrange(100, 5000))
        for n, c in enumerate(channels)
        for w in range(works)
    ]
    with open(path, "w", encoding="utf-8", newline="") as f:
        f.write(HEAD + "\r\n")
        for d in range(first_day, first_day + days):
            day = (FIRST + dt.timedelta(d)).isoformat()
            f.write("".join(f"{day},{c},{t},{u},{p},{s},{n + d * (k % 97)},,,{n // 40 + d},{n // 300},{n // 200},\r\n" for k, (c, t, u, p, s, n) in enumerate(lines)))


def make_ledger():
    """Five campaigns in quarters of a year each."""
    if os.path.exists(f"{DATA}/whole"):
        return
    clean(DATA)
    works = -(-READINGS // DAYS // sum(len(c) for c in CHANNELS.values()))
    for campaign, channels in CHANNELS.items():
        for start in range(0, DAYS, 73):
            path = f"{WORK}/part.csv"
            table(path, channels, works, start, min(73, DAYS - start))
            seconds, memory = run([BIN, "--data", DATA, "import", path, "--campaign", campaign, "--json"])
            print(f"  {campaign} from day {start}: {os.path.getsize(path) / 1e6:.0f} MB in {seconds:.1f} s, {memory:.0f} MiB", flush=True)
            os.remove(path)
    open(f"{DATA}/whole", "w").close()
    print(f"ledger: {works} works on each of {sum(len(c) for c in CHANNELS.values())} channels, {DAYS} days")


class Portal:
    """`reach serve` with its first administrator signed in."""

    def __init__(self):
        self.child = subprocess.Popen([BIN, "--data", DATA, "serve", "--listen", "127.0.0.1:0", "--admin-link"], cwd=ROOT, stdout=subprocess.PIPE, text=True)
        said = []
        while not any("/start/" in line for line in said):
            line = self.child.stdout.readline()
            if not line:
                raise SystemExit("the portal did not start: " + "".join(said))
            said.append(line)
        link = re.search(r"http://([\d.:]+)(/start/\w+)", "".join(said))
        self.address, start = link.group(1), link.group(2)
        self.cookie = ""
        login = f"bench{int(time.time())}"
        fields = {"login": login, "name": "压测", "password": "Portal-2022-bench", "again": "Portal-2022-bench"}
        status, _, _ = self.post(start, start, fields)
        if status != 303:
            raise SystemExit(f"no account: {status}")
        if self.ask("/week")[0] != 200:
            raise SystemExit("the first account is not signed in")

    def ask(self, path, connection=None, method="GET", body=None, kind=None):
        c = connection or http.client.HTTPConnection(self.address, timeout=60)
        headers = {"Cookie": self.cookie}
        if kind:
            headers["Content-Type"] = kind
        c.request(method, path, body=body, headers=headers)
        answer = c.getresponse()
        text = answer.read()
        jar = dict(x.split("=", 1) for x in self.cookie.split("; ") if x)
        for header in answer.headers.get_all("set-cookie") or []:
            name, value = header.split(";")[0].split("=", 1)
            jar[name] = value
            self.cookie = "; ".join(f"{k}={v}" for k, v in jar.items() if v)
        return answer.status, text, answer.headers

    def post(self, page, path, fields):
        """Sends a form as the page shows it."""
        _, text, _ = self.ask(page)
        fields = {"csrf": re.search(r'name="csrf" value="([^"]*)"', text.decode()).group(1), **fields}
        return self.ask(path, method="POST", body=urllib.parse.urlencode(fields), kind="application/x-www-form-urlencoded")

    def timed(self, path):
        started = time.perf_counter()
        status, text, _ = self.ask(path)
        return time.perf_counter() - started, status, len(text)

    def memory(self, what):
        with open(f"/proc/{self.child.pid}/status") as f:
            return int(re.search(rf"{what}:\s+(\d+)", f.read()).group(1)) / 1024

    def stop(self):
        self.child.send_signal(signal.SIGTERM)
        self.child.wait(30)


def pages(week):
    campaigns = [f"/campaigns/{c}?week={week}" for c in CHANNELS]
    return [
        "/week", f"/week?week={week}", *campaigns, f"/campaigns/p14_cri/targets/contacts?week={week}", "/questions", "/rules", "/reporting", "/reporting/cri_hunan",
        f"/reporting/cri_hunan/{week}", "/accept", "/accept/p08_tv", "/reports", "/texts", "/collecting", "/journal", "/api/v1/programme",
        f"/api/v1/programme?week={week}", "/api/v1/campaigns", "/api/v1/campaigns/p09_press_douyin/observations",
        "/works", "/api/v1/campaigns/p12_short_video/works", f"/reporting/xinhunan/{week}/fill", "/reporting/xinhunan/template/xlsx",
    ]


def percentile(times, share):
    return sorted(times)[min(len(times) - 1, int(len(times) * share))] * 1000


def load(portal, paths):
    """Requests at a fixed rate, whatever the answers take; the wait for a free sender counts."""
    taken = {p: [] for p in paths}
    bad = []
    started = time.perf_counter() + 0.2
    total = RATE * SECONDS
    turn = iter(range(total))
    lock = threading.Lock()

    def send():
        c = http.client.HTTPConnection(portal.address, timeout=60)
        while True:
            with lock:
                n = next(turn, None)
            if n is None:
                return
            due = started + n / RATE
            time.sleep(max(0, due - time.perf_counter()))
            path = paths[n % len(paths)]
            status, _, _ = portal.ask(path, c)
            taken[path].append(time.perf_counter() - due)
            if status != 200:
                bad.append((path, status))

    senders = [threading.Thread(target=send) for _ in range(32)]
    for s in senders:
        s.start()
    for s in senders:
        s.join()
    everything = [t for times in taken.values() for t in times]
    print(f"load: {len(everything)} requests at {RATE}/s, {len(bad)} not answered with 200 {bad[:3]}")
    for path, times in taken.items():
        print(f"  {path:60} p50 {percentile(times, 0.5):7.1f}  p95 {percentile(times, 0.95):7.1f}  p99 {percentile(times, 0.99):7.1f} ms")
    print(f"  {'all':60} p50 {percentile(everything, 0.5):7.1f}  p95 {percentile(everything, 0.95):7.1f}  p99 {percentile(everything, 0.99):7.1f} ms")


def commands():
    small = f"{WORK}/small.csv"
    table(small, ["湖南人社抖音号"], 1000, 0, 100)
    seconds, memory = best(3, [BIN, "--data", f"{WORK}/small", "import", small, "--campaign", "p09_press_douyin", "--json"], lambda: clean(f"{WORK}/small"))
    print(f"import of 100 000 rows: {seconds:.2f} s, {memory:.0f} MiB")
    seconds, memory = best(5, [BIN, "--data", DATA, "check", "--as-of", AS_OF, "--json"])
    print(f"check: {seconds:.3f} s, {memory:.0f} MiB")
    seconds, memory = best(2, [BIN, "--data", DATA, "report", "weekly", "--as-of", AS_OF, "--out", f"{WORK}/report"])
    print(f"weekly set: {seconds:.2f} s, {memory:.0f} MiB")


def change(name, campaign, channel, day):
    """A small file is taken in by another process."""
    path = f"{WORK}/{name}.csv"
    with open(path, "w", encoding="utf-8") as f:
        title = f"样例作品{time.time_ns()}"
        before = dt.date.fromisoformat(day) - dt.timedelta(1)
        # A fall, so that there is something to ask.
        f.write(HEAD + "\r\n" + "".join(f"{d},{channel},{title},,2022-07-15,61,{n},,,5,1,1,\r\n" for d, n in ((before, 5000), (day, 500))))
    run([BIN, "--data", DATA, "import", path, "--campaign", campaign, "--json"])


def after_changes(portal, week):
    # Another week each time: a question that was answered is not asked again.
    day = FIRST + dt.timedelta(30 + 7 * (int(time.time()) % 40))
    change("change", "p12_short_video", "合作媒体抖音号", day.isoformat())
    print(f"first page after an import elsewhere: {portal.timed('/week')[0]:.3f} s, then another: {portal.timed('/login')[0]:.3f} s")
    time.sleep(3)
    _, text, _ = portal.ask("/questions")
    # An answer names the state in which its question was shown.
    asked = re.findall(r'action="/questions/([^"?]+)".*?name="state" value="([^"]+)"', text.decode())
    if asked:
        question, state = asked[0]
        started = time.perf_counter()
        status, _, _ = portal.post("/questions", f"/questions/{question}", {"choice": "accept", "because": "压测", "state": state})
        answered = time.perf_counter() - started
        print(f"an answer ({status}): {answered:.3f} s, the page after it: {portal.timed('/questions')[0]:.3f} s")
    week_page = f"/campaigns/p08_tv?week={week}"
    print(f"the page of another week after it: {portal.timed(week_page)[0]:.3f} s, again {portal.timed(week_page)[0]:.3f} s")


def dry_run(portal):
    path = f"{WORK}/dry.csv"
    with open(path, "w", encoding="gb18030", newline="") as f:
        f.write("统计日期,渠道,作品标题,累计播放量\r\n")
        # The header counts as a row of the 200 000 that one file may have.
        for d in range(100):
            f.write("".join(f"{FIRST + dt.timedelta(d)},湖南人社抖音号,第{w}期,{w + d}\r\n" for w in range(1999)))
    edge = "reach-bench-edge"
    _, text, _ = portal.ask("/reporting/xinhunan/2023-W13")
    csrf = re.search(r'name="csrf" value="([^"]*)"', text.decode()).group(1)
    with open(path, "rb") as f:
        content = f.read()
    def part(name, value):
        return f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
    head = f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="dry.csv"\r\nContent-Type: text/csv\r\n\r\n'.encode()
    body = part("csrf", csrf) + part("campaign", "p09_press_douyin") + head + content + f"\r\n--{edge}--\r\n".encode()
    started = time.perf_counter()
    status, text, headers = portal.ask("/reporting/xinhunan/2023-W13/files", method="POST", body=body, kind=f"multipart/form-data; boundary={edge}")
    sent = time.perf_counter() - started
    to = headers.get("location")
    if not to:
        print(f"dry run: refused with {status}, {len(content) / 1e6:.1f} MB: {re.sub('<[^>]*>', ' ', text.decode())[-300:].strip()}")
        return
    seconds, status, size = portal.timed(to)
    _, text, _ = portal.ask(to)
    if "确认入库" not in text.decode():
        raise SystemExit("dry run: the page has nothing to confirm")
    print(f"dry run of 200 000 rows, {len(content) / 1e6:.1f} MB: sent {sent:.2f} s, page {seconds:.2f} s ({status}, {size // 1000} kB)")


def serve(week):
    portal = Portal()
    try:
        rss = lambda: f"RSS {portal.memory('VmRSS'):.0f}, peak {portal.memory('VmHWM'):.0f} MiB"
        print(f"first page: {portal.timed('/week')[0]:.3f} s, {rss()}")
        for path in pages(week):
            first, status, size = portal.timed(path)
            again, _, _ = portal.timed(path)
            print(f"  {path:60} {status} first {first * 1000:7.1f}, again {again * 1000:7.1f} ms, {size // 1000:5} kB, {rss()}")
        after_changes(portal, week)
        print(rss())
        load(portal, pages(week))
        print(rss())
        dry_run(portal)
        print(rss())
    finally:
        portal.stop()


if __name__ == "__main__":
    os.makedirs(WORK, exist_ok=True)
    make_ledger()
    commands()
    serve("2023-W13")
