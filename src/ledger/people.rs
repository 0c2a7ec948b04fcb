//! People who sign in, their sessions, one-time links, tokens of programs, and what they did. Secrets come in as digests only.

use super::{Change, Ledger, LedgerError, doing};
use crate::base::day::Moment;
use rusqlite::{OptionalExtension, Row};

/// For this long after it ended by itself a session tells whose it was. Unit: seconds.
pub const ENDED_KNOWN_SECS: i64 = 72 * 3600;

/// Somebody who signs in: an office or a function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Number.
    pub id: i64,
    /// What is typed to sign in.
    pub login: String,
    /// What pages show.
    pub name: String,
    /// `admin`, `staff`, `partner`, `leader`, `expert`.
    pub role: String,
    /// For staff: the lead unit.
    pub unit: String,
    /// For partners: whose files.
    pub partner: Option<String>,
    /// For experts: ids of campaigns.
    pub campaigns: Vec<String>,
    /// The password's hash with its parameters; `None`: not set yet.
    pub password: Option<String>,
    /// The password was given by somebody else and must be changed.
    pub must_change: bool,
    /// May sign in.
    pub active: bool,
}

/// Somebody to be added.
#[derive(Debug, Clone)]
pub struct NewPerson<'a> {
    /// What is typed to sign in.
    pub login: &'a str,
    /// What pages show.
    pub name: &'a str,
    /// Role.
    pub role: &'a str,
    /// Lead unit.
    pub unit: &'a str,
    /// Partner.
    pub partner: Option<&'a str>,
    /// Campaigns.
    pub campaigns: &'a [String],
    /// The password's hash.
    pub password: Option<&'a str>,
    /// It must be changed at the first sign-in.
    pub must_change: bool,
}

/// A signed-in browser.
#[derive(Debug, Clone)]
pub struct Session {
    /// Who.
    pub person: Person,
    /// When it was last seen.
    pub seen: Moment,
}

/// A link with one purpose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Digest of its secret.
    pub digest: String,
    /// `admin`, `report`.
    pub kind: String,
    /// For `report`: the week.
    pub subject: String,
    /// When it was made.
    pub at: Moment,
    /// When it ends.
    pub expires: Moment,
    /// When it was used up or taken back.
    pub closed: Option<Moment>,
}

/// A token for programs.
#[derive(Debug, Clone)]
pub struct Token {
    /// Number.
    pub id: i64,
    /// What it is for.
    pub name: String,
    /// On whose behalf.
    pub person: Person,
    /// Whether files may be sent with it; else it only reads.
    pub may_upload: bool,
    /// When it was made.
    pub at: Moment,
    /// When it ends.
    pub expires: Moment,
    /// When it was taken back.
    pub closed: Option<Moment>,
}

/// A token to be added.
#[derive(Debug, Clone, Copy)]
pub struct NewToken<'a> {
    /// Digest of the secret.
    pub digest: &'a str,
    /// On whose behalf.
    pub person: i64,
    /// What it is for.
    pub name: &'a str,
    /// Whether files may be sent with it.
    pub may_upload: bool,
    /// When it ends.
    pub expires: Moment,
}

/// Something that somebody did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// When.
    pub at: Moment,
    /// Who; `None`: nobody signed in.
    pub person: Option<i64>,
    /// `login`, `login_failed`, `logout`, `upload`, `confirm`, `submit`, `approve`, `return`, `export` …
    pub what: String,
    /// About what.
    pub subject: String,
    /// From which address.
    pub address: String,
}

const PERSON: &str = "p.id, p.login, p.name, p.role, p.unit, p.partner, p.campaigns, p.password, p.must_change, p.active";

fn person(r: &Row<'_>) -> rusqlite::Result<Person> {
    let campaigns: String = r.get(6)?;
    Ok(Person {
        id: r.get(0)?,
        login: r.get(1)?,
        name: r.get(2)?,
        role: r.get(3)?,
        unit: r.get(4)?,
        partner: r.get(5)?,
        campaigns: serde_json::from_str(&campaigns).unwrap_or_default(),
        password: r.get(7)?,
        must_change: r.get::<_, i64>(8)? != 0,
        active: r.get::<_, i64>(9)? != 0,
    })
}

