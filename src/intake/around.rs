//! What may stand around a channel's name in a title row, the name of a sheet or of a file without making it somebody else's.
//!
//! 抖音 alone means one channel of a campaign; 潇湘抖音 is an account that nobody registered. 湖南经视周报 is about 湖南经视; 湖南经视微博 is not.

/// Words that say nothing of whose numbers these are. One that holds another stands before it.
const NEUTRAL: [&str; 120] = [
    "湖南省",
    "湖南",
    "全省",
    "省级",
    "人社厅",
    "工伤预防",
    "工伤",
    "预防",
    "主题",
    "系列",
    "宣传",
    "传播",
    "推广",
    "项目",
    "活动",
    "工作",
    "任务",
    "合作",
    "播放",
    "阅读",
    "收听",
    "观看",
    "浏览",
    "点击",
    "点赞",
    "评论",
    "转发",
    "分享",
    "收藏",
    "讨论",
    "互动",
    "累计",
    "合计",
    "总计",
    "新增",
    "截至",
    "截止",
    "本周",
    "上周",
    "当周",
    "本月",
    "上月",
    "本期",
    "月度",
    "季度",
    "年度",
    "每周",
    "每月",
    "周期",
    "期间",
    "时间",
    "日期",
    "数据",
    "统计",
    "汇总",
    "明细",
    "详情",
    "情况",
    "效果",
    "报送",
    "上报",
    "填报",
    "周报表",
    "周报",
    "月报",
    "报表",
    "反馈",
    "一览",
    "清单",
    "台账",
    "列表",
    "单位",
    "万人次",
    "万次",
    "人次",
    "更新",
    "最新",
    "最终",
    "终稿",
    "定稿",
    "初稿",
    "初报",
    "正式",
    "修改",
    "修订",
    "改正",
    "更正",
    "副本",
    "新建",
    "导出",
    "后台",
    "下载",
    "作品",
    "短视频",
    "视频",
    "音频",
    "文章",
    "图文",
    "推文",
    "稿件",
    "节目",
    "内容",
    "专题",
    "平台",
    "渠道",
    "账号",
    "官方",
    "发布",
    "投放",
    "刊播",
    "展播",
    "样例",
    "示例",
    "样表",
    "测试",
    "模板",
    "附件",
    "sheet",
    "copy",
    "final",
];

/// Single characters that say nothing either: of counting, of joining.
const NEUTRAL_CHARS: &str = "周第期旬至到的在上中下各表单页版份条次数量总全一二三四五六七八九十万亿于共部分";
/// The same behind a number.
const OF_DATES: &str = "年月日号时点分秒";

/// Platforms on which accounts are, and what accounts are called.
const ACCOUNTS: [&str; 28] = [
    "微博",
    "微信",
    "公众号",
    "视频号",
    "抖音",
    "快手",
    "b站",
    "哔哩",
    "bilibili",
    "头条",
    "小红书",
    "知乎",
    "西瓜",
    "火山",
    "好看视频",
    "百度",
    "网易",
    "搜狐",
    "新浪",
    "腾讯",
    "澎湃",
    "优酷",
    "爱奇艺",
    "喜马拉雅",
    "蜻蜓",
    "云听",
    "芒果",
    "官微",
];

/// Kinds of media: beside an account's name they name another account of the same house.
const KINDS: [&str; 12] = ["客户端", "app", "官网", "网站", "网页", "电台", "广播", "电视", "报纸", "纸媒", "平面媒体", "杂志"];

/// How other names of outlets end: 三湘都市报, 西瓜视频, 某某网.
const ENDS: [&str; 11] = ["视频", "号", "网", "tv", "频道", "卫视", "报", "平台", "专栏", "贴吧", "fm"];

/// Whether a short heading ends as names of outlets do, registered or not.
pub(super) fn ends_like_an_outlet(heading: &str) -> bool {
    ACCOUNTS.iter().chain(&KINDS).chain(&ENDS).any(|w| heading.ends_with(w))
}

