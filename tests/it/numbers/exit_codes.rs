//! 真正运行程序：结束码、JSON 的样子、标准输出上没有别的东西。

use serde_json::Value;
use std::path::Path;
use std::process::{Command, Output};
use tempfile::TempDir;

const HEAD: &str = "统计日期,渠道,作品标题,发布时间,时长,累计播放量";
const GOOD: &str = "2022-08-07,芒果TV,叉车转弯看盲区,2022-08-01,60,12000\n";
const BAD: &str = "2022-08-07,芒果TV,夏天防中暑,2022-08-01,60,很多\n";

/// A data folder and files in it, with the program at hand.
struct Desk(TempDir);

impl Desk {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn put(&self, name: &str, text: impl AsRef<[u8]>) -> &Self {
        reach::base::disk::write(&self.0.path().join(name), text.as_ref()).unwrap();
        self
    }

    fn reach(&self, line: &str) -> Output {
        Command::new(env!("CARGO_BIN_EXE_reach"))
            .args(line.split(' '))
            .current_dir(self.0.path())
            .env_remove("REACH_DATA")
            .env("REACH_CONFIG", Path::new(env!("CARGO_MANIFEST_DIR")))
            .output()
            .unwrap()
    }

    /// Runs with `--json`: the exit code and the one document on stdout.
    fn json(&self, line: &str) -> (i32, Value) {
        let out = self.reach(&format!("{line} --json"));
        let text = String::from_utf8(out.stdout).unwrap();
        let document = serde_json::from_str(&text).unwrap_or_else(|e| panic!("{line}：{e}\n{text}"));
        (out.status.code().unwrap(), document)
    }

    /// Runs what ends with 2: nothing on stdout, the sentence on stderr.
    fn refused(&self, line: &str) -> String {
        let out = self.reach(line);
        let said = String::from_utf8(out.stderr).unwrap();
        assert_eq!((out.status.code(), out.stdout.len()), (Some(2), 0), "{line}：{said}");
        said
    }
}

