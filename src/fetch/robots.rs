//! robots.txt: which paths of a host a program may ask for. Groups, longest match and wildcards after RFC 9309.

/// How this program is called in a `User-agent` line, in small letters.
const NAME: &str = "reach";
/// What is read of a file at most. Unit: bytes (RFC 9309, 2.5 asks for at least this).
const READ_MAX: usize = 500 << 10;

/// The rules of one host for this program. None forbids nothing.
#[derive(Debug, Default)]
pub(super) struct Robots {
    /// Allowed or not, and the pattern.
    rules: Vec<(bool, String)>,
}

impl Robots {
    /// Reads a file. Lines that are none are passed over.
    pub(super) fn read(body: &[u8]) -> Self {
        let text = String::from_utf8_lossy(body.get(..READ_MAX).unwrap_or(body));
        let (mut own, mut others) = (None, Vec::new());
        // Whether the group that is open is ours, or everybody's.
        let (mut is_own, mut is_everybody, mut naming) = (false, false, false);
        for line in text.trim_start_matches('\u{feff}').lines() {
            let line = line.split('#').next().unwrap_or_default();
            let Some((key, value)) = line.split_once(':') else { continue };
            let (key, value) = (key.trim().to_ascii_lowercase(), value.trim());
            if key == "user-agent" {
                if !naming {
                    (is_own, is_everybody, naming) = (false, false, true);
                }
                let name = value.split('/').next().unwrap_or_default().trim();
                is_everybody |= name == "*";
                if name.eq_ignore_ascii_case(NAME) {
                    is_own = true;
                    own.get_or_insert_with(Vec::new);
                }
            } else if key == "allow" || key == "disallow" {
                naming = false;
                if value.is_empty() {
                    continue;
                }
                let rule = (key == "allow", escaped(value));
                match (is_own, &mut own) {
                    (true, Some(rules)) => rules.push(rule),
                    _ if is_everybody => others.push(rule),
                    _ => {}
                }
            }
        }
        Self { rules: own.unwrap_or(others) }
    }

    /// Whether a path with its query may be asked for: the longest pattern that fits decides, of two equal ones the one that allows.
    pub(super) fn allows(&self, path: &str) -> bool {
        let path = escaped(path);
        let fitting = self.rules.iter().filter(|(_, pattern)| fits(pattern, &path));
        fitting.max_by_key(|(allowed, pattern)| (pattern.len(), *allowed)).is_none_or(|(allowed, _)| *allowed)
    }
}

/// Letters outside ASCII as percent signs, those in capitals: the two spellings of one path are one.
fn escaped(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    let mut digits = 0;
    for b in path.bytes() {
        match b {
            _ if digits > 0 => {
                digits -= 1;
                out.push(char::from(b.to_ascii_uppercase()));
            }
            b'%' => {
                digits = 2;
                out.push('%');
            }
            0x80.. => out.extend(['%', hex(b >> 4), hex(b & 15)]),
            _ => out.push(char::from(b)),
        }
    }
    out
}

fn hex(digit: u8) -> char {
    char::from_digit(digit.into(), 16).unwrap_or('0').to_ascii_uppercase()
}

/// Whether a pattern is the beginning of a path; `*` stands for anything, `$` at the end for the path's end.
fn fits(pattern: &str, path: &str) -> bool {
    let (pattern, whole) = pattern.strip_suffix('$').map_or((pattern, false), |p| (p, true));
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|first| path.strip_prefix(first)) else { return false };
    let mut parts = parts.peekable();
    if parts.peek().is_none() {
        return !whole || rest.is_empty();
    }
    while let Some(part) = parts.next() {
        if whole && parts.peek().is_none() {
            return rest.ends_with(part);
        }
        match rest.split_once(part) {
            Some((_, after)) => rest = after,
            None => return false,
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_rule_of_the_own_group_decides() {
        let file = "\u{feff}User-agent: *\nDisallow: /\n\nUSER-AGENT: other\nUser-agent: Reach/2.0 # us\nDisallow: /private/ # not here\nAllow: /private/list$\nDisallow: /*.json\nDisallow:\n";
        let cases = [
            ("/", true),
            ("/private/", false),
            ("/private/list", true),
            ("/private/list?page=2", false),
            ("/a/b.json?x=1", false),
            ("/a/b.jsn", true),
            ("/Private/", true),
        ];
        let robots = Robots::read(file.as_bytes());
        for (path, allowed) in cases {
            assert_eq!(robots.allows(path), allowed, "{path}");
        }
    }

    #[test]
    fn without_an_own_group_everybodys_holds() {
        let robots = Robots::read("User-agent: a\nDisallow: /\nUser-agent: *\nUser-agent: b\nDisallow: /栏目/*/旧$\nAllow: /\n".as_bytes());
        let cases = [
            ("/x", true),
            ("/%E6%A0%8F%E7%9B%AE/1/%E6%97%A7", false),
            ("/%e6%a0%8f%e7%9b%ae/1/%e6%97%a7", false),
            ("/%E6%A0%8F%E7%9B%AE/1/%E6%97%A7/2", true),
        ];
        for (path, allowed) in cases {
            assert_eq!(robots.allows(path), allowed, "{path}");
        }
        assert!(Robots::read(b"").allows("/"));
        assert!(Robots::read(b"<html><body>404</body></html>").allows("/a"));
        assert!(!Robots::read(b"user-agent:*\ndisallow:/").allows("/a"));
    }
}
