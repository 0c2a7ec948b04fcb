//! Every platform, read as it is and as it breaks: values, legitimately empty, unreadable; the last good number stays.

use super::outside::{Outside, line};
use reach::model::run::Decision;
use reach::sim::Fault;

/// Three works on a platform, seen 1 200, 56 012 and 345 678 times.
fn stocked(site: &'static str, account: &str) -> Outside {
    let mut o = Outside::new();
    for (n, views) in [(1, 1_200), (2, 56_012), (3, 345_678)] {
        o.at("2022-08-01", n);
        let id = format!("710000{n}");
        let mut s = o.platforms.state();
        s.publish(site, account, &id, &format!("第{n}期 高处作业怎么防{n} #工伤预防"));
        s.view(site, account, &id, views);
    }
    o.platforms.state().close(reach::base::day::Day::parse_iso("2022-08-01").unwrap());
    o.at("2022-08-02", 15);
    o
}

const SUM: u64 = 1_200 + 56_012 + 345_678;

#[test]
fn exact_platforms_give_the_true_counts() {
    for (site, account, channel) in [
        ("mgtv_episodes", "500001", "芒果TV"),
        ("ximalaya_album", "88001", "合作电台音频平台"),
        ("kuaishou_video", "ks_jingshi", "湖南经视快手号"),
        ("douyin_video", "dy_renshe", "湖南人社抖音号"),
    ] {
        let mut o = stocked(site, account);
        let run = o.by_hand(site).into_iter().find(|r| r.items_found > 0).unwrap();
        assert_eq!(line(&run), "done values 3 3 0", "{site}");
        assert_eq!(o.channel(channel, "2022-08-02"), SUM.to_string(), "{site}");
        assert!(!run.evidence.is_empty());
        for digest in &run.evidence {
            let digest = reach::base::digest::Digest::parse(digest).unwrap();
            assert!(!o.app.ledger.evidence(&digest).unwrap().is_empty());
        }
    }
}

#[test]
fn readers_are_persons_and_reads_are_at_least_as_many() {
    let mut o = stocked("wechat_article", "wx_minsheng");
    let run = o.by_hand("wechat_article").into_iter().find(|r| r.items_found > 0).unwrap();
    assert_eq!(line(&run), "done values 3 3 0");
    assert_eq!(o.channel("湖南民生网微信公众号", "2022-08-02"), format!("{SUM}.."));
    // The platform repeats its dated numbers for weeks: they are stored once.
    let again = o.at("2022-08-02", 18).by_hand("wechat_article").into_iter().find(|r| r.items_found > 0).unwrap();
    assert_eq!(line(&again), "done values 3 0 0");
}

#[test]
fn rounded_totals_are_intervals_that_hold_the_truth() {
    let mut o = Outside::new();
    o.platforms.state().shelf("qingting_channel", "300001").total = 123_456;
    let topic = "工伤预防我有话说";
    o.platforms.state().shelf("weibo_topic", topic).total = 123_456_789;
    o.platforms.state().shelf("weibo_topic", topic).discussions = 34_567;
    assert_eq!(line(&o.by_hand("qingting_channel")[0]), "done values 1 1 0");
    assert_eq!(o.channel("合作电台蜻蜓FM", "2022-08-01"), "122500..123999");
    assert_eq!(line(&o.by_hand("weibo_topic")[0]), "done values 1 1 0");
    let (low, high) = o.span("工伤预防我有话说微博话题", reach::base::day::Day::parse_iso("2022-08-01").unwrap());
    assert!(low <= 123_456_789 + 34_567 && high.unwrap() >= 123_456_789 + 34_567, "{low} {high:?}");
    // The first page of the platform changes: the other one still tells.
    o.platforms.state().fault("weibo_topic", Some(Fault::Redesign));
    o.at("2022-08-01", 12);
    assert_eq!(line(&o.by_hand("weibo_topic")[0]), "done values 1 1 0");
}

