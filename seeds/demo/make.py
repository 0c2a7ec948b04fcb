"""Makes the sample files of the demo: invented numbers in the shapes in which partners send theirs.

Run in this folder: python3 make.py (needs openpyxl). The same seed gives the same numbers. Every file says 样例 in its name.
"""

import csv
import datetime as dt
import io
import math
import os
import random
import shutil

import openpyxl
from openpyxl.styles import Font

HERE = os.path.dirname(os.path.abspath(__file__))
START, LAST = dt.date(2022, 7, 1), dt.date(2023, 4, 2)
BEFORE = dt.date(2023, 3, 26)
SUNDAYS = [dt.date(2022, 7, 10) + dt.timedelta(7 * n) for n in range(39)]
PLAN = []
rng = random.Random(20220701)

TOPICS = (
    "高处作业系好安全带 粉尘车间怎样防尘 上下班途中受伤算不算工伤 工伤认定要带哪些材料 用人单位不交工伤保险怎么办 劳动能力鉴定怎么申请 "
    "焊工护目镜怎样选 有限空间先通风再作业 机械伤害的三个瞬间 触电急救四步法 搬运重物保护腰椎 外卖骑手的职业伤害保障 高温作业怎样防中暑 "
    "建筑工地按项目参保 职业病早发现 叉车作业看清盲区 化学品灼伤先冲洗 噪声车间戴好耳塞 夜班司机防疲劳 工伤待遇包括哪些 "
    "停工留薪期怎么算 一次性伤残补助怎么领 灵活就业人员怎样参保 冲压设备安全联锁 脚手架搭设要点 起重吊装十不吊 矿山通风不能停 "
    "烟花厂静电防护 食品厂防滑倒 铁路沿线安全出行 实习生受伤怎么办 工伤康复去哪里 农民工参保一次讲清 班前会讲安全 消防通道不能堵 "
    "电梯维修断电挂牌 冷库作业防冻伤 木工机械护罩 水上作业穿救生衣 工伤预防五年行动"
).split()


def plan(file, day, hour=10, campaign="", channel="", as_of="", mode="", good="", remark=""):
    PLAN.append([file, f"{day.isoformat()} {hour:02d}:00:00", campaign, channel, as_of, mode, good, remark])


TRUTH = []


def truth(site, account, list_, k, names=None):
    """What a simulated platform shows: one row a work, its true count on every Sunday."""
    for i, w in enumerate(list_):
        native = f"{7100000 + len(TRUTH) * 7}"
        counts = [w.at(s, k) if w.day <= s else 0 for s in SUNDAYS]
        TRUTH.append([site, account, native, names[i] if names else w.title, w.stamp(), w.secs or 0, " ".join(map(str, counts)), ""])


def truth_total(site, account, counts, second=()):
    """The same for a total of a whole channel: its count, and a second one (discussions)."""
    TRUTH.append([site, account, "", "", "", 0, " ".join(map(str, counts)), " ".join(map(str, second))])


def truth_shown(site, periods):
    """What a simulated page has on display: from, to, where (place or side); outages of the site itself are `down`."""
    for first, last, where in periods:
        TRUTH.append([site, "", "", where, f"{first.isoformat()} {last.isoformat()}", 0, "", ""])


def save(file, data):
    path = os.path.join(HERE, file)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as f:
        f.write(data)


def shown_files(folder, campaign, periods, remark):
    """展示记录 as it comes: one file up to the week before, one for the last week."""
    for name, first, last, sent in (("截至3月26日", START, BEFORE, dt.date(2023, 3, 27)), ("3月27日至4月2日", dt.date(2023, 3, 27), LAST, monday(LAST))):
        rows = [["渠道", "起", "止", "位置", "状态", "证明"]]
        for channel, position, a, b, state in periods:
            a, b = max(a, first), min(b, last)
            if a <= b:
                rows.append([channel, a.isoformat(), b.isoformat(), position, state, "截图存档（样例）"])
        file = f"{folder}/展示记录_{name}_样例.csv"
        save(file, text_csv(rows, "utf-8-sig"))
        plan(file, sent, 10, campaign, remark=remark)


