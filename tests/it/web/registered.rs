//! What is registered beside numbers: 展示 by who says it, 成果 by what it counts for.

use super::flow::upload_of;
use super::world::Portal;
use crate::support::browser::Browser;
use crate::support::world::day;
use reach::app::submit::{Request, SentFile};
use reach::attain::snapshot::Detail;
use reach::intake::Limits;
use reach::ledger::NewPerson;
use reach::model::draft::Sent;

const WEEK: &str = "/reporting/minsheng_alliance/2023-W13";

/// 合作媒体民生联盟的人。
fn media(portal: &mut Portal) -> Browser {
    let (login, role, partner) = ("media", "partner", Some("minsheng_alliance"));
    let new = NewPerson { login, name: login, role, unit: "", partner, campaigns: &[], password: None, must_change: false };
    let change = portal.app.ledger.change().unwrap();
    change.add_person(reach::base::day::Moment(0), &new).unwrap();
    change.commit().unwrap();
    portal.browser(login)
}

fn sent(browser: &mut Browser, name: &str, text: &str) -> String {
    let fields = [("campaign", "p10_web_wechat")];
    upload_of(&browser.post_files(&format!("{WEEK}/files"), &fields, &[(name, text.as_bytes())]))
}

/// 网站首页广告图：我方所见、媒体证明各几天。
fn seen_and_certified(portal: &Portal) -> (u32, u32) {
    let snapshot = portal.app.snapshot(day("2023-04-02"), None).unwrap();
    let campaign = snapshot.campaigns.iter().find(|c| c.id.as_str() == "p10_web_wechat").unwrap();
    let Detail::Days(d) = &campaign.targets.iter().find(|t| t.id.as_str() == "banner_site").unwrap().detail else { panic!("no days") };
    (d.seen, d.certified)
}

/// 状态写“展示”“在展”：对方传的是证明，工作人员改正一格的还是对方的证明；工作人员代报、用命令导入的是我方所见。
#[test]
fn what_a_partner_says_of_display_is_a_certificate() {
    const SAYS: &str = "按合作媒体证明计，不算我方检查所见";
    let head = "渠道,起,止,位置,状态,证明\n";
    let row = |from: &str, to: &str, state: &str| format!("{head}湖南民生网,{from},{to},首页广告图,{state},截图\n");
    let mut portal = Portal::new();
    let (mut media, mut staff) = (media(&mut portal), portal.browser("renshe"));
    let own = sent(&mut media, "展示.csv", &row("2023-03-01", "2023-03-05", "展示"));
    media.get(&own).shows(SAYS);
    assert_eq!(media.post(&format!("{own}/take"), &[]).status, 303);
    assert_eq!(seen_and_certified(&portal), (0, 5));
    // 工作人员替对方改正、确认。
    let wrong = sent(&mut media, "在展.csv", &row("2023-03-06", "2023-03-07", "在展").replace("2023-03-07", "三月上旬"));
    let cell = [("sheet", ""), ("row", "2"), ("letter", "C"), ("value", "2023-03-07")];
    let mended = staff.post(&format!("{wrong}/repair"), &cell);
    let mended = mended.header("location").split('?').next().unwrap().to_owned();
    staff.get(&mended).shows(SAYS);
    assert_eq!(staff.post(&format!("{mended}/take"), &[]).status, 303);
    assert_eq!(seen_and_certified(&portal), (0, 7));
    // 我方所见的。
    let ours = sent(&mut staff, "检查.csv", &row("2023-03-08", "2023-03-10", "展示"));
    assert!(!staff.get(&ours).body.contains(SAYS));
    assert_eq!(staff.post(&format!("{ours}/take"), &[]).status, 303);
    assert_eq!(seen_and_certified(&portal), (3, 7));
    let files = vec![SentFile::Bytes("命令.csv".to_owned(), row("2023-03-11", "2023-03-12", "展示").into_bytes())];
    let request = Request { files, sent: Sent::default(), dry_run: false, accept_good: false, limits: Limits::portal() };
    assert!(portal.app.submit(request).unwrap().written);
    assert_eq!(seen_and_certified(&portal), (5, 7));
    // 我方已见的日子，对方再证明一次，什么也没有变。
    let again = sent(&mut media, "再证明.csv", &row("2023-03-08", "2023-03-10", "展示"));
    let page = media.get(&again);
    page.shows("<b>1</b><small>不变");
    assert!(!page.body.contains("新增登记"), "{}", page.body);
}

/// 成果登记核对时，每一行写计入哪一项、登记过没有、为什么不计入；新增和不变的行数是真的。
#[test]
fn each_row_of_deliverables_says_for_what_it_counts() {
    let head = "日期,成果,数量,标题,证明\n";
    let mut portal = Portal::new();
    let mut media = media(&mut portal);
    let first = sent(&mut media, "成果.csv", &format!("{head}2023-03-29,表情包,1,,截图\n"));
    media.get(&first).shows("<td>计入表情包</td>").shows("<b class=\"on_track\">1</b><small>新增登记");
    assert_eq!(media.post(&format!("{first}/take"), &[]).status, 303);
    let rows = [
        ("2023-03-29,表情包,1,,截图", "已登记过，不变"),
        ("2023-03-30,安全防护包,1,,截图", "计入安全防护包"),
        ("2023-03-30,安全防护包,1,,截图", "与前面一行相同，只计一次"),
        ("2023-03-30,工伤预防安全防护包（第2套）,1,,截图", "计入安全防护包"),
        ("2022-06-01,头版,1,工伤预防,截图", "不在合同期内，不计入"),
        ("2023-03-28,头版,1,工伤预防,截图", "计入报纸头版"),
    ];
    let text: String = rows.iter().map(|(row, _)| format!("{row}\n")).collect();
    let second = sent(&mut media, "成果二.csv", &format!("{head}{text}"));
    let page = media.get(&second);
    for (row, says) in rows {
        page.shows(&format!("<td>{says}</td>"));
        assert!(!row.is_empty());
    }
    page.shows("<b class=\"on_track\">5</b><small>新增登记").shows("<b>1</b><small>不变");
    assert!(!page.body.contains("新增读数"), "{}", page.body);
}
