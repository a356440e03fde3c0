//! Currencies of ISO 4217.

use core::fmt;

use crate::ErrorCode;

/// A currency, by its alphabetic code of ISO 4217.
///
/// ```
/// use oneclick_rules::Currency;
/// assert_eq!(Currency::parse("JPY")?.exponent(), 0);
/// assert!(Currency::parse("eur").is_err());
/// # Ok::<(), oneclick_rules::ErrorCode>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Currency(&'static str);

/// Currencies whose minor unit is a hundredth. ISO 4217, list one, published
/// 2026-01-01, less funds, metals and test codes.
const HUNDREDTHS: &str = "AEDAFNALLAMDAOAARSAUDAWGAZNBAMBBDBDTBMDBNDBOBBRLBSDBTNBWPBYNBZDCADCDFCHFCNYCOPCRCCUPCVECZKDKKDOPDZDEGPERNETBEURFJDFKPGBPGELGHSGIPGMDGTQGYDHKDHNLHTGHUFIDRILSINRIRRJMDKESKGSKHRKPWKYDKZTLAKLBPLKRLRDLSLMADMDLMGAMKDMMKMNTMOPMRUMURMVRMWKMXNMYRMZNNADNGNNIONOKNPRNZDPABPENPGKPHPPKRPLNQARRONRSDRUBSARSBDSCRSDGSEKSGDSHPSLESOSSRDSSPSTNSVCSYPSZLTHBTJSTMTTOPTRYTTDTWDTZSUAHUSDUYUUZSVEDVESWSTXCDXCGYERZARZMWZWG";
/// Currencies without a minor unit.
const WHOLE: &str = "BIFCLPDJFGNFISKJPYKMFKRWPYGRWFUGXVNDVUVXAFXOFXPF";
/// Currencies whose minor unit is a thousandth.
const THOUSANDTHS: &str = "BHDIQDJODKWDLYDOMRTND";

fn listed(list: &'static str) -> impl Iterator<Item = &'static str> {
    (0..list.len())
        .step_by(3)
        .filter_map(|at| list.get(at..at + 3))
}

#[cfg(feature = "openapi")]
impl utoipa::PartialSchema for Currency {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
        let codes = Self::all().map(|one| one.0);
        let described = utoipa::openapi::ObjectBuilder::new()
            .schema_type(utoipa::openapi::Type::String)
            .description(Some("A currency, by its alphabetic code of ISO 4217."));
        described.enum_values(Some(codes)).into()
    }
}

#[cfg(feature = "openapi")]
impl utoipa::ToSchema for Currency {}

impl Currency {
    /// Reads an alphabetic code, in capitals as ISO 4217 writes it.
    ///
    /// # Errors
    /// [`ErrorCode::CurrencyUnknown`] for anything that is not on the list.
    pub fn parse(code: &str) -> Result<Self, ErrorCode> {
        Self::all()
            .find(|one| one.0 == code)
            .ok_or(ErrorCode::CurrencyUnknown)
    }

    /// Every currency there is, by ISO 4217's list one.
    pub fn all() -> impl Iterator<Item = Self> {
        [HUNDREDTHS, WHOLE, THOUSANDTHS]
            .into_iter()
            .flat_map(listed)
            .map(Self)
    }

    /// Digits after the decimal sign: 2 for EUR, 0 for JPY, 3 for KWD.
    pub fn exponent(self) -> u8 {
        if listed(WHOLE).any(|entry| entry == self.0) {
            0
        } else if listed(THOUSANDTHS).any(|entry| entry == self.0) {
            3
        } else {
            2
        }
    }

    /// The alphabetic code.
    pub fn as_str(&self) -> &'static str {
        self.0
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl serde::Serialize for Currency {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_whole_codes_once_each() {
        let mut all: Vec<Currency> = Currency::all().collect();
        let count = all.len();
        all.sort();
        all.dedup();
        assert_eq!(all.len(), count);
        for list in [HUNDREDTHS, WHOLE, THOUSANDTHS] {
            assert_eq!(list.len() % 3, 0);
            assert!(list.bytes().all(|letter| letter.is_ascii_uppercase()));
        }
    }
}
