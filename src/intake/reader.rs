//! The state of reading one file: the draft, the findings, what rows share, and where defaults come from.

use super::Input;
use super::aside::Unnamed;
use super::cell::Cell;
use super::finding::Findings;
use super::items::Items;
use super::lacking::Missing;
use super::months;
use super::names::{ChannelIndex, Meaning, Names};
use super::section::{self, Announced};
use super::when::{self, When};
use super::words;
use crate::base::day::{Day, Term};
use crate::base::diag::Place;
use crate::base::id::{CampaignId, ChannelId};
use crate::base::text::quoted;
use crate::model::channel::WorkKind;
use crate::model::draft::{Draft, Need, RowRef};
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// One file being read.
#[derive(Debug)]
pub(super) struct Reader<'a> {
    pub(super) input: &'a Input<'a>,
    pub(super) names: &'a Names<'a>,
    pub(super) draft: Draft,
    pub(super) findings: Findings,
    pub(super) items: Items,
    /// Rows with an id that may be damaged.
    pub(super) doubtful: Vec<(RowRef, String)>,
    /// Dates outside the term that were told: how many sheets there were, column and day.
    pub(super) told: BTreeSet<(usize, usize, Day)>,
    /// Airings with a time, and where they stand.
    pub(super) airings: HashMap<(ChannelId, Day, u32, bool, String), RowRef>,
    /// Rows of all sheets so far.
    pub(super) rows: u64,
    /// Sheets whose table was recognised, refused ones among them.
    pub(super) tables: u32,
    /// Sheets without a header, with the number of their columns that were known and what was missing.
    pub(super) headless: Vec<Headless>,
    /// Tables that may be summaries.
    pub(super) unnamed: Vec<Unnamed>,
    /// Sheets of which a remark below the table says that they were read wrongly: nothing of them is taken.
    pub(super) void: BTreeSet<u16>,
    /// Rows that were read and are refused by what came later.
    pub(super) undone: BTreeSet<RowRef>,
    /// Rows that were read as works and are none.
    pub(super) unlisted: BTreeSet<RowRef>,
    /// The first row without a work in a table that has no column for works.
    pub(super) nameless: Option<Nameless>,
    /// What stands below the works of the table at hand and says their day, where nothing above does.
    pub(super) below: Option<String>,
    /// Whether a table of works holds rows, or waits for an option.
    pub(super) works: bool,
}

/// A table of sums of channels where one of works was expected.
#[derive(Debug)]
pub(super) struct Nameless {
    /// Its header.
    pub(super) header: Place,
    /// The first row as a statement would say it.
    pub(super) example: String,
}

/// A sheet in which no header was found.
#[derive(Debug)]
pub(super) struct Headless {
    pub(super) name: Option<String>,
    /// The best row, where one was nearly a header.
    pub(super) partial: Option<Partial>,
    /// For which campaign it is.
    pub(super) campaign: Option<CampaignId>,
    /// Its first row of several cells.
    pub(super) first: Option<String>,
    /// Rows that hold numbers.
    pub(super) numeric_rows: u32,
    pub(super) rows: u32,
}

/// A row that was nearly a header.
#[derive(Debug)]
pub(super) struct Partial {
    /// How many of its columns are known.
    pub(super) known: usize,
    pub(super) row: u32,
    pub(super) missing: Missing,
    /// The row as written.
    pub(super) shown: String,
    /// Whether a column says that each row is a work.
    pub(super) works: bool,
}

impl Headless {
    /// Whether it is more than remarks: a header that lacks something, or rows of numbers.
    pub(super) fn is_table(&self) -> bool {
        self.partial.as_ref().map_or(self.numeric_rows > 2, |_| self.rows > 1)
    }
}

/// Whose works a table holds, where no column says it.
#[derive(Debug)]
pub(super) enum Whose {
    /// A channel's, and where that comes from if nobody said it outright.
    Of(ChannelIndex, Option<String>),
    /// Somebody is named, and it is not clear which channel that is: the sentence that says so.
    Unclear(String),
    /// Nobody is named.
    Nobodys,
}

impl<'a> Reader<'a> {
    pub(super) fn new(input: &'a Input<'a>, names: &'a Names<'a>) -> Self {
        let draft = Draft { sample: words::is_sample(input.name), week: input.sent.week, ..Draft::default() };
        Self {
            input,
            names,
            draft,
            findings: Findings::new(input.name),
            items: Items::default(),
            doubtful: Vec::new(),
            told: BTreeSet::new(),
            airings: HashMap::new(),
            rows: 0,
            tables: 0,
            headless: Vec::new(),
            unnamed: Vec::new(),
            void: BTreeSet::new(),
            undone: BTreeSet::new(),
            unlisted: BTreeSet::new(),
            nameless: None,
            below: None,
            works: false,
        }
    }

