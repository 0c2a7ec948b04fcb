//! A two-year programme on the simulated platforms: works appear, are seen, vanish; platforms fail and come back. Seeded: the same
//! number tells the same story.

use super::state::{Fault, State};
use crate::base::day::{Day, Term};

/// Whole-number randomness (splitmix64), the same on every machine.
#[derive(Debug, Clone)]
pub struct Dice(u64);

impl Dice {
    /// From a seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next number.
    pub fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `n` (0 for 0).
    pub fn below(&mut self, n: u64) -> u64 {
        if n == 0 { 0 } else { self.roll() % n }
    }

    /// True once in `n`.
    pub fn once_in(&mut self, n: u64) -> bool {
        self.below(n) == 0
    }
}

/// One account of a story.
#[derive(Debug, Clone, Copy)]
pub struct Part {
    /// The channel's name.
    pub channel: &'static str,
    /// The site.
    pub site: &'static str,
    /// The account on it.
    pub account: &'static str,
    /// Works by the end of the term.
    pub works: u32,
    /// What a work is seen by in the end, on average.
    pub views: u64,
    /// What its works are about.
    pub theme: &'static str,
    /// Whether the account needs an authorisation.
    pub authorised: bool,
}

/// Everything that is collected in a programme of the seven campaigns.
pub const PARTS: [Part; 15] = [
    part("芒果TV", "mgtv_episodes", "500001", 15, 420_000, "工伤预防在行动", false),
    part("湖南经视快手号", "kuaishou_video", "ks_jingshi", 15, 60_000, "工伤预防在行动", true),
    part("湖南经视抖音号", "douyin_video", "dy_jingshi", 15, 90_000, "工伤预防在行动", true),
    part("湖南人社抖音号", "douyin_video", "dy_renshe", 180, 24_000, "福祉潇湘助工无伤", true),
    part("新湖南客户端", "xhn_column", "fuzhi", 24, 31_000, "福祉潇湘助工无伤", false),
    part("湖南民生网", "hnmsw_column", "77", 40, 0, "为民护航", false),
    part("湖南民生网微信公众号", "wechat_article", "wx_minsheng", 20, 7_000, "为民护航", true),
    part("人才报抖音号", "douyin_video", "dy_rencai", 10, 20_000, "为民护航", true),
    part("合作电台音频平台", "ximalaya_album", "88001", 92, 61_000, "为民护航", false),
    part("合作电台蜻蜓FM", "qingting_channel", "300001", 0, 900_000, "为民护航", false),
    part("合作电台公众号", "wechat_article", "wx_radio", 6, 5_000, "为民护航", true),
    part("合作媒体抖音号", "douyin_video", "dy_media", 32, 55_000, "预防工伤共享安康", true),
    part("国际在线湖南频道", "cri_topic", "gsyf", 30, 0, "工伤预防我有话说", false),
    part("工伤预防我有话说微博话题", "weibo_topic", "工伤预防我有话说", 0, 45_000_000, "工伤预防我有话说", false),
    part("国际在线快手号", "kuaishou_video", "ks_cri", 12, 150_000, "工伤预防我有话说", true),
];

const fn part(
    channel: &'static str,
    site: &'static str,
    account: &'static str,
    works: u32,
    views: u64,
    theme: &'static str,
    authorised: bool,
) -> Part {
    Part { channel, site, account, works, views, theme, authorised }
}

/// Words that titles are made of.
const TOPICS: [&str; 12] = [
    "高处作业",
    "机械伤害",
    "有限空间",
    "用电安全",
    "叉车作业",
    "粉尘防护",
    "高温作业",
    "上下班途中",
    "工伤认定",
    "待遇申领",
    "安全帽",
    "班前会",
];
const FORMS: [&str; 6] = ["三件事", "怎么防", "一图读懂", "案例说", "问与答", "小课堂"];

