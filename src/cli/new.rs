//! `reach new`: a commented file to start from.

use super::Exit;
use super::args::NewArg;
use super::out::Out;
use crate::app::{self, AppError};
use crate::base::{disk, id};
use std::path::Path;

const COLLECTOR_HTML: &str = include_str!("templates/collector_html.toml");
const COLLECTOR_JSON: &str = include_str!("templates/collector_json.toml");
const TARGET: &str = include_str!("templates/target.toml");

pub(super) fn run(config: Option<&Path>, kind: NewArg, name: &str, from: Option<&Path>, out: &mut Out) -> anyhow::Result<Exit> {
    if !id::is_slug(name) {
        return Err(AppError::Usage(format!("编号“{name}”不行；用小写字母开头，只含小写字母、数字和下划线，2–40 个字符")).into());
    }
    let folder = app::config_folder(config)
        .ok_or_else(|| AppError::Usage("当前文件夹里没有 collectors/ 和 targets/；进入放定义的文件夹，或用 --config 指明".into()))?;
    match kind {
        NewArg::Collector => collector(&folder, name, from, out),
        NewArg::Target => {
            let path = folder.join("targets").join(format!("{name}.toml"));
            fresh(&path)?;
            let text = match from {
                Some(p) => String::from_utf8(read(p)?).map_err(|_| AppError::Usage(format!("{} 不是 UTF-8 文字", p.display())))?,
                None => TARGET.to_owned(),
            };
            disk::write(&path, text.as_bytes())?;
            out.line(&format!("已新建 {}；填好后运行 reach validate", path.display()));
            Ok(Exit::Done)
        }
    }
}

fn collector(folder: &Path, name: &str, from: Option<&Path>, out: &mut Out) -> anyhow::Result<Exit> {
    let path = folder.join("collectors").join(format!("{name}.toml"));
    fresh(&path)?;
    let page = from.map(read).transpose()?;
    let is_json = page.as_deref().is_some_and(|b| matches!(b.iter().find(|c| !c.is_ascii_whitespace()), Some(b'{' | b'[')));
    let (template, ending) = if is_json { (COLLECTOR_JSON, "json") } else { (COLLECTOR_HTML, "html") };
    let samples = folder.join("collectors/samples").join(name);
    if let Some(bytes) = &page {
        disk::write(&samples.join(format!("normal.{ending}")), bytes)?;
        // A page without anything in it, for the test that must not be read; to be replaced by a real broken page.
        let broken: &[u8] = if is_json { b"{}" } else { b"<html><body></body></html>" };
        disk::write(&samples.join(format!("broken.{ending}")), broken)?;
    }
    disk::write(&path, template.replace("{{id}}", name).as_bytes())?;
    out.line(&format!("已新建 {}", path.display()));
    if page.is_some() {
        out.line(&format!("存页放在 {}", samples.display()));
    } else {
        out.line(&format!("把存下来的页面放到 {}/normal.{ending} 和 broken.{ending}", samples.display()));
    }
    out.line("接着：");
    out.line(&format!("  1. 按注释填网址和取数位置，运行 reach test {name}，看每个字段读到什么、在哪里"));
    out.line("  2. 运行 reach validate --strict");
    out.line(&format!("  3. 在 seeds/channels.toml 的渠道里写 collector = \"{name}\"，在 reach.toml 里写账号"));
    out.line(&format!("  4. 运行 reach collect --collector {name} --dry-run，对真站试采一次"));
    Ok(Exit::Done)
}

fn fresh(path: &Path) -> Result<(), AppError> {
    if path.exists() {
        return Err(AppError::Usage(format!("{} 已经有了；换一个编号，或直接修改它", path.display())));
    }
    Ok(())
}

fn read(path: &Path) -> Result<Vec<u8>, AppError> {
    std::fs::read(path).map_err(|e| AppError::Usage(format!("打不开 {}：{e}", path.display())))
}
