//! Pages that had grown too long or said too little: sources page by page, earlier weeks, why a file cannot be taken back, the contract.

use super::approval::{approve, hand_in_p08};
use super::flow::upload_of;
use super::world::{P08, Portal};

const WEEK: &str = "/reporting/hunan_jingshi/2023-W13";
const MISSING: &str = "jingshi_news,jingshi_kuaishou";

/// 一个数的来源多于50条的，分页；合计每页都是全部的。
#[test]
fn sources_of_a_figure_come_page_by_page() {
    let mut portal = Portal::new();
    let rows: String = (1..=120).map(|n| format!("2023-04-02,芒果TV,第{n}期 安全{n},2022-08-01,100\n")).collect();
    portal.taken("hunan_jingshi", "多.csv", &format!("统计日期,渠道,作品标题,发布时间,累计播放量\n{rows}"));
    let mut staff = portal.browser("renshe");
    let path = "/campaigns/p08_tv/targets/contacts?week=2023-W13";
    let rows_of = |page: &str| page.matches("<td class=\"path\">").count();
    let (first, last) = (staff.get(path), staff.get(&format!("{path}&page=3")));
    first.shows("第1页，共3页").shows("下一页").shows("计入合计").shows("<b>12,000</b>");
    last.shows("第3页，共3页").shows("上一页").shows("<b>12,000</b>");
    assert_eq!((rows_of(&first.body), rows_of(&last.body)), (50, 20));
    staff.get(&format!("{path}&page=99")).shows("第3页，共3页");
}

/// 展示的来源写明渠道、位置、所见还是证明、哪几天；没有内容的列不列。
#[test]
fn sources_of_display_say_where_and_when() {
    let mut portal = Portal::new();
    let text = "渠道,起,止,位置,状态,证明\n湖南民生网,2023-03-01,2023-03-05,首页广告图,展示,截图\n";
    portal.taken("minsheng_alliance", "展示.csv", text);
    let page = portal.browser("renshe").get("/campaigns/p10_web_wechat/targets/banner_site?week=2023-W13");
    page.shows("湖南民生网　首页广告图　我方所见").shows("2023年3月1日至2023年3月5日").shows("<th>数据日</th>");
    assert!(!page.body.contains("<th>读数</th>"), "{}", page.body);
}

/// 历次报送可以一直翻到合同开始。
#[test]
fn earlier_weeks_are_reached() {
    let mut portal = Portal::new();
    let mut partner = portal.browser("jingshi");
    let page = partner.get(WEEK);
    page.shows("更早的各周").shows("/reporting/hunan_jingshi/2023-W04");
    assert!(!page.body.contains("/reporting/hunan_jingshi/2023-W03\""));
    partner.get(&format!("{WEEK}?page=2")).shows("/reporting/hunan_jingshi/2023-W03\"").shows("最近的各周");
    assert!(!partner.get(&format!("{WEEK}?page=20")).body.contains("更早的各周"));
}

/// 一份文件里有第12、13两周的数，第13周审定以后：整份不能撤销，写明是哪一周、还能做什么；照做了就成。
#[test]
fn a_file_held_by_an_approved_week_says_so() {
    let mut portal = Portal::new();
    let (mut partner, mut staff) = (portal.browser("jingshi"), portal.browser("renshe"));
    let both = format!("{P08}2023-03-26,芒果TV,第1期 高处作业系好安全带,2022-08-01,10000\n");
    let before = "/reporting/hunan_jingshi/2023-W12";
    let upload = upload_of(&partner.post_files(&format!("{before}/files"), &[], &[("两周.csv", both.as_bytes())]));
    assert_eq!(partner.post(&format!("{upload}/take"), &[]).status, 303);
    partner.get(before).shows("撤销入库");
    assert_eq!(approve(&mut staff, WEEK, MISSING).status, 303);
    let says = "这份文件里有2023年第13周的数据，已审定，整份不能撤销；2023年第12周的数有错的，改好那几行再传一次，新的代替原来的；要撤销整份的，请工作人员退回2023年第13周";
    partner.get(before).shows("为什么不能撤销").shows(says);
    let refused = partner.post(&format!("{upload}/undo"), &[]);
    assert_eq!(refused.status, 422);
    refused.shows(says);
    // 改好那几行再传一次。
    let mended = "统计日期,渠道,作品标题,发布时间,累计播放量\n2023-03-26,芒果TV,第1期 高处作业系好安全带,2022-08-01,11000\n";
    let again = upload_of(&partner.post_files(&format!("{before}/files"), &[], &[("改.csv", mended.as_bytes())]));
    assert_eq!(partner.post(&format!("{again}/take"), &[]).status, 303);
    // 请工作人员退回。
    assert_eq!(staff.post(&format!("{WEEK}/settle"), &[("to", "returned"), ("remark", "要撤销")]).status, 303);
    assert_eq!(partner.post(&format!("{upload}/undo"), &[]).status, 303);
}

