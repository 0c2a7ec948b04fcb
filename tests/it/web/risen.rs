//! A number far above what was there before is asked about before it goes in, and stands among the questions afterwards.

use super::flow::send;
use super::world::Portal;
use reach::app::submit::{Request, SentFile};
use reach::intake::Limits;
use reach::model::draft::Sent;

const HEAD: &str = "统计日期,渠道,作品标题,发布时间,累计播放量\n";

/// One work of 湖南经视抖音号: published on a day, with numbers of days.
fn work(title: &str, published: &str, numbers: &[(&str, &str)]) -> String {
    numbers.iter().map(|(day, number)| format!("{day},湖南经视抖音号,{title},{published},{number}\n")).collect()
}

/// 第12周的数，第13周的数，发布日期；核对页、命令行、待核事项该问什么。
#[test]
fn a_count_that_jumps_is_asked_about_before_and_after_it_goes_in() {
    for (name, published, before, now, asked) in [
        ("单位写成万：5000 后面是 6000万", "2023-03-20", "5000", "6000万", "是上次的一千倍以上"),
        ("发布已久，一周增加10倍", "2022-08-01", "100000", "400000", "的增长与平时不同"),
        ("发布不久，增长快是常事", "2023-03-20", "5000", "400000", ""),
        ("平稳", "2022-08-01", "100000", "110000", ""),
        ("头几次播放翻得快是常事", "2023-03-20", "30", "90000", ""),
        ("少的数翻得快，合起来不多", "2023-03-20", "3", "9000", ""),
    ] {
        let mut portal = Portal::new();
        portal.taken("hunan_jingshi", "第12周.csv", &(HEAD.to_owned() + &work("第1期 动火作业", published, &[("2023-03-26", before)])));
        let next = HEAD.to_owned() + &work("第1期 动火作业", published, &[("2023-04-02", now)]);
        let mut partner = portal.browser("jingshi");
        let upload = send(&mut partner, "第13周.csv", next.as_bytes(), &[]);
        let page = partner.get(&upload);
        page.shows(">确认入库<");
        let files = vec![SentFile::Bytes("第13周.csv".into(), next.clone().into_bytes())];
        let request = Request { files, sent: Sent::default(), dry_run: true, accept_good: false, limits: Limits::command() };
        let receipt = portal.app.submit(request).unwrap();
        let told: String = receipt.found.iter().map(reach::base::diag::Diagnostic::zh).collect();
        assert_eq!(page.body.contains("入库前请看"), !asked.is_empty(), "{name}: {}", page.body);
        assert_eq!(page.body.contains("异常的数已核对"), !asked.is_empty(), "{name}");
        assert!(page.body.contains(asked) && told.contains(asked), "{name}: {told}");
        assert!(!asked.is_empty() || (!told.contains("2066") && !told.contains("2067")), "{name}: {told}");
        if !asked.is_empty() {
            // 没有勾选“已核对”的，不入库，说明原因；勾选了的，日志记下。
            let unlooked = partner.post(&format!("{upload}/take"), &[]);
            assert_eq!(unlooked.status, 422, "{name}");
            unlooked.shows("勾选“异常的数已核对，确是这样”再确认");
            assert!(portal.app.ledger.journal().unwrap().iter().all(|e| e.kind != "checked"));
        }
        assert_eq!(partner.post(&format!("{upload}/take"), &[("risen", "1")]).status, 303, "{name}");
        let kept = portal.app.ledger.journal().unwrap().iter().filter(|e| e.kind == "checked").count();
        assert_eq!(kept, usize::from(!asked.is_empty()), "{name}");
        let questions = portal.browser("renshe").get("/questions");
        assert_eq!(questions.body.contains("增长与平时不同，待核实"), !asked.is_empty(), "{name}: {}", questions.body);
    }
}

/// 上一份列名是“抖音”，这一份写成“抖音（万）”：一个渠道只问一次，写明几条、从多少到多少。
#[test]
fn a_unit_that_changed_since_the_last_file_is_asked_about_once_per_channel() {
    let mut portal = Portal::new();
    let table = |header: &str, n: u32| {
        let rows: String = (1..=3).map(|w| format!("第{w}期 安全课之{w},2023-03-0{w},{}\n", n + w)).collect();
        format!("截至{}\n标题,发布日期,{header}\n{rows}", if n == 500 { "2023年3月26日" } else { "2023年4月2日" })
    };
    portal.taken("hunan_jingshi", "第12周.csv", &table("抖音", 500));
    let mut partner = portal.browser("jingshi");
    let upload = send(&mut partner, "第13周.csv", table("抖音（万）", 600).as_bytes(), &[]);
    let page = partner.get(&upload);
    page.shows("共 3 条，如“第1期 安全课之1” 601万（上次 501）").shows("“万”和“次”弄混");
    assert_eq!(page.body.matches("是上次的一千倍以上").count(), 1, "{}", page.body);
    let same = send(&mut partner, "第13周改.csv", table("抖音", 600).as_bytes(), &[]);
    assert!(!partner.get(&same).body.contains("入库前请看"));
}

/// 15条各涨一点，合起来是一大跳：入库前就说，和入库以后问的是同一件事；只有2条的不问。
#[test]
fn works_that_rise_together_are_asked_about_before_they_go_in() {
    for (number, asked) in [(15, true), (2, false)] {
        let mut portal = Portal::new();
        let rows = |day: &str, plays: u32| -> String {
            (1..=number).map(|n| work(&format!("第{n}期 安全课之{n}"), "2022-08-01", &[(day, &(plays + n).to_string())])).collect()
        };
        portal.taken("hunan_jingshi", "第12周.csv", &(HEAD.to_owned() + &rows("2023-03-26", 1000)));
        let mut partner = portal.browser("jingshi");
        let upload = send(&mut partner, "第13周.csv", (HEAD.to_owned() + &rows("2023-04-02", 51_000)).as_bytes(), &[]);
        let page = partner.get(&upload);
        assert_eq!(page.body.contains("15 条一起涨，合起来至少增加 750,000"), asked, "{}", page.body);
        assert_eq!(partner.post(&format!("{upload}/take"), &[("risen", "1")]).status, 303);
        let questions = portal.browser("renshe").get("/questions");
        assert_eq!(questions.body.contains("15 条一起涨，合起来至少增加 750,000"), asked, "{}", questions.body);
    }
}
