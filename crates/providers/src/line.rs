//! Texts for the fields of a provider.

use oneclick_rules::Code;

/// One line of text of at most `most` characters. Line breaks and the like
/// become spaces, and a blank text is none.
///
/// # Errors
/// [`Code::TextLength`].
pub(crate) fn line(text: Option<&str>, most: usize) -> Result<Option<String>, Code> {
    let Some(text) = text.filter(|text| !text.trim().is_empty()) else {
        return Ok(None);
    };
    if text.chars().count() > most {
        return Err(Code::TextLength);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_one_line_of_so_many_characters() {
        for (text, expected) in [
            (None, Ok(None)),
            (Some(""), Ok(None)),
            (Some(" \n "), Ok(None)),
            (Some("t\nwo"), Ok(Some(String::from("t wo")))),
            (Some("åäö☕"), Ok(Some(String::from("åäö☕")))),
            (Some("åäö☕!"), Err(Code::TextLength)),
        ] {
            assert_eq!(line(text, 4), expected, "{text:?}");
        }
    }
}
