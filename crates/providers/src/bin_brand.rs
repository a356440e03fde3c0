//! Brands by the first digits of a card's number, for providers that name the
//! digits and not the brand.

use core::ops::RangeInclusive;

use oneclick_rules::Brand;

/// The card schemes' ranges, by the first six digits, as the schemes publish
/// them (ISO/IEC 7812 issuer numbers). The first that holds the number decides.
const RANGES: &[(RangeInclusive<u32>, Brand)] = &[
    (222_100..=272_099, Brand::Mastercard),
    (300_000..=305_999, Brand::DinersClub),
    (309_500..=309_599, Brand::DinersClub),
    (340_000..=349_999, Brand::AmericanExpress),
    (352_800..=358_999, Brand::Jcb),
    (360_000..=369_999, Brand::DinersClub),
    (370_000..=379_999, Brand::AmericanExpress),
    (380_000..=399_999, Brand::DinersClub),
    (400_000..=499_999, Brand::Visa),
    (500_000..=509_999, Brand::Maestro),
    (510_000..=559_999, Brand::Mastercard),
    (560_000..=589_999, Brand::Maestro),
    (601_100..=601_199, Brand::Discover),
    (620_000..=629_999, Brand::UnionPay), // Discover honours a part of it
    (630_000..=639_999, Brand::Maestro),
    (644_000..=659_999, Brand::Discover),
    (670_000..=679_999, Brand::Maestro),
    (810_000..=817_199, Brand::UnionPay),
];

/// Gives the brand of a card whose number begins with these digits, at least six of
/// them; [`Brand::Unknown`] where no range holds it, `None` for anything else.
pub(crate) fn brand_of_bin(digits: &str) -> Option<Brand> {
    let first = digits
        .get(..6)
        .filter(|first| first.bytes().all(|byte| byte.is_ascii_digit()))?;
    let first: u32 = first.parse().ok()?;
    let range = RANGES.iter().find(|(range, _)| range.contains(&first));
    Some(range.map_or(Brand::Unknown, |(_, brand)| *brand))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// First and last of a range, the brand before it, of it and after it.
    const ENDS: &str = "
        222100 272099 unknown mastercard unknown
        300000 305999 unknown diners_club unknown
        309500 309599 unknown diners_club unknown
        340000 349999 unknown american_express unknown
        352800 358999 unknown jcb unknown
        360000 369999 unknown diners_club american_express
        370000 379999 diners_club american_express diners_club
        380000 399999 american_express diners_club visa
        400000 499999 diners_club visa maestro
        500000 509999 visa maestro mastercard
        510000 559999 maestro mastercard maestro
        560000 589999 mastercard maestro unknown
        601100 601199 unknown discover unknown
        620000 629999 unknown union_pay maestro
        630000 639999 union_pay maestro unknown
        644000 659999 unknown discover unknown
        670000 679999 unknown maestro unknown
        810000 817199 unknown union_pay unknown";

    #[test]
    fn knows_every_range_to_its_ends() {
        let mut seen = 0;
        for line in ENDS.lines().filter(|line| !line.is_empty()) {
            let words: Vec<&str> = line.split_whitespace().collect();
            let (first, last): (u32, u32) = (words[0].parse().unwrap(), words[1].parse().unwrap());
            for (number, brand) in [
                (first - 1, words[2]),
                (first, words[3]),
                (last, words[3]),
                (last + 1, words[4]),
            ] {
                let told = brand_of_bin(&number.to_string()).unwrap();
                assert_eq!(told.as_str(), brand, "{number}");
            }
            seen += 1;
        }
        assert_eq!(seen, RANGES.len());
    }

    #[test]
    fn reads_digits_alone() {
        assert_eq!(brand_of_bin("45717360"), Some(Brand::Visa));
        assert_eq!(brand_of_bin("123456"), Some(Brand::Unknown));
        for digits in ["", "45717", "+45717", "4571x3", "４５７１７３"] {
            assert_eq!(brand_of_bin(digits), None, "{digits}");
        }
    }
}
