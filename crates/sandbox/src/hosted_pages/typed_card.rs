//! A card as a shopper types it on a hosted page.

use std::collections::HashMap;

use crate::ledger::{ShownCard, SimulatedCard, brand};
use crate::members::is_digits;

/// A card as it was typed. It goes no further than the page that took it.
pub(crate) struct TypedCard {
    pub(crate) holder: String,
    pub(crate) number: String,
    pub(crate) month: u64,
    pub(crate) year: u64,
    pub(crate) code: String,
}

impl TypedCard {
    /// Reads the fields of the card form.
    /// Fails with what to tell the shopper.
    pub(crate) fn read(fields: &HashMap<String, String>) -> Result<Self, &'static str> {
        let field = |name: &str| fields.get(name).map_or("", |text| text.trim());
        let holder = field("holder").to_owned();
        if holder.is_empty() {
            return Err("The name on the card is missing.");
        }
        let number = field("number").replace([' ', '-'], "");
        // The providers' test cards have twelve digits or more, some without a
        // right check digit.
        if !is_digits(&number, 12, 19) {
            return Err("The card number has 12 to 19 digits.");
        }
        let month = field("month").parse().ok();
        let month = month.filter(|month| (1..=12).contains(month));
        let month = month.ok_or("The expiry month is 1 to 12.")?;
        let year = field("year");
        let full = if year.len() == 2 {
            format!("20{year}")
        } else {
            year.to_owned()
        };
        let year = full.parse().ok();
        let year = year.filter(|year| (2000..=2099).contains(year));
        let year = year.ok_or("The expiry year has two or four digits.")?;
        let code = security_code(fields)?.to_owned();
        Ok(Self {
            holder,
            number,
            month,
            year,
            code,
        })
    }

    /// Makes the card to be stored, without its code: any later code will do.
    pub(crate) fn card(&self) -> SimulatedCard {
        let details = ShownCard::of(self.holder.clone(), &self.number, self.month, self.year);
        SimulatedCard::new(brand(&self.number), details, None)
    }
}

/// Reads the security code that was typed.
/// Fails with what to tell the shopper.
pub(crate) fn security_code(fields: &HashMap<String, String>) -> Result<&str, &'static str> {
    let code = fields.get("security_code").map_or("", |code| code.trim());
    if is_digits(code, 3, 4) {
        Ok(code)
    } else {
        Err("The security code has three or four digits.")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_shoppers_type() {
        let typed = |changes: &[(&str, &str)]| {
            let mut fields: HashMap<String, String> = [
                ("holder", "Ann"),
                ("number", "4111 1111 1111 1111"),
                ("month", "2"),
                ("year", "31"),
                ("security_code", "123"),
            ]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into();
            for (name, value) in changes {
                fields.insert((*name).to_owned(), (*value).to_owned());
            }
            TypedCard::read(&fields)
        };
        let card = typed(&[]).ok().unwrap();
        assert_eq!((card.month, card.year), (2, 2031));
        let details = card.card().details;
        assert_eq!(
            (details.bin, details.last_four),
            ("411111".into(), "1111".into())
        );
        for wrong in [
            ("holder", " "),
            ("number", "41111111111"),
            ("number", "4111x11111111111"),
            ("month", "13"),
            ("year", "1999"),
            ("security_code", "12"),
        ] {
            assert!(typed(&[wrong]).is_err(), "{wrong:?}");
        }
    }
}