/// What is left of a text around a channel's name once everything neutral is taken away, in pieces.
pub(super) fn strange(around: &str) -> Vec<String> {
    let mut rest = around.to_owned();
    for word in NEUTRAL {
        rest = rest.replace(word, " ");
    }
    let mut dated = false;
    let kept = |c: char| {
        let of_date = dated && OF_DATES.contains(c);
        dated = c.is_ascii_digit() || "一二三四五六七八九十".contains(c);
        if c.is_alphabetic() && !NEUTRAL_CHARS.contains(c) && !of_date { c } else { ' ' }
    };
    let rest: String = rest.chars().map(kept).collect();
    // v2, w13, xlsx: letters of a version.
    rest.split_whitespace().filter(|p| p.chars().count() > 1 || !p.is_ascii()).map(str::to_owned).collect()
}

/// Whether the text around an account's name says that another account is meant, or others beside it: a word of media, a 号, 和.
pub(super) fn names_another(around: &str) -> bool {
    names_account(around) || around.contains(['和', '与', '及', '等']) || KINDS.iter().chain(&["直播"]).any(|w| around.contains(w))
}

/// Whether a header says a platform on which accounts are: 西瓜视频播放量.
pub(super) fn names_platform(header: &str) -> bool {
    ACCOUNTS.iter().any(|w| header.contains(w)) || header.ends_with("视频")
}

/// Whether a header says two accounts or more, joined or side by side: 抖音/快手播放量, 抖音、B站, 抖音快手合计. 微信视频号 is one, and 其他平台（小红书、B站） says
/// itself that it is nobody's.
pub(super) fn joins_accounts(header: &str) -> bool {
    if header.starts_with("其他") || header.starts_with("其它") {
        return false;
    }
    let named = |part: &&str| ACCOUNTS.iter().any(|w| part.contains(w));
    let joined = header.split(['/', '、', '+', '和', '与', '及', '&', '|', ',', '\n']).filter(named).count() > 1;
    joined || ["抖音", "快手", "微博", "视频号", "公众号", "b站", "头条", "小红书"].iter().filter(|w| header.contains(**w)).count() > 1
}

/// Whether a text says some account: 湖南应急微博, 百家号. 4月2号 is none, nor is 账号.
pub(super) fn names_account(text: &str) -> bool {
    let mut rest = text.to_owned();
    for word in ["账号", "编号", "期号", "序号"] {
        rest = rest.replace(word, " ");
    }
    let chars: Vec<char> = rest.chars().collect();
    let before = |i: usize| i.checked_sub(1).and_then(|i| chars.get(i)).copied().unwrap_or(' ');
    let somebody = chars.iter().enumerate().any(|(i, c)| *c == '号' && before(i).is_alphabetic());
    somebody || ACCOUNTS.iter().any(|w| rest.contains(w))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_is_somebody() {
        for (around, left) in [
            (" 数据统计（截至2023年4月2日） ", ""),
            (" _20230402", ""),
            ("2023年3月第4周 作品播放量明细-最终版v2", ""),
            ("潇湘 数据", "潇湘"),
            ("应急微信 ", "应急微信"),
            ("湖南日报 周报", "日报"),
        ] {
            assert_eq!(strange(around).join("、"), left, "{around}");
        }
    }

    #[test]
    fn two_accounts_in_one_header() {
        for (header, two) in [
            ("抖音/快手播放量", true),
            ("抖音、快手", true),
            ("b站+西瓜视频", true),
            ("抖音快手合计", true),
            ("微信视频号", false),
            ("微信公众号阅读量", false),
            ("播放/阅读", false),
            ("渠道/平台", false),
            ("其他平台(小红书、b站)", false),
        ] {
            assert_eq!(joins_accounts(header), two, "{header}");
        }
    }

    #[test]
    fn another_account_of_the_house() {
        for (around, another) in [
            (" 周报_20230402", false),
            (" 4月2号数据", false),
            (" 微博", true),
            (" 百家号", true),
            (" 账号数据", false),
            ("平面媒体与 宣传数据", true),
        ] {
            assert_eq!(names_another(around), another, "{around}");
        }
    }
}
