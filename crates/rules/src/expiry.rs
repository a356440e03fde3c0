//! When a card ends.

use serde::Serialize;

use crate::{ErrorCode, decimal_digits};

/// The month at whose end a card ends.
///
/// ```
/// use oneclick_rules::Expiry;
/// let expiry = Expiry::new(2, 2028)?;
/// assert_eq!(expiry.to_string(), "02/2028");
/// assert_eq!(expiry.printed(), "02/28");
/// # Ok::<(), oneclick_rules::ErrorCode>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Expiry {
    /// The month.
    #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 12))]
    month: u8,
    /// The year, four digits.
    #[cfg_attr(feature = "openapi", schema(minimum = 2000, maximum = 2099))]
    year: u16,
}

const SECONDS_A_DAY: i64 = 86_400;
/// The last place on Earth to leave a month is twelve hours behind UTC.
const LAST_ZONE_SECONDS: i64 = 12 * 3_600;

impl Expiry {
    /// The end of `month` (1 to 12) of `year` (2000 to 2099).
    ///
    /// # Errors
    /// [`ErrorCode::ExpiryFormat`] for any other month or year.
    pub fn new(month: u8, year: u16) -> Result<Self, ErrorCode> {
        if (1..=12).contains(&month) && (2000..=2099).contains(&year) {
            Ok(Self { month, year })
        } else {
            Err(ErrorCode::ExpiryFormat)
        }
    }

    /// The month, 1 to 12.
    pub fn month(self) -> u8 {
        self.month
    }

    /// The year, four digits.
    pub fn year(self) -> u16 {
        self.year
    }

    /// The month as it is printed on a card: 12/31.
    ///
    /// By hand and not by `write!`, whose machinery the widget does without.
    pub fn printed(self) -> String {
        let year = decimal_digits((self.year % 100).into(), 2);
        [decimal_digits(self.month.into(), 2), year].join("/")
    }

    /// Whether the month has ended everywhere on Earth (UTC−12).
    ///
    /// `now` in Unix seconds.
    pub fn has_ended_everywhere(self, now: i64) -> bool {
        now >= self.end_in_utc() + LAST_ZONE_SECONDS
    }

    /// Whether the month ends within so many days from now, or has ended, in UTC:
    /// a reason to say so, not to refuse the card.
    ///
    /// `now` in Unix seconds, by the server's clock.
    pub fn ends_within(self, now: i64, days: u16) -> bool {
        now >= self.end_in_utc() - i64::from(days) * SECONDS_A_DAY
    }

    /// The first second after the month in UTC.
    fn end_in_utc(self) -> i64 {
        let (year, month) = if self.month == 12 {
            (self.year + 1, 1)
        } else {
            (self.year, self.month + 1)
        };
        days_before(year, month) * SECONDS_A_DAY
    }
}

impl core::fmt::Display for Expiry {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "{:02}/{}", self.month, self.year)
    }
}

/// Days from 1970-01-01 to the first day of a month, in the Gregorian calendar.
fn days_before(year: u16, month: u8) -> i64 {
    const BEFORE_MONTH: [i64; 12] = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
    let last = i64::from(year) - 1;
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let before_year = last * 365 + last / 4 - last / 100 + last / 400 - 719_162;
    let before_month = BEFORE_MONTH
        .get(usize::from(month) - 1)
        .copied()
        .unwrap_or_default();
    before_year + before_month + i64::from(leap && month > 2)
}
