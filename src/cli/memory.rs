//! What happens to freed memory. A day of ten million readings takes a hundred megabytes for half a second; by default the C library keeps
//! most of it in as many places as there are threads. Its settings are read when a program starts, so the program starts itself once more.

/// Two places for all threads; blocks above 128 KiB go back to the system at once, and so does whatever else lies free at the end.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
const SETTINGS: [(&str, &str); 3] = [("MALLOC_ARENA_MAX", "2"), ("MALLOC_MMAP_THRESHOLD_", "131072"), ("MALLOC_TRIM_THRESHOLD_", "131072")];

/// Starts the program anew, in the same process, with memory given back early. Where that cannot be done, or somebody has chosen settings of
/// their own, it goes on as it is.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
pub(super) fn give_back() {
    use std::os::unix::process::CommandExt;
    if SETTINGS.iter().any(|(name, _)| std::env::var_os(name).is_some()) {
        return;
    }
    let Ok(program) = std::env::current_exe() else { return };
    let mut arguments = std::env::args_os();
    let mut command = std::process::Command::new(program);
    if let Some(name) = arguments.next() {
        command.arg0(name);
    }
    // Returns only where it did not work.
    let error = command.args(arguments).envs(SETTINGS).exec();
    tracing::warn!(error = %error, "Freed memory will be kept longer than needed.");
}

/// Elsewhere the system's own way is fine.
#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
pub(super) fn give_back() {}