impl Change<'_> {
    /// Adds somebody.
    pub fn add_person(&self, at: Moment, p: &NewPerson<'_>) -> Result<i64, LedgerError> {
        let campaigns = serde_json::json!(p.campaigns).to_string();
        self.tx
            .execute(
                "INSERT INTO people (login, name, role, unit, partner, campaigns, password, must_change, active, at) VALUES (?1,?2,?3,?4,?5,?6,?7,?8,1,?9)",
                (p.login, p.name, p.role, p.unit, p.partner, campaigns, p.password, i64::from(p.must_change), at.0),
            )
            .map_err(doing("登记账号"))?;
        Ok(self.tx.last_insert_rowid())
    }

    /// Sets a password; every session of that person ends.
    pub fn set_password(&self, person: i64, password: &str, must_change: bool) -> Result<(), LedgerError> {
        self.tx
            .execute("UPDATE people SET password = ?2, must_change = ?3 WHERE id = ?1", (person, password, i64::from(must_change)))
            .map_err(doing("改密码"))?;
        self.tx.execute("DELETE FROM sessions WHERE person = ?1", [person]).map_err(doing("结束会话"))?;
        Ok(())
    }

    /// Lets somebody in, or no longer.
    pub fn set_active(&self, person: i64, active: bool) -> Result<(), LedgerError> {
        self.tx.execute("UPDATE people SET active = ?2 WHERE id = ?1", (person, i64::from(active))).map_err(doing("停用账号"))?;
        if !active {
            self.tx.execute("DELETE FROM sessions WHERE person = ?1", [person]).map_err(doing("结束会话"))?;
        }
        Ok(())
    }

    /// Starts a session; those that ended longer ago than [`ENDED_KNOWN_SECS`] are cleared away.
    pub fn start_session(&self, digest: &str, person: i64, at: Moment, expires: Moment) -> Result<(), LedgerError> {
        self.tx.execute("DELETE FROM sessions WHERE expires <= ?1", [at.0 - ENDED_KNOWN_SECS]).map_err(doing("清理会话"))?;
        self.tx
            .execute("INSERT INTO sessions (digest, person, at, seen, expires) VALUES (?1,?2,?3,?3,?4)", (digest, person, at.0, expires.0))
            .map_err(doing("开始会话"))?;
        Ok(())
    }

    /// Notes that a session is alive.
    pub fn touch_session(&self, digest: &str, at: Moment) -> Result<(), LedgerError> {
        self.tx.execute("UPDATE sessions SET seen = ?2 WHERE digest = ?1", (digest, at.0)).map_err(doing("续会话"))?;
        Ok(())
    }

    /// Ends a session.
    pub fn end_session(&self, digest: &str) -> Result<(), LedgerError> {
        self.tx.execute("DELETE FROM sessions WHERE digest = ?1", [digest]).map_err(doing("结束会话"))?;
        Ok(())
    }

    /// Makes a link. Open ones of kind `admin` are closed: only the last one printed works.
    pub fn add_link(&self, link: &Link, person: Option<i64>) -> Result<(), LedgerError> {
        if link.kind == "admin" {
            self.tx
                .execute("UPDATE links SET closed = ?1 WHERE kind = 'admin' AND closed IS NULL", [link.at.0])
                .map_err(doing("作废旧链接"))?;
        }
        self.tx
            .execute(
                "INSERT INTO links (digest, kind, subject, person, at, expires) VALUES (?1,?2,?3,?4,?5,?6)",
                (&link.digest, &link.kind, &link.subject, person, link.at.0, link.expires.0),
            )
            .map_err(doing("登记链接"))?;
        Ok(())
    }

    /// Closes a link; whether it was open.
    pub fn close_link(&self, digest: &str, at: Moment) -> Result<bool, LedgerError> {
        let n = self
            .tx
            .execute("UPDATE links SET closed = ?2 WHERE digest = ?1 AND closed IS NULL AND expires > ?2", (digest, at.0))
            .map_err(doing("使用链接"))?;
        Ok(n == 1)
    }

    /// Makes a token.
    pub fn add_token(&self, at: Moment, t: &NewToken<'_>) -> Result<i64, LedgerError> {
        self.tx
            .execute(
                "INSERT INTO tokens (digest, person, name, may_upload, at, expires) VALUES (?1,?2,?3,?4,?5,?6)",
                (t.digest, t.person, t.name, i64::from(t.may_upload), at.0, t.expires.0),
            )
            .map_err(doing("登记令牌"))?;
        Ok(self.tx.last_insert_rowid())
    }

    /// Takes a token back.
    pub fn close_token(&self, id: i64, at: Moment) -> Result<(), LedgerError> {
        self.tx.execute("UPDATE tokens SET closed = ?2 WHERE id = ?1 AND closed IS NULL", (id, at.0)).map_err(doing("收回令牌"))?;
        Ok(())
    }

    /// Writes down what somebody did.
    pub fn event(&self, e: &Event) -> Result<(), LedgerError> {
        self.tx
            .execute(
                "INSERT INTO events (at, person, what, subject, address) VALUES (?1,?2,?3,?4,?5)",
                (e.at.0, e.person, &e.what, &e.subject, &e.address),
            )
            .map_err(doing("记操作日志"))?;
        Ok(())
    }
}

