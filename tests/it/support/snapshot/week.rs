//! The full week: seven media campaigns with every verdict, seven projects without media; and the state before anything came.

use super::*;
use reach::base::day::Week;

const HEAD: &str = "9f3c41aa0d6e55b7c1f2a3948b7716250ce4d9a1b2c3d4e5f60718293a4b5c6d";

/// The programme in the week of 27 March 2023.
pub(crate) fn week() -> Snapshot {
    Snapshot {
        programme: "plan_2022".into(),
        programme_name: "2022年度省本级工伤预防项目实施方案".into(),
        as_of: sunday(),
        as_reported: None,
        journal_head: HEAD.into(),
        sample: true,
        campaigns: vec![tv(), press(), web(), audio(), video(), magazine(), cri(), training()],
        rules: rules(),
        partners: partners(),
        limits: vec!["完成率不低于序时进度为正常".into()],
        limits_line: "完成率不低于序时进度为正常".into(),
    }
}

/// The week before, as it was reported then: two verdicts were better, one channel has been corrected since.
pub(crate) fn previous_week() -> Snapshot {
    let mut s = week();
    s.as_of = sunday().plus(-7);
    s.journal_head = HEAD.replace('9', "1");
    for c in &mut s.campaigns {
        for ch in &mut c.channels {
            ch.value = ch.opening;
        }
        for t in c.targets.iter_mut().filter(|t| t.kind != TargetKind::Sum) {
            t.actual.low = t.actual.low.saturating_sub(2);
        }
    }
    s.campaigns[1].verdict = Verdict::Warning;
    s.campaigns[1].targets[1].verdict = Verdict::Warning;
    s.campaigns[1].channels[0].value.low += 1_260;
    s.campaigns[4].verdict = Verdict::OnTrack;
    s
}

/// The first day: definitions and nothing else.
pub(crate) fn empty() -> Snapshot {
    let mut s = week();
    s.as_of = day("2022-07-03");
    s.sample = false;
    s.journal_head = String::new();
    s.partners.iter_mut().for_each(|p| (p.state, p.missing) = (DueState::Nothing, vec![]));
    for c in &mut s.campaigns {
        (c.verdict, c.verdict_text, c.outlook) = (Verdict::NotStarted, "未开始".into(), String::new());
        (c.open_requirements, c.elapsed, c.elapsed_days, c.signed, c.state) = (0, Share(82), 3, false, State::Preparing);
        for list in [&mut c.gaps, &mut c.next_steps, &mut c.notes] {
            list.clear();
        }
        c.problems.clear();
        (c.curve, c.weekly_gains, c.calendar, c.questions) = (vec![], vec![], None, vec![]);
        c.channels = c.channels.drain(..).map(|ch| silent(ch, None)).collect();
        for t in &mut c.targets {
            (t.actual, t.estimates, t.attainment, t.pace) = (Span::ZERO, Span::ZERO, Some(Share(0)), Some(Share(82)));
            (t.data_date, t.verdict, t.verdict_ends, t.forecast, t.detail) = (None, Verdict::NotStarted, None, None, Detail::None);
            t.told_on = None;
            (t.days_late, t.decision) = (0, None);
            t.unknown.clear();
            t.notes.clear();
        }
    }
    s
}