    /// Another look at the same file, for a sheet of which nothing is taken.
    pub(super) fn beside(&self) -> Self {
        Self { rows: self.rows, ..Self::new(self.input, self.names) }
    }

    /// Registers a sheet; text files have one without a name.
    pub(super) fn sheet(&mut self, name: Option<&str>) -> u16 {
        let index = u16::try_from(self.draft.sheets.len()).unwrap_or(u16::MAX);
        self.draft.sheets.push(Arc::from(name.unwrap_or_default()));
        if name.is_some_and(words::is_sample) {
            self.draft.sample = true;
        }
        index
    }

    pub(super) fn need(&mut self, need: Need) {
        let sheet = u16::try_from(self.draft.sheets.len().saturating_sub(1)).unwrap_or(u16::MAX);
        if !self.draft.lacking.contains(&(need, sheet)) {
            self.draft.lacking.push((need, sheet));
        }
        if !self.draft.needs.contains(&need) {
            self.draft.needs.push(need);
            self.draft.needs.sort();
        }
    }

    pub(super) fn infer(&mut self, sentence: String) {
        if !self.draft.inferred.contains(&sentence) && self.draft.inferred.len() < 100 {
            self.draft.inferred.push(sentence);
        }
    }

    pub(super) fn term_of(&self, campaign: &CampaignId) -> Option<Term> {
        self.input.defs.campaign(campaign).map(crate::model::programme::Campaign::term)
    }

