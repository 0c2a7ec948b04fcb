//! The house keeps its order: layers, module docs, words, documents that must match the code.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Layer, what it may import of the crate, outside crates that are allowed there.
const LAYERS: &[(&str, &[&str], &[&str])] = &[
    (
        "cli",
        &["base", "model", "define", "report", "app", "attain", "extract", "intake", "ledger", "sim", "web"],
        &["clap", "anyhow", "indicatif", "serde_json"],
    ),
    (
        "web",
        &["base", "model", "define", "attain", "report", "app", "ledger", "intake"],
        &["axum", "tower_http", "tokio", "argon2", "getrandom", "askama", "serde", "serde_json"],
    ),
    (
        "app",
        &["base", "model", "define", "fetch", "extract", "ledger", "intake", "attain", "report"],
        &["serde", "serde_json", "chrono", "cron", "tokio"],
    ),
    (
        "report",
        &["base", "model", "define", "attain"],
        &["plotters", "resvg", "askama", "rust_xlsxwriter", "zip", "png", "serde", "serde_json", "ttf_parser"],
    ),
    ("attain", &["base", "model", "define"], &["polars"]),
    ("ledger", &["base", "model"], &["rusqlite", "zstd", "zip", "serde_json"]),
    ("sim", &["base", "model"], &["axum", "tokio", "serde_json", "futures_core"]),
    ("fetch", &["base", "model", "define"], &["reqwest", "rustls", "tokio"]),
    ("extract", &["base", "model", "define"], &["scraper", "serde_json", "serde_json_path", "encoding_rs"]),
    ("intake", &["base", "model", "define"], &["csv", "calamine", "rust_xlsxwriter", "encoding_rs", "scraper", "zip"]),
    ("define", &["base", "model"], &["toml", "serde", "include_dir"]),
    ("model", &["base"], &[]),
    ("base", &[], &["sha2", "chrono", "serde", "unicode_normalization"]),
];

/// Crates with one door inside their layer (two layers may each have one).
const DOORS: &[(&str, &[&str])] = &[
    ("argon2", &["src/web/secret.rs"]),
    ("polars", &["src/attain/frame.rs"]),
    ("scraper", &["src/intake/html.rs", "src/extract/"]),
    ("serde_json_path", &["src/extract/document.rs"]),
    ("reqwest", &["src/fetch/"]),
    ("rusqlite", &["src/ledger/"]),
];

const EVERYWHERE: &[&str] = &["std", "crate", "self", "super", "thiserror", "tracing", "reach", "core"];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn sources(folder: &Path, out: &mut Vec<(String, String)>) {
    let mut entries: Vec<_> = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            sources(&path, out);
        } else if path.extension().is_some_and(|e| e == "rs") {
            let name = path.strip_prefix(root()).unwrap().to_string_lossy().into_owned();
            out.push((name, std::fs::read_to_string(&path).unwrap()));
        }
    }
}

fn all_sources() -> Vec<(String, String)> {
    let mut out = Vec::new();
    sources(&root().join("src"), &mut out);
    out
}

/// Names that follow `prefix` in a line, up to the next sign that is not part of a name.
fn after<'a>(line: &'a str, prefix: &str) -> impl Iterator<Item = &'a str> {
    line.match_indices(prefix).filter_map(move |(n, _)| {
        let before = line[..n].chars().next_back();
        let rest = &line[n + prefix.len()..];
        let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(rest.len());
        (!before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '$') && end > 0).then(|| &rest[..end])
    })
}

