//! A full disk, made by a limit on the size of files: what cannot be kept is refused in words, and nothing is left half written.

use super::world::{P08, Portal};
use crate::support::browser::Browser;
use std::fmt::Write as _;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// Blocks of 512 bytes (of 1024 in some shells) that a file may have: more than a form writes, less than the upload.
const BLOCKS: &str = "200";

/// The program under the limit; a write beyond it fails as on a full disk.
fn limited(data: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new("sh");
    command
        .args(["-c", &format!("trap '' XFSZ; ulimit -f {BLOCKS}; exec \"$0\" \"$@\""), env!("CARGO_BIN_EXE_reach"), "--data"])
        .arg(data)
        .args(arguments)
        .env("REACH_CONFIG", env!("CARGO_MANIFEST_DIR"));
    command
}

/// A week whose titles do not compress well: about one megabyte of evidence.
fn large() -> String {
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut out = String::from("统计日期,渠道,作品标题,发布时间,累计播放量\n");
    for n in 0..12_000 {
        let mut title = String::new();
        for _ in 0..20 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            title.push(char::from_u32(0x4E00 + u32::try_from(state >> 40).unwrap() % 20_000).unwrap());
        }
        writeln!(out, "2023-04-02,芒果TV,{title}{n},2022-08-01,{}", n + 1).unwrap();
    }
    out
}

/// Files that a write left behind unfinished.
fn leftovers(folder: &Path) -> Vec<String> {
    let mut out = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        if entry.path().is_dir() {
            out.extend(leftovers(&entry.path()));
        } else if entry.file_name().to_string_lossy().ends_with(".tmp") {
            out.push(entry.path().display().to_string());
        }
    }
    out
}

/// Ends with its value.
struct Serving(Child);

impl Drop for Serving {
    fn drop(&mut self) {
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

#[test]
fn an_upload_and_an_import_on_a_full_disk_are_refused_whole() {
    let mut portal = Portal::new();
    portal.taken("hunan_jingshi", "第13周.csv", P08);
    let before = portal.app.ledger.journal_head(None).unwrap();
    let large = large();
    let file = portal.folder().join("大表.csv");
    reach::base::disk::write(&file, large.as_bytes()).unwrap();
    // The command.
    let out = limited(portal.folder(), &["import", &file.display().to_string(), "--campaign", "p08_tv"]).output().unwrap();
    let told = format!("{}{}", String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr));
    assert_eq!(out.status.code(), Some(3), "{told}");
    assert!(told.contains("程序没能完成") && told.contains("磁盘已满或写不进") && !told.contains("panicked"), "{told}");
    // The department reads the message: none of the system's English is in it.
    assert!(!told.contains("disk") && !told.contains("error") && !told.contains("too large"), "{told}");
    assert_eq!(portal.app.ledger.journal_head(None).unwrap(), before);
    // The portal.
    let mut child =
        limited(portal.folder(), &["serve", "--listen", "127.0.0.1:0"]).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let _serving = Serving(child);
    let first = lines.next().unwrap().unwrap();
    let address = first.split("http://").nth(1).unwrap().split('/').next().unwrap().parse().unwrap();
    let mut browser = Browser::of(address, &mut portal.app, "jingshi");
    let answer = browser.post_files("/reporting/hunan_jingshi/2023-W13/files", &[], &[("大表.csv", large.as_bytes())]);
    assert_eq!(answer.status, 503, "{}", answer.body);
    answer.shows("磁盘已满或写不进").shows("什么也没有保存");
    // It lives on and reads.
    browser.get("/reporting/hunan_jingshi/2023-W13").shows("第13周.csv");
    assert!(portal.app.ledger.uploads_waiting().unwrap().is_empty());
    assert_eq!(portal.app.ledger.journal_head(None).unwrap(), before);
    assert_eq!(portal.app.ledger.verify_journal().unwrap(), None);
    assert_eq!(leftovers(portal.folder()), Vec::<String>::new());
    // With room again the same file goes in.
    let id = portal.waiting("hunan_jingshi", "大表.csv", &large);
    let (upload, submission) = portal.app.upload_with(id).unwrap().unwrap();
    let who = portal.who("jingshi");
    assert!(portal.app.take(&who, &upload, &submission, false, reach::app::submit::Way::Portal).unwrap().written);
}
