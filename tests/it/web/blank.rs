//! Rows without a number, files that nothing can be read of: they report nothing and stand in nobody's way. What was there before is shown by
//! the value that the new one is compared with.

use super::approval::approve;
use super::flow::{send, upload_of};
use super::world::{P08, Portal};
use crate::support::browser::Answer;
use crate::support::partner::table;
use calamine::Reader as _;
use std::io::Write as _;

const BEFORE: &str = "/reporting/hunan_jingshi/2023-W12";
const WEEK: &str = "/reporting/hunan_jingshi/2023-W13";

/// A row of the list of channels that are owed.
fn owed(page: &Answer, channel: &str, word: &str) {
    let list = page.body.split("每周应报的渠道").nth(1).unwrap().split("</ul>").next().unwrap();
    let row = list.split("<li>").find(|r| r.contains(&format!("<span>{channel}</span>"))).unwrap_or_else(|| panic!("{channel}: {list}"));
    assert!(row.contains(&format!(">{word}<")), "{channel} {word}: {row}");
}

/// 模板原样传回，一个数也没填：不入库，这一周还是未报。填了一个渠道的，只有那个渠道已有数。
#[test]
fn a_template_sent_back_untouched_reports_nothing() {
    let mut portal = Portal::new();
    let mut partner = portal.browser("jingshi");
    let first = P08.replace("2023-04-02", "2023-03-26").replace("12345", "10000");
    let first = upload_of(&partner.post_files(&format!("{BEFORE}/files"), &[], &[("第12周.csv", first.as_bytes())]));
    assert_eq!(partner.post(&format!("{first}/take"), &[]).status, 303);
    let template = partner.get("/reporting/hunan_jingshi/template/csv?week=2023-W13").bytes;
    let upload = send(&mut partner, "模板.csv", &template, &[]);
    let page = partner.get(&upload);
    page.shows("没有填任何数").shows("撤下，不入库");
    assert!(!page.body.contains(">确认入库<") && !page.body.contains("先入库其余"), "{}", page.body);
    let done = partner.post(&format!("{upload}/take"), &[]);
    assert_eq!(done.status, 422);
    done.shows("没有能入库的行");
    assert_eq!(partner.post(&format!("{upload}/withdraw"), &[]).status, 303);
    let page = partner.get(WEEK);
    page.shows("应于4月3日12:00报");
    owed(&page, "芒果TV", "缺");
    assert_eq!(partner.post(&format!("{WEEK}/hand-in"), &[]).status, 422);
    // 芒果TV填了数，抖音号没有填，另列一条没有数的新作品。
    let some = "统计日期,渠道,作品标题,发布时间,累计播放量\n2023-04-02,芒果TV,第1期 高处作业系好安全带,2022-08-01,12345\n2023-04-02,湖南经视抖音号,第1期 高处作业系好安全带,2022-08-02,\n2023-04-02,湖南经视快手号,第1期 高处作业系好安全带,2022-08-02,\n";
    let upload = send(&mut partner, "第13周.csv", some.as_bytes(), &[]);
    let page = partner.get(&upload);
    page.shows("<b class=\"on_track\">1</b><small>新增读数</small>").shows("<b class=\"warning\">2</b><small>没有数（不算0）</small>");
    page.shows("<b>芒果TV</b>共1条，属于本项目1条；数据到4月2日").shows("<b>湖南经视抖音号</b>共1条，属于本项目1条；没有填数");
    assert_eq!(partner.post(&format!("{upload}/take"), &[]).status, 303);
    let page = partner.get(WEEK);
    owed(&page, "芒果TV", "已有数");
    owed(&page, "湖南经视抖音号", "缺");
    owed(&page, "湖南经视快手号", "缺");
}

/// 只写“--”（平台不显示）的是答复，不是空着。
#[test]
fn a_number_that_the_platform_hides_is_an_answer() {
    let mut portal = Portal::new();
    portal.taken("hunan_jingshi", "第13周.csv", &P08.replace("3.2万", "--"));
    let page = portal.browser("jingshi").get(WEEK);
    owed(&page, "湖南经视抖音号", "已有数");
}

