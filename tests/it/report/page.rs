//! The HTML page: complete, harmless, asking nobody for anything.

use super::{text, usual, usual_week};

#[test]
fn page_holds_every_block_in_order() {
    let page = text(usual_week("week"), "index.html");
    let mut at = 0;
    for part in [
        "样例数据",
        "工伤预防宣传项目进度周报",
        "7个项目：",
        "累计传播量合计",
        "签订日未录入，按2022年7月1日推定",
        "一、总体进度表",
        "二、本周新增",
        "三、状态变化",
        "9 平面媒体与抖音：预警 → 滞后",
        "四、存在问题",
        "五、尚缺数据",
        "人才就业社保信息报",
        "六、下周计划",
        "审核人：",
        "能否按期完成",
        "各渠道最近一次数据",
        "待核事项",
        "附表一　计数口径",
        "口径待确认",
        "附表二　其他项目",
        "校验码 9f3c 41aa",
    ] {
        let found = page.get(at..).and_then(|rest| rest.find(part));
        at += found.unwrap_or_else(|| panic!("{part} is missing or out of order"));
    }
    for column in ["序号", "项目", "指标", "目标值", "本周新增", "累计完成", "完成率", "序时进度", "偏差", "状态", "责任单位"]
    {
        assert!(page.contains(column), "{column}");
    }
    assert!(!page.contains("触达"));
    assert_eq!(page.matches("class=\"plot\"").count(), page.matches("<figure>").count());
}

#[test]
fn page_asks_nobody_for_anything_and_runs_nothing() {
    for (_, files) in usual() {
        let page = text(files, "index.html");
        for never in ["http:", "https:", "//cdn", "<script", "<img", "<link", "<iframe", "url(http", "@import", "\0", "\u{202e}", "\u{1b}"]
        {
            assert!(!page.contains(never), "{never:?}");
        }
    }
}

#[test]
fn hostile_titles_are_shown_as_text() {
    let page = text(usual_week("hostile"), "index.html");
    assert!(page.contains("&#60;script&#62;alert(1)&#60;/script&#62;") || page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
    assert!(page.contains("㐂𠮷"));
}

#[test]
fn a_week_without_doubt_says_so_plainly() {
    let page = text(usual_week("empty"), "index.html");
    assert!(page.contains("首期周报，没有上期可比"));
    assert!(!page.contains("样例数据"));
}

/// 手机上两张主表按项目分行，每个数带着自己的名称；各项目和附表一收起，各有展开自己的链接；打印时不收起。
#[test]
fn on_a_phone_tables_are_stacked_and_sections_are_folded() {
    let page = text(usual_week("week"), "index.html");
    let (screen, print) = page.split_once("@media print{").unwrap();
    let narrow = screen.split_once("@media screen and (max-width:640px){").unwrap().1;
    for (class, figures) in [("progress", 6), ("gains", 4), ("targets", 5)] {
        let table = page.split(&format!("<table class=\"{class}\">")).nth(1).and_then(|t| t.split("</table>").next()).unwrap();
        let body = table.split_once("</thead>").unwrap().1;
        // Below the figures of a target stands a row with what is said of it.
        let rows = body.matches(if class == "targets" { "<tr class=\"own\"" } else { "<tr" }).count();
        assert!(rows > 3 && body.matches(" data-l=\"").count() == rows * figures, "{class}: {rows}");
        assert!(narrow.contains(&format!("table.{class} thead")) && narrow.contains(&format!("table.{class} [data-l]:before")), "{class}");
    }
    let folded: Vec<&str> = page.split(" fold\" id=\"").skip(1).filter_map(|s| s.split('"').next()).collect();
    assert_eq!(folded.len(), 8, "七个项目和附表一");
    for id in folded {
        assert!(page.contains(&format!("<p class=\"unfold\"><a href=\"#{id}\">")), "{id}");
    }
    assert!(narrow.contains(".fold:not(:target)") && !print.contains(".fold:not"));
}
