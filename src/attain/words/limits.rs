//! The limits of the verdicts as a reader needs them, with the numbers that are in force.

use crate::define::settings::Verdicts;

/// What makes a target 正常, 预警, 滞后 … (counting rule 12), one sentence each.
pub fn limits(s: &Verdicts) -> Vec<String> {
    let (warning, behind) = (s.warning_percent, s.behind_percent);
    vec![
        "已达标：已核实的数达到目标值；未达标：合同期满仍未达到".to_owned(),
        format!(
            "传播量和不少于{}件的数量，完成率与序时进度相比：不低于为正常，达到{warning}%为预警，达到{behind}%为滞后，不足{behind}%为严重滞后",
            s.small_tally_below
        ),
        format!(
            "少于{}件的数量，看下一件晚了多久（合同期天数除以件数为一个间隔）：没晚为正常，一个间隔以内为预警，两个以内为滞后，更久为严重滞后",
            s.small_tally_below
        ),
        format!(
            "不超过{}件的数量，看截止日（未另定的为合同期满前{}天）：截止日前{}天起为预警，过了截止日为滞后",
            s.due_tally_max, s.due_days_before_end, s.due_warning_days
        ),
        format!(
            "展示天数：须补展的天数（缺展的，或合同期内排不下的）占应展示天数{}%以内为预警，{}%以内为滞后，更多为严重滞后；过了最迟开始日还没有展示为预警，再过{}天为滞后；合同期满仍可补展的，不轻于滞后",
            s.display_warning_percent, s.display_behind_percent, s.display_late_days
        ),
        format!(
            "待核实：只算已核实的数和把待核实的都算上，结论不同；或连续{}周没有新数据；没有上限的数最多按下限的{}倍考虑",
            s.silent_weeks, s.open_end_factor
        ),
        format!("“左右”：达到该数为已达标，达到{}%为待核实", s.about_percent),
        format!("合同期头{}天，最重为预警", s.grace_days),
        "项目的状态取数量指标中最差的；工作要求未落实的另列".to_owned(),
    ]
}

/// The same in one line, as far as it goes for most targets.
pub fn limits_line(s: &Verdicts) -> String {
    let (warning, behind) = (s.warning_percent, s.behind_percent);
    format!(
        "完成率达到序时进度为正常，达到其{warning}%为预警，{behind}%为滞后，不足为严重滞后（少于{}件的看下一件晚多久）；待核实为上下限结论不同，或连续{}周没有新数据",
        s.small_tally_below, s.silent_weeks
    )
}
