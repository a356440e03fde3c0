use crate::config::*;

#[test]
fn metrics_are_read_elsewhere_than_the_public_pages() {
    assert_eq!(Config::parse(EXAMPLE, &|_| None).unwrap().metrics, None);
    let with = |section: &str| {
        let source = format!("{EXAMPLE}\n[metrics]\n{section}\n");
        Config::parse(&source, &|_| None).map(|config| config.metrics.unwrap().listen)
    };
    let taken = with("listen = \"127.0.0.1:9464\"").unwrap();
    assert_eq!(taken, SocketAddr::from(([127, 0, 0, 1], 9464)));
    for (section, reason) in [
        ("", "metrics.listen: is missing"),
        ("listen = \"9464\"", "is not an address and a port"),
        ("listen = \"127.0.0.1:8787\"", "is the address of `listen`"),
        ("listen = \"0.0.0.0:8787\"", "is the address of `listen`"),
        ("at = \"127.0.0.1:9464\"", "metrics.at: is not a key"),
    ] {
        let wrongs = with(section).unwrap_err();
        let told: Vec<String> = wrongs.iter().map(ToString::to_string).collect();
        assert!(told.iter().any(|told| told.contains(reason)), "{told:?}");
    }
}
