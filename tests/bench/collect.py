"""Collecting 2 000 placements from 20 simulated hosts, with Scrapy on the same hosts in the same run. Needs a release build and scrapy.

Usage: python3 tests/bench/collect.py [path of the release binary] [work folder]
Every host has a list of 100 items and one detail answer per item: 101 requests. Both ask one host one request at a time. Without limits
the ratio of the two is printed; with one second between requests how far the run is above the bound that the spacing sets.
"""

import asyncio
import json
import multiprocessing
import os
import re
import resource
import shutil
import subprocess
import sys
import time

BIN = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else "target/release/reach")
WORK = os.path.abspath(sys.argv[2] if len(sys.argv) > 2 else "/tmp/reach-bench-collect")
HOSTS = int(os.environ.get("BENCH_HOSTS", "20"))
ITEMS = int(os.environ.get("BENCH_ITEMS", "100"))
SPACED_ITEMS = int(os.environ.get("BENCH_SPACED_ITEMS", "20"))
PORT = int(os.environ.get("BENCH_PORT", "18650"))
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

SPIDER = """
import json, sys, scrapy
class Placements(scrapy.Spider):
    name = "placements"
    custom_settings = {"CONCURRENT_REQUESTS_PER_DOMAIN": 1, "CONCURRENT_REQUESTS": 64, "DOWNLOAD_DELAY": 0, "ROBOTSTXT_OBEY": False,
                       "LOG_LEVEL": "ERROR", "TELNETCONSOLE_ENABLED": False, "COOKIES_ENABLED": False}
    async def start(self):
        for n in range(%(hosts)d):
            base = f"http://127.0.0.{n + 1}:%(port)d"
            yield scrapy.Request(f"{base}/episode/list?collection_id={n}&page=1&size=50", cb_kwargs={"base": base, "cid": n})
    def parse(self, response, base, cid):
        for row in json.loads(response.body)["data"]["list"]:
            yield scrapy.Request(f"{base}/v2/dynamicinfo?cid={cid}&vid={row['video_id']}", callback=self.detail, cb_kwargs={"row": row})
    def detail(self, response, row):
        yield {"id": row["video_id"], "title": row["t2"], "plays": json.loads(response.body)["data"]["all"]}
"""


class Host(asyncio.Protocol):
    """HTTP just as far as two clients of this benchmark speak it."""

    items = ITEMS

    def connection_made(self, transport):
        self.transport, self.rest = transport, b""

    def data_received(self, data):
        self.rest += data
        while b"\r\n\r\n" in self.rest:
            head, self.rest = self.rest.split(b"\r\n\r\n", 1)
            target = head.split(b" ", 2)[1].decode()
            if target.startswith("/episode/list"):
                cid = target.split("collection_id=")[1].split("&")[0]
                rows = [
                    {"t1": str(n), "t2": f"第{n}期 样例", "isIntact": "1", "video_id": f"{cid}{n:04d}", "playcnt": "1.0万", "url": f"/b/{cid}/{n}.html"}
                    for n in range(1, self.items + 1)
                ]
                body = json.dumps({"code": 200, "data": {"list": rows, "total_page": 1}})
            else:
                body = json.dumps({"code": 200, "data": {"all": 1000 + int(target.rsplit("vid=", 1)[1]) % 997, "like": 1, "unlike": 0}})
            body = body.encode()
            self.transport.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body) + body)


def serve(items, ready):
    Host.items = items

    async def run():
        loop = asyncio.get_running_loop()
        for n in range(HOSTS):
            await loop.create_server(Host, f"127.0.0.{n + 1}", PORT)
        ready.set()
        await asyncio.Event().wait()

    asyncio.run(run())