/// 审定以后怎样更正，页面和报错说的一样。
#[test]
fn what_to_do_after_approval_is_said_in_one_way() {
    let mut portal = Portal::new();
    let (mut partner, mut staff) = (portal.browser("jingshi"), portal.browser("renshe"));
    hand_in_p08(&mut partner);
    assert_eq!(approve(&mut staff, WEEK, MISSING).status, 303);
    let upload = upload_of(&partner.post_files(
        "/reporting/hunan_jingshi/2023-W12/files",
        &[],
        &[("改.csv", P08.replace("12345", "22345").as_bytes())],
    ));
    partner.get(&upload).shows("那一周的数有错的，请工作人员退回那一周再报");
    partner.get(WEEK).shows("以后的数报在下一周；这一周的数有错的，请工作人员退回这一周再报");
    assert!(!partner.get(WEEK).body.contains("更正请报在下一周"));
}

/// 合同和双方登记以后，验收专家在核对表上看得到，连同依据；撤回以后没有。
#[test]
fn the_contract_stands_in_the_acceptance_view() {
    let mut portal = Portal::new();
    let mut staff = portal.browser("renshe");
    for (kind, value) in [("contract", "工伤预防宣传合同（2022-8号）"), ("parties", "省社保中心、湖南经视")] {
        let fields = [("kind", kind), ("value", value), ("document", "合同原件"), ("because", "已签订")];
        assert_eq!(staff.post("/campaigns/p08_tv/log", &fields).status, 303);
    }
    let mut expert = portal.browser("expert");
    expert
        .get("/accept/p08_tv")
        .shows("合同：<b>工伤预防宣传合同（2022-8号）</b>")
        .shows("合同双方：<b>省社保中心、湖南经视</b>")
        .shows("合同原件");
    staff.post("/campaigns/p08_tv/log/1/withdraw", &[("because", "名称写错")]);
    let page = expert.get("/accept/p08_tv");
    assert!(!page.body.contains("2022-8号") && page.body.contains("省社保中心、湖南经视"), "{}", page.body);
}

/// 没有合作媒体的项目：工作人员看得到登记怎样导入；有合作媒体的、别的人看不到这一段。图在手机上各有一块可以左右滑动。
#[test]
fn a_campaign_without_a_partner_says_how_its_registers_come_in() {
    let mut portal = Portal::new();
    portal.taken("hunan_jingshi", "第13周.csv", P08);
    let (mut staff, mut leader) = (portal.browser("renshe"), portal.browser("leader"));
    let says = "reach import 登记表.xlsx --campaign p01_chemical";
    staff.get("/campaigns/p01_chemical").shows(says);
    assert!(!leader.get("/campaigns/p01_chemical").body.contains("登记从哪里来"));
    let page = staff.get("/campaigns/p08_tv");
    assert!(!page.body.contains("登记从哪里来"));
    page.shows("<h2>渠道</h2>").shows("左右滑动看全图");
    let charts = page.body.matches("<figure>").count();
    assert!(charts > 1 && charts == page.body.matches("<div class=\"scroll\" tabindex=\"0\" role=\"region\"").count());
}

/// 地址里写错的周、没有的行、不合规的天数：说清楚，不悄悄换成别的。
#[test]
fn what_is_asked_wrongly_is_refused_and_not_replaced() {
    let mut portal = Portal::new();
    let import = portal.taken("hunan_jingshi", "第13周.csv", P08);
    let mut staff = portal.browser("renshe");
    for (path, status, says) in [
        ("/week?week=2023W13", 400, "week 写成 2023-W13 这样"),
        ("/week?week=2023-W53", 404, "这一年没有这一周"),
        ("/campaigns/p08_tv?week=2035-W20", 404, "或还没有到"),
        ("/texts?week=last", 400, "week 写成 2023-W13 这样"),
        (&format!("/sources/{import}/0/0/99"), 404, ""),
        (&format!("/sources/{import}/7/0/2"), 404, ""),
        ("/sources/999/0/0/2", 404, ""),
    ] {
        let page = staff.get(path);
        assert_eq!(page.status, status, "{path}");
        page.shows(says);
    }
    assert_eq!(staff.get("/week?week=").status, 200);
    assert_eq!(staff.get(&format!("/sources/{import}/0/0/2")).status, 200);
    assert_eq!(staff.post("/reports", &[("week", "2023-W13")]).status, 303);
    for days in ["0", "61", "两周"] {
        let refused = staff.post("/reports/2023-W13/share", &[("days", days)]);
        assert_eq!(refused.status, 422, "{days}");
        refused.shows("有效天数写1到60之间的整数");
    }
    staff.post("/reports/2023-W13/share", &[("days", "60")]).shows("有效60天");
}