fn tv() -> CampaignSnapshot {
    let mut c = campaign("p08_tv", 8, "“工伤预防在行动”电视媒体主题宣传", "电视媒体", "省人社厅", Verdict::OnTrack);
    c.partner = "湖南经视".into();
    (c.open_requirements, c.verdict_text) = (2, "正常，另有2项要求未落实".into());
    c.outlook = "按目前速度5月7日达到500万人次，可以按期完成".into();
    let mut contacts = sum(5_000_000, Span::exact(4_382_640), Verdict::OnTrack);
    contacts.estimates = Span::between(350_000, 420_000);
    c.targets = vec![
        contacts,
        tally("episodes", "电视节目", "期", 15, 12, Verdict::OnTrack),
        requirement(target("length", TargetKind::Each, "每期约3分钟", "期", 12, Span::exact(12), Verdict::OnTrack)),
        requirement(target("slots", TargetKind::Each, "早中晚播出", "期", 12, Span::exact(11), Verdict::Warning)),
        requirement(repost("reposts", "三个平台转发", &["芒果TV", "湖南经视抖音号", "湖南经视快手号"], 12)),
    ];
    c.channels = vec![
        ChannelSnapshot { primary: true, ..channel("news", "经视新闻", "电视", Span::exact(0), 0) },
        channel("mango", "芒果TV", "网站", Span::exact(1_822_640), 32_000),
        channel("douyin", "湖南经视抖音号", "抖音", Span::exact(1_710_000), 44_310),
        ChannelSnapshot {
            peak: Some(861_200),
            source: Some(Source::Collected),
            ..channel("kuaishou", "湖南经视快手号", "快手", Span::exact(850_000), 19_704)
        },
        ChannelSnapshot {
            apart: Some("推算，口径待确认".into()),
            source: Some(Source::Estimate),
            ..channel("est", "经视新闻收视推算", "电视", Span::between(350_000, 420_000), 12_000)
        },
    ];
    c.calendar = Some(calendar("电视节目", "期", 12, 8));
    grow(&mut c, 8);
    for p in &mut c.curve {
        p.estimates = p.span.low / 12;
    }
    c.weekly_gains[30].by_channel[3] = WeekGain::Came(-11_200);
    c.questions = vec![QuestionSnapshot {
        id: "p08-fall-2023-W10".into(),
        kind: QuestionKind::Fall,
        channel: "湖南经视快手号".into(),
        week: Some(Week { year: 2023, number: 10 }),
        text: "播放量下降1.3%，按最新值计，最高值保留".into(),
        cases: vec!["第7期 高处作业系好安全带：861,200 → 850,000".into()],
        keys: vec![],
        numbers: vec![],
        choices: vec![("platform".into(), "平台清理".into())],
    }];
    c.problems =
        vec![Problem { verdict: Verdict::Warning, class: TargetClass::Requirement, text: "第9期没有早间播出记录".into() }];
    c.next_steps = vec!["请湖南经视补第9期早间播出记录".into()];
    c
}

fn press() -> CampaignSnapshot {
    let mut c = campaign(
        "p09_press_douyin",
        9,
        "“福祉潇湘、助工无伤”平面媒体和“湖南人社”抖音主题宣传",
        "平面媒体与抖音",
        "省人社厅",
        Verdict::Behind,
    );
    c.partner = "新湖南".into();
    (c.open_requirements, c.verdict_text) = (1, "滞后，另有1项要求未落实".into());
    c.outlook = "按目前速度到期约381.0–447.0万人次，不能按期完成；每周需15.8万人次".into();
    let mut contacts = sum(5_000_000, Span::exact(3_017_410), Verdict::Behind);
    contacts.forecast = Some(Forecast { low: 3_810_000, high: 4_470_000, reached_on: None, needed_per_week: Some(158_000) });
    contacts.days_late = 55;
    let mut videos = tally("videos", "短视频", "期", 180, 121, Verdict::Behind);
    videos.days_late = 31;
    videos.detail = Detail::Works {
        counted: (0..121).map(|i| work(&format!("第{}期 工伤预防小课堂：班前五分钟", i + 1), i * 2)).collect(),
        undecided: vec![],
        left_out: vec![(work("第41期 受限空间作业（上）", 88), "疑似拆条，只计一期".into())],
    };
    let mut articles = target("articles", TargetKind::Tally, "重点稿件", "件", 20, Span::between(17, 19), Verdict::OnTrack);
    articles.rule_signed = false;
    articles.unsigned = vec![RuleId::new("CR-01")];
    c.targets = vec![contacts, videos, articles, requirement(repost("reposts", "爱上新湖南视频号转发", &["爱上新湖南视频号"], 180))];
    c.channels = vec![
        ChannelSnapshot {
            primary: true,
            source: Some(Source::Collected),
            ..channel("xhn", "新湖南客户端", "客户端", Span::exact(612_410), 8_210)
        },
        ChannelSnapshot { primary: true, ..channel("douyin", "湖南人社抖音号", "抖音", Span::exact(1_580_000), 21_400) },
        ChannelSnapshot { weeks_held: 2, ..channel("wx", "爱上新湖南视频号", "视频号", Span::exact(825_000), 11_905) },
        ChannelSnapshot {
            apart: Some("其他媒体，口径待确认".into()), ..channel("other", "其他媒体", "其他", Span::exact(31_000), 900)
        },
    ];
    c.calendar = Some(calendar("短视频", "期", 121, 9));
    grow(&mut c, 9);
    c.questions = vec![
        question("fall", QuestionKind::Fall, "湖南人社抖音号", "第96期3月14日播放量下降2.1%"),
        question("dis", QuestionKind::Disagreement, "爱上新湖南视频号", "第88期报送与自采相差3.4%（4月1日）"),
        question("split", QuestionKind::Split, "湖南人社抖音号", "第41期（上）（下）是否为同一期"),
    ];
    c.problems = vec![
        wrong(Verdict::Behind, "短视频比序时进度少15期，6月底前每周需发4.6期"),
        wrong(Verdict::Behind, "传播量比序时进度少76.3万人次，每周需15.8万人次"),
    ];
    c.gaps = vec!["6条作品时长待补".into()];
    c.next_steps = vec!["请新湖南本周发短视频5期以上，并补第37、52、58期转发".into()];
    c
}