#[test]
fn list_pages_give_tallies() {
    for (site, account, channel) in
        [("xhn_column", "fuzhi", "新湖南客户端"), ("hnmsw_column", "77", "湖南民生网"), ("cri_topic", "gsyf", "国际在线湖南频道")]
    {
        let mut o = Outside::new();
        for n in 1..=23 {
            o.platforms.state().publish(site, account, &format!("9000{n:02}"), &format!("工伤预防稿件之{n}"));
        }
        let run = &o.by_hand(site)[0];
        assert_eq!((run.decision, run.items_found, run.unreadable), (Decision::Done, 23, 0), "{site}: {}", run.says);
        assert_eq!(o.works(channel), 23, "{site}");
    }
}

#[test]
fn broken_answers_keep_the_last_good_value_and_say_what_they_are() {
    for (fault, expected) in [
        (Fault::Redesign, "failed unreadable"),
        (Fault::LoginWall, "failed login_wall"),
        (Fault::Captcha, "failed login_wall"),
        (Fault::Cut, "failed unreachable"),
        (Fault::Broken, "failed status"),
        (Fault::RateLimit(7_200), "failed status"),
        (Fault::Emptied, "failed unreadable"),
    ] {
        for (site, account, channel) in [
            ("mgtv_episodes", "500001", "芒果TV"),
            ("ximalaya_album", "88001", "合作电台音频平台"),
            ("kuaishou_video", "ks_jingshi", "湖南经视快手号"),
            ("douyin_video", "dy_renshe", "湖南人社抖音号"),
        ] {
            let mut o = stocked(site, account);
            o.by_hand(site);
            o.platforms.state().fault(site, Some(fault));
            let runs = o.at("2022-08-03", 15).by_hand(site);
            let channel_id = o.app.defs.find_channels(channel, None)[0].id.clone();
            // Where a platform asks to wait, its other accounts are not asked at all.
            let run = runs.iter().find(|r| r.channel == channel_id && r.outcome.name() != "stopped").unwrap_or(&runs[0]);
            let line = line(run);
            assert!(line.starts_with(expected) && run.observations == 0, "{site} {fault:?}: {line} {}", run.says);
            assert!(!run.says.is_empty() && run.says.chars().any(|c| c > '\u{4e00}'), "{site} {fault:?}: {}", run.says);
            assert_eq!(o.channel(channel, "2022-08-03"), SUM.to_string(), "{site} {fault:?}");
            let health = o.app.health(&o.site).unwrap();
            assert!(health.iter().any(|h| h.standing.channel == channel_id && h.overdue), "{site} {fault:?}");
        }
    }
}

#[test]
fn hidden_numbers_are_unavailable_and_not_zero() {
    let mut o = stocked("ximalaya_album", "88001");
    o.platforms.state().fault("ximalaya_album", Some(Fault::Hidden));
    assert_eq!(line(&o.by_hand("ximalaya_album")[0]), "done values 3 3 0");
    let snapshot = o.app.snapshot(reach::base::day::Day::parse_iso("2022-08-02").unwrap(), None).unwrap();
    let channel = snapshot.campaigns.iter().flat_map(|c| &c.channels).find(|c| c.name == "合作电台音频平台").unwrap();
    assert_eq!((channel.placements, channel.unknown, channel.value.low), (3, 3, 0));
}

#[test]
fn rounded_displays_never_lower_what_was_exact() {
    let mut o = stocked("ximalaya_album", "88001");
    o.by_hand("ximalaya_album");
    o.platforms.state().fault("ximalaya_album", Some(Fault::Rounded));
    o.at("2022-08-03", 15).by_hand("ximalaya_album");
    let (low, high) = o.span("合作电台音频平台", reach::base::day::Day::parse_iso("2022-08-03").unwrap());
    assert!(low == SUM && high.is_none_or(|h| h >= SUM), "{low} {high:?}");
}