/// 4月1日60,000，4月2日误填12,520，改成50,266：与页面上的“原来”比，是更新，不是减少；比前一天少的，另作疑点问。
#[test]
fn a_rise_is_no_fall() {
    let mut portal = Portal::new();
    let of =
        |day: &str, n: &str| format!("统计日期,渠道,作品标题,发布时间,累计播放量\n{day},芒果TV,第1期 高处作业系好安全带,2022-08-01,{n}\n");
    portal.taken("hunan_jingshi", "一.csv", &of("2023-04-01", "60000"));
    portal.taken("hunan_jingshi", "二.csv", &of("2023-04-02", "12520"));
    let mut partner = portal.browser("jingshi");
    let page = send(&mut partner, "三.csv", of("2023-04-02", "50266").as_bytes(), &[]);
    let page = partner.get(&page);
    page.shows("12,520 → <b>50,266</b>").shows("<b class=\"warning\">更新</b>").shows("<b class=\"\">0</b><small>减少");
    page.shows("50,266（4月1日是 60,000）");
}

/// 历次报送里各周的话与那一周自己的页面一样。
#[test]
fn a_past_week_is_told_as_on_its_own_page() {
    let mut portal = Portal::new();
    portal.taken("hunan_jingshi", "第13周.csv", P08);
    let mut partner = portal.browser("jingshi");
    partner.get(WEEK).shows("已报，缺2个渠道");
    let page = partner.get(BEFORE);
    page.shows("<span class=\"r warn\">已报，缺2个渠道");
    assert!(!page.body.contains("<span class=\"r ok\">已报<"), "{}", page.body);
}

/// 压缩包、空文件读不成，留底而不挡路：别的文件照样提交。
#[test]
fn files_that_cannot_be_read_do_not_keep_a_week_back() {
    let mut portal = Portal::new();
    let mut partner = portal.browser("jingshi");
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    zip.start_file("第13周.xlsx", stored).unwrap();
    zip.write_all(&table("", &["统计日期|渠道|作品标题|累计播放量", "2023-04-02|芒果TV|第1期|5"]).xlsx()).unwrap();
    let zipped = zip.finish().unwrap().into_inner();
    let upload = send(&mut partner, "x.zip", &zipped, &[]);
    let page = partner.get(&upload);
    page.shows("压缩包").shows("先解压，再把里面的表格逐个上传");
    assert!(!page.body.contains("确认入库"), "{}", page.body);
    let empty = send(&mut partner, "空.csv", b"", &[]);
    partner.get(&empty).shows("空文件，0 字节");
    let good = send(&mut partner, "第13周.csv", P08.as_bytes(), &[]);
    assert_eq!(partner.post(&format!("{good}/take"), &[]).status, 303);
    partner.get(WEEK).shows("不含未入库的2份：x.zip、空.csv").shows("先解压，再把里面的表格逐个上传");
    assert_eq!(partner.post(&format!("{WEEK}/hand-in"), &[]).status, 303);
    partner.get(WEEK).shows("已提交，待审定");
}

/// 补填第12周：旁边的上次是第12周为止的，不是后来的。
#[test]
fn the_number_beside_a_field_is_none_of_later_days() {
    let mut portal = Portal::new();
    portal.taken("hunan_jingshi", "第12周.csv", &P08.replace("2023-04-02", "2023-03-26").replace("12345", "10000"));
    portal.taken("hunan_jingshi", "第13周.csv", P08);
    let mut partner = portal.browser("jingshi");
    let page = partner.get(&format!("{BEFORE}/fill?channel=mango_tv"));
    page.shows("data-l=\"上次\">10,000<").shows("data-l=\"上次日期\">3月26日<");
    partner.get(&format!("{WEEK}/fill?channel=mango_tv")).shows("data-l=\"上次\">12,345<");
}

/// 审定了的一周不再填。
#[test]
fn an_approved_week_is_not_filled_in() {
    let mut portal = Portal::new();
    let rest =
        "2023-04-02,经视新闻,第1期 高处作业系好安全带,2022-08-01,500\n2023-04-02,湖南经视快手号,第1期 高处作业系好安全带,2022-08-02,700\n";
    portal.taken("hunan_jingshi", "第13周.csv", &format!("{P08}{rest}"));
    let mut partner = portal.browser("jingshi");
    assert_eq!(partner.post(&format!("{WEEK}/hand-in"), &[]).status, 303);
    assert_eq!(approve(&mut portal.browser("renshe"), WEEK, "").status, 303);
    let page = partner.get(&format!("{WEEK}/fill"));
    page.shows("本周报送已审定，不能再填");
    assert!(!page.body.contains("核对"), "{}", page.body);
}