fn web() -> CampaignSnapshot {
    let mut c = campaign("p10_web_wechat", 10, "“为民护航”网络、微信主题宣传", "网络与微信", "省人社厅", Verdict::Achieved);
    c.partner = "人才就业社保信息报".into();
    (c.verdict_text, c.signed) = ("已达标，另有1项要求未落实".into(), false);
    c.open_requirements = 1;
    c.outlook = "传播量已达标；专栏展示须持续到2023年8月14日".into();
    let v = Verdict::OnTrack;
    c.targets = vec![
        sum(5_000_000, Span { low: 5_124_000, high: None }, Verdict::Achieved),
        tally("front", "报纸头版", "期", 1, 1, Verdict::Achieved),
        tally("back", "报纸封底", "期", 1, 1, Verdict::Achieved),
        tally("inner", "报纸专版", "期", 10, 7, v),
        tally("talk", "“安安说工伤”脱口秀", "期", 10, 10, Verdict::Achieved),
        tally("stickers", "表情包", "套", 1, 1, Verdict::Achieved),
        tally("kit", "防护包", "套", 1, 0, Verdict::NotStarted),
        days("banner_site", "网站首页广告图", 92, 71, v),
        days("banner_app", "客户端首页广告图", 92, 92, Verdict::Achieved),
        days("column_site", "湖南民生网专栏", 365, 231, v),
        days("column_app", "兴人社客户端专栏", 365, 228, v),
        requirement(repost("reposts", "脱口秀三处转发", &["湖南民生网微信公众号", "中人社视频号", "人才报抖音号"], 10)),
    ];
    c.channels = vec![
        ChannelSnapshot {
            source: Some(Source::Collected),
            unconfirmed: true,
            ..channel("site", "湖南民生网", "网站", Span::between(811_500, 829_999), 4_000)
        },
        channel("app", "兴人社客户端", "客户端", Span::exact(1_310_000), 12_400),
        channel("wx", "湖南民生网微信公众号", "公众号", Span { low: 2_402_500, high: None }, 10_000),
        ChannelSnapshot { only_rounded: true, ..channel("zrs", "中人社视频号", "视频号", Span::between(600_000, 699_999), 6_600) },
        silent(channel("dy", "人才报抖音号", "抖音", Span::ZERO, 0), None),
    ];
    c.calendar = Some(calendar("“安安说工伤”脱口秀", "期", 10, 10));
    grow(&mut c, 10);
    c.gaps = vec!["人才报抖音号从未报送".into(), "民生网首页广告图3天未查".into()];
    c.next_steps = vec!["请信息报报送人才报抖音号数据".into()];
    c
}

