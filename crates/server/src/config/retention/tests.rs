use crate::config::{Config, EXAMPLE};

fn parse(line: &str) -> Result<Config, Vec<String>> {
    let text = format!("{EXAMPLE}\n[retention]\n{line}");
    let read = Config::parse(&text, &|_| None);
    read.map_err(|wrongs| wrongs.iter().map(|wrong| wrong.reason.clone()).collect())
}

#[test]
fn refuses_a_time_that_would_take_away_what_is_needed() {
    for (line, reason) in [
        ("sessions_days = 3", "is not from 4 to 36500 days"),
        ("customers_days = 3", "is not from 4 to 36500 days"),
        ("webhooks_days = 0", "is not from 1 to 36500 days"),
        ("cards_days = 36501", "is not from 1 to 36500 days"),
        (
            "orders_days = 9",
            "is not a key of this server; known here: cards_days, customers_days, sessions_days, webhooks_days",
        ),
    ] {
        assert_eq!(parse(line).unwrap_err(), [reason], "{line}");
    }
}

#[test]
fn takes_whole_days_and_keeps_for_a_time_what_the_file_does_not_name() {
    let days = |time: std::time::Duration| time.as_secs() / 86_400;
    let read = parse("sessions_days = 4").unwrap().retention;
    assert_eq!(days(read.sessions), 4);
    assert_eq!(
        (days(read.customers), days(read.cards), days(read.webhooks)),
        (365, 90, 90)
    );
}
