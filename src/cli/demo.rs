//! `reach demo`: starts the simulated platforms and runs the whole job against them.

use super::Exit;
use super::out::Out;
use crate::app::AppError;
use crate::app::demo::{self, Outside};
use crate::base::day::{Day, Moment};
use crate::define::source::demo_files;
use crate::sim::{Platforms, Script, State, secrets_toml};
use std::path::Path;

/// Channels whose simulated accounts the demo collects: name, site, account.
const CHANNELS: [(&str, &str, &str); 7] = [
    ("芒果TV", "mgtv_episodes", "500001"),
    ("湖南经视快手号", "kuaishou_video", "ks_jingshi"),
    ("国际在线快手号", "kuaishou_video", "ks_cri"),
    ("合作电台蜻蜓FM", "qingting_channel", "300001"),
    ("工伤预防我有话说微博话题", "weibo_topic", "工伤预防我有话说"),
    ("湖南民生网", "hnmsw_banner", ""),
    ("国际在线湖南频道", "cri_headline", ""),
];

struct Simulated {
    platforms: Platforms,
    script: Script,
}

impl Simulated {
    fn start() -> Result<Self, AppError> {
        let broken = || AppError::Usage("样例平台 platforms.csv 读不出".into());
        let files = demo_files();
        let bytes = files.get("platforms.csv").ok_or_else(broken)?;
        let first_sunday = Day::new(2022, 7, 10).ok_or_else(broken)?;
        let script = Script::parse(&String::from_utf8_lossy(bytes), first_sunday).ok_or_else(broken)?;
        let platforms = Platforms::start(State::default()).map_err(|e| AppError::Usage(format!("本机上的样例平台启动不了：{e}")))?;
        Ok(Self { platforms, script })
    }
}

impl Outside for Simulated {
    fn site_toml(&self) -> String {
        let mut sites: Vec<&str> = CHANNELS.iter().map(|c| c.1).collect();
        sites.dedup();
        let accounts = CHANNELS.iter().filter(|c| !c.2.is_empty()).map(|c| (c.0, c.2));
        self.platforms.site_toml(&sites, accounts, 0)
    }

    fn secrets_toml(&self) -> String {
        secrets_toml(CHANNELS.iter().filter(|c| c.1 == "kuaishou_video").map(|c| (c.0, c.2)))
    }

    fn set(&mut self, now: Moment) {
        self.script.play(&self.platforms, now.date());
        self.platforms.set_now(now);
    }
}

pub(super) fn run(folder: &Path, config: Option<&Path>, out: &mut Out) -> anyhow::Result<Exit> {
    let mut outside = Simulated::start()?;
    let bar = out.bar(1, "导入和采集样例");
    let demo = demo::run(folder, config, &mut outside, |n, total, file| {
        bar.set_length(total as u64);
        bar.set_position(n as u64);
        bar.set_message(file.to_owned());
    })?;
    bar.finish_and_clear();
    out.bytes(demo.table.as_bytes());
    out.line("");
    out.line(&format!("样例数据：导入 {} 个文件，{} 行；退回 {} 个文件：", demo.files, demo.rows, demo.refused.len()));
    for (name, why) in &demo.refused {
        out.line(&format!("  {name}　{why}"));
    }
    out.line(&format!("从本机的样例平台采集 {} 次，{} 次有结果，读数 {} 个。", demo.runs.0, demo.runs.1, demo.collected));
    out.line(&format!("周报：{}", demo.report.join("index.html").display()));
    let data = folder.join("data");
    // The sample year is long over: without its day the programme would be judged as of today.
    out.line(&format!("再看：reach --data {0} check --as-of {1}；reach --data {0} serve", data.display(), demo::last_day()));
    Ok(Exit::Done)
}