impl Ledger {
    /// Everybody, in the order of registration.
    pub fn people(&self) -> Result<Vec<Person>, LedgerError> {
        let mut s = self.connection.prepare_cached(&format!("SELECT {PERSON} FROM people p ORDER BY p.id")).map_err(doing("读取账号"))?;
        let rows = s.query_map([], person).map_err(doing("读取账号"))?;
        rows.collect::<Result<_, _>>().map_err(doing("读取账号"))
    }

    /// By what is typed to sign in.
    pub fn person(&self, login: &str) -> Result<Option<Person>, LedgerError> {
        let mut s =
            self.connection.prepare_cached(&format!("SELECT {PERSON} FROM people p WHERE p.login = ?1")).map_err(doing("读取账号"))?;
        s.query_row([login], person).optional().map_err(doing("读取账号"))
    }

    /// A session that is alive: not ended, and seen within `idle_secs`.
    pub fn session(&self, digest: &str, now: Moment, idle_secs: i64) -> Result<Option<Session>, LedgerError> {
        let sql = format!(
            "SELECT {PERSON}, s.seen FROM sessions s JOIN people p ON p.id = s.person
             WHERE s.digest = ?1 AND s.expires > ?2 AND s.seen > ?3 AND p.active = 1"
        );
        let mut s = self.connection.prepare_cached(&sql).map_err(doing("读取会话"))?;
        s.query_row((digest, now.0, now.0 - idle_secs), |r| Ok(Session { person: person(r)?, seen: Moment(r.get(10)?) }))
            .optional()
            .map_err(doing("读取会话"))
    }

    /// Whose a session is or was: also one that ended by quiet or by its limit within [`ENDED_KNOWN_SECS`]. It lets nobody in.
    pub fn session_owner(&self, digest: &str, now: Moment) -> Result<Option<Person>, LedgerError> {
        let sql = format!(
            "SELECT {PERSON} FROM sessions s JOIN people p ON p.id = s.person
             WHERE s.digest = ?1 AND s.expires > ?2 AND s.seen > ?2 AND p.active = 1"
        );
        let mut s = self.connection.prepare_cached(&sql).map_err(doing("读取会话"))?;
        s.query_row((digest, now.0 - ENDED_KNOWN_SECS), person).optional().map_err(doing("读取会话"))
    }

    /// A token that is alive.
    pub fn token(&self, digest: &str, now: Moment) -> Result<Option<Token>, LedgerError> {
        Ok(self.tokens_where("t.digest = ?1 AND t.expires > ?2 AND t.closed IS NULL AND p.active = 1", (digest, now.0))?.pop())
    }

    /// All tokens.
    pub fn tokens(&self) -> Result<Vec<Token>, LedgerError> {
        self.tokens_where("?1 = ?2", (1, 1))
    }