/// Keys with the types of their values, in order: "import:string files:array".
fn shape(v: &Value) -> String {
    let kind = |v: &Value| match v {
        Value::Null => "null",
        Value::Bool(_) => "bool",
        Value::Number(n) if n.is_u64() || n.is_i64() => "integer",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    v.as_object().unwrap().iter().map(|(k, v)| format!("{k}:{}", kind(v))).collect::<Vec<_>>().join(" ")
}

/// The promised keys are there with their types and in their order; further ones may stand between them.
fn promises(v: &Value, promised: &str) {
    let all = shape(v);
    let mut keys = all.split(' ');
    for key in promised.split_whitespace() {
        assert!(keys.any(|k| k == key), "{key}：{all}");
    }
}

#[test]
fn import_answers_with_the_promised_document() {
    let desk = Desk::new();
    desk.put("好.csv", format!("{HEAD}\n{GOOD}")).put("坏.csv", format!("{HEAD}\n{GOOD}{BAD}"));
    let (code, doc) = desk.json("import 好.csv --campaign p08_tv");
    assert_eq!(code, 0, "{doc}");
    assert_eq!(shape(&doc), "import:string files:array diagnostics:array");
    let file = &doc["files"][0];
    let promised = "file:string encoding:string kind:string rows:integer accepted:integer added:integer updated:integer unchanged:integer \
                    decreased:integer refused:integer totals_skipped:integer";
    promises(file, promised);
    assert_eq!((&file["kind"], file["rows"].as_u64(), file["added"].as_u64()), (&Value::from("template"), Some(1), Some(1)));

    // The same bytes: the earlier number, nothing added.
    let (code, again) = desk.json("import 好.csv --campaign p08_tv");
    assert_eq!((code, &again["import"], again["files"][0]["unchanged"].as_u64()), (0, &doc["import"], Some(1)));

    // One refused row: nothing is written, unless the good rows are wanted.
    let (code, bad) = desk.json("import 坏.csv --campaign p08_tv");
    assert_eq!((code, &bad["import"], bad["files"][0]["refused"].as_u64()), (1, &Value::Null, Some(1)));
    let found = &bad["diagnostics"][0];
    promises(found, "code:string severity:string place:object found:string expected:string remedy:string rule:null");
    promises(&found["place"], "file:string sheet:null row:integer column_letter:string column_title:string");
    assert_eq!((&found["severity"], &found["place"]["row"], &found["place"]["column_letter"]), (&"error".into(), &3.into(), &"F".into()));
    let (code, good) = desk.json("import 坏.csv --campaign p08_tv --accept-good");
    assert_eq!((code, good["import"].is_string(), good["files"][0]["accepted"].as_u64()), (1, true, Some(1)));
    let (code, dry) = desk.json("import 好.csv --campaign p08_tv --as-of 2022-08-08 --dry-run");
    assert_eq!((code, &dry["import"]), (0, &Value::Null));
}

#[test]
fn every_row_of_a_file_is_accounted_for() {
    let desk = Desk::new();
    // 四行：同样的两行算一行，没有填数的只登记作品，填错的要改。
    let empty = GOOD.replace("叉车转弯看盲区", "登高作业").replace("12000", "");
    desk.put("四行.csv", format!("{HEAD}\n{GOOD}{GOOD}{empty}{BAD}"));
    let out = desk.reach("import 四行.csv --campaign p08_tv --accept-good");
    let said = String::from_utf8(out.stdout).unwrap();
    assert!(said.contains("共 4 行：2 行可以入库，1 行要改（第 5 行），1 行与前面的行相同或没有填数，不另计。"), "{said}");
}

#[test]
fn what_is_missing_is_asked_for_with_the_sentence_to_type() {
    let desk = Desk::new();
    desk.put(
        "作品列表.csv",
        "作品名称,发布时间,体裁,审核状态,播放量,5s完播率,主页访问量,点赞量\n工伤认定怎么办,2022-08-01 09:00:00,视频,公开,1000,0.5,1,2\n",
    );
    desk.put("没有日期.csv", "渠道,作品标题,累计播放量\n芒果TV,夏天防中暑,1000\n");
    let said = desk.refused("import 作品列表.csv --as-of 2023-03-31 --json");
    assert!(said.contains("reach import 作品列表.csv --channel"), "{said}");
    let said = desk.refused("import 作品列表.csv --channel 湖南人社抖音号 --json");
    assert!(said.contains("reach import 作品列表.csv --channel 湖南人社抖音号 --as-of"), "{said}");
    let said = desk.refused("import 没有日期.csv --campaign p08_tv --json");
    assert!(said.contains("--as-of"), "{said}");
    let (code, doc) = desk.json("import 作品列表.csv --channel 湖南人社抖音号 --as-of 2023-03-31");
    assert_eq!((code, doc["files"][0]["kind"].as_str()), (0, Some("douyin-works")), "{doc}");
}

/// 照着例子做，不会把没有渠道的表记到主发渠道上；写了 --channel 的，逐张工作表说明按哪个渠道处理；几张表都有错的，写明是哪张。
#[test]
fn sheets_without_a_channel_are_named() {
    use crate::support::partner::{table, workbook};
    let desk = Desk::new();
    let bilibili = table("a.xlsx", &["作品标题|截至4月2日播放量", "第1期|三万多", "第2期|100"]);
    let kuaishou = table("a.xlsx", &["作品标题|截至4月2日播放量", "第3期|四万多", "第4期|200"]);
    desk.put("报送.xlsx", workbook(&[("B站", &bilibili), ("小红书", &kuaishou)]));
    let said = desk.refused("import 报送.xlsx --campaign p08_tv");
    let expected = "工作表“B站”、“小红书”里看不出是哪个渠道；把工作表改名为渠道名，或补上选项再运行，例如：reach import 报送.xlsx --campaign p08_tv --channel 渠道名称；渠道名称是其中一个：经视新闻、芒果TV、";
    assert!(said.contains(expected), "{said}");
    let out = desk.reach("import 报送.xlsx --campaign p08_tv --channel 芒果TV --dry-run --annotate 退改.csv");
    let told = String::from_utf8(out.stdout).unwrap();
    for line in [
        "报送.xlsx：工作表“B站”没有写明渠道：按“芒果TV”处理",
        "报送.xlsx：工作表“小红书”没有写明渠道：按“芒果TV”处理",
        "2 行要改（工作表“B站”第 2 行；工作表“小红书”第 2 行）",
    ] {
        assert!(told.contains(line), "{told}");
    }
    // 标出错处的是工作簿：后缀补上，写明存在哪里。
    assert!(String::from_utf8(out.stderr).unwrap().contains("标出错处的文件：退改.csv.xlsx"));
    assert!(!desk.0.path().join("退改.csv").exists());
    assert!(std::fs::read(desk.0.path().join("退改.csv.xlsx")).unwrap().starts_with(b"PK"));
}

#[test]
fn wrong_usage_ends_with_two() {
    let desk = Desk::new();
    desk.put("好.csv", format!("{HEAD}\n{GOOD}"));
    assert!(desk.refused("import 没有这份.csv --json").contains("没有这个文件"));
    assert!(desk.refused("import 好.csv --campaign 没有的项目 --json").contains("p08_tv"));
    assert!(desk.refused("import 好.csv --as-of 三月 --json").contains("2023-03-31"));
    desk.refused("import . --json");
    desk.refused("import");
    desk.refused("undo 99 --json");
    desk.refused("undo 第一次");
    desk.refused("没有的命令");
    desk.refused("check --campaign 没有的项目");
}

#[test]
fn what_is_no_table_is_kept_and_ends_with_one() {
    let desk = Desk::new();
    desk.put("图.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR").put("空.csv", "").put("信.csv", "王老师您好，数据下周补报。\n");
    for name in ["图.png", "空.csv", "信.csv"] {
        let (code, doc) = desk.json(&format!("import {name} --campaign p08_tv --as-of 2023-03-31"));
        assert_eq!((code, &doc["import"]), (1, &Value::Null), "{name} {doc}");
        assert_eq!(doc["diagnostics"][0]["severity"], "error", "{name}");
    }
}

#[test]
fn check_answers_with_the_promised_document() {
    let desk = Desk::new();
    desk.put("好.csv", format!("{HEAD}\n{GOOD}"));
    desk.json("import 好.csv --campaign p08_tv");
    let (code, doc) = desk.json("check --as-of 2023-03-31");
    assert_eq!((code, shape(&doc).as_str()), (0, "programme:string as_of:string journal_head:string campaigns:array"));
    assert_eq!(doc["campaigns"].as_array().unwrap().len(), 14);
    let verdicts = ["achieved", "on_track", "warning", "behind", "far_behind", "to_confirm", "missed", "not_started"];
    let kinds = ["tally", "sum", "days", "each", "repost", "airings"];
    for campaign in doc["campaigns"].as_array().unwrap() {
        let promised = "id:string number:integer title:string lead:string term:object state:string verdict:string \
                        open_requirements:integer targets:array";
        assert_eq!(shape(campaign), promised);
        assert_eq!(shape(&campaign["term"]), "start:string end:string elapsed:number");
        for target in campaign["targets"].as_array().unwrap() {
            let keys: Vec<&str> = target.as_object().unwrap().keys().map(String::as_str).collect();
            let promised = "id kind class label unit required actual estimates attainment pace data_date days_late verdict forecast \
                            unknown rule rule_signed clause";
            assert_eq!(keys.join(" "), promised);
            assert!(verdicts.contains(&target["verdict"].as_str().unwrap()) && kinds.contains(&target["kind"].as_str().unwrap()));
            assert!(target["actual"]["low"].is_u64() && target["unknown"].is_array() && target["rule_signed"].is_boolean());
            for part in ["required", "actual", "estimates"] {
                assert!(shape(&target[part]).starts_with("low:"), "{target}");
            }
            if target["forecast"].is_object() {
                let keys: Vec<&str> = target["forecast"].as_object().unwrap().keys().map(String::as_str).collect();
                assert_eq!(keys, ["low", "high", "reached_on", "needed_per_week"]);
            }
        }
        let sums = campaign["targets"].as_array().unwrap().iter().filter(|t| t["kind"] == "sum").count();
        assert!(sums <= 1, "{}", campaign["id"]);
    }
    let (code, one) = desk.json("check --as-of 2023-03-31 --campaign 电视媒体 --campaign p09_press_douyin");
    assert_eq!((code, one["campaigns"].as_array().unwrap().len()), (0, 2));
}

#[test]
fn strict_check_ends_with_one_when_something_is_behind() {
    let desk = Desk::new();
    desk.put("好.csv", format!("{HEAD}\n{GOOD}"));
    desk.json("import 好.csv --campaign p08_tv");
    let (code, doc) = desk.json("check --strict --as-of 2022-07-05 --campaign p08_tv");
    assert_eq!(code, 0, "{}", doc["campaigns"][0]["verdict"]);
    let (code, doc) = desk.json("check --strict --as-of 2023-07-31 --campaign p08_tv");
    assert_eq!((code, doc["campaigns"][0]["verdict"].as_str()), (1, Some("missed")));
    assert_eq!(desk.json("check --as-of 2023-07-31 --campaign p08_tv").0, 0);
}

#[test]
fn undo_questions_and_validate_answer_with_their_documents() {
    let desk = Desk::new();
    desk.put("好.csv", format!("{HEAD}\n{GOOD}"));
    let (_, doc) = desk.json("import 好.csv --campaign p08_tv");
    let (code, questions) = desk.json("questions");
    assert_eq!((code, shape(&questions).as_str()), (0, "questions:array"));
    let import = doc["import"].as_str().unwrap();
    let (code, undone) = desk.json(&format!("undo {import}"));
    assert_eq!((code, shape(&undone).as_str()), (0, "import:string reversed:integer kept:array"));
    assert_eq!((&undone["import"], undone["reversed"].as_u64()), (&doc["import"], Some(1)));
    desk.refused(&format!("undo {import} --json"));
    let (code, valid) = desk.json("validate");
    assert_eq!((code, shape(&valid).as_str()), (0, "files:integer folders:object errors:integer warnings:integer diagnostics:array"));
}

#[test]
fn a_place_in_a_list_counts_while_the_list_is_the_one_that_was_printed() {
    let desk = Desk::new();
    let head = "作品名称,发布时间,体裁,审核状态,播放量,完播率,5s完播率,封面点击率,2s跳出率,平均播放时长,点赞量,分享量,评论量,收藏量,主页访问量,粉丝增量";
    let row = |title: &str, day: u32| format!("{title},2022-08-0{day} 09:00:00,视频,公开,700,0,0,0,0,0,1,1,1,1,1,1\n");
    let import = |name: &str, rows: String| {
        desk.put(name, format!("{head}\n{rows}"));
        let out = desk.reach(&format!("import {name} --channel hunan_renshe_douyin --as-of 2023-03-31"));
        assert_eq!(out.status.code(), Some(0), "{}", String::from_utf8_lossy(&out.stderr));
    };
    import("一.csv", row("机关食堂新菜单", 2) + &row("车间里的一分钟", 3));
    let (_, doc) = desk.json("questions");
    let one = doc["questions"].as_array().unwrap().iter().find(|q| q["kind"] == "belonging").unwrap().clone();
    let id = one["id"].as_str().unwrap();
    // Another work came: what was the second line of the list may be another one now.
    import("二.csv", row("安全帽怎么戴", 1) + &row("机关食堂新菜单", 2) + &row("车间里的一分钟", 3));
    assert!(desk.refused(&format!("answer {id} 2 --because 看过")).contains("列表已变化，请重新执行 reach questions"));
    // The lasting name of a case stays what it was, and speaks of that case alone.
    let codes: Vec<&str> = one["codes"].as_array().unwrap().iter().map(|c| c.as_str().unwrap()).collect();
    let workshop = one["cases"].as_array().unwrap().iter().position(|c| c.as_str().unwrap().contains("车间")).unwrap();
    assert_eq!(desk.reach(&format!("answer {id} {} --because 看过", codes[workshop])).status.code(), Some(0));
    let (_, doc) = desk.json("questions");
    let left = doc["questions"].as_array().unwrap().iter().find(|q| q["id"] == id).unwrap()["cases"].to_string();
    assert!(!left.contains("车间") && left.contains("安全帽") && left.contains("食堂"), "{left}");
    // Printed by this state, places count.
    assert_eq!(desk.reach(&format!("answer {id} 1 --because 看过")).status.code(), Some(0));
    assert!(desk.refused(&format!("answer {id} 1 --because 又看")).contains("没有待答的问题"));
}

#[test]
fn what_was_not_printed_is_not_decided() {
    let desk = Desk::new();
    let mut rows = String::from(
        "作品名称,发布时间,体裁,审核状态,播放量,完播率,5s完播率,封面点击率,2s跳出率,平均播放时长,点赞量,分享量,评论量,收藏量,主页访问量,粉丝增量\n",
    );
    for n in 1..=45 {
        rows.extend(["本地新闻第", &n.to_string(), "条,2022-08-01 09:00:00,视频,公开,700,0,0,0,0,0,1,1,1,1,1,1\n"]);
    }
    desk.put("账号.csv", rows);
    assert_eq!(desk.reach("import 账号.csv --channel hunan_renshe_douyin --as-of 2023-03-31").status.code(), Some(0));
    let one = || {
        let (_, doc) = desk.json("questions");
        doc["questions"].as_array().unwrap().iter().find(|q| q["kind"] == "belonging").unwrap().clone()
    };
    let codes = |q: &Value| q["codes"].as_array().unwrap().iter().map(|c| c.as_str().unwrap().to_owned()).collect::<Vec<_>>();
    let before = one();
    let id = before["id"].as_str().unwrap();
    let printed = String::from_utf8(desk.reach("questions").stdout).unwrap();
    assert!(printed.contains("另有 5 条"), "{printed}");
    // A number that was not printed is none.
    assert_eq!(desk.refused(&format!("answer {id} 41 --because 看过")).matches("不是可选的答复").count(), 1);
    assert_eq!(desk.reach(&format!("answer {id} 1 --because 看过")).status.code(), Some(0));
    let open = codes(&one());
    let (seen, unseen): (Vec<_>, Vec<_>) = codes(&before).into_iter().partition(|c| printed.contains(&format!("〔{c}〕")));
    assert_eq!((seen.len(), &open), (40, &unseen));
}

#[test]
fn wrong_definitions_end_with_two_and_name_file_and_line() {
    let desk = Desk::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for folder in ["collectors", "targets", "seeds", "reports"] {
        copy(&root.join(folder), &desk.0.path().join("config").join(folder));
    }
    let path = desk.0.path().join("config/targets/p08_tv.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    reach::base::disk::write(&path, text.replace("budget_yuan", "budget_yuann").as_bytes()).unwrap();
    let (code, doc) = desk.json("--config config validate");
    assert_eq!(code, 2);
    let found = &doc["diagnostics"][0];
    assert!(found["place"]["file"].as_str().unwrap().ends_with("p08_tv.toml") && found["place"]["row"].is_u64(), "{found}");
    assert!(desk.refused("--config config check --json").contains("reach validate"));
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    let Ok(entries) = std::fs::read_dir(from) else { return };
    for entry in entries {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// A workbook whose list of merged cells is cut off: the library that reads it panics, the user is told what to do and nothing else.
#[test]
fn a_workbook_that_breaks_its_library_is_a_damaged_file() {
    let desk = Desk::new();
    let cut = include_bytes!("../../fuzz/corpus/intake/xls-merged-cut");
    desk.put("旧表.xls", &cut[1..]);
    let out = desk.reach("import 旧表.xls --campaign p08_tv --as-of 2023-04-02 --annotate 退改.xlsx");
    let said = String::from_utf8([out.stdout, out.stderr].concat()).unwrap();
    assert_eq!(out.status.code(), Some(1), "{said}");
    assert!(said.contains("R2007") && said.contains("另存为 xlsx"), "{said}");
    assert!(!said.contains("--accept-good"), "there are no other rows: {said}");
    assert!(!said.contains("panicked"), "{said}");
}