/// How often each thing goes wrong: once in so many days and sites; and what it can be.
const FAULT_ONCE_IN: u64 = 160;
const FAULTS: [Fault; 8] = [
    Fault::Redesign,
    Fault::LoginWall,
    Fault::Captcha,
    Fault::Cut,
    Fault::RateLimit(600),
    Fault::Broken,
    Fault::TokenExpired,
    Fault::WrongCharset,
];

/// A story in progress.
#[derive(Debug)]
pub struct Story {
    dice: Dice,
    term: Term,
    /// What each work will have been seen by in the end.
    goals: std::collections::BTreeMap<(&'static str, String), u64>,
    /// Whether platforms fail.
    faulty: bool,
    made: u32,
}

impl Story {
    /// A story over a term.
    pub fn new(seed: u64, term: Term, faulty: bool) -> Self {
        Self { dice: Dice::new(seed), term, goals: std::collections::BTreeMap::new(), faulty, made: 0 }
    }

    /// The morning of a day: what was published by then, what the day brings. The state's clock stands at 06:00.
    pub fn day(&mut self, state: &mut State, day: Day) {
        state.close(day.plus(-1));
        state.now = day.at(6 * 3600);
        let elapsed = self.term.elapsed(day);
        for part in PARTS {
            let due = u64::from(part.works) * u64::try_from(elapsed).unwrap_or(0) / u64::try_from(self.term.days()).unwrap_or(1).max(1);
            let there = state.shelf(part.site, part.account).works.iter().filter(|w| !w.clip).count() as u64;
            for n in there..due {
                self.publish(state, part, n + 1);
            }
            self.see(state, part, elapsed);
        }
        let shown = elapsed > 40 && elapsed < 300;
        state.shelf("hnmsw_banner", "").display = shown.then_some(!self.dice.once_in(60));
        state.shelf("cri_headline", "").display = shown.then_some(!self.dice.once_in(25));
        if self.faulty {
            for site in super::SITES {
                let fault = if self.dice.once_in(FAULT_ONCE_IN) {
                    FAULTS.get(usize::try_from(self.dice.below(FAULTS.len() as u64)).unwrap_or(0)).copied()
                } else {
                    // What is broken stays broken for a while.
                    state.faults.get(site).copied().filter(|_| !self.dice.once_in(3))
                };
                state.fault(site, fault);
            }
        }
    }

    fn publish(&mut self, state: &mut State, part: Part, n: u64) {
        self.made += 1;
        let topic = TOPICS.get(usize::try_from(self.dice.below(TOPICS.len() as u64)).unwrap_or(0)).copied().unwrap_or_default();
        let form = FORMS.get(usize::try_from(self.dice.below(FORMS.len() as u64)).unwrap_or(0)).copied().unwrap_or_default();
        let id = format!("{}", 7_000_000 + u64::from(self.made) * 37);
        state.publish(part.site, part.account, &id, &format!("第{n}期 {topic}{form} #{}", part.theme));
        // From a third to almost twice the average.
        let goal = part.views / 3 + self.dice.below(part.views * 4 / 3 + 1);
        self.goals.insert((part.site, format!("{}/{id}", part.account)), goal);
    }

    /// What a day adds: quickly at first, slower later; now and then a platform takes bought traffic away, or a work vanishes.
    fn see(&mut self, state: &mut State, part: Part, elapsed: i32) {
        let days = u64::try_from(self.term.days()).unwrap_or(1).max(1);
        let shelf = state.shelf(part.site, part.account);
        if part.works == 0 {
            let steady = part.views * u64::try_from(elapsed).unwrap_or(0) / days;
            shelf.total = shelf.total.max(steady + self.dice.below(part.views / days + 1));
            shelf.discussions = shelf.total / 900;
            return;
        }
        for w in &mut shelf.works {
            let goal = self.goals.get(&(part.site, format!("{}/{}", part.account, w.id))).copied().unwrap_or(0);
            let step = goal.saturating_sub(w.views) / 14 + self.dice.below(9);
            w.views += step;
            if w.views > 5_000 && self.faulty && self.dice.once_in(4_000) {
                w.views -= w.views / 20;
            }
        }
    }
}
