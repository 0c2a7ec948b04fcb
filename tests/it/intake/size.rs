//! A year of a large account: one million rows, in UTF-8 and GBK. Slow, so only with REACH_SLOW=1; prints what it took.

use crate::support::partner::table;
use std::fmt::Write as _;

#[test]
fn a_million_rows_are_read_in_one_pass() {
    let rows = if std::env::var_os("REACH_SLOW").is_some() { 1_000_000 } else { 20_000 };
    let mut text = String::from("统计日期,渠道,作品标题,作品链接或编号,发布时间,时长,累计播放量,点赞,评论,转发,备注\n");
    for i in 0..rows {
        let (work, day) = (i % 10_000, i / 10_000);
        let date = crate::support::partner::day("2022-12-01").plus(day);
        let _ = writeln!(
            text,
            "{date},湖南人社抖音号,样例作品第{work}期 工伤预防进车间进工地 #工伤预防,7266050{work:08}3001,2022-11-{:02} 14:11:20,58,{},{},{},{},样例",
            work % 28 + 1,
            work * 7 + day * 13,
            work % 90,
            work % 7,
            work % 5
        );
    }
    let t = table("样例.csv", &[]);
    let gbk = encoding_rs::GB18030.encode(&text).0.into_owned();
    for bytes in [text.as_bytes(), &gbk] {
        #[expect(clippy::disallowed_methods, reason = "printed for a person, nothing depends on it")]
        let begun = std::time::Instant::now();
        let d = t.read(bytes);
        let took = begun.elapsed();
        assert_eq!((d.rows, d.refused, d.readings.len()), (rows.cast_unsigned(), 0, rows as usize), "{:?}", d.found.first());
        assert_eq!(d.items.len(), 10_000.min(rows as usize));
        if rows > 100_000 {
            let line = format!("{} {} MB {took:?}\n", d.encoding, bytes.len() / 1_000_000);
            std::io::Write::write_all(&mut std::io::stderr(), line.as_bytes()).unwrap();
        }
    }
}