def text_csv(rows, encoding):
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    return out.getvalue().encode(encoding)


def xlsx(rows, sheet="Sheet1", title=None, notes=None):
    book = openpyxl.Workbook()
    ws = book.active
    ws.title = sheet
    book.properties.created = book.properties.modified = dt.datetime(2022, 7, 1)
    if title:
        ws.append([title])
        ws["A1"].font = Font(bold=True)
        ws.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(rows[0]))
    for r in rows:
        ws.append(r)
    for n in notes or []:
        ws.append([n])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


class Work:
    """One work on one channel with a count that rises fast, then slowly."""

    def __init__(self, title, day, weight, secs=None):
        self.title, self.day, self.weight, self.secs = title, day, weight, secs
        self.clock = rng.randrange(8 * 3600, 20 * 3600)
        self.tau = rng.uniform(9, 40)

    def share(self, day):
        age = (day - self.day).days
        return 0 if age < 0 else 1 - math.exp(-(age + 0.6) / self.tau)

    def at(self, day, scale):
        return int(self.weight * self.share(day) * scale)

    def stamp(self):
        t = self.clock
        return f"{self.day.isoformat()} {t // 3600:02d}:{t // 60 % 60:02d}:{t % 60:02d}"


def works(titles, first, last, spread=1.0, secs=(50, 118)):
    n = len(titles)
    out = []
    for i, t in enumerate(titles):
        day = first + dt.timedelta(int((last - first).days * (i + rng.uniform(0, 0.8)) / n))
        out.append(Work(t, day, rng.lognormvariate(0, 0.7 * spread), rng.randrange(*secs)))
    return out


def copies(originals, delay=(0, 3), keep=1.0):
    out = []
    for w in originals:
        if rng.random() <= keep:
            out.append(Work(w.title, w.day + dt.timedelta(rng.randrange(*delay)), w.weight * rng.uniform(0.5, 1.5), w.secs))
    return out


def scale(list_, total):
    return total / sum(w.weight * w.share(LAST) for w in list_)


def monday(sunday):
    return sunday + dt.timedelta(1)


def p08():
    episodes = works([f"工伤预防在行动 第{n}期：{TOPICS[n]}" for n in range(1, 13)], dt.date(2022, 7, 8), dt.date(2023, 3, 25), secs=(165, 205))
    mango, douyin, kuaishou = copies(episodes), copies(episodes, (0, 5)), copies(episodes, (1, 6))
    sm, sd, sk = scale(mango, 1_985_000), scale(douyin, 1_640_000), scale(kuaishou, 757_000)
    truth("mgtv_episodes", "500001", mango, sm, [w.title for w in episodes])
    truth("kuaishou_video", "ks_jingshi", kuaishou, sk, [w.title for w in episodes])
    for s in SUNDAYS:
        rows = [["序号", "标题", "发布日期", "芒果TV", "抖音", "快手", "合计"]]
        sums = [0, 0, 0]
        for i, w in enumerate(episodes):
            if w.day > s:
                continue
            v = [m.at(s, k) if m.day <= s else None for m, k in ((mango[i], sm), (douyin[i], sd), (kuaishou[i], sk))]
            sums = [a + (b or 0) for a, b in zip(sums, v)]
            rows.append([i + 1, w.title, w.day, *v, sum(x or 0 for x in v)])
        if len(rows) == 1:
            continue
        rows.append(["合计", "", "", *sums, sum(sums)])
        file = f"p08/{s.isocalendar()[0]}年第{s.isocalendar()[1]:02d}周_湖南经视_样例.xlsx"
        save(file, xlsx(rows, "数据报送", f"“工伤预防在行动”栏目数据报送表（样例） 数据截至{s.year}年{s.month}月{s.day}日", ["注：样例数据，均为虚构。"]))
        plan(file, monday(s), 9, "p08_tv", remark="每个平台一列的报送表，带合计行")
        if s.day <= 7 or s == LAST:
            tv = [["统计日期", "渠道", "作品标题", "发布时间", "时长"]]
            tv += [[s.isoformat(), "经视新闻", w.title, w.day.isoformat(), f"{w.secs // 60}:{w.secs % 60:02d}"] for w in episodes if w.day <= s]
            if len(tv) > 1:
                file = f"p08/{s.isoformat()}_经视新闻节目_样例.csv"
                save(file, text_csv(tv, "gb18030"))
                plan(file, monday(s), 10, "p08_tv", remark="电视节目清单，没有播放数")
    aired = [["日期", "时间", "节目", "计划/实播", "渠道"]]
    for w in [w for w in episodes if w.day <= BEFORE]:
        for time in ("07:40", "12:05", "18:30"):
            for kind in ("计划", "实播"):
                aired.append([w.day.isoformat(), time, w.title, kind, "经视新闻"])
    save("p08/播出记录_经视新闻_样例.csv", text_csv(aired, "utf-8-sig"))
    plan("p08/播出记录_经视新闻_样例.csv", dt.date(2023, 3, 27), 11, "p08_tv", remark="早午晚播出记录")
    rows = [["渠道", "指标", "统计日期", "数值", "方法", "人次/人数", "出具单位"], ["经视新闻", "播放量", BEFORE.isoformat(), "312万", "收视推算", "人次", "收视调查公司（样例）"]]
    save("p08/总量声明_收视推算_样例.csv", text_csv(rows, "utf-8-sig"))
    plan("p08/总量声明_收视推算_样例.csv", dt.date(2023, 3, 27), 11, "p08_tv", remark="推算数单独列示")


