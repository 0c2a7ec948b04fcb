//! Secrets: random tokens, of which the ledger keeps digests only, and passwords, of which it keeps argon2id hashes.

use crate::base::digest::Digest;
use argon2::{Algorithm, Argon2, Params, Version};
use std::sync::LazyLock;

/// Memory of one hash. Unit: KiB.
const MEMORY: u32 = 19_456;
/// Passes.
const PASSES: u32 = 2;
/// Lanes.
const LANES: u32 = 1;
/// Shortest password. Unit: characters.
pub const PASSWORD_MIN: usize = 10;

/// The system gave no random bytes, or a hash could not be made.
#[derive(Debug, thiserror::Error)]
pub enum SecretError {
    /// No random bytes.
    #[error("系统没有给出随机数")]
    Random,
    /// The hash failed.
    #[error("密码没有算成")]
    Hash,
}

/// 256 random bits as hexadecimal digits.
pub fn token() -> Result<String, SecretError> {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes).map_err(|_| SecretError::Random)?;
    Ok(hex(&bytes))
}

/// What the ledger keeps of a token.
pub fn digest(token: &str) -> String {
    Digest::of_parts([b"token".as_slice(), token.as_bytes()]).to_string()
}

/// The value that every form of a session carries.
pub(crate) fn form_token(session: &str) -> String {
    Digest::of_parts([b"form".as_slice(), session.as_bytes()]).to_string()
}

/// The seal of a sentence that this run of the program said to a session. `None`: the system gave no random bytes.
pub(crate) fn seal(session: &str, text: &str) -> Option<String> {
    static KEY: LazyLock<Option<String>> = LazyLock::new(|| token().ok());
    let key = KEY.as_ref()?;
    Some(Digest::of_parts([b"said".as_slice(), key.as_bytes(), session.as_bytes(), text.as_bytes()]).to_string())
}

/// Compares without telling by time how much was right.
pub(crate) fn equal(a: &str, b: &str) -> bool {
    a.len() == b.len() && a.bytes().zip(b.bytes()).fold(0, |d, (x, y)| d | (x ^ y)) == 0
}

/// A password's hash with its salt and parameters.
pub fn hash(password: &str) -> Result<String, SecretError> {
    let mut salt = [0_u8; 16];
    getrandom::fill(&mut salt).map_err(|_| SecretError::Random)?;
    let out = derive(password, &salt, MEMORY, PASSES, LANES)?;
    Ok(format!("argon2id$m={MEMORY},t={PASSES},p={LANES}${}${}", hex(&salt), hex(&out)))
}

/// Whether a password is the one of a hash. Takes as long for a missing hash as for a wrong password.
pub(crate) fn matches(password: &str, stored: Option<&str>) -> bool {
    let parsed = stored.and_then(parse);
    let (m, t, p, salt, wanted) = parsed.unwrap_or((MEMORY, PASSES, LANES, vec![0; 16], String::new()));
    let Ok(out) = derive(password, &salt, m, t, p) else { return false };
    equal(&hex(&out), &wanted)
}

fn derive(password: &str, salt: &[u8], memory: u32, passes: u32, lanes: u32) -> Result<[u8; 32], SecretError> {
    let params = Params::new(memory, passes, lanes, Some(32)).map_err(|_| SecretError::Hash)?;
    let mut out = [0_u8; 32];
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(password.as_bytes(), salt, &mut out)
        .map_err(|_| SecretError::Hash)?;
    Ok(out)
}

type Parsed = (u32, u32, u32, Vec<u8>, String);

fn parse(stored: &str) -> Option<Parsed> {
    let parts: Vec<&str> = stored.split('$').collect();
    let ["argon2id", costs, salt, out] = parts.as_slice() else { return None };
    let mut numbers = costs.split(',').filter_map(|c| c.split_once('=')?.1.parse().ok());
    Some((numbers.next()?, numbers.next()?, numbers.next()?, unhex(salt)?, (*out).to_owned()))
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut out, b| {
        write!(out, "{b:02x}").expect("a string takes whatever is written into it");
        out
    })
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let pairs = text.as_bytes().chunks(2);
    pairs.map(|p| u8::from_str_radix(std::str::from_utf8(p).ok()?, 16).ok()).collect()
}

/// What is wrong with a new password, in Chinese; `None`: nothing.
pub(crate) fn weakness(password: &str, login: &str) -> Option<&'static str> {
    if password.chars().count() < PASSWORD_MIN {
        return Some("密码至少10位");
    }
    if password.chars().count() > 200 {
        return Some("密码不超过200位");
    }
    if !login.is_empty() && password.to_lowercase().contains(&login.to_lowercase()) {
        return Some("密码里不要含账号");
    }
    let mut kinds = [false; 4];
    for c in password.chars() {
        let n = match c {
            'a'..='z' => 0,
            'A'..='Z' => 1,
            '0'..='9' => 2,
            _ => 3,
        };
        if let Some(k) = kinds.get_mut(n) {
            *k = true;
        }
    }
    if kinds.iter().filter(|k| **k).count() < 2 {
        return Some("密码要有两种以上字符，如字母加数字");
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_matches_its_own_hash_alone() {
        let stored = hash("工伤预防-2023").unwrap();
        assert!(stored.starts_with("argon2id$m=19456,t=2,p=1$"));
        assert!(matches("工伤预防-2023", Some(&stored)));
        assert!(!matches("工伤预防-2024", Some(&stored)));
        assert!(!matches("工伤预防-2023", None));
        assert!(!matches("", Some("broken")));
        assert_ne!(stored, hash("工伤预防-2023").unwrap());
    }

    #[test]
    fn weak_passwords_are_named() {
        for (password, weak) in
            [("short1", true), ("aaaaaaaaaaaa", true), ("xuanchuan2023", true), ("baoshe-2023x", false), ("工伤预防宣传项目a1", false)]
        {
            assert_eq!(weakness(password, "xuanchuan").is_some(), weak, "{password}");
        }
    }
}