fn audio() -> CampaignSnapshot {
    let mut c = campaign("p11_audio", 11, "“为民护航”音频主题宣传", "音频", "省应急厅", Verdict::ToConfirm);
    c.verdict_text = "待核实".into();
    c.outlook = "下限371.0万人次，按目前速度6月下旬达到500万人次；27万人次待核实".into();
    let mut contacts = sum(5_000_000, Span::between(3_710_400, 3_980_200), Verdict::ToConfirm);
    contacts.verdict_ends = Some((Verdict::Warning, Verdict::OnTrack));
    contacts.data_date = Some(day("2023-03-24"));
    contacts.unknown = vec!["合作电台云听".into(), "第12期 夜班安全".into()];
    let mut airings = target("airings", TargetKind::Airings, "宣传片播出", "次", 200, Span::exact(153), Verdict::OnTrack);
    airings.detail = Detail::Airings { planned: 160, aired: 150, missed: 10, extra: 3 };
    c.targets = vec![
        contacts,
        tally("episodes", "音频节目", "期", 90, 71, Verdict::OnTrack),
        tally("spot", "宣传片", "条", 1, 1, Verdict::Achieved),
        airings,
        tally("posts", "官微推文", "篇", 4, 3, Verdict::OnTrack),
    ];
    c.channels = vec![
        ChannelSnapshot { primary: true, ..channel("radio", "合作电台", "广播", Span::exact(0), 0) },
        channel("platform", "合作电台音频平台", "音频平台", Span::exact(2_110_400), 80_000),
        channel("qt", "合作电台蜻蜓FM", "音频平台", Span::between(1_500_000, 1_769_800), 30_000),
        silent(channel("yt", "合作电台云听", "音频平台", Span::exact(100_000), 0), Some("2023-03-19")),
        ChannelSnapshot { primary: true, ..channel("gzh", "合作电台公众号", "公众号", Span::exact(0), 0) },
    ];
    c.calendar = Some(calendar("音频节目", "期", 71, 11));
    grow(&mut c, 11);
    c.questions = vec![question("jump", QuestionKind::Jump, "合作电台音频平台", "第31期单日增加4.8万，请电台说明")];
    c.problems = vec![wrong(Verdict::ToConfirm, "27万人次仅显示“10万+”，请电台报后台准确数")];
    c.next_steps = vec!["请合作电台报蜻蜓FM、云听后台准确数".into()];
    c
}

fn video() -> CampaignSnapshot {
    let mut c =
        campaign("p12_short_video", 12, "“为民护航”短视频主题宣传（“预防工伤 共享安康”专栏）", "短视频", "省应急厅", Verdict::Warning);
    c.verdict_text = "预警".into();
    c.outlook = "按目前速度6月28日达到200万人次，勉强可以按期完成".into();
    let mut contacts = sum(2_000_000, Span::exact(1_469_300), Verdict::Warning);
    contacts.days_late = 8;
    contacts.decision = Some("2023-03-20 省应急厅认定端午前补足".into());
    let mut each = target("length", TargetKind::Each, "每条2分钟以内", "条", 24, Span::between(22, 24), Verdict::ToConfirm);
    each.unknown = vec!["第3条 时长不明".into(), "第9条 时长不明".into()];
    c.targets = vec![
        contacts,
        tally("videos", "短视频", "条", 30, 24, Verdict::OnTrack),
        requirement(each),
        requirement(repost("reposts", "两厅平台共同推送", &["合作媒体视频号", "湖南应急抖音号", "湖南应急视频号"], 24)),
    ];
    c.channels = vec![
        channel("column", "合作媒体专栏", "网站", Span::exact(69_300), 1_000),
        ChannelSnapshot { primary: true, ..channel("douyin", "合作媒体抖音号", "抖音", Span::exact(800_000), 15_400) },
        channel("wx", "合作媒体视频号", "视频号", Span::exact(300_000), 6_600),
        channel("yjdy", "湖南应急抖音号", "抖音", Span::exact(200_000), 3_100),
        silent(channel("yjwx", "湖南应急视频号", "视频号", Span::exact(100_000), 0), Some("2023-03-26")),
    ];
    c.calendar = Some(calendar("短视频", "条", 24, 12));
    grow(&mut c, 12);
    c.problems = vec![wrong(Verdict::Warning, "传播量晚8天，每周需4.1万人次")];
    c
}

