//! Small closed lists of words: totals, notes, samples, states, kinds of works, lengths.

use super::cell::Cell;
use super::saying::{self, Label};
use crate::base::text::{fold, nfkc};
use crate::model::channel::WorkKind;
use crate::model::draft::{PresenceState, Visibility};

const NOTE: [&str; 24] = [
    "注:",
    "注1",
    "注释",
    "备注:",
    "说明:",
    "说明",
    "数据来源",
    "填表",
    "制表",
    "审核人",
    "审核:",
    "填报",
    "联系",
    "统计口径",
    "统计人",
    "负责人",
    "单位负责",
    "经办",
    "*注",
    "※",
    "以上",
    "以下为",
    "以下是",
    "以下均",
];

/// What may stand before the word of a total, as in 西瓜视频合计. Longer texts are titles. Unit: characters.
const BEFORE_TOTAL_MAX: usize = 8;

/// Labels of the lines below a table that say who answers for it.
const SIGNED: [&str; 36] = [
    "制表",
    "制表人",
    "制表单位",
    "制表日期",
    "填表",
    "填表人",
    "填表单位",
    "填表日期",
    "填报",
    "填报人",
    "填报单位",
    "填报日期",
    "审核",
    "审核人",
    "审批",
    "审批人",
    "复核",
    "复核人",
    "核对人",
    "联系人",
    "联系电话",
    "联系方式",
    "电话",
    "手机",
    "手机号",
    "手机号码",
    "经办",
    "经办人",
    "负责人",
    "单位负责人",
    "统计人",
    "校对人",
    "报送人",
    "报送单位",
    "传真",
    "邮箱",
];

/// What a cell says if it is the label of a total row or of one that compares: 合计, 总 计, 合计（12条）, 本周小计, 西瓜视频合计, 环比.
pub(super) fn total(cell: Cell<'_>) -> Option<Label> {
    let Cell::Text(text) = cell else { return None };
    if text.len() > 60 {
        return None;
    }
    match saying::label(text, None) {
        Some(Label::Other) => return None,
        None if text.contains(['计', '累']) => {}
        known => return known,
    }
    let folded = fold(text);
    let head = folded.trim_end_matches([':', '*']);
    let sums = ["合计", "小计", "总计", "共计"];
    let begins = |w: &&str| head.strip_prefix(w).is_some_and(|rest| rest.starts_with(['(', ':', '/']));
    let short = |rest: &str| rest.chars().count() <= BEFORE_TOTAL_MAX;
    if sums.iter().chain(&["累计"]).any(begins) {
        return Some(if head.starts_with("小计") { Label::Subtotal } else { Label::Sum });
    }
    let of = sums.iter().find(|w| head.strip_suffix(**w).is_some_and(short))?;
    Some(if *of == "小计" { Label::Subtotal } else { Label::SumOfSome })
}

/// Whether a cell is the label of a total row, or of one that compares.
pub(super) fn is_total(cell: Cell<'_>) -> bool {
    total(cell).is_some()
}

/// Whether a cell says who made or checked the table, or how to reach them: 制表人：李四, 审核人, 联系电话.
pub(super) fn is_signature(cell: Cell) -> bool {
    let Cell::Text(text) = cell else { return false };
    let first = |c: char| !c.is_alphanumeric() || "制填审复核联电手经负统校报单传邮盖签公领主分".contains(c);
    if text.len() > 90 || !text.trim_start().starts_with(first) {
        return false;
    }
    let folded = fold(text);
    let label = folded.split_once(':').map_or(folded.as_str(), |(label, _)| label);
    let sealed = || {
        let end = label.trim_matches(['(', ')', '[', ']', '【', '】']);
        end.chars().count() <= 12 && ["盖章", "盖章处", "公章", "签章", "签字", "签名"].iter().any(|w| end.ends_with(w))
    };
    SIGNED.contains(&label) || sealed()
}

