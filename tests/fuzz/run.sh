#!/usr/bin/env bash
# Fuzzes intake for some seconds: libFuzzer with coverage of this crate alone, so that the dependencies need not be built anew.
# Usage: tests/fuzz/run.sh [SECONDS] [more libFuzzer options]
set -euo pipefail
cd "$(dirname "$0")"
seconds=${1:-600}
shift || true
target=${CARGO_TARGET_DIR:-$PWD/../../target}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# The profiles of the main manifest: then its compiled dependencies fit.
awk '/^\[/{p=/^\[profile\./} p' ../../Cargo.toml > "$work/profile.toml"
# The fuzzer's own bookkeeping takes most of the time unless it is optimised.
printf '[profile.dev.package.libfuzzer-sys]\nopt-level = 3\n' >> "$work/profile.toml"
cat > "$work/rustc" <<'W'
#!/usr/bin/env bash
case " $* " in
  *" --crate-name reach "*|*" --crate-name intake "*)
    exec "$@" -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 -Cllvm-args=-sanitizer-coverage-inline-8bit-counters \
      -Cllvm-args=-sanitizer-coverage-pc-table -Cllvm-args=-sanitizer-coverage-trace-compares ;;
  *) exec "$@" ;;
esac
W
chmod +x "$work/rustc"
[ -f Cargo.lock ] || cp ../../Cargo.lock Cargo.lock
export CARGO_PROFILE_DEV_OPT_LEVEL=3
RUSTC_WRAPPER="$work/rustc" CARGO_TARGET_DIR="$target" CARGO_INCREMENTAL=0 cargo build --config "$work/profile.toml"
mkdir -p "$target/fuzz-corpus"
"$target/debug/intake" "$target/fuzz-corpus" corpus/intake -max_total_time="$seconds" -rss_limit_mb=512 -max_len=65536 -print_final_stats=1 "$@"
