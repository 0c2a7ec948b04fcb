//! What a row lacks to be the header of a table, and how that is told: a column, what makes it one of the registers, or all of it.

use crate::define::Field;

/// What is missing.
#[derive(Debug, Clone, Copy)]
pub(super) enum Missing {
    /// A column of a table of works.
    Column(&'static str),
    /// What makes a list one of the registers.
    OfRegister(&'static Nearly),
    /// Numbers: a list of printed pages is no table of counts at all.
    Counts,
    /// One column for the numbers of all platforms and metrics says of none what it is.
    OneByOne,
}

/// A list that is nearly one of the registers, and what it does not say.
#[derive(Debug)]
pub(super) struct Nearly {
    pub(super) kind: &'static str,
    pub(super) has: &'static [Field],
    /// The column that it lacks.
    lacks: &'static str,
    /// What to write there.
    fill: &'static str,
    expected: &'static str,
}

pub(super) static NEARLY: [Nearly; 2] = [
    Nearly {
        kind: "airings",
        has: &[Field::Date, Field::Time, Field::Programme],
        lacks: "计划/实播",
        fill: "已播出的各行填 实播，只是排期的填 计划",
        expected: "播出记录要写明播了没有",
    },
    Nearly {
        kind: "presence",
        has: &[Field::PresenceFrom, Field::PresenceTo, Field::Position],
        lacks: "状态",
        fill: "有人看到在展的各行填 在展，有证明的填 证明，没有展示的填 未展示",
        expected: "展示记录要写明展示了没有",
    },
];

impl Missing {
    /// What is expected instead, and what to do in the header of row `row`. `own`: how 成果 of the campaign are called.
    pub(super) fn told(self, row: u32, own: &str) -> (String, String) {
        let column = |name: &str| format!("在第 {row} 行表头里加上（或改名为）“{name}”一列");
        match self {
            Self::Column(name) => (format!("至少有作品标题和一列数据，现缺：{name}"), column(name)),
            Self::OfRegister(n) => (format!("{}，现缺：{}", n.expected, n.lacks), format!("{}，{}", column(n.lacks), n.fill)),
            Self::Counts => (
                "传播数据要有次数；这是报刊的刊登清单".to_owned(),
                format!(
                    "没有阅读量的，按成果登记报：列名为 日期、成果、数量、标题，一版（篇）一行，{own}，数量填 1；有阅读量的，加一列“阅读量”"
                ),
            ),
            Self::OneByOne => (
                "列名写明是什么数，如 播放量、阅读量".to_owned(),
                "每个平台的每种数各一列，列名如 抖音播放量，每行一条作品，填上作品标题".to_owned(),
            ),
        }
    }
}
