use crate::config::*;

/// Returns what live mode says of the engine's times, with these providers.
fn told_live(times: &str, providers: &str) -> Vec<String> {
    let (before, _) = EXAMPLE.split_once("[providers.smart2pay]").unwrap();
    let live = before.replace("mode = \"test\"", "mode = \"live\"");
    let live = live.replace(
        "[payments]",
        &format!("[engine]\n{times}\n[payments]\nprovider = \"smart2pay\""),
    );
    let wrongs = Config::parse(&format!("{live}{SMART2PAY}{providers}"), &|_| None).unwrap_err();
    let told = wrongs.iter().map(ToString::to_string);
    told.filter(|told| told.contains("engine.")).collect()
}

const SMART2PAY: &str = "
[providers.smart2pay]
base_url = \"https://globalapi.smart2pay.com\"
site_id = 1
api_key = \"key\"
";

const COSTPLUS: &str = "
[providers.costplus]
base_url = \"https://api.costplus.online/v1\"
api_key = \"costplus-key\"
";

#[test]
fn live_mode_frees_no_order_sooner_than_its_slowest_provider_allows() {
    let wait = "not_found_after_ms = 3599999";
    assert_eq!(
        told_live(wait, COSTPLUS),
        [
            "line 28, engine.not_found_after_ms: is shorter than the 3600000 milliseconds that costplus needs, which live mode does not take"
        ]
    );
    assert_eq!(told_live("not_found_after_ms = 3600000", COSTPLUS), [""; 0]);
    assert_eq!(told_live(wait, ""), [""; 0]);
    assert_eq!(
        told_live("not_found_after_ms = 899999", ""),
        [
            "line 28, engine.not_found_after_ms: is shorter than the 900000 milliseconds that smart2pay needs, which live mode does not take"
        ]
    );
    // In a test it may be as short as it likes.
    let test = EXAMPLE.replace(
        "[payments]",
        "[engine]\nnot_found_after_ms = 200000\n[payments]\nprovider = \"smart2pay\"",
    );
    Config::parse(&(test + COSTPLUS), &|_| None).unwrap();
}

#[test]
fn live_mode_cuts_no_other_safe_wait_short() {
    for (key, least, most) in [
        ("look_up_spacing_ms", 5_000_u64, 600_000_u64),
        ("empty_look_ups_apart_ms", 60_000, 86_400_000),
        ("review_after_ms", 259_200_000, 2_592_000_000),
        ("pending_review_after_ms", 3_600_000, 7_776_000_000),
        ("duplicate_review_after_ms", 3_600_000, 2_592_000_000),
    ] {
        let told = told_live(&format!("{key} = {}", least - 1), "");
        assert_eq!(
            told,
            [format!(
                "line 28, engine.{key}: is not from {least} to {most} milliseconds"
            )]
        );
        assert_eq!(told_live(&format!("{key} = {least}"), ""), [""; 0]);
    }
}
