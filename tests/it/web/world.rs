//! A ledger with two partners' files, people of every role, and the portal on a port of its own.

use crate::support::browser::Browser;
use crate::support::world::day;
use reach::app::App;
use reach::app::clock::Clock;
use reach::app::portal::Who;
use reach::app::portal::due::parse_week;
use reach::app::portal::hand_in::Said;
use reach::base::id::PartnerId;
use reach::ledger::{LedgerKind, NewAttachment, NewPerson};
use reach::web::{Running, secret};
use std::path::Path;
use std::sync::LazyLock;

/// The password of everybody.
pub(super) const PASSWORD: &str = "gongshang-2023";
static HASH: LazyLock<String> = LazyLock::new(|| secret::hash(PASSWORD).unwrap());

/// Login, role, unit, partner, campaigns.
type Row = (&'static str, &'static str, &'static str, Option<&'static str>, &'static [&'static str]);
const PEOPLE: [Row; 8] = [
    ("admin", "admin", "", None, &[]),
    ("renshe", "staff", "renshe", None, &[]),
    ("yingji", "staff", "yingji", None, &[]),
    ("shebao", "staff", "shebao", None, &[]),
    ("jingshi", "partner", "", Some("hunan_jingshi"), &[]),
    ("video", "partner", "", Some("partner_video"), &[]),
    ("leader", "leader", "", None, &[]),
    ("expert", "expert", "", None, &["p08_tv"]),
];

/// The portal with its ledger. It is Monday, 3 April 2023, 10:00 in Beijing.
pub(super) struct Portal {
    pub(super) app: App,
    pub(super) running: Running,
    folder: tempfile::TempDir,
}

impl Portal {
    pub(super) fn new() -> Self {
        Self::with(Clock::Fixed(day("2023-04-03").at(36_000)))
    }

    /// The same with another clock.
    pub(super) fn with(clock: Clock) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut app = App::open(folder.path(), Some(root), LedgerKind::Real, clock.clone()).unwrap();
        let change = app.ledger.change().unwrap();
        for (login, role, unit, partner, campaigns) in PEOPLE {
            let campaigns: Vec<String> = campaigns.iter().map(|c| (*c).to_owned()).collect();
            let new =
                NewPerson { login, name: login, role, unit, partner, campaigns: &campaigns, password: Some(&HASH), must_change: false };
            change.add_person(clock.now(), &new).unwrap();
        }
        change.commit().unwrap();
        let running = Running::start(folder.path(), Some(root), clock).unwrap();
        Self { app, running, folder }
    }

    pub(super) fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub(super) fn who(&self, login: &str) -> Who {
        Who::of(&self.app.ledger.person(login).unwrap().unwrap()).unwrap()
    }

    pub(super) fn browser(&mut self, login: &str) -> Browser {
        Browser::of(self.running.address, &mut self.app, login)
    }

    /// A file that waits, for a partner; its number.
    pub(super) fn waiting(&mut self, partner: &str, name: &str, text: &str) -> i64 {
        let who = self.who("renshe");
        let week = parse_week("2023-W13").unwrap();
        self.app.receive(&who, &PartnerId::new(partner), week, name, text.as_bytes(), &Said::default()).unwrap()
    }

    /// A file that has gone in; the number of its import.
    pub(super) fn taken(&mut self, partner: &str, name: &str, text: &str) -> i64 {
        let who = self.who("renshe");
        let id = self.waiting(partner, name, text);
        let (upload, submission) = self.app.upload_with(id).unwrap().unwrap();
        let receipt = self.app.take(&who, &upload, &submission, false, reach::app::submit::Way::Portal).unwrap();
        let told: Vec<String> = receipt.found.iter().map(reach::base::diag::Diagnostic::zh).collect();
        receipt.import.unwrap_or_else(|| panic!("{name}: {}", told.concat())).0
    }

    /// An attachment of a partner; its number.
    pub(super) fn attached(&mut self, partner: &str) -> i64 {
        let who = self.who("renshe");
        let evidence = reach::ledger::Evidence::pack(b"%PDF-1.7 sample").unwrap();
        let change = self.app.ledger.change().unwrap();
        change.store(&evidence).unwrap();
        let id = change
            .add_attachment(&NewAttachment {
                partner: Some(&PartnerId::new(partner)),
                campaign: None,
                about: "封面",
                person: who.id,
                at: reach::base::day::Moment(0),
                name: "封面.pdf",
                digest: evidence.digest,
                bytes: evidence.bytes,
                form: "PDF",
                subject: "",
            })
            .unwrap();
        change.commit().unwrap();
        id
    }
}

/// A week of 湖南经视.
pub(super) const P08: &str = "统计日期,渠道,作品标题,发布时间,累计播放量\n2023-04-02,芒果TV,第1期 高处作业系好安全带,2022-08-01,12345\n2023-04-02,湖南经视抖音号,第1期 高处作业系好安全带,2022-08-02,3.2万\n";
/// A week of 合作媒体.
pub(super) const P12: &str =
    "统计日期,渠道,作品标题,发布时间,时长,累计播放量\n2023-04-02,合作媒体抖音号,第1期 受限空间作业,2022-08-01,1:50,8888\n";