    fn tokens_where(&self, clause: &str, values: impl rusqlite::Params) -> Result<Vec<Token>, LedgerError> {
        let sql = format!(
            "SELECT {PERSON}, t.id, t.name, t.may_upload, t.at, t.expires, t.closed FROM tokens t JOIN people p ON p.id = t.person WHERE {clause} ORDER BY t.id"
        );
        let mut s = self.connection.prepare_cached(&sql).map_err(doing("读取令牌"))?;
        let rows = s
            .query_map(values, |r| {
                Ok(Token {
                    person: person(r)?,
                    id: r.get(10)?,
                    name: r.get(11)?,
                    may_upload: r.get::<_, i64>(12)? != 0,
                    at: Moment(r.get(13)?),
                    expires: Moment(r.get(14)?),
                    closed: r.get::<_, Option<i64>>(15)?.map(Moment),
                })
            })
            .map_err(doing("读取令牌"))?;
        rows.collect::<Result<_, _>>().map_err(doing("读取令牌"))
    }

    /// A link by the digest of its secret.
    pub fn link(&self, digest: &str) -> Result<Option<Link>, LedgerError> {
        Ok(self.links_where("digest = ?1", [digest])?.pop())
    }

    /// Links of one kind, newest first.
    pub fn links(&self, kind: &str) -> Result<Vec<Link>, LedgerError> {
        self.links_where("kind = ?1", [kind])
    }

    fn links_where(&self, clause: &str, values: impl rusqlite::Params) -> Result<Vec<Link>, LedgerError> {
        let sql = format!("SELECT digest, kind, subject, at, expires, closed FROM links WHERE {clause} ORDER BY at DESC, digest");
        let mut s = self.connection.prepare_cached(&sql).map_err(doing("读取链接"))?;
        let rows = s
            .query_map(values, |r| {
                Ok(Link {
                    digest: r.get(0)?,
                    kind: r.get(1)?,
                    subject: r.get(2)?,
                    at: Moment(r.get(3)?),
                    expires: Moment(r.get(4)?),
                    closed: r.get::<_, Option<i64>>(5)?.map(Moment),
                })
            })
            .map_err(doing("读取链接"))?;
        rows.collect::<Result<_, _>>().map_err(doing("读取链接"))
    }

    /// How often signing in as somebody was refused to an address since a moment, and since somebody else set the password anew.
    pub fn refused_logins(&self, login: &str, address: &str, since: Moment) -> Result<u64, LedgerError> {
        let mut s = self
            .connection
            .prepare_cached(
                "SELECT count(*) FROM events WHERE what = 'login_failed' AND subject = ?1 AND address = ?2 AND at > ?3
                 AND at > coalesce((SELECT max(at) FROM events WHERE what = 'account' AND subject = 'reset ' || ?1), 0)",
            )
            .map_err(doing("读取操作日志"))?;
        let n: i64 = s.query_row((login, address, since.0), |r| r.get(0)).map_err(doing("读取操作日志"))?;
        Ok(u64::try_from(n).unwrap_or(0))
    }

    /// Accounts as which signing in was refused to one address so often since a moment, with that address ([`Ledger::refused_logins`]).
    pub fn resting_logins(&self, since: Moment, so_often: u64) -> Result<Vec<(String, String)>, LedgerError> {
        let mut s = self
            .connection
            .prepare_cached(
                "SELECT DISTINCT subject, address FROM events WHERE what = 'login_failed' AND at > ?1 ORDER BY subject, address",
            )
            .map_err(doing("读取操作日志"))?;
        let tried = s.query_map([since.0], |r| Ok((r.get(0)?, r.get(1)?))).map_err(doing("读取操作日志"))?;
        let tried: Vec<(String, String)> = tried.collect::<Result<_, _>>().map_err(doing("读取操作日志"))?;
        let mut out = Vec::new();
        for (login, address) in tried {
            if self.refused_logins(&login, &address, since)? >= so_often {
                out.push((login, address));
            }
        }
        Ok(out)
    }

    /// How often something happened to a subject since a moment.
    pub fn events_since(&self, what: &str, subject: &str, since: Moment) -> Result<u64, LedgerError> {
        let mut s = self
            .connection
            .prepare_cached("SELECT count(*) FROM events WHERE what = ?1 AND subject = ?2 AND at > ?3")
            .map_err(doing("读取操作日志"))?;
        let n: i64 = s.query_row((what, subject, since.0), |r| r.get(0)).map_err(doing("读取操作日志"))?;
        Ok(u64::try_from(n).unwrap_or(0))
    }
}