def measured(command, cwd):
    started = time.perf_counter()
    child = subprocess.Popen(command, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    out, err = child.stdout.read(), child.stderr.read()
    _, status, usage = os.wait4(child.pid, 0)
    seconds = time.perf_counter() - started
    if os.waitstatus_to_exitcode(status) != 0:
        raise SystemExit(f"{command}: {out.decode()[:1000]} {err.decode()[:1000]}")
    return seconds, usage.ru_maxrss / 1024, out


def config():
    """The definitions with one collector and one channel per host."""
    folder = f"{WORK}/config"
    shutil.rmtree(WORK, ignore_errors=True)
    for part in ("collectors", "targets", "seeds"):
        shutil.copytree(f"{ROOT}/{part}", f"{folder}/{part}")
    text = open(f"{folder}/collectors/mgtv_episodes.toml", encoding="utf-8").read()
    channels = open(f"{folder}/seeds/channels.toml", encoding="utf-8").read()
    for n in range(HOSTS):
        with open(f"{folder}/collectors/bench_{n:02d}.toml", "w", encoding="utf-8") as f:
            f.write(re.sub(r"requests_per_day_max = \d+", "requests_per_day_max = 100000", text))
        channels += (
            f'\n[[channels]]\nid = "bench_{n:02d}"\nname = "样例渠道{n:02d}"\ncampaign = "p08_tv"\nplatform = "芒果TV"\npartner = "hunan_jingshi"\n'
            f'kind = "video"\ndedicated = true\ncolumn_names = ["样例渠道{n:02d}"]\ncollector = "bench_{n:02d}"\n'
        )
    with open(f"{folder}/seeds/channels.toml", "w", encoding="utf-8") as f:
        f.write(channels)
    return folder


def reach(folder, interval, items):
    data = f"{WORK}/data"
    shutil.rmtree(data, ignore_errors=True)
    os.makedirs(data)
    allow = ", ".join(f'"127.0.0.{n + 1}:{PORT}"' for n in range(HOSTS))
    text = f"[network]\nallow = [{allow}]\n"
    for n in range(HOSTS):
        text += f'[collectors.bench_{n:02d}]\nbase_url = "http://127.0.0.{n + 1}:{PORT}"\ninterval_secs = {interval}\n[channels."样例渠道{n:02d}"]\naccount = "{n}"\n'
    with open(f"{data}/reach.toml", "w", encoding="utf-8") as f:
        f.write(text)
    seconds, memory, out = measured([BIN, "--data", data, "--config", folder, "collect", "--json"], ROOT)
    runs = json.loads(out)["runs"]
    assert len(runs) == HOSTS and all(r["observations"] == items for r in runs), runs[:2]
    return seconds, memory


def scrapy():
    spider, out = f"{WORK}/spider.py", f"{WORK}/items.jsonl"
    with open(spider, "w", encoding="utf-8") as f:
        f.write(SPIDER % {"hosts": HOSTS, "port": PORT})
    if os.path.exists(out):
        os.remove(out)
    seconds, memory, _ = measured([sys.executable, "-m", "scrapy", "runspider", spider, "-o", out], WORK)
    assert sum(1 for _ in open(out, encoding="utf-8")) == HOSTS * ITEMS
    return seconds, memory


def with_server(items, work):
    ready = multiprocessing.Event()
    server = multiprocessing.Process(target=serve, args=(items, ready), daemon=True)
    server.start()
    assert ready.wait(10)
    try:
        return work()
    finally:
        server.terminate()
        server.join()


def main():
    folder = config()

    def unlimited():
        # Turn by turn, so that both meet the same machine.
        pairs = [(reach(folder, 0, ITEMS), scrapy()) for _ in range(3)]
        return min(p[0] for p in pairs), min(p[1] for p in pairs), max(p[0][1] for p in pairs)

    ours, peer, memory = with_server(ITEMS, unlimited)
    print(f"{HOSTS * ITEMS} placements on {HOSTS} hosts without limits: {ours[0]:.2f} s, {memory:.0f} MiB; Scrapy {peer[0]:.2f} s, {peer[1]:.0f} MiB: {peer[0] / ours[0]:.1f} times as fast")
    seconds, memory = with_server(SPACED_ITEMS, lambda: reach(folder, 1, SPACED_ITEMS))
    bound = float(SPACED_ITEMS)
    print(f"{HOSTS} hosts, {SPACED_ITEMS + 1} requests each, 1 s apart: {seconds:.2f} s, {memory:.0f} MiB; the bound is {bound:.0f} s: {100 * (seconds / bound - 1):.1f} % above it")


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_NOFILE, (4096, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
    main()
