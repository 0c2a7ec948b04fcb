//! Who may see and do what: every route, every role, a thing of p08 (人社厅, 湖南经视) and a thing of p12 (应急厅, 合作媒体).
//! A route without a row here fails.

use super::world::{P08, P12, Portal};
use reach::web::routes;
use std::collections::BTreeSet;

/// Letters of roles: A 管理员, R 人社厅, Y 应急厅, S 省社保中心, J 湖南经视, V 合作媒体, L 领导, E 专家 of p08; `-` nobody signed in.
const ROLES: [(char, &str); 8] =
    [('A', "admin"), ('R', "renshe"), ('Y', "yingji"), ('S', "shebao"), ('J', "jingshi"), ('V', "video"), ('L', "leader"), ('E', "expert")];

/// Method, path, who gets through to p08's thing, who to p12's.
const MATRIX: &[(&str, &str, &str, &str)] = &[
    ("GET", "/assets/{name}", "-ARYSJVLE", "-ARYSJVLE"),
    ("GET", "/login", "-ARYSJVLE", "-ARYSJVLE"),
    ("POST", "/login", "-ARYSJVLE", "-ARYSJVLE"),
    ("POST", "/logout", "ARYSJVLE", "ARYSJVLE"),
    ("GET", "/password", "ARYSJVLE", "ARYSJVLE"),
    ("POST", "/password", "ARYSJVLE", "ARYSJVLE"),
    // A secret that is not known opens nothing for anybody.
    ("GET", "/start/{secret}", "", ""),
    ("POST", "/start/{secret}", "", ""),
    ("GET", "/s/{secret}", "", ""),
    ("GET", "/s/{secret}/{file}", "", ""),
    ("GET", "/again", "ARYSJVLE", "ARYSJVLE"),
    ("GET", "/", "ARYSJVLE", "ARYSJVLE"),
    ("GET", "/week", "ARYSL", "ARYSL"),
    ("GET", "/campaigns/{campaign}", "ARSJLE", "ARYSVL"),
    ("GET", "/campaigns/{campaign}/targets/{target}", "ARSJLE", "ARYSVL"),
    ("POST", "/campaigns/{campaign}/log", "AR", "ARY"),
    ("POST", "/campaigns/{campaign}/log/{entry}/withdraw", "AR", "ARY"),
    ("POST", "/campaigns/{campaign}/marks", "AR", "ARY"),
    ("GET", "/campaigns/{campaign}/correct", "AR", "ARY"),
    ("GET", "/campaigns/{campaign}/correct/{placement}/{metric}/{day}", "AR", "ARY"),
    ("POST", "/campaigns/{campaign}/correct/{placement}/{metric}/{day}", "AR", "ARY"),
    ("POST", "/campaigns/{campaign}/correct/{placement}/{metric}/{day}/withdraw", "AR", "ARY"),
    ("GET", "/sources/{import}/{file}/{sheet}/{row}", "ARSJLE", "ARYSVL"),
    ("GET", "/accept", "ARYSJVLE", "ARYSJVLE"),
    ("GET", "/accept/{campaign}", "ARSJLE", "ARYSVL"),
    ("GET", "/reporting", "ARYSJV", "ARYSJV"),
    ("GET", "/reporting/{partner}", "ARSJ", "ARYSV"),
    ("GET", "/reporting/{partner}/template/{form}", "ARSJ", "ARYSV"),
    ("GET", "/reporting/{partner}/{week}", "ARSJ", "ARYSV"),
    ("POST", "/reporting/{partner}/{week}/files", "ARJ", "ARYV"),
    ("POST", "/reporting/{partner}/{week}/hand-in", "ARJ", "ARYV"),
    ("POST", "/reporting/{partner}/{week}/settle", "AR", "ARY"),
    ("GET", "/reporting/{partner}/{week}/fill", "ARJ", "ARYV"),
    ("POST", "/reporting/{partner}/{week}/fill", "ARJ", "ARYV"),
    ("GET", "/uploads/{upload}", "ARSJ", "ARYSV"),
    ("GET", "/uploads/{upload}/annotated", "ARSJ", "ARYSV"),
    ("GET", "/uploads/{upload}/original", "ARSJ", "ARYSV"),
    ("POST", "/uploads/{upload}/say", "ARJ", "ARYV"),
    ("POST", "/uploads/{upload}/repair", "ARJ", "ARYV"),
    ("POST", "/uploads/{upload}/belongs", "ARJ", "ARYV"),
    ("GET", "/uploads/{upload}/belongs/{channel}", "ARJ", "ARYV"),
    ("POST", "/uploads/{upload}/belongs/{channel}", "ARJ", "ARYV"),
    ("POST", "/uploads/{upload}/columns", "ARJ", "ARYV"),
    ("POST", "/uploads/{upload}/take", "ARJ", "ARYV"),
    ("POST", "/uploads/{upload}/withdraw", "ARJ", "ARYV"),
    ("POST", "/uploads/{upload}/undo", "ARJ", "ARYV"),
    ("GET", "/attachments", "ARYSJVLE", "ARYSJVLE"),
    ("POST", "/attachments", "ARYJV", "ARYJV"),
    ("GET", "/attachments/{attachment}", "ARSJLE", "ARYSVL"),
    ("POST", "/attachments/{attachment}/check", "AR", "ARY"),
    // Partners see there what is asked about their channels; see `a_partner_says_something_about_its_own_questions`.
    ("GET", "/questions", "ARYSJV", "ARYSJV"),
    ("POST", "/questions", "ARY", "ARY"),
    ("POST", "/questions/{question}/comment", "ARYJV", "ARYJV"),
    // Without a choice nothing is looked up; whose question it is, is asked in `a_question_is_answered_by_those_who_settle_its_campaign`.
    ("POST", "/questions/{question}", "ARY", "ARY"),
    // Whose answer it is, is asked once a reason is given; see `an_answer_is_taken_back_with_a_reason`.
    ("POST", "/questions/answers/{answer}/withdraw", "ARY", "ARY"),
    ("GET", "/rules", "ARYSL", "ARYSL"),
    ("GET", "/rules/sheet", "ARYSL", "ARYSL"),
    ("POST", "/rules/{rule}", "AR", "AR"),
    ("POST", "/rules/{rule}/withdraw", "AR", "AR"),
    ("GET", "/works", "ARYS", "ARYS"),
    ("GET", "/reports", "ARYSL", "ARYSL"),
    ("POST", "/reports", "AR", "AR"),
    // The row above has made one. A report speaks of all campaigns.
    ("POST", "/reports/{week}/share", "AR", "AR"),
    ("POST", "/links/{link}/close", "AR", "AR"),
    ("GET", "/reports/{week}/{file}", "ARSL", "ARSL"),
    ("GET", "/texts", "ARYS", "ARYS"),
    ("GET", "/collecting", "ARYS", "ARYS"),
    ("POST", "/collecting/{collector}/{channel}/dry", "AR", "ARY"),
    ("GET", "/definitions", "ARYS", "ARYS"),
    // Everybody sees of the journal what concerns their campaigns; see `the_journal_tells_sentences_and_is_sifted`.
    ("GET", "/journal", "ARYS", "ARYS"),
    ("GET", "/people", "A", "A"),
    ("POST", "/people", "A", "A"),
    ("POST", "/people/{person}", "A", "A"),
    ("POST", "/tokens", "A", "A"),
    ("POST", "/tokens/{token}/close", "A", "A"),
    ("GET", "/metrics", "ARYS", "ARYS"),
    ("GET", "/api/v1/openapi.json", "-ARYSJVLE", "-ARYSJVLE"),
    ("GET", "/api/v1/programme", "ARYSJVLE", "ARYSJVLE"),
    ("GET", "/api/v1/campaigns", "ARYSJVLE", "ARYSJVLE"),
    ("GET", "/api/v1/campaigns/{campaign}", "ARSJLE", "ARYSVL"),
    ("GET", "/api/v1/campaigns/{campaign}/works", "ARSJLE", "ARYSVL"),
    ("GET", "/api/v1/campaigns/{campaign}/observations", "ARSJLE", "ARYSVL"),
    ("GET", "/api/v1/runs", "ARYSJVLE", "ARYSJVLE"),
    ("GET", "/api/v1/submissions", "ARYSJVLE", "ARYSJVLE"),
    // Sending asks for a token that may send; a browser's session is none.
    ("POST", "/api/v1/uploads", "", ""),
];