/// 换一个渠道再填，前一个渠道填的还在；一起核对；核对以后发现填错，回到填的那一页改，前一份不再等着确认。
#[test]
fn what_is_typed_stays_from_channel_to_channel_and_can_be_mended_after_the_look() {
    let mut portal = Portal::new();
    portal.taken("hunan_jingshi", "第12周.csv", &P08.replace("2023-04-02", "2023-03-26"));
    let mut partner = portal.browser("jingshi");
    let (path, title) = (format!("{WEEK}/fill"), "第1期 高处作业系好安全带");
    partner.get(&format!("{path}?channel=mango_tv")).shows("<button type=\"submit\" name=\"go\" value=\"jingshi_douyin\"");
    let page = partner.post(&path, &[("channel", "mango_tv"), ("t0", title), ("v0", "20000"), ("go", "jingshi_douyin")]);
    assert_eq!(page.status, 200);
    page.shows("name=\"channel\" value=\"jingshi_douyin\"").shows("name=\"oc\" value=\"mango_tv\"").shows("name=\"ov\" value=\"20000\"");
    let fields = [("oc", "mango_tv"), ("ot", title), ("ov", "20000"), ("channel", "jingshi_douyin"), ("t0", title), ("v0", "40000")];
    let upload = upload_of(&partner.post(&path, &fields));
    let page = partner.get(&upload);
    page.shows("<b>20,000</b>").shows("<b>40,000</b>").shows(&format!("{path}?from="));
    let number = upload.rsplit('/').next().unwrap();
    let page = partner.get(&format!("{path}?from={number}"));
    page.shows("value=\"20000\"").shows("value=\"40000\"").shows(&format!("name=\"from\" value=\"{number}\""));
    let mended = [("from", number), ("channel", "mango_tv"), ("t0", title), ("v0", "21000")];
    let again = upload_of(&partner.post(&path, &mended));
    partner.get(&again).shows("<b>21,000</b>").shows("确认入库");
    partner.get(&upload).shows("已在页面上改正");
    assert_eq!(portal.app.ledger.uploads_waiting().unwrap().len(), 1);
}

/// 工作表和各行各格。
fn names(bytes: Vec<u8>) -> Vec<(String, Vec<Vec<String>>)> {
    let mut book = calamine::Xlsx::new(std::io::Cursor::new(bytes)).unwrap();
    let sheets = book.sheet_names();
    let of = |book: &mut calamine::Xlsx<_>, sheet: &str| -> Vec<Vec<String>> {
        book.worksheet_range(sheet).unwrap().rows().map(|r| r.iter().map(ToString::to_string).collect()).collect()
    };
    sheets.iter().map(|s| (s.clone(), of(&mut book, s))).collect()
}

