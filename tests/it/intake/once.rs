//! 只写一次的：平台、标题空着的归上面的，合并的格归它盖住的各行；一个数合并在几处，是谁的，问。

use crate::support::partner::{Partner, codes, remedy, short, table, told};
use reach::model::draft::Draft;

fn p08(lines: &[&str]) -> Partner {
    table("a.xlsx", lines).campaign("p08_tv").as_of("2023-03-26")
}

fn read(t: &Partner) -> Draft {
    t.read(&t.xlsx())
}

/// 平台只写一次，下面空着：归上面那个平台，并且说出来。
#[test]
fn a_platform_written_once_holds_for_the_blanks_below_it() {
    let d = read(&p08(&["平台|标题|播放量", "抖音|甲事|1", "|乙事|2", "快手|丙事|3", "|丁事|4"]));
    let expected = "jingshi_douyin 甲事 plays=1；jingshi_douyin 乙事 plays=2；jingshi_kuaishou 丙事 plays=3；jingshi_kuaishou 丁事 plays=4";
    assert_eq!((short(&d).as_str(), codes(&d)), (expected, vec![]), "{:?}", d.found);
    assert_eq!(d.inferred, ["“平台”一列空着的行：渠道按上面最近写的一个处理，如第 3 行按“抖音”"]);
    let d = read(&p08(&["序号|平台|标题|播放量", "1|抖音|甲事|1", "2||乙事|2", "|小计||3", "1|快手|丙事|3", "2||丁事|4", "|合计||10"]));
    assert_eq!((short(&d).as_str(), d.refused), (expected, 0), "{:?}", d.found);
    // 平台、账号两列：空着的那一格按上面的。
    let rows = ["平台|账号|标题|播放量", "抖音|合作媒体|甲事|1", "||乙事|2", "|湖南应急|丙事|3", "||丁事|4", "视频号|合作媒体|戊事|5"];
    let d = read(&table("a.csv", &rows).campaign("p12_short_video").as_of("2023-03-26"));
    assert_eq!(
        short(&d),
        "partner_douyin 甲事 plays=1；partner_douyin 乙事 plays=2；yingji_douyin 丙事 plays=3；yingji_douyin 丁事 plays=4；partner_sph 戊事 plays=5",
        "{:?}",
        d.found
    );
}

/// 平台空着、账号写着湖南经视：上面写的是抖音，就是湖南经视抖音号，不是《经视新闻》。
#[test]
fn an_account_below_a_platform_written_once_is_on_that_platform() {
    let rows = ["平台|账号|标题|播放量", "抖音|湖南经视|甲事|1", "|湖南经视|乙事|2", "快手|湖南经视|丙事|3", "|湖南经视|丁事|4"];
    let d = read(&p08(&rows));
    let expected = "jingshi_douyin 甲事 plays=1；jingshi_douyin 乙事 plays=2；jingshi_kuaishou 丙事 plays=3；jingshi_kuaishou 丁事 plays=4";
    assert_eq!((short(&d).as_str(), codes(&d)), (expected, vec![]), "{:?}", d.found);
}

/// 各行都写平台、只有一行空着的，是漏填；隔了小计、隔了空行、与所选渠道不一致的，也问。
#[test]
fn a_platform_left_out_is_asked_about() {
    for (rows, code, left) in [
        (vec!["抖音|甲事|1", "抖音|乙事|2", "|丙事|3", "快手|丁事|4"], "E2013 A4", 3),
        (vec!["抖音|甲事|1", "快手|甲事|2", "|乙事|2", "快手|丙事|3"], "E2013 A4", 3),
        (vec!["抖音|甲事|1", "小计||1", "|乙事|2"], "W2022 A3 E2013 A4", 1),
        (vec!["抖音|甲事|1", "||", "|乙事|2"], "E2013 A4", 1),
        (vec!["|甲事|1", "抖音|乙事|2"], "E2013 A2", 1),
    ] {
        let mut lines = vec!["平台|标题|播放量"];
        lines.extend(&rows);
        let d = read(&p08(&lines));
        assert_eq!((codes(&d).join(" ").as_str(), told(&d).len()), (code, left), "{rows:?} {:?}", told(&d));
        assert!(remedy(&d).starts_with("在 A") && remedy(&d).contains("填上渠道名称，如 "), "{}", remedy(&d));
    }
    // 漏填的那一行与后面一行看着像同一作品：先填上渠道，不是删去一行。
    let d = read(&p08(&["标题|平台|播放量", "甲事|抖音|1", "甲事|快手|2", "乙事||2", "乙事|快手|3"]));
    assert_eq!((codes(&d), told(&d).len()), (vec!["E2013 B4".to_owned(), "E2050 第5行".to_owned()], 2));
    assert!(remedy(&d).ends_with("｜先在第 4 行填上渠道；填上以后仍是同一作品、同一天的，只留一行"), "{}", remedy(&d));
    let d = read(&p08(&["平台|标题|播放量", "抖音|甲事|1", "|乙事|2"]).channel("jingshi_kuaishou"));
    assert_eq!((short(&d).as_str(), codes(&d)), ("jingshi_douyin 甲事 plays=1", vec!["E2013 A3".to_owned()]));
}