/// Whether a title speaks of several accounts together: （两账号合计）.
pub(super) fn is_of_accounts(text: &str) -> bool {
    let folded = fold(text);
    let joined = ["矩阵", "账号合计", "账号总", "账号之和"].iter().any(|w| folded.contains(w));
    let counted = ["两", "二", "三", "四", "多", "各", "2", "3", "4", "所有", "全部"]
        .iter()
        .any(|n| ["账号", "号合", "个号", "个账号"].iter().any(|w| folded.contains(&format!("{n}{w}"))));
    joined || counted
}

/// Whether a row that holds this cell alone is a remark.
pub(super) fn is_note(text: &str) -> bool {
    let folded = fold(text);
    NOTE.iter().any(|w| folded.starts_with(w))
}

/// Whether a name or title calls its file a sample.
pub(super) fn is_sample(text: &str) -> bool {
    let folded = fold(text);
    ["样例", "示例", "样表", "sample"].iter().any(|w| folded.contains(w))
}

/// 审核状态.
pub(super) fn visibility(text: &str) -> Option<Visibility> {
    let t = fold(text);
    let has = |words: &[&str]| words.iter().any(|w| t.contains(w));
    if has(&["删除", "下架", "下线"]) {
        Some(Visibility::Deleted)
    } else if has(&[
        "私密",
        "仅自己",
        "自己可见",
        "审核中",
        "待审核",
        "未通过",
        "不通过",
        "好友可见",
        "不公开",
        "未公开",
        "未发布",
        "隐藏",
        "违规",
        "限制",
    ]) {
        Some(Visibility::Private)
    } else if has(&["公开", "通过", "已发布", "正常", "已上线", "发布成功", "在线"]) || matches!(t.as_str(), "是" | "√" | "✓")
    {
        Some(Visibility::Public)
    } else {
        None
    }
}

/// Whether a state says that a work is still being made or waits to be published: 制作中, 待上线, 否.
pub(super) fn is_unpublished(text: &str) -> bool {
    let t = fold(text);
    let making = ["策划", "拍摄", "剪辑", "制作", "后期", "脚本", "撰写", "筹备", "排期", "配音"];
    let step = t.trim_end_matches("中").trim_end_matches("正在").trim_start_matches("正在");
    let waits = ["待", "未", "尚未", "暂未", "还未", "没有", "等待", "准备", "计划"].iter().find_map(|w| t.strip_prefix(w));
    let ends = ["发布", "发", "上线", "推送", "制作", "拍摄", "剪辑", "刊发", "播出", "完成"];
    matches!(t.as_str(), "否" | "×" | "x" | "✗" | "未" | "待定" | "在制" | "预告")
        || making.contains(&step)
        || (!awaits_review(text) && waits.is_some_and(|rest| ends.contains(&rest)))
}

/// Whether a state says that the platform has not let a work out yet: 审核中, 待审核, 未发布. One that has numbers was seen before.
pub(super) fn awaits_review(text: &str) -> bool {
    matches!(fold(text).as_str(), "审核中" | "待审核" | "待审" | "审核" | "未审核" | "正在审核" | "平台审核中" | "未发布")
}

/// 状态 of 展示记录.
pub(super) fn presence(text: &str) -> Option<PresenceState> {
    let t = fold(text);
    let has = |words: &[&str]| words.iter().any(|w| t.contains(w));
    if has(&["未查", "未核", "未检查", "打不开", "无法"]) {
        Some(PresenceState::Unchecked)
    } else if matches!(t.as_str(), "无" | "否" | "×" | "x")
        || has(&["未展示", "未见", "不在", "没有", "撤下", "中断", "下线", "未在", "不可见", "未显示"])
    {
        Some(PresenceState::NotShown)
    } else if has(&["证明", "出具"]) {
        Some(PresenceState::Certified)
    } else if matches!(t.as_str(), "有" | "是" | "√" | "✓")
        || has(&["展示", "在展", "可见", "见到", "看到", "已见", "正常", "在线", "显示"])
    {
        Some(PresenceState::Shown)
    } else {
        None
    }
}