#[test]
fn layers_import_downward_only() {
    let mut wrong = Vec::new();
    for (name, text) in all_sources() {
        let Some(layer) = name.strip_prefix("src/").and_then(|n| n.split('/').next()).filter(|l| !l.ends_with(".rs")) else { continue };
        let (_, inner, outer) = LAYERS.iter().find(|l| l.0 == layer).unwrap_or_else(|| panic!("{name} lies in no layer"));
        for (n, line) in text.lines().enumerate() {
            let code = line.split("//").next().unwrap();
            for other in after(code, "crate::").filter(|o| LAYERS.iter().any(|l| l.0 == *o)) {
                if other != layer && !inner.contains(&other) {
                    wrong.push(format!("{name}:{} imports {other}; {layer} may import {}", n + 1, inner.join(", ")));
                }
            }
            if let Some(outside) = code.trim_start().strip_prefix("use ").or_else(|| code.trim_start().strip_prefix("pub use ")) {
                let first = outside.split([':', ';', ' ', '{']).next().unwrap();
                let local =
                    first.chars().next().is_some_and(char::is_uppercase) || text.contains(&format!("mod {first};")) || first.is_empty();
                if !local && !EVERYWHERE.contains(&first) && !outer.contains(&first) {
                    wrong.push(format!("{name}:{} uses the crate {first}; {layer} may use {}", n + 1, outer.join(", ")));
                }
            }
            for (door, places) in DOORS {
                if after(code, "use ").any(|c| c == *door) && !places.iter().any(|p| name.starts_with(p)) {
                    wrong.push(format!("{name}:{} uses {door}, whose door is {}", n + 1, places.join(", ")));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_module_says_what_it_owns() {
    let silent: Vec<String> =
        all_sources().into_iter().filter(|(n, t)| !t.starts_with("//!") && n != "src/lib.rs").map(|(n, _)| n).collect();
    assert!(silent.is_empty(), "no module docs: {silent:?}");
}

#[test]
fn nothing_is_left_half_done() {
    let marks = ["to".to_owned() + "do!(", "unimple".to_owned() + "mented!(", "db".to_owned() + "g!(", "FIX".to_owned() + "ME"];
    for (name, text) in all_sources() {
        for mark in &marks {
            assert!(!text.contains(mark.as_str()), "{name} holds {mark}");
        }
    }
}

#[test]
fn numbers_are_read_by_one_reader() {
    for (name, text) in all_sources() {
        // The file that goes back writes the partner's own numbers as numbers; nothing there is counted.
        if name != "src/base/numeral.rs" && name != "src/intake/annotate.rs" {
            assert!(!text.contains("parse::<f64>"), "{name} reads a float; counts go through base::numeral");
        }
    }
}

/// Partners read them in the portal, where there are no options.
#[test]
fn what_is_said_of_a_file_names_no_option_of_the_command_line() {
    let layers = ["src/base/", "src/define/", "src/model/", "src/intake/", "src/attain/", "src/app/", "src/web/"];
    // Said to whoever starts the program.
    let starting = ["src/app/mod.rs", "src/app/demo.rs", "src/web/pages/account.rs"];
    for (name, text) in all_sources().into_iter().filter(|(n, _)| layers.iter().any(|l| n.starts_with(l))) {
        for line in text.lines().filter(|l| !l.trim_start().starts_with("//") && !starting.contains(&name.as_str())) {
            let option = line.split("--").skip(1).find(|rest| rest.starts_with(|c: char| c.is_ascii_lowercase()));
            assert!(option.is_none(), "{name} names an option: {line}");
        }
    }
}

#[test]
fn codes_in_use_are_in_the_catalogue() {
    let known: BTreeSet<u16> = reach::base::codes::CATALOGUE.iter().map(|c| c.0).collect();
    let layers = ["src/define/", "src/intake/", "src/app/"];
    for (name, text) in all_sources().into_iter().filter(|(n, _)| layers.iter().any(|l| n.starts_with(l))) {
        for word in ["error(", "warning(", "question("] {
            for code in after(&text, word).filter(|c| c.len() == 4) {
                if let Ok(code) = code.parse::<u16>() {
                    assert!(known.contains(&code), "{name} uses R{code}, which the catalogue does not know");
                }
            }
        }
    }
}

#[test]
fn schema_document_is_the_live_schema() {
    let document = std::fs::read_to_string(root().join("src/ledger/SCHEMA.md")).unwrap();
    let mut files: Vec<_> = std::fs::read_dir(root().join("src/ledger/migrations")).unwrap().map(|e| e.unwrap().path()).collect();
    files.sort();
    let sql: String = files.iter().map(|f| std::fs::read_to_string(f).unwrap()).collect();
    let mut table = "";
    for line in sql.lines() {
        if let Some((altered, column)) = line.strip_prefix("ALTER TABLE ").and_then(|l| l.split_once(" ADD COLUMN ")) {
            let section = document.split(&format!("## {altered}\n")).nth(1).unwrap().split("\n## ").next().unwrap();
            let column = column.split(' ').next().unwrap();
            assert!(section.contains(&format!("`{column}`")), "SCHEMA.md, {altered}: no column {column}");
        } else if let Some(name) = line.strip_prefix("CREATE TABLE ") {
            table = name.split(' ').next().unwrap();
            assert!(document.contains(&format!("## {table}")), "SCHEMA.md has no section {table}");
        } else if let Some(column) = line.strip_prefix("  ").and_then(|l| l.split(' ').next())
            && !column.is_empty()
            && column.chars().all(|c| c.is_lowercase() || c == '_')
        {
            let section = document.split(&format!("## {table}\n")).nth(1).unwrap().split("\n## ").next().unwrap();
            assert!(section.contains(&format!("`{column}`")), "SCHEMA.md, {table}: no column {column}");
        }
    }
}

#[test]
fn words_for_counts_are_used_as_the_glossary_says() {
    for (name, text) in all_sources() {
        if name.starts_with("src/report/") || name.starts_with("src/cli/") {
            assert!(!text.contains("触达"), "{name} says 触达, which means unduplicated people");
        }
    }
}

#[test]
fn readme_names_the_two_commands_and_every_subcommand() {
    let readme = std::fs::read_to_string(root().join("README.md")).unwrap();
    assert!(readme.contains("cargo run -- demo") && readme.contains("cargo test"));
    for line in reach::cli::help().lines() {
        if let Some(name) =
            line.strip_prefix("  ").and_then(|l| l.split(' ').next()).filter(|n| n.len() > 3 && n.chars().all(|c| c.is_ascii_lowercase()))
        {
            assert!(readme.contains(&format!("reach {name}")), "README.md does not show reach {name}");
        }
    }
}

/// What pages of ours may not hold: it came after Chromium 78, which some offices still have. A rule or a script that it does not know it drops
/// as a whole.
const TOO_NEW: &[(&str, &[&str])] = &[
    (
        "css",
        &[
            ":is(",
            ":where(",
            ":has(",
            "inset:",
            "inset-",
            "aspect-ratio",
            "content-visibility",
            "accent-color",
            "color-mix(",
            "@layer",
            "@container",
            "@property",
            "dvh",
            "svh",
            "margin-inline:",
            "padding-inline:",
            "overflow:clip",
            "overflow-wrap:anywhere",
            "text-wrap",
            "scrollbar-gutter",
            ":revert",
            ";appearance:",
            "{appearance:",
            ";gap:",
            "{gap:",
            ";row-gap:",
            "{row-gap:",
            ";column-gap:",
            "{column-gap:",
            ";translate:",
            ";rotate:",
            ";scale:",
            ":min(",
            ":max(",
            ":clamp(",
            " min(",
            " max(",
            " clamp(",
            ",min(",
            ",max(",
            ",clamp(",
        ],
    ),
    (
        "js",
        &[
            "?.",
            "??",
            "||=",
            "&&=",
            ".replaceAll(",
            ".at(",
            "structuredClone",
            "Object.hasOwn",
            "Promise.any",
            ".findLast",
            ".toSorted(",
            ".groupBy(",
            "import(",
            "await ",
        ],
    ),
    // A page loads nothing but our own files, so that neither a style nor a script may stand in it.
    ("html", &["<dialog", " inert", " popover", " style=\"", " onclick=", " onchange=", " onsubmit=", "javascript:"]),
];

#[test]
fn pages_hold_nothing_that_their_oldest_browsers_do_not_know() {
    let mut found = Vec::new();
    let mut seen = 0;
    for folder in ["src/web/assets", "src/web/templates", "src/report/templates"] {
        for entry in std::fs::read_dir(root().join(folder)).unwrap().map(|e| e.unwrap().path()) {
            let kind = entry.extension().and_then(|e| e.to_str()).unwrap_or_default();
            let Some((_, words)) = TOO_NEW.iter().find(|(k, _)| *k == kind) else { continue };
            seen += 1;
            let text = std::fs::read_to_string(&entry).unwrap();
            // The report is one file that needs nothing else, with its styles inside.
            let own = |word: &&&str| !(word.contains("style=") && folder.starts_with("src/report"));
            for (n, line) in text.lines().enumerate() {
                for word in words.iter().filter(own).filter(|w| line.contains(**w)) {
                    found.push(format!("{}:{} holds {word}", entry.display(), n + 1));
                }
                // Such a rule is dropped, and the browser's own mark of the focus stays; but nothing else may be dropped with it.
                let selectors = line.split('{').next().unwrap_or_default();
                if line.contains(":focus-visible") && !selectors.split(',').all(|s| s.contains(":focus-visible")) {
                    found.push(format!("{}:{} ties others to :focus-visible", entry.display(), n + 1));
                }
                if selectors.contains(":not(")
                    && selectors.split(":not(").skip(1).any(|s| s.split(')').next().unwrap_or_default().contains(','))
                {
                    found.push(format!("{}:{} has a list in :not()", entry.display(), n + 1));
                }
            }
        }
    }
    assert!(seen > 30, "{seen} files were looked at");
    assert!(found.is_empty(), "{}", found.join("\n"));
}
