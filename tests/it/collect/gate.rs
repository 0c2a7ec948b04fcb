//! Where requests may go: listed hosts and public addresses, whatever an address is dressed up as.

use reach::fetch::gate::{Gate, Refusal, Route};

/// Forms of addresses that are of this machine, of an inner network, reserved, or no web address at all.
const REFUSED: [&str; 56] = [
    "http://127.0.0.1/",
    "http://127.1/",
    "http://127.255.255.254/",
    "http://0177.0.0.1/",
    "http://0x7f.0.0.1/",
    "http://0x7f000001/",
    "http://2130706433/",
    "http://017700000001/",
    "http://127.0.0.1:9001/",
    "http://localhost/",
    "http://LOCALHOST/",
    "http://localhost./",
    "http://a.localhost/",
    "http://printer.local/",
    "http://metadata.google.internal/",
    "http://0.0.0.0/",
    "http://0/",
    "http://10.0.0.1/",
    "http://10.255.255.255/",
    "http://172.16.0.1/",
    "http://172.31.255.255/",
    "http://192.168.1.1/",
    "http://192.168.257/",
    "http://169.254.169.254/latest/meta-data/",
    "http://169.254.0.1/",
    "http://100.64.0.1/",
    "http://100.100.100.200/",
    "http://198.18.0.1/",
    "http://198.19.255.255/",
    "http://192.0.0.1/",
    "http://192.0.2.1/",
    "http://198.51.100.1/",
    "http://203.0.113.9/",
    "http://224.0.0.1/",
    "http://240.0.0.1/",
    "http://255.255.255.255/",
    "http://[::1]/",
    "http://[::]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:10.0.0.1]/",
    "http://[::ffff:a9fe:a9fe]/",
    "http://[::127.0.0.1]/",
    "http://[64:ff9b::7f00:1]/",
    "http://[64:ff9b::a9fe:a9fe]/",
    "http://[2002:7f00:1::]/",
    "http://[2001:0:1::1]/",
    "http://[2001:db8::1]/",
    "http://[fc00::1]/",
    "http://[fd12:3456:789a::1]/",
    "http://[fe80::1]/",
    "http://[fec0::1]/",
    "http://[ff02::1]/",
    "http://①②⑦.0.0.1/",
    "file:///etc/passwd",
    "gopher://127.0.0.1:70/",
    "ftp://127.0.0.1/",
];

/// The host as the address names it, so that only the kind of address can refuse.
fn hosts(address: &str) -> Vec<String> {
    let (gate, _) = Gate::new([]);
    match gate.admit(address, &[]) {
        Err(Refusal::Unlisted(host)) => vec![host],
        _ => vec![],
    }
}

#[test]
fn private_addresses_are_refused_in_every_dress() {
    let (gate, wrong) = Gate::new([]);
    assert!(wrong.is_empty());
    for address in REFUSED {
        let refusal = gate.admit(address, &hosts(address)).unwrap_err();
        assert!(matches!(refusal, Refusal::Private(_) | Refusal::Scheme(_)), "{address}: {refusal:?}");
        assert!(refusal.zh().contains('；') || matches!(refusal, Refusal::Malformed(_)));
    }
}

#[test]
fn only_the_ports_that_an_installation_names_are_opened() {
    let (gate, wrong) = Gate::new(["127.0.0.1:9000", "[::1]:9000", "127.0.0.1"]);
    assert_eq!(wrong, ["127.0.0.1"]);
    for (address, expected) in [
        ("http://127.0.0.1:9000/x", true),
        ("http://localhost:9000/x", true),
        ("http://[::1]:9000/x", true),
        ("http://127.0.0.1:9001/x", false),
        ("http://127.0.0.2:9000/x", false),
        ("http://10.0.0.1:9000/x", false),
    ] {
        let admitted = gate.admit(address, &hosts(address));
        assert_eq!(admitted.as_ref().is_ok_and(|(_, r)| *r == Route::Named), expected, "{address}: {admitted:?}");
    }
}

#[test]
fn listed_hosts_alone_are_asked() {
    let (gate, _) = Gate::new([]);
    let listed = vec!["www.hnmsw.com".to_owned()];
    assert!(gate.admit("https://www.hnmsw.com/list.php", &listed).is_ok());
    for address in
        ["https://hnmsw.com/", "https://www.hnmsw.com.evil.example/", "https://evil.example/?www.hnmsw.com", "https://u:p@www.hnmsw.com/"]
    {
        assert!(gate.admit(address, &listed).is_err(), "{address}");
    }
}
