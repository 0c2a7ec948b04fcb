//! The weekly report as files in memory: all of them, or an error. Two threads make them; their order is fixed.

use super::chart::font;
use super::chart::render::{self, Paper};
use super::picture::{HIGH, WIDE, campaign, overview, phone};
use super::view::WeekView;
use super::{ReportError, annex, clean, export, html, summary};
use crate::attain::snapshot::{CampaignSnapshot, Snapshot};
use crate::base::digest::Digest;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering};

/// What a weekly report is made from.
#[derive(Debug, Clone, Copy)]
pub struct Weekly<'a> {
    /// The week's snapshot.
    pub current: &'a Snapshot,
    /// Last week's, as it was reported then.
    pub previous: Option<&'a Snapshot>,
    /// 定稿 (true) or 初报.
    pub final_: bool,
    /// Further sheets of the annex, the readings themselves first of all.
    pub observations: &'a [export::Table],
    /// Definition files that decide its figures, each with the digest of its text.
    pub definitions: &'a BTreeMap<String, String>,
}

/// One file of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportFile {
    /// Its name in the report's folder.
    pub name: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

#[derive(Serialize)]
struct Manifest {
    report: &'static str,
    programme: String,
    week: String,
    as_of: String,
    as_reported: Option<String>,
    stage: &'static str,
    sample: bool,
    journal_head: String,
    definitions: BTreeMap<String, String>,
    fonts: [&'static str; 2],
    replaced_glyphs: Vec<String>,
    files: Vec<ManifestFile>,
}

#[derive(Serialize)]
struct ManifestFile {
    name: String,
    sha256: String,
    bytes: usize,
}

/// One file to be made.
#[derive(Clone, Copy)]
enum Job<'a> {
    Page,
    Picture(Picture<'a>),
    Annex,
}

/// Which picture.
#[derive(Clone, Copy)]
enum Picture<'a> {
    Overview,
    Phone,
    Campaign(&'a CampaignSnapshot),
}

/// All files of the weekly report, the manifest last; the same input gives the same bytes.
pub fn weekly(input: &Weekly) -> Result<Vec<ReportFile>, ReportError> {
    let mut replaced = BTreeSet::new();
    // Pages show what a browser can; pictures show what the fonts can.
    let (page_now, page_before) = both(input, &mut clean::neutral);
    let (now, before) = both(input, &mut |text| font::drawable(text, &mut replaced));
    let page = Weekly { current: &page_now, previous: page_before.as_ref(), ..*input };
    let page_view = WeekView::of(&page);
    let drawn = WeekView::of(&Weekly { current: &now, previous: before.as_ref(), ..*input });

    let mut jobs = vec![Job::Page, Job::Picture(Picture::Overview), Job::Picture(Picture::Phone)];
    jobs.extend(now.campaigns.iter().filter(|c| c.media).map(|c| Job::Picture(Picture::Campaign(c))));
    jobs.push(Job::Annex);
    let mut files = on_two_threads(&jobs, |job, paper| match job {
        Job::Page => Ok(ReportFile { name: "index.html".to_owned(), bytes: html::page(&page_view, &now)?.into_bytes() }),
        Job::Annex => Ok(ReportFile { name: "annex.xlsx".to_owned(), bytes: annex::workbook(&page, &page_view)? }),
        Job::Picture(which) => picture(which, &drawn, &now, paper),
    })?;
    files.push(ReportFile { name: "summary.txt".to_owned(), bytes: summary::text(&page_view).into_bytes() });
    files.push(manifest(input, &replaced, &files)?);
    Ok(files)
}

/// Makes the files; whichever thread is free takes the next one, the last job first: the annex takes longest. The result keeps the order of
/// the jobs.
fn on_two_threads<'a>(
    jobs: &[Job<'a>],
    make: impl Fn(Job<'a>, &mut Paper) -> Result<ReportFile, ReportError> + Sync,
) -> Result<Vec<ReportFile>, ReportError> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut made = Vec::new();
        let mut paper = Paper::default();
        loop {
            let taken = next.fetch_add(1, Ordering::Relaxed);
            let i = taken.checked_sub(1).unwrap_or(jobs.len().saturating_sub(1));
            match jobs.get(i).filter(|_| taken < jobs.len()) {
                Some(job) => made.push((i, make(*job, &mut paper))),
                None => return made,
            }
        }
    };
    let mut made = std::thread::scope(|scope| {
        let other = scope.spawn(work);
        let mut made = work();
        made.extend(other.join().map_err(|_| ReportError::Thread)?);
        Ok::<_, ReportError>(made)
    })?;
    made.sort_by_key(|(i, _)| *i);
    made.into_iter().map(|(_, file)| file).collect()
}

fn both(input: &Weekly, f: &mut dyn FnMut(&str) -> String) -> (Snapshot, Option<Snapshot>) {
    let now = clean::each_string(input.current, f);
    let before = input.previous.map(|p| clean::each_string(p, f));
    (now, before)
}

fn picture(which: Picture, week: &WeekView, now: &Snapshot, paper: &mut Paper) -> Result<ReportFile, ReportError> {
    let wide = |n: i64| u32::try_from(n).unwrap_or(0);
    let (name, canvas, w, h) = match which {
        Picture::Overview => ("overview.png".to_owned(), overview::draw(week, now), WIDE, HIGH),
        Picture::Phone => {
            let (canvas, h) = phone::draw(week, now);
            ("phone.png".to_owned(), canvas, phone::WIDTH, h)
        }
        Picture::Campaign(c) => {
            let name = format!("{}.png", c.id);
            let Some(view) = week.campaigns.iter().find(|v| v.id == c.id.as_str()) else {
                return Err(ReportError::Empty { name });
            };
            (name, campaign::draw(c, view, week, now)?, WIDE, HIGH)
        }
    };
    let bytes = render::png(&name, &canvas, wide(w), wide(h), paper)?;
    Ok(ReportFile { name, bytes })
}

fn manifest(input: &Weekly, replaced: &BTreeSet<char>, files: &[ReportFile]) -> Result<ReportFile, ReportError> {
    let now = input.current;
    let name = "manifest.json".to_owned();
    let manifest = Manifest {
        report: "weekly",
        programme: now.programme.clone(),
        week: now.as_of.week().to_string(),
        as_of: now.as_of.to_string(),
        as_reported: now.as_reported.map(|d| d.to_string()),
        stage: super::view::stage_word(input.final_),
        sample: now.sample,
        journal_head: now.journal_head.clone(),
        definitions: input.definitions.clone(),
        fonts: font::NAMES,
        replaced_glyphs: replaced.iter().map(|c| format!("U+{:04X} {c}", u32::from(*c))).collect(),
        files: files
            .iter()
            .map(|f| ManifestFile { name: f.name.clone(), sha256: Digest::of(&f.bytes).to_string(), bytes: f.bytes.len() })
            .collect(),
    };
    let mut text = serde_json::to_string_pretty(&manifest).map_err(|source| ReportError::Json { name: name.clone(), source })?;
    text.push('\n');
    Ok(ReportFile { name, bytes: text.into_bytes() })
}
