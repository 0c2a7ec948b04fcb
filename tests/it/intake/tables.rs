//! Templates and the tables that partners already have.

use crate::support::partner::{codes, table, told};

#[test]
fn a_template_is_read_in_any_order_of_columns() {
    let t = table(
        "样例.csv",
        &[
            "渠道|统计日期|作品标题|累计播放量|点赞|发布时间|时长",
            "湖南经视抖音号|2023-04-02|第1期 工伤预防进车间|1.2万|356|2022-08-01|58秒",
            "芒果TV|2023/4/2|第1期 工伤预防进车间|12,345||2022-08-01|3:00",
            "合计|||2.4万|||",
        ],
    );
    for bytes in [t.utf8(), t.gbk(), t.utf16()] {
        let d = t.read(&bytes);
        assert_eq!(
            told(&d),
            [
                "jingshi_douyin 第1期 工伤预防进车间 2023-04-02 plays=11500..12999 likes=356",
                "mango_tv 第1期 工伤预防进车间 2023-04-02 plays=12345",
            ],
            "{:?}",
            d.found
        );
        assert_eq!(codes(&d), ["W2022 A4"]);
        assert_eq!((d.kind.as_str(), d.rows, d.refused, d.totals_skipped, d.made_for_campaign, d.sample), ("template", 2, 0, 1, true, true));
        assert_eq!(d.items[0].duration_secs, Some(58));
    }
}
