use crate::config::findings::Finding;
use crate::config::*;

/// Reads the example with this in the place of its database.
fn read(database: &str, variable: Option<&str>) -> Result<DatabaseAddress, String> {
    let from = "file = \"oneclick.sqlite\"";
    assert!(EXAMPLE.contains(from));
    let given = |name: &str| {
        let given = variable.filter(|_| name == "ONECLICK_DATABASE_URL");
        given.map(OsString::from)
    };
    let config = Config::parse(&EXAMPLE.replace(from, database), &given);
    let told = |wrongs: Vec<Finding>| {
        let lines: Vec<String> = wrongs.iter().map(ToString::to_string).collect();
        lines.join("\n")
    };
    config.map(|config| config.database).map_err(told)
}

#[test]
fn takes_a_file_or_an_address() {
    let file = read("file = \"shop.sqlite\"", None);
    assert!(matches!(file, Ok(DatabaseAddress::File(_))), "{file:?}");
    let url = "postgres://oneclick:hunter2@db.example.com/shop";
    for address in [read(&format!("url = \"{url}\""), None), read("", Some(url))] {
        let shown = format!("{address:?}");
        assert!(
            matches!(address, Ok(DatabaseAddress::Postgres(_))),
            "{shown}"
        );
        assert!(shown.contains("shop on db.example.com"), "{shown}");
        assert!(!shown.contains("hunter2"), "{shown}");
    }
}

#[test]
fn refuses_two_stores_and_none_and_tells_no_password() {
    for (database, variable, reason) in [
        ("", None, "database.file: is missing; give it, or `url`"),
        (
            "file = \"a\"\nurl = \"postgres://db/b\"",
            None,
            "database.file: stands beside `url`",
        ),
        (
            "file = \"a\"",
            Some("postgres://db/b"),
            "database.file: stands beside `url`",
        ),
        (
            "file = \"a\"\nroot_certificates = \"b\"",
            None,
            "database.root_certificates: is for `url`",
        ),
        (
            "file = \"a\"\nafter_failover = \"open\"",
            None,
            "database.after_failover: is for `url`",
        ),
        (
            "url = \"postgres://db/b\"\nafter_failover = \"ajar\"",
            None,
            "database.after_failover: is not one of closed, open",
        ),
        (
            "url = \"mysql://hunter2@db/b\"",
            None,
            "database.url: is not an address such as",
        ),
        (
            "url = \"postgres://u:hunter2@db\"",
            None,
            "has no database's name",
        ),
        ("url = \"postgres:///b\"", None, "has no host"),
        (
            "",
            Some("postgres://u:hunter2@db:port/b"),
            "the environment's ONECLICK_DATABASE_URL",
        ),
    ] {
        let told = read(database, variable).unwrap_err();
        assert!(told.contains(reason), "{told}");
        assert!(!told.contains("hunter2"), "{told}");
    }
}
