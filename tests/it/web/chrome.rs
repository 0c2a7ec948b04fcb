//! A real browser under remote control, where one is installed. On every page that it opens: nothing on the console, nothing asked of another
//! host, a label on every field, no page wider than the screen.

use super::world::{PASSWORD, Portal};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// A headless browser under remote control.
pub(super) struct Chrome {
    driver: Child,
    port: u16,
    session: String,
    base: String,
    profile: tempfile::TempDir,
}

/// The first of some names that lies on the path.
fn installed(names: &[&str]) -> Option<String> {
    let path = std::env::var("PATH").unwrap_or_default();
    names.iter().find_map(|n| path.split(':').map(|d| format!("{d}/{n}")).find(|f| Path::new(f).is_file()))
}

/// A driver and its port. It chooses a port of its own and ends where another program took the same one in between: then nothing, try again.
fn listening(driver: &str) -> Option<(Child, u16)> {
    let mut driver = Command::new(driver).arg("--port=0").stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut lines = BufReader::new(driver.stdout.take().unwrap()).lines();
    let port = lines.find_map(|l| l.ok()?.split("successfully on port ").nth(1)?.trim_end_matches('.').trim().parse().ok());
    let Some(port) = port else {
        driver.wait().unwrap();
        return None;
    };
    // Its later lines are of no interest, but must not block it.
    std::thread::spawn(move || lines.for_each(drop));
    Some((driver, port))
}

