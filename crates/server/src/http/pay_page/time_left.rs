//! Says in how many minutes something ends, where no browser writes it.

use crate::http::pay_page::texts::PageTexts;

/// "In one minute" and "in so many minutes", as the Common Locale Data Repository has the
/// long form of a relative time to come. Arabic, Hebrew and Polish have more forms.
const FORMS: [(&str, &str, &str); 13] = [
    ("da", "om {} minut", "om {} minutter"),
    ("de", "in {} Minute", "in {} Minuten"),
    ("en", "in {} minute", "in {} minutes"),
    ("es", "dentro de {} minuto", "dentro de {} minutos"),
    ("fi", "{} minuutin päästä", "{} minuutin päästä"),
    ("fr", "dans {} minute", "dans {} minutes"),
    ("id", "dalam {} menit", "dalam {} menit"),
    ("it", "tra {} minuto", "tra {} minuti"),
    ("ja", "{} 分後", "{} 分後"),
    ("nl", "over {} minuut", "over {} minuten"),
    ("no", "om {} minutt", "om {} minutter"),
    ("pt", "dentro de {} minuto", "dentro de {} minutos"),
    ("sv", "om {} minut", "om {} minuter"),
];

/// Writes a time that is left, in minutes begun: "in 5 minutes".
pub fn in_minutes(texts: PageTexts, seconds: u64) -> String {
    let minutes = seconds.div_ceil(60).max(1);
    let form = match texts.language.tag() {
        "ar" => arabic(minutes),
        "he" => hebrew(minutes),
        "pl" => polish(minutes),
        tag => {
            let known = FORMS.iter().find(|(known, _, _)| *known == tag);
            known.map_or(
                "{} min",
                |(_, one, more)| if minutes == 1 { one } else { more },
            )
        }
    };
    form.replacen("{}", &texts.whole(minutes), 1)
}

fn arabic(minutes: u64) -> &'static str {
    match (minutes, minutes % 100) {
        (1, _) => "خلال دقيقة واحدة",
        (2, _) => "خلال دقيقتين",
        (_, 3..=10) => "خلال {} دقائق",
        _ => "خلال {} دقيقة",
    }
}

fn hebrew(minutes: u64) -> &'static str {
    match minutes {
        1 => "בעוד דקה",
        2 => "בעוד שתי דקות",
        _ => "בעוד {} דקות",
    }
}

fn polish(minutes: u64) -> &'static str {
    match (minutes, minutes % 10, minutes % 100) {
        (1, _, _) => "za {} minutę",
        (_, _, 12..=14) => "za {} minut",
        (_, 2..=4, _) => "za {} minuty",
        _ => "za {} minut",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::language::PageLanguage;

    #[test]
    fn every_language_says_how_long() {
        for language in PageLanguage::ALL {
            for seconds in [1, 60, 61, 600, 1320] {
                let said = in_minutes(PageTexts::of(language), seconds);
                let known = !said.ends_with(" min") && !said.contains("{}");
                assert!(known, "{}: {said}", language.tag());
            }
        }
        for (tag, seconds, written) in [
            ("en", 1, "in 1 minute"),
            ("en", 61, "in 2 minutes"),
            ("de", 600, "in 10 Minuten"),
            ("pl", 180, "za 3 minuty"),
            ("pl", 780, "za 13 minut"),
            ("pl", 1380, "za 23 minuty"),
            ("he", 120, "בעוד שתי דקות"),
            ("ar", 120, "خلال دقيقتين"),
        ] {
            let texts = PageTexts::of(PageLanguage::of_tag(tag).unwrap());
            assert_eq!(in_minutes(texts, seconds), written);
        }
    }
}