fn magazine() -> CampaignSnapshot {
    let mut c = campaign("p13_magazine", 13, "“防工伤事故 保员工安全”杂志主题宣传", "杂志", "省应急厅", Verdict::Missed);
    c.verdict_text = "未达标".into();
    c.outlook = "征文活动未在合同期内举办".into();
    c.targets = vec![
        tally("articles", "深度文章", "篇", 8, 7, Verdict::OnTrack),
        tally("covers", "封面", "期", 3, 3, Verdict::Achieved),
        tally("contest", "征文活动", "次", 1, 0, Verdict::Missed),
    ];
    c.channels = vec![ChannelSnapshot { primary: true, ..channel("mag", "合作杂志", "杂志", Span::ZERO, 0) }];
    c.calendar = Some(calendar("深度文章", "篇", 7, 13));
    c.targets[0].detail = Detail::Works {
        counted: (0..7).map(|i| work(&format!("深度报道之{}：机械伤害为什么总在交接班", i + 1), i * 37)).collect(),
        undecided: vec![],
        left_out: vec![],
    };
    c.problems = vec![wrong(Verdict::Warning, "征文活动没有举办记录")];
    c.notes = vec!["方案写“全年”，按每年计".into()];
    c
}

fn cri() -> CampaignSnapshot {
    let mut c = campaign("p14_cri", 14, "国际在线综合宣传", "国际在线", "省人社厅", Verdict::FarBehind);
    c.partner = "国际在线湖南频道".into();
    c.verdict_text = "严重滞后".into();
    c.outlook = "按目前速度到期约3,120.0–3,640.0万人次，不能按期完成；每周需184.5万人次".into();
    let mut contacts = sum(50_000_000, Span::exact(26_004_000), Verdict::FarBehind);
    contacts.days_late = 86;
    contacts.notes = vec!["其中微博话题阅读1,812.0万、讨论3.1万".into()];
    let mut made = target("made", TargetKind::Tally, "新创作视频", "部", 2, Span::between(2, 3), Verdict::Achieved);
    (made.demanded, made.required_high) = (Required::Between(2, 3), Some(3));
    c.targets = vec![
        contacts,
        made,
        days("headline", "首页头条专题", 184, 171, Verdict::OnTrack),
        requirement(target("updated", TargetKind::Each, "图文、视频栏目更新不超过31天", "栏", 2, Span::exact(1), Verdict::Behind)),
    ];
    c.channels = [
        ("国际在线湖南频道", 2_400_000, 60_000),
        ("工伤预防我有话说微博话题", 18_151_000, 210_000),
        ("国际在线抖音号", 2_000_000, 41_000),
        ("国际在线快手号", 1_200_000, 18_000),
        ("国际在线视频号", 900_000, 21_000),
        ("国际在线央视频号", 503_000, 9_000),
        ("央视新闻客户端", 400_000, 12_000),
        ("央视频", 250_000, 8_000),
        ("央广网", 120_000, 4_000),
        ("905中国交通广播", 80_000, 2_000),
    ]
    .iter()
    .enumerate()
    .map(|(i, (name, value, gain))| channel(&format!("cri{i}"), name, "其他", Span::exact(*value), *gain))
    .collect();
    for name in ["国际在线微博", "国际在线新闻微博", "国际在线文娱微博"] {
        c.channels.push(ChannelSnapshot {
            apart: Some("已含在话题内".into()), ..channel(name, name, "微博", Span::exact(410_000), 3_000)
        });
    }
    grow(&mut c, 14);
    c.problems = vec![
        wrong(Verdict::FarBehind, "传播量比序时进度少1,180.0万人次，每周需184.5万人次"),
        Problem { verdict: Verdict::Behind, class: TargetClass::Requirement, text: "视频栏目已44天没有更新".into() },
    ];
    c.next_steps = vec!["请国际在线湖南频道提出补量安排".into()];
    c
}

fn training() -> CampaignSnapshot {
    let mut c = campaign("p01_leaders", 1, "企业主要负责人和班组长工伤预防培训", "负责人培训", "省应急厅", Verdict::OnTrack);
    c.media = false;
    c.targets = vec![target("persons", TargetKind::Tally, "培训人数", "人", 5_000, Span::exact(3_912), Verdict::OnTrack)];
    c
}

pub(super) fn question(id: &str, kind: QuestionKind, channel: &str, text: &str) -> QuestionSnapshot {
    QuestionSnapshot {
        id: id.into(),
        kind,
        channel: channel.into(),
        week: None,
        text: text.into(),
        cases: vec![],
        choices: vec![],
        keys: vec![],
        numbers: vec![],
    }
}

