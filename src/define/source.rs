//! Where definition files come from: a folder, or the copy that the binary carries.

use include_dir::{Dir, include_dir};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

static TARGETS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/targets");
static SEEDS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/seeds");
static COLLECTORS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/collectors");

/// The four folders. Each one on disk replaces its twin in the binary as a whole.
const FOLDERS: [&str; 4] = ["collectors", "targets", "seeds", "reports"];

/// A file could not be read.
#[derive(Debug, thiserror::Error)]
#[error("读不了 {}", path.display())]
pub struct SourceError {
    /// Which.
    pub path: PathBuf,
    #[source]
    source: std::io::Error,
}

/// Files by path inside the folder, with where each folder came from.
#[derive(Debug, Clone, Default)]
pub struct Files {
    /// Bytes by path.
    pub bytes: BTreeMap<String, Vec<u8>>,
    /// Stored answers of the collectors, by path below `collectors/`.
    pub samples: BTreeMap<String, Vec<u8>>,
    /// Folder → where from, one sentence each.
    pub origin: BTreeMap<&'static str, String>,
}

/// Reads the definition files: from `folder` where it holds them, else the binary's own copy.
pub fn read(folder: Option<&Path>) -> Result<Files, SourceError> {
    let mut files = Files::default();
    for name in FOLDERS {
        if let Some(path) = folder.map(|f| f.join(name)).filter(|p| p.is_dir()) {
            walk(&path, name, &mut files)?;
            files.origin.insert(name, path.display().to_string());
        } else {
            let twin = match name {
                "targets" => Some(&TARGETS),
                "seeds" => Some(&SEEDS),
                "collectors" => Some(&COLLECTORS),
                _ => None,
            };
            if let Some(dir) = twin {
                embedded(dir, name, &mut files);
            }
            files.origin.insert(name, "程序自带".to_owned());
        }
    }
    Ok(files)
}

/// Whether a path is a definition: TOML in one of the folders, samples of the demo left aside.
fn wanted(path: &str) -> bool {
    std::path::Path::new(path).extension().is_some_and(|e| e == "toml")
        && !path.starts_with("seeds/demo/")
        && !path.starts_with("reports/out/")
}

/// The path of a stored answer below `collectors/`.
fn sample(path: &str) -> Option<String> {
    path.strip_prefix("collectors/").filter(|p| p.starts_with("samples/")).map(str::to_owned)
}

fn walk(folder: &Path, prefix: &str, out: &mut Files) -> Result<(), SourceError> {
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |source| SourceError { path, source }
    };
    for entry in std::fs::read_dir(folder).map_err(failed(folder))? {
        let entry = entry.map_err(failed(folder))?;
        let path = entry.path();
        let inside = format!("{prefix}/{}", entry.file_name().to_string_lossy());
        if path.is_dir() {
            if inside != "reports/out" && inside != "seeds/demo" {
                walk(&path, &inside, out)?;
            }
        } else if wanted(&inside) {
            out.bytes.insert(inside, std::fs::read(&path).map_err(failed(&path))?);
        } else if let Some(sample) = sample(&inside) {
            out.samples.insert(sample, std::fs::read(&path).map_err(failed(&path))?);
        }
    }
    Ok(())
}

fn embedded(dir: &Dir<'_>, prefix: &str, out: &mut Files) {
    for file in dir.files() {
        let inside = format!("{prefix}/{}", file.path().display());
        if wanted(&inside) {
            out.bytes.insert(inside, file.contents().to_vec());
        } else if let Some(sample) = sample(&inside) {
            out.samples.insert(sample, file.contents().to_vec());
        }
    }
    for sub in dir.dirs() {
        embedded(sub, prefix, out);
    }
}

/// The demo's files that the binary carries, by path below `seeds/demo/`.
pub fn demo_files() -> BTreeMap<String, &'static [u8]> {
    let mut out = BTreeMap::new();
    let mut open: Vec<&Dir<'static>> = SEEDS.get_dir("demo").into_iter().collect();
    while let Some(dir) = open.pop() {
        for file in dir.files() {
            let path = file.path().strip_prefix("demo").unwrap_or(file.path());
            out.insert(path.display().to_string(), file.contents());
        }
        open.extend(dir.dirs());
    }
    out
}