#[test]
fn a_mislabelled_encoding_is_read_all_the_same() {
    let mut o = stocked("kuaishou_video", "ks_jingshi");
    o.platforms.state().fault("kuaishou_video", Some(Fault::WrongCharset));
    o.by_hand("kuaishou_video");
    assert_eq!(o.channel("湖南经视快手号", "2022-08-02"), SUM.to_string());
}

#[test]
fn an_empty_account_is_empty_and_no_fault() {
    let mut o = Outside::new();
    for site in
        ["mgtv_episodes", "ximalaya_album", "kuaishou_video", "douyin_video", "wechat_article", "xhn_column", "hnmsw_column", "cri_topic"]
    {
        for run in o.by_hand(site) {
            assert_eq!(line(&run), "done empty 0 0 0", "{site}: {}", run.says);
        }
    }
}

#[test]
fn falls_and_leaps_are_questions() {
    let mut o = stocked("ximalaya_album", "88001");
    o.by_hand("ximalaya_album");
    o.platforms.state().view("ximalaya_album", "88001", "7100003", 300_000);
    o.platforms.state().view("ximalaya_album", "88001", "7100001", 9_000_000);
    let run = &o.at("2022-08-03", 15).by_hand("ximalaya_album")[0];
    assert_eq!(line(run), "done values 3 3 0");
    assert_eq!(run.questions.len(), 2, "{:?}", run.questions);
    assert_eq!(o.channel("合作电台音频平台", "2022-08-03"), (9_000_000 + 56_012 + 300_000).to_string());
}

#[test]
fn a_trailer_is_no_episode() {
    let mut o = stocked("mgtv_episodes", "500001");
    o.platforms.state().shelf("mgtv_episodes", "500001").works[1].clip = true;
    assert_eq!(line(&o.by_hand("mgtv_episodes")[0]), "done values 2 2 0");
    assert_eq!(o.works("芒果TV"), 2);
}

#[test]
fn videos_older_than_thirty_days_keep_their_last_number() {
    let mut o = stocked("douyin_video", "dy_renshe");
    o.by_hand("douyin_video");
    o.at("2022-08-25", 15).by_hand("douyin_video");
    let run = o.at("2022-09-10", 15).by_hand("douyin_video").into_iter().find(|r| r.items_found > 0).unwrap();
    assert_eq!(line(&run), "done values 3 0 0");
    assert_eq!(o.channel("湖南人社抖音号", "2022-09-10"), SUM.to_string());
}

#[test]
fn a_partner_s_table_and_our_own_collection_are_one_placement() {
    // 报送表的“发布日期”是首发日；快手上晚三天才发。同一条作品，两边的数不相加。
    let mut o = Outside::new();
    o.at("2022-08-04", 9);
    {
        let mut s = o.platforms.state();
        s.publish("kuaishou_video", "ks_jingshi", "7100001", "第1期 高处作业怎么防");
        s.view("kuaishou_video", "ks_jingshi", "7100001", 56_012);
    }
    o.at("2022-08-07", 15).by_hand("kuaishou_video");
    let table = "数据截至2022年8月7日,,,,\n序号,标题,发布日期,芒果TV,快手\n1,第1期 高处作业怎么防,2022-08-01,120000,56000\n";
    let campaign = o.app.defs.find_campaign("p08_tv").unwrap().id.clone();
    o.at("2022-08-08", 9);
    let request = reach::app::submit::Request {
        files: vec![reach::app::submit::SentFile::Bytes("报送表_样例.csv".into(), table.as_bytes().to_vec())],
        sent: reach::model::draft::Sent { campaign: Some(campaign), ..Default::default() },
        dry_run: false,
        accept_good: false,
        limits: reach::intake::Limits::command(),
    };
    let receipt = o.app.submit(request).unwrap();
    assert!(receipt.written, "{:?}", receipt.found);
    assert_eq!(o.works("湖南经视快手号"), 1);
    assert_eq!(o.channel("湖南经视快手号", "2022-08-08"), "56012");
}