    /// The file's name without its suffix.
    pub(super) fn stem(&self) -> &'a str {
        let name = self.input.name;
        name.rsplit_once('.').map_or(name, |(stem, _)| stem)
    }

    /// The campaign of a sheet, and where that comes from if nobody said it outright.
    pub(super) fn campaign(&self, sheet: Option<&str>, banners: &[String]) -> Option<(CampaignId, Option<String>)> {
        let sent = self.input.sent;
        if let Some(id) = &sent.campaign {
            return Some((id.clone(), None));
        }
        if let Some(c) = sent.channel.as_ref().and_then(|id| self.input.defs.channel(id)) {
            return Some((c.campaign.clone(), None));
        }
        let places = sheet.map(|s| (s, "工作表名")).into_iter().chain(banners.iter().map(|b| (b.as_str(), "标题行")));
        let places: Vec<(&str, &str)> = places.chain([(self.stem(), "文件名")]).collect();
        for (text, place) in &places {
            let of_channel = || match self.names.inside_text(text, None) {
                Meaning::One(i) => self.names.channel(i).map(|c| c.campaign.clone()),
                _ => None,
            };
            if let Some(id) = self.names.campaign_in(text).or_else(of_channel) {
                let name = self.input.defs.campaign(&id).map_or("", |c| c.name.as_str());
                return Some((id.clone(), Some(format!("{place}{}：按项目{}处理", quoted(text), quoted(name)))));
            }
        }
        None
    }

    /// Whether a text stands below the works and was taken for their day alone: 2.芒果TV为前台数 in it names no channel of the table.
    pub(super) fn is_below(&self, text: &str) -> bool {
        self.below.as_deref() == Some(text)
    }

    /// The channel that holds where no column says it: banner over the block, sheet, title row, sender, file name. What names somebody
    /// unclearly is not passed over for what stands farther away.
    pub(super) fn channel(
        &self,
        campaign: Option<&CampaignId>,
        over: &[String],
        sheet: Option<&str>,
        banners: &[String],
        platform: Option<&str>,
    ) -> Whose {
        let meaning = |text: &str, place: &str| match place {
            "标题行" | "文件名" => match self.names.inside_title(text, campaign) {
                Meaning::Nothing => self.articles_of(text, campaign),
                known => known,
            },
            _ => self.names.inside_text(text, campaign),
        };
        let found = |(text, place): (&str, &str)| match meaning(text, place) {
            // Who filled in the table is no channel.
            _ if place == "标题行" && words::is_signature(Cell::Text(text)) => None,
            Meaning::One(_) if words::is_of_accounts(text) => {
                Some(Whose::Unclear(format!("{place}{}：几个账号合在一起的数，不能确定是哪一个渠道", quoted(text))))
            }
            Meaning::One(i) => {
                let name = self.names.channel(i).map_or("", |c| c.name.as_str());
                Some(Whose::Of(i, Some(format!("{place}{}：按渠道“{name}”处理", quoted(text)))))
            }
            Meaning::Several => Some(Whose::Unclear(format!("{place}{}：不能确定是本项目的哪一个渠道", quoted(text)))),
            Meaning::Nothing => None,
        };
        let inside = over.iter().map(|t| (t.as_str(), "表头上方")).chain(sheet.map(|s| (s, "工作表名")));
        let mut inside = inside.chain(banners.iter().filter(|b| !self.is_below(b)).map(|b| (b.as_str(), "标题行")));
        let near = inside.find_map(found);
        let said = || self.input.sent.channel.as_ref().and_then(|id| self.names.position(id)).map(|i| Whose::Of(i, None));
        match near {
            Some(Whose::Unclear(sentence)) => return said().unwrap_or(Whose::Unclear(sentence)),
            Some(hit) => return hit,
            None => {}
        }
        if let Some(hit) = said().or_else(|| found((self.stem(), "文件名"))) {
            return hit;
        }
        let Some(platform) = platform.filter(|_| campaign.is_some()) else { return Whose::Nobodys };
        let mut of_platform =
            self.input.defs.channels.iter().enumerate().filter(|(_, c)| campaign == Some(&c.campaign) && c.platform == platform);
        match (of_platform.next(), of_platform.next()) {
            (Some((i, c)), None) => Whose::Of(i, Some(format!("这是{platform}的导出表，该项目只有一个{platform}渠道：按“{}”处理", c.name))),
            _ => Whose::Nobodys,
        }
    }

    /// The site whose articles a title lists: 湖南民生网稿件阅读量. Of the name alone nobody knows whether it is the site or its owner.
    fn articles_of(&self, text: &str, campaign: Option<&CampaignId>) -> Meaning {
        let articles = ["稿件", "文章", "专栏", "网站"].iter().any(|w| text.contains(w));
        match section::announced(self.names, text, campaign) {
            Announced::Channel(i) if articles && self.names.channel(i).is_some_and(|c| c.kind == WorkKind::Article) => Meaning::One(i),
            _ => Meaning::Nothing,
        }
    }

    /// Two places that name different days for the same numbers, in a sentence: the sheet's name and a title, or a title and the name of a
    /// file made a week later. Then nobody knows which of them was forgotten when the file was copied.
    pub(super) fn dates_clash(&self, term: Option<Term>, sheet: Option<&str>, banners: &[String]) -> Option<String> {
        let named = |text: &str| when::find(text, term).map(|w| w.to);
        let sheet = sheet.and_then(|s| Some((s, named(s).or_else(|| when::find_bare(s, term).map(|w| w.to))?)));
        let title = banners.iter().find_map(|b| Some((b.as_str(), named(b)?)));
        let file = named(self.stem());
        let clash = |place: &str, a: (&str, Day), other: &str, b: Day| {
            format!("{place}{}是 {}，{other}是 {b}：不能确定数据截至哪一天", quoted(a.0), a.1)
        };
        match (sheet, title) {
            (Some(a), Some(b)) if a.1 != b.1 => return Some(clash("工作表名", a, "标题行", b.1)),
            _ => {}
        }
        // A file is often named after the day on which it was made, some days later.
        let (title, file) = (title?, file?);
        (file.since(title.1) > 5).then(|| clash("标题行", title, "文件名", file))
    }

    /// The month that a table is called by, where nothing else says a day: 3月份数据. Its columns say 累计 or 当月, or they were asked about.
    pub(super) fn month(&self, term: Option<Term>, sheet: Option<&str>, banners: &[String]) -> Option<(When, Option<String>)> {
        let places = sheet.map(|s| (s, "工作表名")).into_iter().chain(banners.iter().map(|b| (b.as_str(), "标题行")));
        let (when, text, place) =
            places.chain([(self.stem(), "文件名")]).find_map(|(text, place)| Some((months::whole(text, term)?, text, place)))?;
        (when.to <= self.input.today).then(|| (when, Some(format!("{place}{}：数据按截至 {} 处理", quoted(text), when.to))))
    }

    /// The day or period that holds where no column says it.
    pub(super) fn when(
        &self,
        term: Option<Term>,
        over: &[String],
        sheet: Option<&str>,
        banners: &[String],
    ) -> Option<(When, Option<String>)> {
        let found = |text: &str, place: &str| {
            let bare = || match place {
                "工作表名" => when::find_bare(text, term),
                "文件名" => when::find_last(text, term).or_else(|| when::find_first(text, term)),
                _ => None,
            };
            let place = if self.below.as_deref() == Some(text) { "表下面" } else { place };
            when::find(text, term).or_else(bare).map(|w| (w, Some(format!("{place}{}：数据按截至 {} 处理", quoted(text), w.to))))
        };
        let inside = over.iter().map(|t| (t.as_str(), "表头上方")).chain(sheet.map(|s| (s, "工作表名")));
        let inside = inside.chain(banners.iter().map(|b| (b.as_str(), "标题行")));
        if let Some(hit) = inside.into_iter().find_map(|(text, place)| found(text, place)) {
            return Some(hit);
        }
        if let Some(day) = self.input.sent.as_of {
            // The name of a file may still tell where the period of its increments begins.
            let from = when::find(self.stem(), term).filter(|w| w.to == day).and_then(|w| w.from);
            return Some((When { from, to: day }, None));
        }
        found(self.stem(), "文件名")
    }
}
