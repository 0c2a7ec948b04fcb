//! What people write where there is no number: that it is not known, or that the work is not there. Neither is 0.

use super::text::nfkc;

const NO_NUMBER: [&str; 17] =
    ["-", "--", "---", "—", "——", "–", "/", "∕", "\\", "暂无", "无", "n/a", "null", "-1", "-1.0", "-1.00", "统计中"];
/// What may stand before a word of [`OF_NUMBERS`] or [`OF_WORKS`] so that it was not done, longest first: 暂未上线, 后台不显示.
const NOT: [&str; 22] = [
    "暂时未",
    "暂时无法",
    "暂未",
    "尚未",
    "还未",
    "仍未",
    "还没有",
    "还没",
    "后台无法",
    "后台未",
    "后台不",
    "平台未",
    "平台不",
    "暂无法",
    "暂不",
    "暂无",
    "无法",
    "没有",
    "未",
    "没",
    "不",
    "无",
];
/// The same of what is still to come.
const YET: [&str; 3] = ["等待", "待", "正在"];
/// What is done with numbers.
const OF_NUMBERS: [&str; 14] =
    ["统计", "显示", "更新", "查看", "查询", "查到", "获取", "提供", "采集", "公布", "反馈", "报送", "出数", "数据"];
/// What is done with works.
const OF_WORKS: [&str; 16] =
    ["上线", "发布", "播出", "播", "推送", "刊发", "刊登", "转发", "转载", "转", "上传", "投放", "分发", "发出", "发", "审核"];

/// Whether a folded text says that there is no number, of whatever reason: --, 未统计, 待更新, 后台不显示.
pub(super) fn says_none(s: &str) -> bool {
    let undone = |s: &str| {
        let said = NOT.iter().chain(&YET).find_map(|w| s.strip_prefix(w)).map(|rest| rest.strip_suffix("数据").unwrap_or(rest));
        said.is_some_and(|rest| rest.is_empty() && s.ends_with("数据") || OF_NUMBERS.contains(&rest))
    };
    NO_NUMBER.contains(&s)
        || not_done(s)
        || undone(s)
        || s.strip_suffix('中').is_some_and(|s| OF_NUMBERS.contains(&s.trim_start_matches("数据")))
}

/// Whether a folded text says that a work is not there yet: 未转发, 待上线, 审核中.
fn not_done(s: &str) -> bool {
    let said = NOT.iter().chain(&YET).find_map(|w| s.strip_prefix(w));
    said.is_some_and(|rest| OF_WORKS.contains(&rest)) || matches!(s, "审核中" | "正在审核中" | "平台审核中")
}

/// Whether a text where a number should stand says that the work is not there (yet), rather than that its number is not known: 未转发, 待上线.
pub fn says_absent(text: &str) -> bool {
    // Nearly every such cell is a number.
    if text.is_ascii() || text.len() > 60 {
        return false;
    }
    let folded: String = nfkc(text).to_lowercase().chars().filter(|c| !c.is_whitespace()).collect();
    folded.chars().count() <= 8 && not_done(&folded)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_work_that_is_not_there_is_told_from_a_number_that_is_not_known() {
        for text in ["未转发", "未上传", "待上线", "暂未发布", "尚未推送", "未播", "审核中", "待审核"] {
            assert!(says_absent(text), "{text}");
        }
        for text in ["未统计", "待更新", "后台不显示", "无法查看", "暂无", "--", "", "0", "已转发"] {
            assert!(!says_absent(text), "{text}");
        }
    }
}
