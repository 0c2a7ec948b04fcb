//! 数对不对：成千上万份随机数据，真值事先知道，逐一核对。平时跑小样，`REACH_SLOW=1` 跑全量。

mod as_reported;
mod exit_codes;
mod modes;
mod order;
mod seeded_truth;
mod taken_over;
mod undo;

/// The usual number of cases, or the large one.
fn cases(usual: u64, slow: u64) -> u64 {
    if std::env::var_os("REACH_SLOW").is_some() { slow } else { usual }
}

/// Parts of a test side by side: they wait for the disk most of the time.
fn at_once<T: Send>(parts: u64, part: impl Fn(u64) -> T + Sync) -> Vec<T> {
    std::thread::scope(|s| {
        let running: Vec<_> = (0..parts)
            .map(|n| {
                s.spawn({
                    let part = &part;
                    move || part(n)
                })
            })
            .collect();
        running.into_iter().map(|t| t.join().unwrap()).collect()
    })
}
