//! A browser as small as can be: one request per connection, cookies kept, forms filled with what the page carried.

use reach::app::App;
use reach::base::day::Moment;
use reach::web::secret;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// One answer.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
    pub(crate) bytes: Vec<u8>,
}

impl Answer {
    /// A header's value, empty where there is none.
    pub(crate) fn header(&self, name: &str) -> String {
        let found = self.head.lines().find_map(|l| {
            let (n, v) = l.split_once(':')?;
            n.eq_ignore_ascii_case(name).then(|| v.trim().to_owned())
        });
        found.unwrap_or_default()
    }

    /// The sign of what a page shows before it is confirmed; nothing where it asks for no confirmation.
    pub(crate) fn seen(&self) -> Option<String> {
        let shown = self.body.split("name=\"seen\" value=\"").nth(1).filter(|_| matches!(self.status, 200 | 409))?;
        Some(shown.split('"').next()?.to_owned())
    }

    /// Whether the page shows a text.
    #[track_caller]
    pub(crate) fn shows(&self, text: &str) -> &Self {
        assert!(self.body.contains(text), "{} {text} is missing in:\n{}", self.status, self.body);
        self
    }
}

/// Somebody's browser.
pub(crate) struct Browser {
    pub(crate) address: SocketAddr,
    pub(crate) session: String,
    pub(crate) form: String,
}

impl Browser {
    /// Nobody signed in.
    pub(crate) fn new(address: SocketAddr) -> Self {
        Self { address, session: String::new(), form: String::new() }
    }

    /// Signed in as a person of the ledger.
    pub(crate) fn of(address: SocketAddr, app: &mut App, login: &str) -> Self {
        let person = app.ledger.person(login).unwrap().unwrap();
        let token = secret::token().unwrap();
        let now = reach::app::clock::Clock::Real.now();
        let change = app.ledger.change().unwrap();
        change.start_session(&secret::digest(&token), person.id, now, Moment(now.0 + 3600)).unwrap();
        change.commit().unwrap();
        Self { session: token, ..Self::new(address) }
    }

    fn cookies(&self) -> String {
        let mut out = Vec::new();
        if !self.session.is_empty() {
            out.push(format!("reach_session={}", self.session));
        }
        if !self.form.is_empty() {
            out.push(format!("reach_form={}", self.form));
        }
        if out.is_empty() { String::new() } else { format!("Cookie: {}\r\n", out.join("; ")) }
    }

    /// Sends bytes as they are and reads to the end.
    pub(crate) fn raw(&self, request: &[u8]) -> Answer {
        let mut stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_mins(1))).unwrap();
        // The server may answer and close before everything is sent; what it said can still be read.
        let sent = stream.write_all(request);
        let mut bytes = Vec::new();
        let mut piece = vec![0_u8; 65_536];
        loop {
            match stream.read(&mut piece) {
                Ok(0) => break,
                Ok(n) => bytes.extend_from_slice(&piece[..n]),
                Err(e) => {
                    assert!(!bytes.is_empty(), "no answer: {e}, {sent:?}");
                    break;
                }
            }
        }
        let cut = bytes.windows(4).position(|w| w == b"\r\n\r\n").unwrap_or(bytes.len());
        let head = String::from_utf8_lossy(&bytes[..cut]).into_owned();
        let body = bytes.get(cut + 4..).unwrap_or_default().to_vec();
        let status = head.split(' ').nth(1).and_then(|s| s.parse().ok()).unwrap_or(0);
        Answer { status, head, body: String::from_utf8_lossy(&body).into_owned(), bytes: body }
    }

    fn send(&mut self, method: &str, path: &str, more: &str, body: &[u8]) -> Answer {
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n{}{more}Content-Length: {}\r\n\r\n",
            self.address,
            self.cookies(),
            body.len()
        );
        let answer = self.raw(&[head.as_bytes(), body].concat());
        for line in answer.head.lines().filter_map(|l| l.strip_prefix("set-cookie: ")) {
            let (name, value) = line.split(';').next().unwrap().split_once('=').unwrap();
            match name {
                "reach_session" => value.clone_into(&mut self.session),
                "reach_form" => value.clone_into(&mut self.form),
                _ => {}
            }
        }
        answer
    }

    /// Opens a page.
    pub(crate) fn get(&mut self, path: &str) -> Answer {
        self.send("GET", path, "", b"")
    }

    /// Opens something with a token.
    pub(crate) fn get_as_program(&mut self, path: &str, token: &str) -> Answer {
        self.send("GET", path, &format!("Authorization: Bearer {token}\r\n"), b"")
    }

    /// What a form of this session carries.
    pub(crate) fn csrf(&self) -> String {
        let secret = if self.session.is_empty() { &self.form } else { &self.session };
        reach::base::digest::Digest::of_parts([b"form".as_slice(), secret.as_bytes()]).to_string()
    }

    /// Sends a form.
    pub(crate) fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let csrf = self.csrf();
        self.post_with(path, &csrf, fields)
    }

    /// Sends a form, and once more as the page that it brings shows it, where that asks for a confirmation.
    pub(crate) fn confirm(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let asked = self.post(path, fields);
        let Some(seen) = asked.seen() else { return asked };
        self.post(path, &[fields, &[("seen", &seen)]].concat())
    }

    /// Sends a form with a value of the caller's choice.
    pub(crate) fn post_with(&mut self, path: &str, csrf: &str, fields: &[(&str, &str)]) -> Answer {
        let mut body = format!("csrf={csrf}");
        for (name, value) in fields {
            body.extend(["&", name, "=", &encode(value)]);
        }
        self.send("POST", path, "Content-Type: application/x-www-form-urlencoded\r\n", body.as_bytes())
    }

    /// Sends files.
    pub(crate) fn post_files(&mut self, path: &str, fields: &[(&str, &str)], files: &[(&str, &[u8])]) -> Answer {
        let csrf = self.csrf();
        let fields = [&[("csrf", csrf.as_str())], fields].concat();
        let body = multipart("files", &fields, files);
        self.send("POST", path, "Content-Type: multipart/form-data; boundary=----reach\r\n", &body)
    }

    /// Sends files with a token.
    pub(crate) fn post_as_program(&mut self, path: &str, token: &str, fields: &[(&str, &str)], files: &[(&str, &[u8])]) -> Answer {
        let body = multipart("file", fields, files);
        let more = format!("Authorization: Bearer {token}\r\nContent-Type: multipart/form-data; boundary=----reach\r\n");
        self.send("POST", path, &more, &body)
    }

    /// Follows where an answer points.
    pub(crate) fn follow(&mut self, answer: &Answer) -> Answer {
        assert_eq!(answer.status, 303, "{}\n{}", answer.head, answer.body);
        self.get(&answer.header("location"))
    }
}

fn multipart(field: &str, fields: &[(&str, &str)], files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, value) in fields {
        body.extend(format!("------reach\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").bytes());
    }
    for (name, bytes) in files {
        let head = format!(
            "------reach\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\nContent-Type: application/octet-stream\r\n\r\n"
        );
        body.extend(head.bytes());
        body.extend_from_slice(bytes);
        body.extend(b"\r\n");
    }
    body.extend(b"------reach--\r\n");
    body
}

/// A text inside a form.
pub(crate) fn encode(text: &str) -> String {
    text.bytes().map(|b| if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}