impl Chrome {
    /// Starts one; `None` with a visible line where none is installed.
    #[expect(clippy::print_stderr, reason = "a skipped test says so")]
    pub(super) fn start(portal: &Portal) -> Option<Self> {
        let found = installed(&["chromedriver"]).zip(installed(&["chromium", "chromium-browser", "google-chrome"]));
        let Some((driver, browser)) = found else {
            eprintln!("SKIPPED: no chromium and chromedriver on the path; apt-get install chromium chromium-driver");
            return None;
        };
        let (driver, port) = (0..5).find_map(|_| listening(&driver)).expect("chromedriver found no free port in five attempts");
        let profile = tempfile::tempdir().unwrap();
        let mut chrome = Self { driver, port, session: String::new(), base: format!("http://{}", portal.running.address), profile };
        let arguments = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            &format!("--user-data-dir={}", chrome.profile.path().display()),
        ];
        let options = json!({ "binary": browser, "args": arguments });
        let wanted =
            json!({ "capabilities": { "alwaysMatch": { "goog:chromeOptions": options, "goog:loggingPrefs": { "browser": "ALL" } } } });
        let session = chrome.call("POST", "", &wanted);
        chrome.session = format!("/{}", session["sessionId"].as_str().unwrap());
        chrome.screen(1366, 768);
        Some(chrome)
    }

    fn call(&self, method: &str, path: &str, body: &Value) -> Value {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(Duration::from_mins(1))).unwrap();
        let body = if method == "GET" { String::new() } else { body.to_string() };
        let head = format!(
            "{method} /session{}{path} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
            self.session,
            self.port,
            body.len()
        );
        stream.write_all(head.as_bytes()).unwrap();
        stream.write_all(body.as_bytes()).unwrap();
        // The driver keeps the connection open; the length says where the answer ends.
        let mut reader = BufReader::new(stream);
        let mut head = String::new();
        while reader.read_line(&mut head).unwrap() > 2 {}
        let length = head.lines().find_map(|l| l.to_ascii_lowercase().strip_prefix("content-length:")?.trim().parse().ok());
        let mut body = vec![0; length.expect("the driver says how long its answer is")];
        reader.read_exact(&mut body).unwrap();
        let body = String::from_utf8_lossy(&body);
        let value: Value = serde_json::from_str(&body).unwrap_or_else(|e| panic!("{method} {path}: {e} {head} {body}"));
        assert!(head.starts_with("HTTP/1.1 200"), "{method} {path}: {value}");
        value["value"].clone()
    }

    pub(super) fn screen(&self, width: u32, height: u32) {
        let params = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600 });
        self.call("POST", "/goog/cdp/execute", &json!({ "cmd": "Emulation.setDeviceMetricsOverride", "params": params }));
    }

    /// As on an A4 sheet with the browser's own margins, or on the screen again.
    pub(super) fn on_paper(&self, paper: bool) {
        self.screen(if paper { 718 } else { 1366 }, 1000);
        let params = json!({ "media": if paper { "print" } else { "" } });
        self.call("POST", "/goog/cdp/execute", &json!({ "cmd": "Emulation.setEmulatedMedia", "params": params }));
    }

    /// Whether pages may run scripts; ours to look at them run all the same.
    pub(super) fn scripts(&self, run: bool) {
        let params = json!({ "value": !run });
        self.call("POST", "/goog/cdp/execute", &json!({ "cmd": "Emulation.setScriptExecutionDisabled", "params": params }));
    }

    pub(super) fn run(&self, script: &str) -> Value {
        self.call("POST", "/execute/sync", &json!({ "script": script, "args": [] }))
    }

    fn element(&self, css: &str) -> String {
        let found = self.call("POST", "/element", &json!({ "using": "css selector", "value": css }));
        found.as_object().unwrap().values().next().unwrap().as_str().unwrap().to_owned()
    }

    pub(super) fn type_into(&self, css: &str, text: &str) {
        self.call("POST", &format!("/element/{}/value", self.element(css)), &json!({ "text": text }));
    }

    /// Clicks and looks at the page that comes.
    pub(super) fn click(&self, css: &str) {
        self.call("POST", &format!("/element/{}/click", self.element(css)), &json!({}));
        self.look();
    }

    pub(super) fn click_text(&self, text: &str) {
        let xpath = format!("//a[contains(normalize-space(.), '{text}')]|//button[contains(normalize-space(.), '{text}')]");
        let found = self.call("POST", "/element", &json!({ "using": "xpath", "value": xpath }));
        let id = found.as_object().unwrap().values().next().unwrap().as_str().unwrap().to_owned();
        self.call("POST", &format!("/element/{id}/click"), &json!({}));
        self.look();
    }

    pub(super) fn open(&self, path: &str) {
        self.call("POST", "/url", &json!({ "url": format!("{}{path}", self.base) }));
        self.look();
    }

    /// What must hold on every page.
    fn look(&self) {
        let here = self.run("return location.pathname");
        let foreign = self
            .run("return performance.getEntriesByType('resource').map(e => e.name).filter(n => !n.startsWith(location.origin)).join(' ')");
        assert_eq!(foreign, "", "{here} asks another host");
        let unlabelled = self.run(
            "return [...document.querySelectorAll('input:not([type=hidden]),select,textarea')].filter(e => !(e.labels && e.labels.length) && !e.getAttribute('aria-label')).map(e => e.outerHTML).join(' ')",
        );
        assert_eq!(unlabelled, "", "{here} has fields without a label");
        let twice = self
            .run("const ids=[...document.querySelectorAll('[id]')].map(e=>e.id); return ids.filter((x,i)=>ids.indexOf(x)!==i).join(' ')");
        assert_eq!(twice, "", "{here} has an id twice");
        let wide = self.run("return document.documentElement.scrollWidth - document.documentElement.clientWidth");
        assert_eq!(wide, 0, "{here} is wider than the screen");
        // On a phone a table is read line by line, and a field to choose by is as wide as the screen lets it be.
        let cells = self.run(
            "return innerWidth > 640 ? '' : [...document.querySelectorAll('table.stack td')].filter(e => getComputedStyle(e).display === 'table-cell').length || ''",
        );
        assert_eq!(cells, "", "{here} has tables that are not stacked on a phone");
        let narrow = self.run(
            "return innerWidth > 640 ? '' : [...document.querySelectorAll('.sift select')].filter(e => e.getBoundingClientRect().width < innerWidth * 0.8).map(e => e.id).join(' ')",
        );
        assert_eq!(narrow, "", "{here} has narrow fields on a phone");
        assert_eq!(self.run("return document.documentElement.lang"), "zh-CN", "{here}");
        assert_eq!(self.run("return document.querySelectorAll('h1').length"), 1, "{here}");
        let told: Vec<Value> = self.call("POST", "/se/log", &json!({ "type": "browser" })).as_array().cloned().unwrap_or_default();
        // A refused form is an answer with an error status, which the browser mentions; its own pages have troubles of their own.
        let ours = |l: &&Value| {
            let message = l["message"].as_str().unwrap_or_default();
            l["level"] != "DEBUG" && !message.contains("Failed to load resource") && !message.starts_with("chrome://")
        };
        let told: Vec<&Value> = told.iter().filter(ours).collect();
        assert!(told.is_empty(), "{here}: {told:?}");
    }

    pub(super) fn shows(&self, text: &str) -> &Self {
        // A form that was just sent may still be on its way.
        let mut page = String::new();
        for _ in 0..100 {
            let told = self.run("return document.body ? document.body.innerText : ''");
            told.as_str().unwrap_or_default().clone_into(&mut page);
            if page.contains(text) {
                return self;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        panic!("{text} is missing in:\n{page}");
    }

    pub(super) fn sign_in(&self, login: &str) {
        self.open("/login");
        self.type_into("#login", login);
        self.type_into("#password", PASSWORD);
        self.click("form .btn");
    }
}

impl Drop for Chrome {
    fn drop(&mut self) {
        // The browser ends with its session; the driver alone would leave it running.
        if let Ok(mut stream) = TcpStream::connect(("127.0.0.1", self.port)) {
            let request = format!("DELETE /session{} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nContent-Length: 0\r\n\r\n", self.session, self.port);
            stream.set_read_timeout(Some(Duration::from_secs(10))).ok();
            stream.write_all(request.as_bytes()).ok();
            stream.read_exact(&mut [0; 12]).ok();
        }
        self.driver.kill().ok();
        self.driver.wait().ok();
    }
}
