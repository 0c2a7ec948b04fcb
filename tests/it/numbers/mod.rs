//! 数对不对：成千上万份随机数据，真值事先知道，逐一核对。平时跑小样，`REACH_SLOW=1` 跑全量。

mod as_reported;
mod exit_codes;
mod modes;
mod order;
mod seeded_truth;
mod taken_over;
mod undo;

/// Random numbers that are the same on every machine (splitmix64).
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// From `low` to `high`, both possible.
    fn between(&mut self, low: u64, high: u64) -> u64 {
        low + self.next() % (high - low + 1)
    }

    fn index(&mut self, length: usize) -> usize {
        usize::try_from(self.between(0, length as u64 - 1)).unwrap()
    }

    fn chance(&mut self, percent: u64) -> bool {
        self.between(1, 100) <= percent
    }

    fn shuffle<T>(&mut self, list: &mut [T]) {
        for n in (1..list.len()).rev() {
            list.swap(n, self.index(n + 1));
        }
    }
}

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