/// 电视的模板带播出记录和总量声明：节目、渠道填好，原样传回不算错也不算报；填了的都收，早间播出的记上，推算数单独列示。
#[test]
fn a_television_template_takes_airings_and_estimates() {
    let head = "统计日期,渠道,作品标题,发布时间\n";
    let row = |n: u32| format!("2023-04-02,经视新闻,工伤预防在行动 第{n}期,2022-08-0{n}\n");
    for filled in [false, true] {
        let mut portal = Portal::new();
        portal.taken("hunan_jingshi", "节目.csv", &format!("{head}{}{}", row(1), row(2)));
        let mut staff = portal.browser("renshe");
        let all = names(staff.get("/reporting/hunan_jingshi/template/xlsx?week=2023-W13").bytes);
        assert_eq!(all[1].1[0], ["节目", "日期", "时间", "计划/实播", "备注"]);
        assert_eq!(all[1].1[1..].iter().map(|r| r[0].as_str()).collect::<Vec<_>>(), ["工伤预防在行动 第1期", "工伤预防在行动 第2期"]);
        assert_eq!(all[2].1[1][..2], ["经视新闻", "播放量"]);
        let mut book = rust_xlsxwriter::Workbook::new();
        for (name, rows) in &all {
            let sheet = book.add_worksheet().set_name(name).unwrap();
            for (r, row) in (0_u32..).zip(rows) {
                for (c, cell) in (0_u16..).zip(row) {
                    let typed = match (name.as_str(), r, c) {
                        ("播出记录", 1, 1) if filled => "2022-08-01",
                        ("播出记录", 1, 2) if filled => "07:40",
                        ("播出记录", 1, 3) if filled => "实播",
                        ("总量声明", 1, 2) if filled => "2023-04-02",
                        ("总量声明", 1, 3) if filled => "312万",
                        ("总量声明", 1, 5) if filled => "人次",
                        ("总量声明", 1, 6) if filled => "收视调查公司",
                        _ => cell,
                    };
                    sheet.write(r, c, typed).unwrap();
                }
            }
        }
        let file = book.save_to_buffer().unwrap();
        let upload = upload_of(&staff.post_files(&format!("{WEEK}/files"), &[], &[("模板.xlsx", &file)]));
        let page = staff.get(&upload);
        assert!(!page.body.contains("要改的地方"), "{filled}: {}", page.body);
        staff.post(&format!("{upload}/take"), &[]);
        let snapshot = portal.app.snapshot(crate::support::world::day("2023-04-02"), None).unwrap();
        let c = snapshot.campaigns.iter().find(|c| c.id.as_str() == "p08_tv").unwrap();
        assert_eq!(c.contacts().unwrap().estimates.low, if filled { 3_115_000 } else { 0 }, "{filled}");
        let slots = c.targets.iter().find(|t| t.id.as_str() == "slots").unwrap();
        assert_eq!(slots.notes.concat().contains("1 期没有播出记录"), filled, "{:?}", slots.notes);
    }
}

/// 模板里除了传播数据，还有本项目要登记的：杂志是成果登记，一行一项，名称填好。填了一行的收一行，没填的行不算错。
#[test]
fn the_template_holds_the_registers_that_are_asked_for() {
    let mut portal = Portal::new();
    let mut staff = portal.browser("renshe");
    for (partner, sheets) in [
        ("hunan_jingshi", vec!["传播数据", "播出记录", "总量声明"]),
        ("partner_video", vec!["传播数据"]),
        ("minsheng_alliance", vec!["传播数据", "展示记录", "成果登记"]),
        ("partner_radio", vec!["传播数据", "播出记录", "成果登记"]),
        ("partner_magazine", vec!["传播数据", "成果登记"]),
    ] {
        let all = names(staff.get(&format!("/reporting/{partner}/template/xlsx?week=2023-W13")).bytes);
        assert_eq!(all.iter().map(|(n, _)| n.as_str()).collect::<Vec<_>>(), sheets, "{partner}");
    }
    staff.get("/reporting/minsheng_alliance/2023-W13").shows("XLSX 里另有要登记的展示记录、成果登记，没有新情况的行留空。");
    staff.get(WEEK).shows("XLSX 里另有要登记的播出记录、总量声明");
    assert!(!staff.get("/reporting/partner_video/2023-W13").body.contains("另有要登记的"));
    let all = names(staff.get("/reporting/partner_magazine/template/xlsx?week=2023-W13").bytes);
    let (_, records) = &all[1];
    assert_eq!(records[0], ["成果", "日期", "数量", "标题", "证明", "备注"]);
    assert!(records.len() > 2, "{records:?}");
    // 第一项填了，其余没有填。
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet().set_name("成果登记").unwrap();
    for (r, row) in (0_u32..).zip(records) {
        for (c, cell) in (0_u16..).zip(row) {
            let typed = match (r, c) {
                (1, 1) => "2023-03-28",
                (1, 2) => "1",
                _ => cell,
            };
            sheet.write(r, c, typed).unwrap();
        }
    }
    let upload =
        upload_of(&staff.post_files("/reporting/partner_magazine/2023-W13/files", &[], &[("模板.xlsx", &book.save_to_buffer().unwrap())]));
    let page = staff.get(&upload);
    page.shows("没填的行，没有读取").shows("确认入库");
    assert!(!page.body.contains("要改的地方"), "{}", page.body);
}
