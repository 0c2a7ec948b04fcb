//! A real browser, where one is installed: a partner's first upload with a mistake to repair, staff's Monday morning, a leader's phone, an
//! expert. What must hold on every page, `chrome` sees to.

use super::chrome::Chrome;
use super::world::{P08, Portal};

#[test]
fn a_partner_uploads_repairs_and_hands_in() {
    let portal = Portal::new();
    let Some(chrome) = Chrome::start(&portal) else { return };
    let file = |name: &str, text: &str| {
        let path = portal.folder().join(name);
        reach::base::disk::write(&path, text.as_bytes()).unwrap();
        path.display().to_string()
    };
    chrome.sign_in("jingshi");
    chrome.shows("湖南经视").shows("应于4月3日12:00");
    chrome.type_into("input[type=file]", &file("第13周.csv", &P08.replace("3.2万", "三万多")));
    chrome.click_text("上传并核对");
    chrome.shows("要改的地方").shows("三万多").shows("先入库其余各行");
    chrome.click_text("撤下，不入库");
    chrome.type_into("input[type=file]", &file("第13周再.csv", &P08.replace("3.2万", "三万多")));
    chrome.click_text("上传并核对");
    chrome.type_into("form[action$='/repair'] input[type=text]", "3.2万");
    chrome.click_text("按填写的改正并重新核对");
    chrome.shows("确认入库").shows("入库后的变化");
    let mended = chrome.run("return location.pathname");
    // The file that was mended leads to the mended one, by a link that is seen inside its sentence.
    chrome.open("/uploads/2");
    chrome.shows("改正后的一份");
    assert_eq!(chrome.run("return getComputedStyle(document.querySelector('.told a')).textDecorationLine"), "underline");
    chrome.open(mended.as_str().unwrap());
    chrome.click_text("确认入库");
    chrome.shows("已入库");
    chrome.click_text("提交本周报送");
    chrome.shows("已提交，等待审定");
    chrome.screen(375, 812);
    chrome.open("/reporting/hunan_jingshi");
    chrome.open("/reporting/hunan_jingshi/2023-W13/fill?channel=mango_tv");
    chrome.open("/attachments");
    chrome.open("/accept/p08_tv");
}

#[test]
fn staff_go_through_their_monday_morning() {
    let mut portal = Portal::new();
    portal.taken("hunan_jingshi", "第13周.csv", P08);
    let Some(chrome) = Chrome::start(&portal) else { return };
    chrome.sign_in("renshe");
    chrome.shows("2023年第13周").shows("未报").shows("湖南经视");
    chrome.click("a[href='/campaigns/p08_tv/targets/contacts?week=2023-W13']");
    chrome.shows("依据的读数").shows("第13周.csv 第2行");
    chrome.click_text("第13周.csv 第2行");
    chrome.shows("第1期 高处作业系好安全带").shows("SHA-256");
    // All seven campaigns on one screen.
    chrome.screen(1366, 768);
    chrome.open("/week");
    let rows = chrome
        .run("const r = [...document.querySelectorAll('table.mid tbody tr')]; return [r.length, r.at(-1).getBoundingClientRect().bottom]");
    assert_eq!(rows[0], 7);
    assert!(rows[1].as_f64().is_some_and(|bottom| bottom < 768.0), "{rows}");
    for width in [1366, 375] {
        chrome.screen(width, 768);
        for path in [
            "/week",
            "/campaigns/p08_tv",
            "/reporting",
            "/reporting/partner_video/2023-W13",
            "/questions",
            "/works?campaign=p08_tv",
            "/rules",
            "/rules/sheet",
            "/texts",
            "/reports",
            "/collecting",
            "/definitions",
            "/journal",
            "/attachments",
            "/sources/1/0/0/2",
            "/no-such-page",
        ] {
            chrome.open(path);
        }
    }
    chrome.screen(1366, 768);
    // Fields that are chosen by stand side by side, each under its label, all on one line.
    for page in ["/journal", "/journal?of=actions"] {
        chrome.open(page);
        for what in ["label", "select,.sift input:not([type=hidden]),.sift button"] {
            let script = format!(
                "return [...document.querySelectorAll('.sift {what}')].map(e=>e.getBoundingClientRect()).map(r=>Math.round(r.top)+'-'+Math.round(r.bottom)).filter((x,i,all)=>all.indexOf(x)===i).join(' ')"
            );
            let lines = chrome.run(&script);
            assert_eq!(lines.as_str().unwrap().split(' ').count(), 1, "{page}: {what} stand at {lines}");
        }
    }
    // On paper the columns of words keep room for words.
    chrome.on_paper(true);
    for page in ["/campaigns/p14_cri", "/accept/p08_tv"] {
        chrome.open(page);
        let narrow =
            chrome.run("return Math.min(...[...document.querySelectorAll('.targets .what')].map(e => e.getBoundingClientRect().width))");
        assert!(narrow.as_f64().is_some_and(|w| w > 90.0), "{page}: {narrow}");
    }
    chrome.on_paper(false);
    // 打印一周的总览：折叠的部分展开，印完还原。
    chrome.open("/week");
    chrome.on_paper(true);
    let seen =
        "return [...document.querySelectorAll('details[data-paper]')].map(d => d.open && d.getBoundingClientRect().height > 40).join()";
    for (event, open) in [("beforeprint", true), ("afterprint", false)] {
        chrome.run(&format!("window.dispatchEvent(new Event('{event}'))"));
        let folds = chrome.run(seen);
        assert!(folds.as_str().is_some_and(|f| f.split(',').all(|one| one == open.to_string())), "{event}: {folds}");
    }
    chrome.on_paper(false);
    chrome.open("/reports");
    chrome.click_text("生成周报");
    chrome.shows("周报已生成");
}

#[test]
fn a_leader_reads_on_a_phone_and_an_expert_on_a_desk() {
    let mut portal = Portal::new();
    portal.taken("hunan_jingshi", "第13周.csv", P08);
    let Some(chrome) = Chrome::start(&portal) else { return };
    chrome.screen(375, 812);
    chrome.sign_in("leader");
    chrome.shows("2023年第13周").shows("电视媒体");
    // On the phone, too, a campaign is named with its number.
    let numbers = chrome.run(
        "return [...document.querySelectorAll('table.mid td.no')].filter(e => e.getBoundingClientRect().height > 0).map(e => Number(e.innerText)).sort((a, b) => a - b).join(' ')",
    );
    assert_eq!(numbers, "8 9 10 11 12 13 14");
    chrome.click_text("电视媒体");
    chrome.shows("累计传播量");
    chrome.open("/reports");
    chrome.click_text("退出");
    chrome.screen(1366, 768);
    chrome.sign_in("expert");
    chrome.shows("“工伤预防在行动”");
    chrome.click("a[href^='/accept/']");
    chrome.open("/accept/p08_tv");
    chrome.shows("验收核对表").shows("计数口径");
    chrome.click_text("查看");
    chrome.shows("依据的读数");
}