#[test]
fn every_route_has_a_row() {
    let there: BTreeSet<(String, &str)> = routes().iter().map(|r| (r.method.to_string(), r.path)).collect();
    let rows: BTreeSet<(String, &str)> = MATRIX.iter().map(|r| (r.0.to_owned(), r.1)).collect();
    assert_eq!(there, rows);
    assert_eq!(rows.len(), MATRIX.len(), "a route has two rows");
}

#[test]
fn nobody_gets_through_to_what_is_not_theirs() {
    let mut portal = Portal::new();
    let mine = Things {
        campaign: "p08_tv",
        channel: "mango_tv",
        collector: "mgtv_episodes",
        partner: "hunan_jingshi",
        import: portal.taken("hunan_jingshi", "经视.csv", P08),
        upload: portal.waiting("hunan_jingshi", "经视2.csv", &P08.replace("12345", "12346")),
        attachment: portal.attached("hunan_jingshi"),
        placement: placement(&portal, "p08_tv"),
    };
    let other = Things {
        campaign: "p12_short_video",
        channel: "partner_douyin",
        collector: "douyin_video",
        partner: "partner_video",
        import: portal.taken("partner_video", "短视频.csv", P12),
        upload: portal.waiting("partner_video", "短视频2.csv", &P12.replace("8888", "8889")),
        attachment: portal.attached("partner_video"),
        placement: placement(&portal, "p12_short_video"),
    };
    let mut wrong = Vec::new();
    let mut asked = 0;
    for (method, path, to_mine, to_other) in MATRIX {
        for (things, allowed) in [(&mine, to_mine), (&other, to_other)] {
            let address = things.fill(path);
            for (letter, login) in std::iter::once(('-', "")).chain(ROLES) {
                let mut browser =
                    if login.is_empty() { crate::support::browser::Browser::new(portal.running.address) } else { portal.browser(login) };
                if login.is_empty() {
                    browser.get("/login");
                }
                let answer = if *method == "GET" { browser.get(&address) } else { browser.post(&address, &[]) };
                asked += 1;
                let away = answer.header("location").starts_with("/login?next=");
                let through = !matches!(answer.status, 401 | 403 | 404) && !away;
                if through != allowed.contains(letter) {
                    wrong.push(format!("{method} {address} {letter}: {} {}", answer.status, answer.header("location")));
                }
                assert!(answer.status < 500, "{method} {address} {letter}: {}", answer.body);
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {asked} answers are wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// Ids of one side.
struct Things {
    campaign: &'static str,
    channel: &'static str,
    collector: &'static str,
    partner: &'static str,
    import: i64,
    upload: i64,
    attachment: i64,
    placement: i64,
}

/// A work of a campaign.
fn placement(portal: &Portal, campaign: &str) -> i64 {
    portal.app.works_named(&reach::base::id::CampaignId::new(campaign), "第1期").unwrap()[0].0.0
}

impl Things {
    fn fill(&self, path: &str) -> String {
        path.replace("{campaign}", self.campaign)
            .replace("{channel}", self.channel)
            .replace("{collector}", self.collector)
            .replace("{partner}", self.partner)
            .replace("{import}", &self.import.to_string())
            .replace("{upload}", &self.upload.to_string())
            .replace("{attachment}", &self.attachment.to_string())
            .replace("{answer}", "1")
            .replace("{placement}", &self.placement.to_string())
            .replace("{metric}", "plays")
            .replace("{day}", "2023-04-02")
            .replace("{target}", "contacts")
            .replace("{week}", "2023-W13")
            .replace("{form}", "csv")
            .replace("{name}", "portal.css")
            .replace("{secret}", &"0".repeat(64))
            .replace("{sheet}", "0")
            .replace("{row}", "2")
            .replace("{rule}", "CR-01")
            .replace("{question}", "fall-00000000")
            .replace("{person}", "1")
            .replace("{token}", "999")
            .replace("{entry}", "1")
            .replace("{link}", &"0".repeat(64))
            .replace("/{file}", if path.starts_with("/sources") { "/0" } else { "/index.html" })
    }
}