/// Whether a state says that a display came to its end: 已下线, 已撤下, 已到期.
pub(super) fn ended(text: &str) -> bool {
    let t = fold(text);
    let t = t.strip_prefix('已').unwrap_or(&t);
    ["下线", "撤下", "撤", "下架", "到期", "到期下线", "期满", "期满下线", "结束", "完成", "展示结束", "展示完毕", "展示完成"].contains(&t)
}

/// 计划/实播: whether it was aired.
pub(super) fn aired(text: &str) -> Option<bool> {
    let t = fold(text);
    let has = |words: &[&str]| words.iter().any(|w| t.contains(w));
    if has(&["未播", "停播", "漏播", "没播", "没有播", "取消", "计划播出"]) {
        Some(false)
    } else if has(&["实播", "已播", "播出", "实际", "补播"]) {
        Some(true)
    } else if has(&["计划", "排期"]) {
        Some(false)
    } else {
        None
    }
}

/// Whether a work is there, in the column of a channel: 已播出, 已刊发, √, 未播.
pub(super) fn published(text: &str) -> Option<bool> {
    let t = fold(text);
    let done = ["已播", "已刊", "已发", "已登", "已上线"].iter().any(|w| t.starts_with(w)) && t.chars().count() <= 5;
    let not = ["未播", "未刊", "未发", "待播", "待刊", "待发"].iter().any(|w| t.contains(w));
    if not || matches!(t.as_str(), "×" | "x" | "✗" | "否" | "无") {
        Some(false)
    } else {
        (done || matches!(t.as_str(), "√" | "✓" | "✔" | "是" | "有")).then_some(true)
    }
}

/// A tick or a cross in a list of broadcasts: whether it was. Nothing written is no.
pub(super) fn ticked(text: &str) -> Option<bool> {
    let t = fold(text);
    if ["", "×", "x", "✗", "✘", "否", "-", "—", "/", "无", "未"].contains(&t.as_str()) {
        return Some(false);
    }
    if ["√", "✓", "✔", "是", "已", "有"].contains(&t.as_str()) { Some(true) } else { aired(text) }
}

/// 体裁 or 成果类型: what a work is.
pub(super) fn work_kind(text: &str) -> Option<WorkKind> {
    let t = fold(text);
    let has = |words: &[&str]| words.iter().any(|w| t.contains(w));
    if has(&["音频"]) {
        Some(WorkKind::Audio)
    } else if has(&["封面"]) {
        Some(WorkKind::Cover)
    } else if has(&["电视节目", "节目"]) {
        Some(WorkKind::Programme)
    } else if has(&["视频"]) {
        Some(WorkKind::Video)
    } else if has(&["版面", "头版", "封底", "内页", "专版"]) {
        Some(WorkKind::Page)
    } else if has(&["推文", "图文", "公众号", "微博"]) {
        Some(WorkKind::Post)
    } else if has(&["稿", "文章", "新闻", "报道"]) {
        Some(WorkKind::Article)
    } else if has(&["海报", "长图", "表情包", "防护包", "征文", "h5"]) {
        Some(WorkKind::Other)
    } else {
        None
    }
}

