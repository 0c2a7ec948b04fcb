//! 合同期：延期、到期日登记以前看得到序时进度怎么变，登记以后合同状态、验收核对表跟着变，依据写明。

use super::world::{P08, Portal};
use crate::support::browser::{Answer, Browser};

const PATH: &str = "/campaigns/p08_tv/log";

fn fields<'v>(kind: &'v str, value: &'v str) -> [(&'v str, &'v str); 5] {
    [("kind", kind), ("value", value), ("state", value), ("document", "补充协议1"), ("because", "双方商定")]
}

fn enter(staff: &mut Browser, kind: &str, value: &str) -> Answer {
    let done = staff.confirm(PATH, &fields(kind, value));
    assert_eq!(done.status, 303, "{kind} {value}: {}", done.body);
    done
}

/// 12个月延为14个月：登记以前列出序时进度 276/365＝75.6% 变为 276/427＝64.6%，合同状态变为已延期；登记以后验收核对表引用补充协议。
/// 另登记了状态的，按后登记的；撤回延期，一切照旧。
#[test]
fn an_extension_moves_pace_and_state_and_is_cited() {
    let mut portal = Portal::new();
    portal.taken("hunan_jingshi", "第13周.csv", P08);
    let mut staff = portal.browser("renshe");
    let asked = staff.post(PATH, &fields("term_months", "14"));
    let row =
        |name: &str, was: &str, is: &str| format!("<td>{name}</td><td data-l=\"现在\">{was}</td><td data-l=\"登记后\"><b>{is}</b></td>");
    asked.shows(&row("累计观看、阅读的序时进度", "75.6%", "64.6%")).shows(&row("合同状态", "实施中", "已延期"));
    enter(&mut staff, "term_months", "14");
    let sheet = staff.get("/accept/p08_tv");
    sheet.shows("合同期（月）：<b>14个月</b><small class=\"muted\">（依据：补充协议1）</small>").shows("　合同状态：已延期");
    staff.get("/campaigns/p08_tv?week=2023-W12").shows("　合同状态：实施中");
    enter(&mut staff, "state", "rectifying");
    staff.get("/accept/p08_tv").shows("　合同状态：整改中").shows("合同状态：<b>整改中</b>");
    assert_eq!(staff.post(&format!("{PATH}/2/withdraw"), &[("because", "登记错了")]).status, 303);
    staff.get("/accept/p08_tv").shows("　合同状态：已延期");
    assert_eq!(staff.confirm(&format!("{PATH}/1/withdraw"), &[("because", "协议没有签成")]).status, 303);
    let sheet = staff.get("/accept/p08_tv");
    sheet.shows("　合同状态：实施中").shows("2022年7月1日至2023年6月30日");
    assert!(!sheet.body.contains("补充协议1"), "{}", sheet.body);
}

/// 原来登记过“实施中”，后来延期：按后登记的，是已延期。
#[test]
fn an_extension_after_a_state_holds() {
    let mut portal = Portal::new();
    portal.taken("hunan_jingshi", "第13周.csv", P08);
    let mut staff = portal.browser("renshe");
    enter(&mut staff, "state", "running");
    enter(&mut staff, "term_months", "14");
    staff.get("/accept/p08_tv").shows("　合同状态：已延期");
}

/// 月数太大的说最多多少，不说认不出。
#[test]
fn a_term_too_long_is_told_how_long_it_may_be() {
    let mut portal = Portal::new();
    let mut staff = portal.browser("renshe");
    for (value, says) in [("25", "合同期25个月太长：最多24个月。"), ("0", "合同期“0”认不出"), ("十四", "合同期“十四”认不出")]
    {
        let refused = staff.post(PATH, &fields("term_months", value));
        assert_eq!(refused.status, 422, "{value}");
        refused.shows(says);
    }
}

/// 合同写明到期日的：登记“合同到期日”，还没有到的那一天不叫提前结束；太晚、太早的写明到哪一天；以后登记月数的按月数。
#[test]
fn a_fixed_last_day_is_no_early_end() {
    let mut portal = Portal::new();
    portal.taken("hunan_jingshi", "第13周.csv", P08);
    let mut staff = portal.browser("renshe");
    for value in ["2024-07-01", "2022-06-30"] {
        let refused = staff.post(PATH, &fields("ends_on", value));
        assert_eq!(refused.status, 422, "{value}");
        refused.shows("合同到期日要在签订日（2022年7月1日）之后，合同期最多24个月（到2024年6月30日）");
    }
    staff.post(PATH, &fields("ends_on", "2023-9-15")).shows("合同到期日登记为2023年9月15日").shows("2022年7月1日至2023年9月15日");
    enter(&mut staff, "ends_on", "2023-9-15");
    let page = staff.get("/campaigns/p08_tv");
    page.shows("合同期：2022年7月1日至2023年9月15日　");
    assert!(!page.body.contains("提前结束"), "{}", page.body);
    staff.get("/accept/p08_tv").shows("合同到期日：<b>2023年9月15日</b><small class=\"muted\">（依据：补充协议1）</small>");
    staff.get("/journal").shows("合同到期日登记为2023年9月15日");
    enter(&mut staff, "ended_on", "2023-3-31");
    staff.get("/campaigns/p08_tv").shows("2022年7月1日至2023年3月31日（提前结束）");
    assert_eq!(staff.confirm(&format!("{PATH}/2/withdraw"), &[("because", "没有提前")]).status, 303);
    enter(&mut staff, "term_months", "13");
    staff.get("/campaigns/p08_tv").shows("合同期：2022年7月1日至2023年7月31日　");
}

/// 同一条登记按了两次：第二次不再登记，说明白；依据或数不同的，是另一条。
#[test]
fn an_entry_pressed_twice_is_entered_once() {
    let mut portal = Portal::new();
    portal.taken("hunan_jingshi", "第13周.csv", P08);
    let mut staff = portal.browser("renshe");
    enter(&mut staff, "contract", "工伤预防宣传合同");
    let again = staff.post(PATH, &fields("contract", "工伤预防宣传合同"));
    assert_eq!(again.status, 422);
    again.shows("这一条已经登记，没有再登记");
    enter(&mut staff, "contract", "工伤预防宣传合同（修订）");
    assert_eq!(portal.app.ledger.campaign_log(None).unwrap().len(), 2);
}
