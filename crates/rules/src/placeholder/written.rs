//! Texts that were written for an address or for a page.

/// What pages write for letters that mean something there.
const ENTITIES: &[(&str, &str)] = &[
    ("&lt;", "<"),
    ("&gt;", ">"),
    ("&quot;", "\""),
    ("&#34;", "\""),
    ("&#39;", "'"),
    ("&#123;", "{"),
    ("&#125;", "}"),
    ("&nbsp;", " "),
    ("&amp;", "&"),
];

/// The text with the wide letters that are typed between Chinese and Japanese
/// ones (`ＮＵＬＬ`) as what they are.
pub(super) fn narrow(text: &str) -> String {
    let narrowed = |letter: char| match letter {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(letter) - 0xfee0).unwrap_or(letter),
        _ => letter,
    };
    text.chars().map(narrowed).collect()
}

/// What was meant, where the text was written for an address or for a page.
pub(super) fn as_meant(text: &str) -> Option<String> {
    let mut meant = of_address(text).unwrap_or_else(|| String::from(text));
    for (entity, letter) in ENTITIES {
        meant = meant.replace(entity, letter);
    }
    (meant != text).then_some(meant)
}

/// The text with its `%7B` read; `None` where there is none, or it is no text.
fn of_address(text: &str) -> Option<String> {
    let digit = |byte: Option<&u8>| char::from(*byte?).to_digit(16);
    let bytes = text.as_bytes();
    let mut read = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let high = digit(bytes.get(at + 1));
        let low = digit(bytes.get(at + 2));
        let escaped = high.zip(low).filter(|_| *byte == b'%');
        let escaped = escaped.and_then(|(high, low)| u8::try_from(high * 16 + low).ok());
        read.push(escaped.unwrap_or(if *byte == b'+' { b' ' } else { *byte }));
        at += if escaped.is_some() { 3 } else { 1 };
    }
    let has_any = read.len() < bytes.len();
    String::from_utf8(read).ok().filter(|_| has_any)
}