def douyin_export(list_, others, day, factor, falls=()):
    head = "作品名称 发布时间 体裁 审核状态 播放量 完播率 5s完播率 封面点击率 2s跳出率 平均播放时长 点赞量 分享量 评论量 收藏量 主页访问量 粉丝增量".split()
    rows = [head]
    for w, tag in [(w, " #工伤预防 #湖南人社") for w in list_] + [(w, "") for w in others]:
        if w.day > day:
            continue
        n = w.at(day, factor)
        if w in falls and day >= BEFORE:
            n = int(n * 0.955)
        rows.append([w.title + tag, w.stamp(), "视频", "公开", n, round(rng.uniform(0.05, 0.3), 4), round(rng.uniform(0.3, 0.6), 4), None,
                     round(rng.uniform(0.2, 0.5), 4), round(rng.uniform(8, 40), 2), n // 40, n // 300, n // 500, n // 350, n // 90, n // 900])
    return xlsx(rows, "作品列表")


def channels_export(list_, others, day, factor):
    head = "视频描述 视频ID 发布时间 完播率 平均播放时长 播放量 推荐 喜欢 评论量 分享量 关注量 转发聊天和朋友圈 设为铃声 设为状态 设为朋友圈封面".split()
    rows = [head]
    for i, (w, tag) in enumerate([(w, " #工伤预防") for w in list_] + [(w, "") for w in others]):
        if w.day > day:
            continue
        n = w.at(day, factor)
        native = f"export/UzFfSample{abs(hash_of(w.title)):010d}{i:03d}"
        rows.append([w.title + tag, native, f"{w.day.year}/{w.day.month}/{w.day.day}", f"{rng.uniform(3, 30):.2f}%", f"{rng.uniform(8, 40):.2f}秒", n, n // 60,
                     n // 50, n // 700, n // 200, n // 1500, n // 150, 0, 0, 0])
    return text_csv(rows, "utf-8-sig")


def hash_of(text):
    n = 7
    for c in text:
        n = (n * 31 + ord(c)) % 9_999_999_967
    return n


def p09():
    names = [f"{TOPICS[n % len(TOPICS)]}（{n // len(TOPICS) + 1}）" if n >= len(TOPICS) else TOPICS[n] for n in range(121)]
    videos = works([f"第{n + 1}期 {t}" for n, t in enumerate(names)], dt.date(2022, 7, 5), dt.date(2023, 3, 31))
    other = works([f"湖南人社政务服务指南{n}" for n in range(1, 23)], dt.date(2022, 7, 3), LAST)
    sph = copies(videos, (0, 5), 0.93)
    sph_other = works([f"新湖南今日热点{n}" for n in range(1, 12)], dt.date(2022, 7, 3), LAST)
    fd, fs = scale(videos, 1_702_000), scale(sph, 836_000)
    for s in SUNDAYS:
        week = f"{s.isocalendar()[0]}年第{s.isocalendar()[1]:02d}周"
        file = f"p09/{week}_作品列表_湖南人社抖音_样例.xlsx"
        # Old and large ones: what a platform takes back is more than what a week adds.
        save(file, douyin_export(videos, other, s, fd, sorted(videos[:60], key=lambda w: -w.weight)[:2]))
        plan(file, monday(s), 9, "p09_press_douyin", "湖南人社抖音号", s.isoformat(), remark="抖音后台导出，整个账号")
        file = f"p09/{week}_动态数据明细_爱上新湖南_样例.csv"
        save(file, channels_export(sph, sph_other, s, fs))
        plan(file, monday(s), 9, "p09_press_douyin", "爱上新湖南视频号", s.isoformat(), remark="视频号后台导出，整个账号")
    articles = works([f"重点报道：{TOPICS[n + 3]}" for n in range(17)], dt.date(2022, 7, 10), dt.date(2023, 3, 28))
    fa = scale(articles, 479_000)
    for s in [d for d in SUNDAYS if d.day <= 7 or d == LAST]:
        rows = [["统计日期", "渠道", "作品标题", "作品链接或编号", "发布时间", "累计阅读量", "备注"]]
        for i, w in enumerate(articles):
            if w.day <= s:
                rows.append([s.isoformat(), "新湖南客户端", w.title, f"https://xhn.example.invalid/sample/{1000 + i}.html", w.day.isoformat(), w.at(s, fa), ""])
        if len(rows) > 1:
            if s == LAST:
                bad = [list(r) for r in rows]
                bad[3][5] = "三万多"
                file = f"p09/{s.isoformat()}_新湖南客户端_样例_有误.csv"
                save(file, text_csv(bad, "gb18030"))
                plan(file, monday(s), 9, "p09_press_douyin", remark="一个数写成三万多，退回")
            file = f"p09/{s.isoformat()}_新湖南客户端_样例.csv"
            save(file, text_csv(rows, "gb18030"))
            plan(file, monday(s), 11, "p09_press_douyin", remark="改正后重报" if s == LAST else "GBK编码的CSV")


def html_xls(rows):
    cell = lambda v: f"<td>{v}</td>"
    body = "".join("<tr>" + "".join(cell(v) for v in r) + "</tr>" for r in rows)
    return f"<html><head><meta charset=\"utf-8\"></head><body><table>{body}</table></body></html>".encode()


def p10():
    head = ("内容标题 发表时间 总阅读人数 总阅读次数 总分享人数 总分享次数 阅读后关注人数 送达人数 公众号消息阅读次数 送达阅读率 首次分享次数 "
            "分享产生阅读次数 首次分享率 每次分享带来阅读次数 阅读完成率 内容url").split()
    shows = works([f"安安说工伤 第{n}期：{TOPICS[n + 12]}" for n in range(1, 10)], dt.date(2022, 8, 1), dt.date(2023, 3, 20))
    posts = works([f"工伤预防周周看：{t}" for t in TOPICS[5:35]], dt.date(2022, 7, 4), dt.date(2023, 3, 30))
    mine = shows + posts
    f = scale(mine, 2_450_000)
    for s in SUNDAYS:
        rows = [head]
        for i, w in enumerate(mine):
            if w.day <= s:
                n = w.at(s, f)
                url = f"http://mp.weixin.qq.com/s?__biz=MzSampleOnly&mid={2247480000 + i}&idx=1&sn=sample{i:04d}"
                rows.append([w.title, w.day.strftime("%Y%m%d"), int(n * 0.82), n, n // 50, n // 40, n // 800, 40000, n // 2, 0.0374, n // 60, n // 5, 0.02, 4.1, 0.61, url])
        file = f"p10/{s.isocalendar()[0]}年第{s.isocalendar()[1]:02d}周_单篇群发_湖南民生网_样例.xls"
        save(file, html_xls(rows))
        plan(file, monday(s), 10, "p10_web_wechat", "湖南民生网微信公众号", s.isoformat(), remark="公众号导出，后缀xls内容是网页")
    web = works([f"民生网关注：{t}" for t in TOPICS[:30]], dt.date(2022, 7, 6), dt.date(2023, 3, 28))
    app = works([f"兴人社专栏：{t}" for t in TOPICS[8:30]], dt.date(2022, 7, 9), dt.date(2023, 3, 28))
    sph, douyin = copies(shows, (0, 4)), copies(shows, (1, 6))
    sets = [("湖南民生网", web, scale(web, 780_000), "累计阅读量"), ("兴人社客户端", app, scale(app, 430_000), "累计阅读量"),
            ("中人社视频号", sph, scale(sph, 360_000), "累计播放量"), ("人才报抖音号", douyin, scale(douyin, 240_000), "累计播放量")]
    months = {}
    for s in SUNDAYS:
        months.setdefault((s.year, s.month), []).append(s)
    for (y, m), days in months.items():
        rows = [["统计日期", "渠道", "作品标题", "发布时间", "累计播放量", "累计阅读量"]]
        for s in days:
            for name, list_, k, metric in sets:
                if name == "人才报抖音号" and s > dt.date(2023, 3, 12):
                    continue
                for w in list_:
                    if w.day <= s:
                        n = w.at(s, k)
                        rows.append([s.isoformat(), name, w.title, w.day.isoformat(), n if metric == "累计播放量" else "", n if metric == "累计阅读量" else ""])
        file = f"p10/{y}年{m:02d}月_湖南民生网等_样例.xlsx"
        save(file, xlsx(rows, "报送"))
        plan(file, monday(days[-1]), 10, "p10_web_wechat", remark="一个文件几周，按统计日期列")
    truth_shown("hnmsw_banner", [(dt.date(2022, 8, 15), dt.date(2022, 10, 20), "place"), (dt.date(2022, 10, 23), dt.date(2022, 11, 25), "place")])
    shown_files("p10", "p10_web_wechat", [
        ("湖南民生网", "首页", dt.date(2022, 8, 15), dt.date(2022, 10, 20), "展示"),
        ("湖南民生网", "首页", dt.date(2022, 10, 21), dt.date(2022, 10, 22), "未展示"),
        ("湖南民生网", "首页", dt.date(2022, 10, 23), dt.date(2022, 11, 25), "展示"),
        ("兴人社客户端", "首页", dt.date(2022, 9, 1), dt.date(2022, 12, 10), "证明"),
        ("湖南民生网", "专栏", dt.date(2022, 7, 8), LAST, "展示"),
        ("兴人社客户端", "专栏", dt.date(2022, 7, 10), dt.date(2023, 3, 30), "展示"),
    ], "首页广告图和专栏")
    done = [["日期", "成果", "数量", "标题", "证明"]]
    done += [["2022-09-05", "头版", 1, "工伤预防宣传进万家", "版面扫描件（样例）"], ["2022-11-07", "封底", 1, "", "版面扫描件（样例）"]]
    done += [[(dt.date(2022, 8, 8) + dt.timedelta(30 * n)).isoformat(), "内容专版", 1, f"内容专版第{n + 1}期", "版面扫描件（样例）"] for n in range(7)]
    done += [["2022-10-10", "表情包", 1, "", "成品（样例）"], ["2023-01-09", "安全防护包", 1, "", "发放清单（样例）"], ["2022-08-20", "联络群", 3, "", "名单（样例）"], ["2022-08-08", "报纸专栏", 1, "", "版面扫描件（样例）"]]
    save("p10/成果登记_样例.csv", text_csv(done, "utf-8-sig"))
    plan("p10/成果登记_样例.csv", dt.date(2023, 3, 27), 10, "p10_web_wechat", remark="一次性成果")


def p11():
    episodes = works([f"工伤预防 为民护航 第{n + 1}期 {TOPICS[n % len(TOPICS)]}" for n in range(71)], dt.date(2022, 7, 4), dt.date(2023, 3, 31), secs=(300, 900))
    f = scale(episodes, 3_780_000)
    months = {}
    for s in SUNDAYS:
        months.setdefault((s.year, s.month), []).append(s)
    truth_total("qingting_channel", "300001", [int(262_000 * max(0.02, (s - START).days / (LAST - START).days)) for s in SUNDAYS])
    big = sorted(episodes, key=lambda w: -w.weight)[:4]
    for (y, m), days in months.items():
        groups = [days] if (y, m) < (2023, 2) else [[d] for d in days]
        for g in groups:
            rows = [["统计日期", "渠道", "作品标题", "发布时间", "时长", "累计收听量"]]
            for s in g:
                for w in episodes:
                    if w.day > s:
                        continue
                    n = w.at(s, f)
                    shown = "10万+" if w in big and n > 100_000 else n
                    rows.append([s.isoformat(), "合作电台", w.title, w.day.isoformat(), f"{w.secs // 60}:{w.secs % 60:02d}", ""])
                    rows.append([s.isoformat(), "合作电台音频平台", w.title, w.day.isoformat(), f"{w.secs // 60}:{w.secs % 60:02d}", shown])
                n = int(262_000 * max(0.02, (s - START).days / (LAST - START).days))
                rows.append([s.isoformat(), "合作电台蜻蜓FM", "", "", "", f"{n / 10000:.1f}万"])
            file = f"p11/{g[-1].isoformat()}_合作电台_样例.csv"
            save(file, text_csv(rows, "gb18030"))
            plan(file, monday(g[-1]), 10, "p11_audio", remark="GBK编码，有10万+和约数")
    rows = [["统计日期", "渠道", "作品标题", "发布时间", "累计阅读量"]]
    for n in range(3):
        rows.append([BEFORE.isoformat(), "合作电台公众号", f"工伤预防 为民护航 主题推文{n + 1}", (dt.date(2022, 9, 5) + dt.timedelta(80 * n)).isoformat(), 5200 + 1900 * n])
    save("p11/推文_样例.csv", text_csv(rows, "utf-8-sig"))
    plan("p11/推文_样例.csv", dt.date(2023, 3, 27), 10, "p11_audio", remark="官微推文")
    aired = [["日期", "时间", "节目", "计划/实播", "渠道"]]
    day, n = dt.date(2022, 7, 4), 0
    while day <= LAST:
        for time in ("08:15", "17:50"):
            if day.weekday() in (0, 3):
                aired.append([day.isoformat(), time, "声音宣传片", "计划", "合作电台"])
                if n % 29 != 7:
                    aired.append([day.isoformat(), time, "声音宣传片", "实播", "合作电台"])
                n += 1
        day += dt.timedelta(1)
    for name, rows, sent in (("截至3月26日", [r for r in aired[1:] if r[0] <= "2023-03-26"], dt.date(2023, 3, 27)), ("3月27日至4月2日", [r for r in aired[1:] if r[0] > "2023-03-26"], monday(LAST))):
        file = f"p11/播出记录_声音宣传片_{name}_样例.csv"
        save(file, text_csv([aired[0], *rows], "utf-8-sig"))
        plan(file, sent, 10, "p11_audio", remark="计划与实播")
    save("p11/成果登记_样例.csv", text_csv([["日期", "成果", "数量", "标题", "证明"], ["2022-07-25", "声音宣传片", 1, "为民护航声音宣传片", "音频文件（样例）"]], "utf-8-sig"))
    plan("p11/成果登记_样例.csv", dt.date(2023, 3, 27), 10, "p11_audio", remark="宣传片制作")


def p12():
    stop = dt.date(2023, 3, 12)
    videos = works([f"预防工伤 共享安康 第{n + 1}期 {TOPICS[n + 7]}" for n in range(23)], dt.date(2022, 7, 12), dt.date(2023, 3, 8), secs=(60, 119))
    videos[9].secs = 131
    sph, yd, ys = copies(videos, (0, 4)), copies(videos, (0, 5), 0.9), copies(videos, (1, 6), 0.85)
    fd, fs, fy, fz = scale(videos, 610_000), scale(sph, 420_000), scale(yd, 280_000), scale(ys, 110_000)
    for s in [d for d in SUNDAYS if d <= stop]:
        week = f"{s.isocalendar()[0]}年第{s.isocalendar()[1]:02d}周"
        head = "作品名称 发布时间 体裁 发布状态 作品时长 播放量 完播率 5s完播率 主页访问量 点赞量 评论量 分享量 收藏量 粉丝增量".split()
        rows = [head]
        for w in videos:
            if w.day <= s:
                n = w.at(s, fd)
                rows.append([w.title + " #工伤预防", w.stamp(), "视频", "公开", w.secs, n, 0.21, 0.44, n // 90, n // 40, n // 500, n // 300, n // 350, -2])
        if len(rows) > 1:
            file = f"p12/{week}_作品列表_合作媒体_样例.xlsx"
            save(file, xlsx(rows, "作品列表"))
            plan(file, monday(s), 9, "p12_short_video", "合作媒体抖音号", s.isoformat(), remark="抖音导出的另一种表头")
    months = {}
    for s in [d for d in SUNDAYS if d <= stop]:
        months.setdefault((s.year, s.month), []).append(s)
    for (y, m), days in months.items():
        rows = [["统计日期", "渠道", "作品标题", "发布时间", "累计播放量"]]
        for s in days:
            for name, list_, k in (("合作媒体视频号", sph, fs), ("湖南应急抖音号", yd, fy), ("湖南应急视频号", ys, fz)):
                rows += [[s.isoformat(), name, w.title, w.day.isoformat(), w.at(s, k)] for w in list_ if w.day <= s]
        if len(rows) > 1:
            file = f"p12/{y}年{m:02d}月_合作媒体_样例.csv"
            save(file, text_csv(rows, "utf-16"))
            plan(file, monday(days[-1]), 10, "p12_short_video", remark="UTF-16编码；3月中旬以后没有再报")


def p13():
    done = [["日期", "成果", "数量", "标题", "证明"]]
    done += [[(dt.date(2022, 7, 20) + dt.timedelta(29 * n)).isoformat(), "深度文章", 1, f"深度：{TOPICS[n + 20]}", "杂志页（样例）"] for n in range(8)]
    done += [["2022-11-15", "征文大赛", 1, "我身边的工伤预防", "通知和获奖名单（样例）"]]
    done += [[d, "封面", 1, f"{d[:7]}期封面", "封面扫描件（样例）"] for d in ("2022-08-15", "2022-12-15", "2023-03-15")]
    save("p13/成果登记_杂志_样例.xlsx", xlsx(done, "成果登记"))
    plan("p13/成果登记_杂志_样例.xlsx", dt.date(2023, 3, 20), 10, "p13_magazine", remark="全部达标")


def p14():
    text = works([f"国际在线报道：{t}" for t in TOPICS[:36]], dt.date(2022, 7, 15), dt.date(2023, 3, 30))
    video = works([f"综合宣传片第{n}集：{TOPICS[n + 30]}" for n in range(1, 9)], dt.date(2022, 7, 20), dt.date(2023, 3, 20))
    douyin, kuaishou, sph, ysp = copies(video), copies(video, (0, 4)), copies(video, (0, 4), 0.8), copies(video, (0, 6), 0.8)
    sets = [("国际在线湖南频道", text, scale(text, 2_310_000), 1), ("国际在线湖南频道", video, scale(video, 1_480_000), 0), ("国际在线抖音号", douyin, scale(douyin, 1_270_000), 0),
            ("国际在线快手号", kuaishou, scale(kuaishou, 690_000), 0), ("国际在线视频号", sph, scale(sph, 350_000), 0), ("国际在线央视频号", ysp, scale(ysp, 160_000), 0)]
    truth("kuaishou_video", "ks_cri", kuaishou, scale(kuaishou, 690_000))
    since = dt.date(2022, 7, 20)
    shares = [max(0.01, (s - since).days / (LAST - since).days) ** 0.8 if s > since else 0 for s in SUNDAYS]
    truth_total("weibo_topic", "工伤预防我有话说", [int(19_620_000 * x) for x in shares], [int(84_600 * x) for x in shares])
    truth_shown("cri_headline", [(dt.date(2022, 10, 12), dt.date(2023, 1, 18), "place"), (dt.date(2023, 1, 19), dt.date(2023, 1, 29), "side"),
                                 (dt.date(2023, 1, 30), dt.date(2023, 3, 23), "down"), (dt.date(2023, 3, 24), LAST, "place")])
    months = {}
    for s in SUNDAYS:
        months.setdefault((s.year, s.month), []).append(s)
    for (y, m), days in months.items():
        groups = [days] if (y, m) < (2023, 2) else [[d] for d in days]
        for g in groups:
            rows = [["统计日期", "渠道", "作品标题", "成果类型", "发布时间", "累计播放量", "累计阅读量", "累计讨论量"]]
            for s in g:
                for name, list_, k, reads in sets:
                    for w in list_:
                        if w.day <= s:
                            n = w.at(s, k)
                            rows.append([s.isoformat(), name, w.title, "稿件" if reads else "视频", w.day.isoformat(), "" if reads else n, n if reads else "", ""])
                part = max(0.01, ((s - dt.date(2022, 7, 20)).days / (LAST - dt.date(2022, 7, 20)).days)) ** 0.8 if s > dt.date(2022, 7, 20) else 0
                if part:
                    rows.append([s.isoformat(), "工伤预防我有话说微博话题", "", "", "", "", f"{19_620_000 * part / 10000:.1f}万", f"{int(84_600 * part)}"])
                    rows.append([s.isoformat(), "国际在线微博", "#工伤预防我有话说# 安全生产你我同行", "推文", "2022-07-21", "", int(410_000 * part), ""])
            file = f"p14/{g[-1].isoformat()}_国际在线_样例.csv"
            save(file, text_csv(rows, "utf-8-sig"))
            plan(file, monday(g[-1]), 10, "p14_cri", remark="含整体计数的微博话题")
    shown_files("p14", "p14_cri", [
        ("国际在线湖南频道", "首页头条", dt.date(2022, 10, 12), dt.date(2023, 1, 18), "展示"),
        ("国际在线湖南频道", "首页", dt.date(2023, 1, 19), dt.date(2023, 1, 29), "展示"),
        ("国际在线湖南频道", "首页头条", dt.date(2023, 1, 30), dt.date(2023, 3, 20), "证明"),
        ("国际在线湖南频道", "首页头条", dt.date(2023, 3, 24), LAST, "展示"),
    ], "头条专题，有几天未检查")
    save("p14/成果登记_样例.csv", text_csv([["日期", "成果", "数量", "标题", "证明"], ["2022-10-10", "背景图", 1, "", "成品（样例）"], ["2022-09-12", "海报", 4, "", "成品（样例）"], ["2022-11-02", "H5", 1, "", "成品（样例）"]], "utf-8-sig"))
    plan("p14/成果登记_样例.csv", dt.date(2023, 3, 27), 10, "p14_cri", remark="背景图、海报")


for old in ("p08", "p09", "p10", "p11", "p12", "p13", "p14"):
    shutil.rmtree(os.path.join(HERE, old), ignore_errors=True)
for make in (p08, p09, p10, p11, p12, p13, p14):
    make()
save("plan.csv", text_csv([["文件", "收到", "项目", "渠道", "截至", "方式", "先入库其余", "说明"], *PLAN], "utf-8"))
head = ["站点", "账号", "编号", "标题或位置", "发布或起止", "时长秒", "各周日的数", "各周日的讨论数"]
save("platforms.csv", text_csv([head, *TRUTH], "utf-8"))
print(len(PLAN), "files,", len(TRUTH), "rows of simulated platforms")
