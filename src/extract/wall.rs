//! Answers that ask for a login or a captcha although no collector describes them. Looked at only where nothing else could be read.

use scraper::{Html, Selector};

/// Words that a short answer of an interface uses when it wants a login or a captcha.
const IN_JSON: [&str; 9] = ["请登录", "请先登录", "未登录", "需要登录", "验证码", "安全验证", "captcha", "need login", "not login"];
/// Words in the title of a page that is only there for a login or a captcha.
const IN_TITLE: [&str; 7] = ["登录", "登陆", "验证码", "安全验证", "访问验证", "captcha", "sign in"];

/// What the answer wants, in the words of the advice; `None`: nothing that is known.
pub(super) fn wanted(text: &str, is_json: bool) -> Option<String> {
    let advice = |what: &str| Some(format!("{what}；不绕过登录和验证，请改由合作媒体报送"));
    if is_json {
        let lower = text.to_lowercase();
        return IN_JSON.iter().any(|w| lower.contains(w)).then(|| advice("接口要求登录或验证")).flatten();
    }
    let page = Html::parse_document(text);
    let select = |s: &str| Selector::parse(s).ok();
    if select("input[type=password]").is_some_and(|s| page.select(&s).next().is_some()) {
        return advice("返回的是登录页");
    }
    let titles: String = select("title, h1").map(|s| page.select(&s).flat_map(|e| e.text()).collect()).unwrap_or_default();
    let titles = titles.to_lowercase();
    IN_TITLE.iter().any(|w| titles.contains(w)).then(|| advice("返回的是登录或验证页")).flatten()
}