pub(super) fn repost(id: &str, label: &str, channels: &[&str], works: usize) -> TargetSnapshot {
    let mut dice = Dice::new(works as u64);
    let rows: Vec<(WorkLine, Vec<Cell>)> = (0..works)
        .map(|i| {
            let cells = channels
                .iter()
                .map(|_| match (i * 10 > works * 9, dice.below(18)) {
                    (true, _) => Cell::NotDue,
                    (_, 0) => Cell::Missing,
                    (_, 1) => Cell::Unchecked,
                    _ => Cell::Found,
                })
                .collect();
            (work(&format!("第{}期 工伤预防小课堂", i + 1), i32::try_from(i).unwrap()), cells)
        })
        .collect();
    let cell = |wanted: Cell| rows.iter().flat_map(|r| &r.1).filter(|c| **c == wanted).count() as u64;
    let (found, missing, unchecked) = (cell(Cell::Found), cell(Cell::Missing), cell(Cell::Unchecked));
    let verdict = if missing > 0 { Verdict::Behind } else { Verdict::OnTrack };
    let need = found + missing + unchecked;
    let mut t = target(id, TargetKind::Repost, label, "处", need, Span::between(found, found + unchecked), verdict);
    t.demanded = Required::All;
    t.detail = Detail::Repost(RepostMatrix { channels: channels.iter().map(|c| (*c).to_owned()).collect(), rows });
    t
}

fn days(id: &str, label: &str, required: u32, shown: u32, verdict: Verdict) -> TargetSnapshot {
    let first = day("2022-08-15");
    let length = if required > 100 { sunday().since(first) + 1 } else { i32::try_from(shown).unwrap() + 10 };
    let states: Vec<(Day, DayState)> = (0..length)
        .map(|i| {
            let state = match i {
                20..=22 => DayState::Unchecked,
                40 | 41 => DayState::NotShown,
                55..=57 => DayState::Elsewhere,
                60..=70 => DayState::Certified,
                _ => DayState::Seen,
            };
            (first.plus(i), state)
        })
        .collect();
    let count = |wanted: DayState| u32::try_from(states.iter().filter(|s| s.1 == wanted).count()).unwrap();
    let (seen, certified) = (count(DayState::Seen), count(DayState::Certified));
    let actual = Span::between(u64::from(seen + certified), u64::from(seen + certified + 3));
    let mut t = target(id, TargetKind::Days, label, "天", u64::from(required), actual, verdict);
    t.detail = Detail::Days(DaysDetail {
        first: Some(first),
        required,
        seen,
        certified,
        elsewhere: 3,
        not_shown: 2,
        unchecked: 3,
        longest_gap: 3,
        days: states,
        latest_start: day("2023-03-31"),
        in_term: (required, required),
        last_day: day("2024-06-30"),
        recorded: true,
    });
    t
}

fn rules() -> Vec<RuleNote> {
    vec![
        RuleNote {
            id: RuleId::new("CR-01"),
            title: "传播量".into(),
            issue: "方案同时写“人数”“人次”“点击率”".into(),
            reading: "一律按人次计：视频计播放，图文计阅读，音频计收听，各渠道相加".into(),
            other_reading: Some("按不重复人数计，则现有数据都不能判定".into()),
            signed: Some("省人社厅 2022-07-15".into()),
        },
        RuleNote {
            id: RuleId::new("CR-05"),
            title: "收视推算".into(),
            issue: "电视收视只有推算数".into(),
            reading: "推算单列，不计入".into(),
            other_reading: Some("计入则项目8为473.2万".into()),
            signed: None,
        },
    ]
}

fn partners() -> Vec<PartnerSnapshot> {
    let p = |name: &str, campaign: &str, state: DueState, missing: &[&str]| PartnerSnapshot {
        name: name.into(),
        campaigns: vec![CampaignId::new(campaign)],
        due: "4月3日12:00".into(),
        state,
        missing: missing.iter().map(|m| (*m).to_owned()).collect(),
    };
    vec![
        p("湖南经视", "p08_tv", DueState::Reported, &[]),
        p("人才就业社保信息报", "p10_web_wechat", DueState::Missing(2), &["人才报抖音号"]),
        p("合作电台", "p11_audio", DueState::Late(3), &["合作电台云听"]),
        p("新湖南", "p09_press_douyin", DueState::NotDue(0), &[]),
    ]
}
