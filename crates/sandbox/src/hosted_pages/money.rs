//! Amounts as the pages show them.

/// Writes an amount in minor units.
pub(crate) fn money(amount: u64, currency: &str) -> String {
    // ISO 4217's exponents other than 2.
    match currency {
        "BIF" | "CLP" | "DJF" | "GNF" | "ISK" | "JPY" | "KMF" | "KRW" | "PYG" | "RWF" | "UGX"
        | "VND" | "VUV" | "XAF" | "XOF" | "XPF" => whole(amount, currency),
        "BHD" | "IQD" | "JOD" | "KWD" | "LYD" | "OMR" | "TND" => {
            format!("{}.{:03}", whole(amount / 1000, currency), amount % 1000)
        }
        _ => format!("{}.{:02}", whole(amount / 100, currency), amount % 100),
    }
}

/// Writes an amount in whole units.
pub(crate) fn whole(amount: u64, currency: &str) -> String {
    let digits = amount.to_string();
    let mut grouped = String::new();
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    format!("{currency} {grouped}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_amounts_as_shoppers_read_them() {
        for (amount, currency, shown) in [
            (5, "EUR", "EUR 0.05"),
            (149_000, "SEK", "SEK 1,490.00"),
            (12_900, "JPY", "JPY 12,900"),
            (1_234_567_890, "KWD", "KWD 1,234,567.890"),
        ] {
            assert_eq!(money(amount, currency), shown);
        }
        assert_eq!(whole(2_490_000, "IDR"), "IDR 2,490,000");
        assert_eq!(whole(100, "IDR"), "IDR 100");
    }
}
