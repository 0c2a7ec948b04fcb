//! Everything at its largest: ten-digit numbers, 40 channels, titles of 180 characters, 60 questions.

use super::week::{question, repost};
use super::*;

/// One campaign that fills every place, and six more behind it.
pub(crate) fn huge() -> Snapshot {
    let mut s = super::week();
    let title = "工伤预防宣传进企业进园区进工地进社区".repeat(10);
    let mut c = campaign("p14_cri", 14, &title, &title, "湖南省人力资源和社会保障厅工伤保险处会同湖南省应急管理厅", Verdict::ToConfirm);
    c.partner.clone_from(&title);
    (c.open_requirements, c.verdict_text) = (37, format!("待核实，另有37项要求未落实（{title}）"));
    c.outlook.clone_from(&title);
    let mut contacts = sum(9_000_000_000, Span { low: 7_123_456_789, high: Some(9_876_543_210) }, Verdict::ToConfirm);
    contacts.verdict_ends = Some((Verdict::Behind, Verdict::Achieved));
    contacts.unknown = vec![title.clone(); 30];
    contacts.notes = vec![title.clone(); 3];
    c.targets = vec![contacts];
    for i in 0..20 {
        c.targets.push(tally(&format!("t{i}"), &title, "件次", 9_999_999_999, 1_234_567_890 + i, Verdict::FarBehind));
    }
    let names: Vec<String> = (0..6).map(|i| format!("渠道{i}{title}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    c.targets.push(requirement(repost("r", &title, &names, 300)));
    c.channels = (0..40_u64)
        .map(|i| {
            channel(
                &format!("c{i}"),
                &format!("{i}号渠道{title}"),
                "抖音",
                Span::between(170_000_000 + i, 240_000_000 + i),
                3_000_000 + i * 100,
            )
        })
        .collect();
    c.calendar = Some(Calendar { weeks: calendar("短视频", "期", 30_000, 3).weeks, ..calendar(&title, "期", 9, 3) });
    grow(&mut c, 99);
    c.questions = (0..60).map(|i| question(&format!("q{i}"), QuestionKind::Jump, &title, &format!("{i} {title}"))).collect();
    for list in [&mut c.gaps, &mut c.next_steps, &mut c.notes] {
        *list = (0..25).map(|i| format!("{i} {title}")).collect();
    }
    c.problems = c.gaps.iter().map(|text| wrong(Verdict::FarBehind, text)).collect();
    s.campaigns[6] = c;
    s
}
