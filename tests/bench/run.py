"""Benchmarks with peers in the same run. Needs a release build, sqlite3, and pandas, duckdb, matplotlib from PyPI.

Usage: python3 tests/bench/run.py [path of the release binary] [work folder]
Prints seconds (best of n) and ratios; machines are noisy, so only ratios of one run mean something.
"""

import datetime as dt
import os
import random
import resource
import shutil
import subprocess
import sys
import time

BIN = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else "target/release/reach")
WORK = os.path.abspath(sys.argv[2] if len(sys.argv) > 2 else "/tmp/reach-bench")
ROWS = int(os.environ.get("BENCH_ROWS", "1000000"))
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
WORKS = 2740  # a year of days
HEAD = "统计日期,渠道,作品标题,作品链接或编号,发布时间,时长,累计播放量,累计阅读量,累计收听量,点赞,评论,转发,备注"


def run(command, cwd=ROOT):
    """Seconds and peak memory (MiB) of one command."""
    started = time.perf_counter()
    child = subprocess.Popen(command, cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    _, status, usage = os.wait4(child.pid, 0)
    seconds = time.perf_counter() - started
    if os.waitstatus_to_exitcode(status) != 0:
        raise SystemExit(f"{command}: {child.stderr.read().decode()[:2000]}")
    return seconds, usage.ru_maxrss / 1024


def best(times, command, before=lambda: None):
    results = []
    for _ in range(times):
        before()
        results.append(run(command))
    return min(r[0] for r in results), max(r[1] for r in results)


def make_csv(path, rows, encoding):
    if os.path.exists(path):
        return
    rng = random.Random(1)
    days = -(-rows // WORKS)
    first = dt.date(2022, 7, 1)
    published = [(first - dt.timedelta(w % 30)).isoformat() for w in range(WORKS)]
    plays = [rng.randrange(100, 5000) for _ in range(WORKS)]
    with open(path, "w", encoding=encoding, newline="") as f:
        f.write(HEAD + "\r\n")
        for d in range(days):
            day = (first + dt.timedelta(d)).isoformat()
            out = []
            for w in range(WORKS):
                plays[w] += (w * 7 + d) % 97
                out.append(f"{day},湖南人社抖音号,第{w}期 工伤预防小视频样本标题{w % 50}讲清楚一件事,https://v.example.invalid/sample/{100000 + w},{published[w]},{60 + w % 60},{plays[w]},,,{plays[w] // 40},{plays[w] // 300},{plays[w] // 200},\r\n")
            f.write("".join(out))


def clean(*paths):
    for p in paths:
        shutil.rmtree(p, ignore_errors=True)
        if os.path.isfile(p):
            os.remove(p)


def bench_import():
    results = {}
    for name, encoding in (("UTF-8", "utf-8"), ("GBK", "gb18030")):
        path = f"{WORK}/rows_{name}.csv"
        make_csv(path, ROWS, encoding)
        data = f"{WORK}/data_{name}"
        seconds, memory = best(3, [BIN, "--data", data, "import", path, "--campaign", "p09_press_douyin", "--json"], lambda: clean(data))
        results[name] = seconds
        print(f"import {ROWS} rows, {name}, {os.path.getsize(path) / 1e6:.0f} MB: {seconds:.2f} s, {memory:.0f} MiB")
    path = f"{WORK}/rows_UTF-8.csv"
    db = f"{WORK}/peer.sqlite"
    peer, _ = best(3, ["sqlite3", db, "PRAGMA synchronous=FULL;", ".mode csv", f".import {path} rows"], lambda: clean(db))
    print(f"sqlite3 .import: {peer:.2f} s; reach takes {results['UTF-8'] / peer:.2f} x (UTF-8), {results['GBK'] / peer:.2f} x (GBK)")
    code = f"import pandas,sqlite3;d=pandas.read_csv(r'{path}');c=sqlite3.connect(r'{db}');d.to_sql('rows',c,index=False);c.commit()"
    peer, _ = best(2, [sys.executable, "-c", code], lambda: clean(db))
    print(f"pandas read_csv + to_sql: {peer:.2f} s; reach takes {results['UTF-8'] / peer:.2f} x")
    duck = f"{WORK}/peer.duckdb"
    code = f"import duckdb;c=duckdb.connect(r'{duck}');c.execute(\"create table rows as select * from read_csv('{path}')\");c.close()"
    peer, _ = best(3, [sys.executable, "-c", code], lambda: clean(duck))
    print(f"duckdb: {peer:.2f} s; reach takes {results['UTF-8'] / peer:.2f} x")


def bench_check():
    path, data = f"{WORK}/rows_UTF-8.csv", f"{WORK}/data_UTF-8"
    seconds, memory = best(5, [BIN, "--data", data, "check", "--as-of", "2023-04-02", "--json"])
    print(f"check on {ROWS} readings: {seconds:.3f} s, {memory:.0f} MiB")
    sums = "select 渠道, 统计日期, sum(累计播放量) from rows group by 1,2"
    code = f"import duckdb;duckdb.connect(r'{WORK}/peer.duckdb').execute('{sums}').fetchall()"
    peer, _ = best(3, [sys.executable, "-c", code])
    print(f"duckdb, the same sums by channel and day: {peer:.3f} s; reach takes {seconds / peer:.2f} x")
    code = f"import pandas;d=pandas.read_csv(r'{path}',usecols=['渠道','统计日期','累计播放量']);d.groupby(['渠道','统计日期']).sum()"
    peer, _ = best(2, [sys.executable, "-c", code])
    print(f"pandas from the file, the same sums: {peer:.3f} s; reach takes {seconds / peer:.2f} x")


def bench_report():
    out = f"{WORK}/demo"
    clean(out)
    seconds, _ = run([BIN, "demo", "--out", out])
    print(f"demo: {seconds:.2f} s")
    seconds, memory = best(5, [BIN, "--data", f"{out}/data", "report", "weekly", "--as-of", "2023-04-02", "--out", f"{out}/r"])
    print(f"weekly report (9 pictures, page, annex): {seconds:.3f} s, {memory:.0f} MiB")
    code = (
        "import matplotlib;matplotlib.use('Agg');import matplotlib.pyplot as p\n"
        f"for n in range(9):\n  f=p.figure(figsize=(19.2,10.8),dpi=100);p.plot(range(276));p.bar(range(40),range(40));f.savefig(r'{WORK}/m%d.png'%n);p.close(f)"
    )
    peer, _ = best(3, [sys.executable, "-c", code])
    print(f"matplotlib, 9 plain charts of that size: {peer:.3f} s; reach is {peer / seconds:.1f} x faster")
    start, _ = best(20, [BIN, "--version"])
    print(f"start: {start * 1000:.1f} ms; binary {os.path.getsize(BIN) / 1e6:.1f} MB")


if __name__ == "__main__":
    os.makedirs(WORK, exist_ok=True)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    bench_import()
    bench_check()
    bench_report()