/// 时长 in seconds: 150, 150秒, 2:30, 0:02:30, 2分30秒, 2′30″, a time cell. `None`: not a length.
pub(super) fn duration(cell: Cell<'_>) -> Option<u32> {
    let text = match cell {
        Cell::Span(s) => return Some(s),
        Cell::Text(t) | Cell::Number(t) => t,
        _ => return None,
    };
    if text.len() <= 6 && text.bytes().all(|b| b.is_ascii_digit()) {
        return text.parse().ok();
    }
    // NFKC takes a double prime apart.
    let t: String = nfkc(text).replace("′′", "″").chars().filter(|c| !c.is_whitespace()).collect();
    let whole = |s: &str| if s.is_empty() || s.len() > 6 { None } else { s.parse::<u32>().ok() };
    if let Some(n) = whole(t.trim_end_matches(['秒', 's', '″', '"'])) {
        return Some(n);
    }
    if let Some((n, rest)) = t.split_once('.') {
        // Platforms write 14.73秒; parts of a second are of no use here.
        let rest = rest.trim_end_matches(['秒', 's']);
        return if rest.bytes().all(|b| b.is_ascii_digit()) { whole(n) } else { None };
    }
    if t.contains(':') {
        let parts: Option<Vec<u32>> = t.split(':').map(whole).collect();
        return match parts?.as_slice() {
            [m, s] if *s < 60 => Some(m * 60 + s),
            [h, m, s] if *m < 60 && *s < 60 => Some(h * 3600 + m * 60 + s),
            _ => None,
        };
    }
    let (mut total, mut digits) = (0_u32, String::new());
    for c in t.replace("分钟", "分").replace("小时", "时").chars() {
        let unit = match c {
            '0'..='9' => {
                digits.push(c);
                continue;
            }
            '时' => 3600,
            '分' | '′' | '\'' => 60,
            '秒' | '″' | '"' => 1,
            _ => return None,
        };
        total = total.checked_add(whole(&digits)?.checked_mul(unit)?)?;
        digits.clear();
    }
    if !digits.is_empty() {
        total = total.checked_add(whole(&digits)?)?;
    }
    Some(total)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_of_total_rows() {
        for (text, expected) in [
            ("合计", true),
            ("合 计", true),
            ("总　计", true),
            ("小计：", true),
            ("合计（12条）", true),
            ("合计12条", true),
            ("累计", true),
            ("累计工伤三万件背后的故事", false),
            ("合计工伤保险基金支出", false),
            ("总计划发布会", false),
            ("本周小计", true),
            ("9月合计", true),
            ("本月累计", true),
            ("抖音合计", true),
            ("以上合计", true),
            ("累计播放量合计", true),
            ("总播放量", true),
            ("环比增长", true),
            ("上周", true),
            ("工伤认定要走哪几步，一共计几天", false),
            ("企业安全生产月", false),
            ("工伤保险的累计", false),
            ("第3期 班前会怎么开才有质量", false),
        ] {
            assert_eq!(is_total(Cell::Text(text)), expected, "{text}");
        }
    }

    #[test]
    fn sums_of_nobody_knows_which_rows_are_not_compared() {
        for (text, expected) in [
            ("合计", Label::Sum),
            ("以上合计", Label::Sum),
            ("合计：216万（不含转发）", Label::Sum),
            ("本周小计", Label::Subtotal),
            ("8月小计：", Label::Subtotal),
            ("9月合计", Label::SumOfSome),
            ("西瓜视频合计", Label::SumOfSome),
            ("本月累计", Label::SumOfSome),
            ("平均", Label::Compared),
            ("环比增长", Label::Compared),
        ] {
            assert_eq!(total(Cell::Text(text)), Some(expected), "{text}");
        }
    }

    #[test]
    fn lengths_as_written() {
        for (text, expected) in [
            ("150", Some(150)),
            ("150秒", Some(150)),
            ("2:30", Some(150)),
            ("0:02:30", Some(150)),
            ("02:30", Some(150)),
            ("2分30秒", Some(150)),
            ("2分钟", Some(120)),
            ("1小时2分", Some(3720)),
            ("2′30″", Some(150)),
            ("14.73秒", Some(14)),
            ("２分３０秒", Some(150)),
            ("约3分钟", None),
            ("2:75", None),
            ("三分钟", None),
        ] {
            assert_eq!(duration(Cell::Text(text)), expected, "{text}");
        }
    }

    #[test]
    fn states_as_written() {
        assert_eq!(visibility("公开"), Some(Visibility::Public));
        assert_eq!(visibility("仅自己可见"), Some(Visibility::Private));
        assert_eq!(visibility("审核未通过"), Some(Visibility::Private));
        assert_eq!(visibility("已删除"), Some(Visibility::Deleted));
        assert_eq!(visibility("？"), None);
        assert_eq!((aired("计划"), aired("实播"), aired("已播")), (Some(false), Some(true), Some(true)));
        assert_eq!((aired("未播"), aired("停播"), aired("未播出"), aired("？")), (Some(false), Some(false), Some(false), None));
    }
}
