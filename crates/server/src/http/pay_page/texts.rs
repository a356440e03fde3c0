//! The texts of the page: those of the element, from the same files.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use icu_decimal::DecimalFormatter;
use icu_decimal::input::Decimal;
use icu_decimal::options::DecimalFormatterOptions;
use icu_locale_core::Locale;
use oneclick_rules::{Amount, MessageKey};

use crate::http::language::PageLanguage;

/// The languages' files, in the order of [`PageLanguage::ALL`].
const FILES: [&str; PageLanguage::ALL.len()] = [
    include_str!("../../../../../src/languages/ar.json"),
    include_str!("../../../../../src/languages/da.json"),
    include_str!("../../../../../src/languages/de.json"),
    include_str!("../../../../../src/languages/en.json"),
    include_str!("../../../../../src/languages/es.json"),
    include_str!("../../../../../src/languages/fi.json"),
    include_str!("../../../../../src/languages/fr.json"),
    include_str!("../../../../../src/languages/he.json"),
    include_str!("../../../../../src/languages/id.json"),
    include_str!("../../../../../src/languages/it.json"),
    include_str!("../../../../../src/languages/ja.json"),
    include_str!("../../../../../src/languages/nl.json"),
    include_str!("../../../../../src/languages/no.json"),
    include_str!("../../../../../src/languages/pl.json"),
    include_str!("../../../../../src/languages/pt.json"),
    include_str!("../../../../../src/languages/sv.json"),
];

/// The texts of one language, by their keys.
type File = BTreeMap<String, String>;

static TEXTS: LazyLock<Vec<(PageLanguage, File)>> = LazyLock::new(|| {
    let read = |file| serde_json::from_str(file).unwrap_or_default();
    let files = FILES.into_iter().map(read);
    PageLanguage::ALL.into_iter().zip(files).collect()
});

/// The texts of the page in one language.
#[derive(Clone, Copy, Debug)]
pub struct PageTexts {
    /// The language.
    pub language: PageLanguage,
    file: Option<&'static File>,
}

impl PageTexts {
    /// Returns the texts in a language.
    pub fn of(language: PageLanguage) -> Self {
        let found = TEXTS.iter().find(|(known, _)| *known == language);
        let file = found.map(|(_, file)| file);
        Self { language, file }
    }

    /// Returns the text.
    pub fn get(self, key: MessageKey) -> &'static str {
        let text = self.file.and_then(|file| file.get(key.as_str()));
        text.map_or("", String::as_str)
    }

    /// Returns the text with a value in the place of its name in braces.
    pub fn fill(self, key: MessageKey, name: &str, value: &str) -> String {
        self.get(key).replacen(&format!("{{{name}}}"), value, 1)
    }

    /// Returns the text with an amount in it.
    pub fn priced(self, key: MessageKey, amount: Amount) -> String {
        self.fill(key, "amount", &self.amount(amount))
    }

    /// Writes an amount with the code of its currency, in one piece: "EUR 9.95".
    pub fn amount(self, amount: Amount) -> String {
        let (currency, number) = (amount.currency(), self.number(amount));
        match self.language.tag() {
            // As the Common Locale Data Repository has it for a code.
            "en" | "id" | "ja" | "nl" => format!("{currency}\u{a0}{number}"),
            _ => format!("{number}\u{a0}{currency}"),
        }
    }

    /// Writes the number of an amount, with as many digits as its currency has.
    fn number(self, amount: Amount) -> String {
        let mut number = Decimal::from(amount.minor());
        number.multiply_pow10(-i16::from(amount.currency().exponent()));
        self.written(&number, amount.decimal())
    }

    /// Writes a whole number.
    pub fn whole(self, number: u64) -> String {
        self.written(&Decimal::from(number), number.to_string())
    }

    fn written(self, number: &Decimal, otherwise: String) -> String {
        let locale = match self.language.tag() {
            // The texts are those of Portugal.
            "pt" => "pt-PT",
            tag => tag,
        };
        let locale = Locale::try_from_str(locale).unwrap_or(Locale::UNKNOWN);
        let formatter =
            DecimalFormatter::try_new(locale.into(), DecimalFormatterOptions::default());
        formatter.map_or(otherwise, |formatter| formatter.format_to_string(number))
    }

    /// Returns what the language writes between two sentences: what it writes behind a comma.
    pub fn space(self) -> &'static str {
        let is_spaced = self.get(MessageKey::Comma).ends_with(' ');
        if is_spaced { " " } else { "" }
    }
}

#[cfg(test)]
mod tests {
    use oneclick_rules::Currency;

    use super::*;

    #[test]
    fn every_language_says_everything() {
        for language in PageLanguage::ALL {
            let texts = PageTexts::of(language);
            assert_eq!(texts.language, language);
            for key in MessageKey::ALL {
                assert_ne!(texts.get(*key), "", "{} {key:?}", language.tag());
            }
        }
        let word =
            |tag| PageTexts::of(PageLanguage::of_tag(tag).unwrap()).get(MessageKey::PaidTitle);
        assert_eq!(["de", "sv", "en"].map(word), ["Bezahlt", "Betalt", "Paid"]);
    }

    #[test]
    fn an_amount_is_written_as_people_of_the_language_do() {
        let amount = |minor, currency| Amount::new(minor, Currency::parse(currency).unwrap());
        for (tag, minor, currency, written) in [
            ("en", 995, "EUR", "Pay EUR 9.95"),
            ("en", 123_456_789, "USD", "Pay USD 1,234,567.89"),
            ("de", 123_456_700, "EUR", "1.234.567,00 EUR bezahlen"),
            ("sv", 123_456_700, "SEK", "Betala 1 234 567,00 SEK"),
            ("en", 1_000, "KWD", "Pay KWD 1.000"),
            ("en", 1_000, "JPY", "Pay JPY 1,000"),
            ("id", 100_000_000, "IDR", "Bayar IDR 1.000.000,00"),
            ("pt", 5, "EUR", "Pagar 0,05 EUR"),
        ] {
            let texts = PageTexts::of(PageLanguage::of_tag(tag).unwrap());
            let said = texts.priced(MessageKey::Pay, amount(minor, currency).unwrap());
            assert_eq!(said.replace('\u{a0}', " "), written);
        }
    }
}