fn merged(rows: &[&str], columns: &[(u32, u16, u32)]) -> Draft {
    let ranges: Vec<_> = columns.iter().map(|(first, column, last)| (*first, *column, *last, *column)).collect();
    let t = p08(rows);
    t.read(&t.merged(&ranges))
}

/// 一个数合并在两条作品上：是谁的，问；不归第一条。
#[test]
fn a_number_merged_over_two_works_is_nobodys() {
    let rows = ["平台|标题|播放量", "抖音|甲事|100", "抖音|乙事|", "抖音|丙事|5"];
    let d = merged(&rows, &[(1, 2, 2)]);
    assert_eq!((short(&d).as_str(), codes(&d), d.refused), ("jingshi_douyin 丙事 plays=5", vec!["E2059 C3".to_owned()], 2));
    assert_eq!(remedy(&d), "取消合并：第 2 行、第 3 行各填各的数；没有分开的数，只留一行，标题写全");
    let d = merged(&["标题|平台|播放量", "甲事|抖音|100", "|快手|", "丙事|抖音|5"], &[(1, 0, 2), (1, 2, 2)]);
    assert_eq!((short(&d).as_str(), codes(&d)), ("jingshi_douyin 丙事 plays=5", vec!["E2059 C3".to_owned()]));
    // 同一条作品占两行，数合并着写，就是它的；各平台一列的也一样。
    let d = merged(&["标题|抖音|快手|备注", "甲事|100|3|首播", "|||重播", "丙事|5|6|"], &[(1, 0, 2), (1, 1, 2), (1, 2, 2)]);
    assert_eq!((told(&d).len(), codes(&d)), (4, vec![]), "{:?}", d.found);
    let d = merged(&["标题|抖音|快手", "甲事|100|3", "乙事||4"], &[(1, 1, 2)]);
    assert_eq!((told(&d), codes(&d)), (vec![], vec!["E2059 B3".to_owned()]));
    let d = merged(&["平台|标题|播放量|备注", "抖音|甲事|100|首播", "|||重播", "抖音|丙事|5|"], &[(1, 0, 2), (1, 1, 2), (1, 2, 2)]);
    assert_eq!((short(&d).as_str(), codes(&d)), ("jingshi_douyin 甲事 plays=100；jingshi_douyin 丙事 plays=5", vec![]));
}

/// 标题只写一次、下面几行只写平台：各作品的平台都一样的，是同一作品；不一样的，空着的就是漏写，照样问。
#[test]
fn a_title_written_once_holds_for_its_other_platforms() {
    let head = "标题|发布日期|平台|播放量";
    let of = |rows: &[&str]| table("a.xlsx", &[head]).with(rows).campaign("p12_short_video").as_of("2023-03-26");
    let t = of(&[
        "动火作业|2023-03-01|合作媒体抖音号|100",
        "||合作媒体视频号|20",
        "有限空间|2023-03-08|合作媒体抖音号|300",
        "||合作媒体视频号|50",
        "合计|||470",
    ]);
    let d = read(&t);
    let expected = [
        "partner_douyin 动火作业 2023-03-26 plays=100",
        "partner_sph 动火作业 2023-03-26 plays=20",
        "partner_douyin 有限空间 2023-03-26 plays=300",
        "partner_sph 有限空间 2023-03-26 plays=50",
    ];
    assert_eq!((told(&d), codes(&d)), (expected.map(str::to_owned).to_vec(), vec!["W2022 A6".to_owned()]), "{:?}", d.found);
    assert_eq!(d.items.iter().map(|i| i.published.unwrap().day.to_string()).collect::<Vec<_>>()[1], "2023-03-01");
    assert!(d.inferred.iter().any(|i| i.contains("标题按上面最近写的一个处理，如第 3 行按“动火作业”")), "{:?}", d.inferred);
    for (rows, cell) in [
        (["动火作业|2023-03-01|合作媒体抖音号|100", "有限空间|2023-03-08|合作媒体抖音号|300", "||合作媒体视频号|50"], "E2020 A4"),
        (["动火作业|2023-03-01|合作媒体抖音号|100", "||合作媒体视频号|300", "||合作媒体抖音号|50"], "E2020 A3"),
    ] {
        let d = read(&of(&rows));
        assert_eq!(codes(&d).iter().filter(|c| *c == cell).count(), 1, "{rows:?} {:?}", d.found);
    }
}

/// 一个数横着合并在抖音、视频号两列上：各是多少，问；不归左边那一列。
#[test]
fn a_number_merged_over_two_channels_is_nobodys() {
    let rows = ["标题|发布日期|抖音|视频号", "甲事|2023-03-01|15545|", "乙事|2023-03-01|2000|300"];
    let t = table("a.xlsx", &rows).campaign("p12_short_video").as_of("2023-03-26");
    let d = t.read(&t.merged(&[(1, 2, 1, 3)]));
    assert_eq!(
        (short(&d).as_str(), codes(&d), d.refused),
        ("partner_douyin 乙事 plays=2000；partner_sph 乙事 plays=300", vec!["E2059 D2".to_owned()], 1)
    );
    assert_eq!(remedy(&d), "取消合并：C2、D2 各填各的数；没有分开的数，填在本是它的那一列，另一列留空");
}
