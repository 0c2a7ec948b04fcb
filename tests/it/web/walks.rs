//! Ways of handing in that only a browser knows: files dropped on a page, and pages on which no script runs.

use super::chrome::Chrome;
use super::world::{P08, Portal};

/// Lets go of files over an element, as a hand would: two tables made in the page.
const DROP: &str = "\
const bag = new DataTransfer();
for (const [name, number] of [['甲.csv', 15001], ['乙.csv', 15002]]) {
  bag.items.add(new File(['统计日期,渠道,作品标题,发布时间,累计播放量\\n2023-04-02,芒果TV,第' + name[0] + '期,2022-08-01,' + number + '\\n'], name));
}
const over = document.querySelector(arguments_of_test);
return ['dragenter', 'dragover', 'drop'].map(kind =>
  over.dispatchEvent(new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer: bag })) ? 'left to the browser' : 'taken').join(' ');";

#[test]
fn two_files_dropped_on_the_page_are_handed_in_together() {
    let mut portal = Portal::new();
    let Some(chrome) = Chrome::start(&portal) else { return };
    chrome.sign_in("jingshi");
    // 没有对准：浏览器不会打开文件而离开这一页。
    let beside = chrome.run(&DROP.replace("arguments_of_test", "'h1'"));
    assert_eq!(beside, "left to the browser taken taken");
    assert_eq!(chrome.run("return document.querySelector('input[type=file]').files.length"), 0);
    let dropped = chrome.run(&DROP.replace("arguments_of_test", "'[data-drop]'"));
    assert_eq!(dropped, "taken taken taken");
    chrome.shows("已选：甲.csv、乙.csv");
    chrome.click_text("上传并核对");
    chrome.shows("收到2个文件，请逐个核对后确认").shows("还有2个文件待确认");
    for (page, number) in [("/uploads/1", "15,001"), ("/uploads/2", "15,002")] {
        chrome.open(page);
        chrome.shows(number);
        chrome.click_text("确认入库");
        chrome.shows("已入库");
    }
    chrome.click_text("提交本周报送");
    chrome.shows("已提交，等待审定");
    portal.browser("renshe").get("/campaigns/p08_tv/targets/contacts?week=2023-W13").shows("15,001").shows("15,002");
}

/// 不能运行脚本的浏览器：选文件、改格子、先入库其余、填报、提交、审定、核对材料都做得完。
#[test]
fn everything_works_where_no_script_runs() {
    let mut portal = Portal::new();
    portal.taken("hunan_jingshi", "第12周.csv", &P08.replace("2023-04-02", "2023-03-26"));
    let Some(chrome) = Chrome::start(&portal) else { return };
    chrome.scripts(false);
    let file = |name: &str, text: &str| {
        let path = portal.folder().join(name);
        reach::base::disk::write(&path, text.as_bytes()).unwrap();
        path.display().to_string()
    };
    chrome.sign_in("jingshi");
    // 两个文件一起选。
    let bad = P08.replace("3.2万", "三万多");
    let both = format!("{}\n{}", file("甲.csv", &bad), file("乙.csv", &P08.replace("12345", "12400")));
    chrome.type_into("input[type=file]", &both);
    assert_eq!(chrome.run("return document.querySelector('[data-names]').textContent"), "", "no script ran");
    chrome.click_text("上传并核对");
    chrome.shows("收到2个文件");
    chrome.open("/uploads/2");
    chrome.type_into("form[action$='/repair'] input[type=text]", "3.2万");
    chrome.click_text("按填写的改正并重新核对");
    chrome.shows("确认入库");
    chrome.click_text("撤下，不入库");
    chrome.open("/uploads/3");
    chrome.click_text("确认入库");
    chrome.shows("已入库");
    chrome.open("/reporting/hunan_jingshi/2023-W13/fill?channel=jingshi_douyin");
    chrome.type_into("#v0", "3.3万");
    chrome.click(".acts button.btn");
    chrome.shows("确认入库");
    chrome.click_text("确认入库");
    chrome.shows("已入库");
    chrome.click_text("提交本周报送");
    chrome.shows("已提交，等待审定");
    chrome.open("/attachments");
    chrome.type_into("#about", "首页截图");
    chrome.type_into("input[type=file]", &file("截图.pdf", "%PDF-1.7 sample"));
    chrome.click_text("存证");
    chrome.shows("材料已存证");
    chrome.click_text("退出");
    chrome.sign_in("renshe");
    chrome.open("/reporting/hunan_jingshi/2023-W13");
    chrome.click("input[name=without]");
    chrome.click_text("仍然审定");
    chrome.shows("已审定");
    chrome.open("/attachments");
    chrome.type_into("input[name=verdict]", "与实物一致");
    chrome.click_text("登记");
    chrome.shows("已登记核对结果");
    // 需要脚本的按钮不出现；别的都在：没有点了没反应的链接和按钮。
    for page in [
        "/week",
        "/campaigns/p08_tv",
        "/questions",
        "/works?campaign=p08_tv",
        "/rules",
        "/rules/sheet",
        "/texts",
        "/reports",
        "/collecting",
    ] {
        chrome.open(page);
        let dead = chrome.run(
            "return [...document.querySelectorAll('main a:not([href]),main a[href=\"#\"],main button[type=button]')].filter(e => e.getClientRects().length).map(e => e.outerHTML).join(' ')",
        );
        assert_eq!(dead, "", "{page}");
    }
    chrome.click(".more summary");
    chrome.shows("日志");
}

/// 登记签认的表单打开后仍在页面里，退回意见写得下几行。
#[test]
fn forms_in_tables_stay_on_the_page() {
    let mut portal = Portal::new();
    portal.taken("hunan_jingshi", "第13周.csv", P08);
    portal.browser("jingshi").post("/reporting/hunan_jingshi/2023-W13/hand-in", &[]);
    let Some(chrome) = Chrome::start(&portal) else { return };
    chrome.screen(1366, 768);
    chrome.sign_in("renshe");
    chrome.open("/rules");
    let right = "document.querySelectorAll('main details').forEach(d => d.open = true);\
        return Math.max(...[...document.querySelectorAll('main *')].map(e => e.getBoundingClientRect().right)) <= document.querySelector('main').getBoundingClientRect().right + 1";
    assert_eq!(chrome.run(right), true);
    chrome.open("/reporting/hunan_jingshi/2023-W13");
    let lines = chrome.run("const t = document.querySelector('#remark'); return t.clientHeight >= 60 && t.clientWidth >= 300");
    assert_eq!(lines, true);
}

/// 口径确认单在手机上一行一行往下看，不用左右滑，字不出格。
#[test]
fn the_sheet_of_rules_is_read_on_a_phone() {
    let portal = Portal::new();
    let Some(chrome) = Chrome::start(&portal) else { return };
    chrome.screen(390, 844);
    chrome.sign_in("renshe");
    chrome.open("/rules/sheet");
    let sideways = chrome.run("return [...document.querySelectorAll('main *')].filter(e => e.scrollWidth > innerWidth).length");
    assert_eq!(sideways, 0);
    let cut = chrome.run("return [...document.querySelectorAll('.sheet td')].filter(e => e.scrollHeight > e.clientHeight + 1).length");
    assert_eq!(cut, 0, "text runs out of its cell");
}
