//! Texts for the fields of a provider.

use oneclick_rules::ErrorCode;

/// One line of text of at most `most` characters. Line breaks and the like
/// become spaces, and a blank text is none.
///
/// # Errors
/// [`ErrorCode::TextLength`].
pub(crate) fn line(text: Option<&str>, most: usize) -> Result<Option<String>, ErrorCode> {
    let Some(text) = text.filter(|text| !text.trim().is_empty()) else {
        return Ok(None);
    };
    if text.chars().count() > most {
        return Err(ErrorCode::TextLength);
    }
    let printable = |character: char| {
        if character.is_control() {
            ' '
        } else {
            character
        }
    };
    Ok(Some(text.chars().map(printable).collect()))
}

/// Tells what is for people to read, in one line that is cut behind `most` characters: no
/// sale ends because a text is long. A blank text is none.
pub(crate) fn cut(text: Option<&str>, most: usize) -> Option<String> {
    let text: String = text?.trim().chars().take(most).collect();
    line(Some(text.trim_end()), most).ok().flatten()
}

/// Tells what means something else when it is cut, a postal code for one: left out where
/// it has more than `most` characters.
pub(crate) fn whole(text: Option<&str>, most: usize) -> Option<String> {
    line(text, most).ok().flatten()
}

/// Reads an address that a browser can be sent to: what stands behind `://`.
///
/// # Errors
/// [`ErrorCode::ReturnUrlOrigin`].
pub(crate) fn behind_scheme(url: &str) -> Result<&str, ErrorCode> {
    url.strip_prefix("https://")
        .or_else(|| url.strip_prefix("http://"))
        .filter(|rest| !rest.is_empty() && !rest.chars().any(char::is_control))
        .ok_or(ErrorCode::ReturnUrlOrigin)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuts_what_is_read_and_leaves_out_what_is_not() {
        let some = |text| Some(String::from(text));
        for (text, shown, meant) in [
            (None, None, None),
            (Some(" "), None, None),
            (Some("åäö☕"), some("åäö☕"), some("åäö☕")),
            (Some("åäö☕!"), some("åäö☕"), None),
            (Some("åäö !"), some("åäö"), None),
            (Some("t\nwo!"), some("t wo"), None),
        ] {
            assert_eq!((cut(text, 4), whole(text, 4)), (shown, meant), "{text:?}");
        }
    }

    #[test]
    fn is_one_line_of_so_many_characters() {
        for (text, expected) in [
            (None, Ok(None)),
            (Some(""), Ok(None)),
            (Some(" \n "), Ok(None)),
            (Some("t\nwo"), Ok(Some(String::from("t wo")))),
            (Some("åäö☕"), Ok(Some(String::from("åäö☕")))),
            (Some("åäö☕!"), Err(ErrorCode::TextLength)),
        ] {
            assert_eq!(line(text, 4), expected, "{text:?}");
        }
    }
}
