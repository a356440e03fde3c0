//! Where holes in the server's security are reported to.

use reqwest::Url;

/// An address that `security.txt` names (RFC 9116, 2.5.3): of mail, or of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecurityContact(String);

impl SecurityContact {
    /// Reads one, such as `mailto:security@shop.example` or `https://shop.example/security`.
    ///
    /// # Errors
    /// Fails with the rule that it breaks, as the end of a sentence.
    pub fn parse(text: &str) -> Result<Self, String> {
        // Each is a line of its own there, and mail programs take more than an address.
        let is_plain = text.chars().all(|sign| sign.is_ascii_graphic());
        let is_contact = is_plain
            && Url::parse(text).is_ok_and(|url| match url.scheme() {
                "https" => url.host_str().is_some() && url.username().is_empty(),
                "mailto" => {
                    let [name, host] = [url.path().split('@').next(), url.path().split('@').nth(1)]
                        .map(Option::unwrap_or_default);
                    let is_one = url.path().matches('@').count() == 1 && url.query().is_none();
                    is_one && !name.is_empty() && !host.is_empty()
                }
                _ => false,
            });
        if is_contact {
            return Ok(Self(text.to_owned()));
        }
        Err(String::from(
            "is neither an address of mail, such as \"mailto:security@shop.example\", nor of a page, such as \"https://shop.example/security\"",
        ))
    }

    /// Returns the address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_an_address_of_mail_or_of_a_page_and_nothing_else() {
        for contact in [
            "mailto:security@shop.example",
            "https://shop.example/security?a=b",
        ] {
            assert_eq!(SecurityContact::parse(contact).unwrap().as_str(), contact);
        }
        for wrong in [
            "",
            "security@shop.example",
            "mailto:security",
            "mailto:@shop.example",
            "mailto:a@",
            "mailto:a@b@c",
            "mailto:a@shop.example?subject=x",
            "mailto:a@shop.example\nExpires: never",
            "http://shop.example/security",
            "https://name:word@shop.example",
            "tel:+4712345678",
            "javascript:alert(1)",
        ] {
            let reason = SecurityContact::parse(wrong).unwrap_err();
            assert!(reason.contains("mailto:security@shop.example"), "{wrong}");
        }
    }
}
