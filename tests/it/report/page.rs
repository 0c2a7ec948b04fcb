//! The HTML page: complete, harmless, asking nobody for anything.

use super::{make, text};
use crate::support::snapshot::{empty, hostile, previous_week, week};

#[test]
fn page_holds_every_block_in_order() {
    let files = make(&week(), Some(&previous_week()));
    let page = text(&files, "index.html");
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
    for current in [week(), empty(), hostile()] {
        let files = make(&current, None);
        let page = text(&files, "index.html");
        for never in ["http:", "https:", "//cdn", "<script", "<img", "<link", "<iframe", "url(http", "@import", "\0", "\u{202e}", "\u{1b}"]
        {
            assert!(!page.contains(never), "{never:?}");
        }
    }
}

#[test]
fn hostile_titles_are_shown_as_text() {
    let files = make(&hostile(), None);
    let page = text(&files, "index.html");
    assert!(page.contains("&#60;script&#62;alert(1)&#60;/script&#62;") || page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
    assert!(page.contains("㐂𠮷"));
}

#[test]
fn a_week_without_doubt_says_so_plainly() {
    let files = make(&empty(), None);
    let page = text(&files, "index.html");
    assert!(page.contains("首期周报，没有上期可比"));
    assert!(!page.contains("样例数据"));
}
