//! The texts of a shopper who cannot be sent on, in the languages of the element.

use crate::http::language::PageLanguage;

/// Holds the texts in one language: plain text without markup.
#[derive(Debug)]
pub struct ReturnTexts {
    /// The language.
    pub tag: &'static str,
    /// Says that the address leads nowhere.
    pub title: &'static str,
    /// Says where to go, and nothing of money.
    pub text: &'static str,
    /// Says that it is not known whether the order is paid.
    pub unknown_title: &'static str,
    /// Asks not to pay again.
    pub unknown_text: &'static str,
    /// Leads to the shop.
    pub to_shop: &'static str,
}

impl ReturnTexts {
    /// Finds the texts in a language.
    pub fn of(language: PageLanguage) -> &'static Self {
        let found = OTHERS.iter().find(|texts| texts.tag == language.tag());
        found.unwrap_or(&ENGLISH)
    }
}

/// Holds the texts for whom no other language is known.
const ENGLISH: ReturnTexts = ReturnTexts {
    tag: "en",
    title: "This link no longer works",
    text: "Please go back to the shop and check there whether your order is paid.",
    unknown_title: "We do not know whether you have paid",
    unknown_text: "Please do not pay again. Reload this page in a moment, or go back to the shop.",
    to_shop: "To the shop",
};

/// Holds the texts of the other languages.
const OTHERS: [ReturnTexts; 15] = [
    ReturnTexts {
        tag: "ar",
        title: "لم يعد هذا الرابط صالحًا",
        text: "يُرجى العودة إلى المتجر والتحقق هناك مما إذا كان الطلب مدفوعًا.",
        unknown_title: "لا نعلم ما إذا كان الدفع قد تم",
        unknown_text: "يُرجى عدم الدفع مرة أخرى. أعد تحميل هذه الصفحة بعد لحظات، أو ارجع إلى المتجر.",
        to_shop: "إلى المتجر",
    },
    ReturnTexts {
        tag: "da",
        title: "Linket virker ikke længere",
        text: "Gå tilbage til butikken, og se dér, om din ordre er betalt.",
        unknown_title: "Vi ved ikke, om du har betalt",
        unknown_text: "Betal ikke igen. Genindlæs siden om et øjeblik, eller gå tilbage til butikken.",
        to_shop: "Til butikken",
    },
    ReturnTexts {
        tag: "de",
        title: "Dieser Link funktioniert nicht mehr",
        text: "Bitte gehen Sie zurück zum Shop und prüfen Sie dort, ob Ihre Bestellung bezahlt ist.",
        unknown_title: "Wir wissen nicht, ob Sie bezahlt haben",
        unknown_text: "Bitte bezahlen Sie nicht noch einmal. Laden Sie diese Seite in einem Augenblick neu oder gehen Sie zurück zum Shop.",
        to_shop: "Zum Shop",
    },
    ReturnTexts {
        tag: "es",
        title: "Este enlace ya no funciona",
        text: "Vuelva a la tienda y compruebe allí si su pedido está pagado.",
        unknown_title: "No sabemos si ha pagado",
        unknown_text: "Por favor, no vuelva a pagar. Vuelva a cargar esta página en un momento o regrese a la tienda.",
        to_shop: "Ir a la tienda",
    },
    ReturnTexts {
        tag: "fi",
        title: "Tämä linkki ei enää toimi",
        text: "Palaa kauppaan ja tarkista siellä, onko tilauksesi maksettu.",
        unknown_title: "Emme tiedä, oletko maksanut",
        unknown_text: "Älä maksa uudelleen. Lataa tämä sivu hetken kuluttua uudelleen tai palaa kauppaan.",
        to_shop: "Kauppaan",
    },
    ReturnTexts {
        tag: "fr",
        title: "Ce lien ne fonctionne plus",
        text: "Veuillez retourner à la boutique et y vérifier si votre commande est payée.",
        unknown_title: "Nous ne savons pas si vous avez payé",
        unknown_text: "Veuillez ne pas payer de nouveau. Rechargez cette page dans un instant, ou retournez à la boutique.",
        to_shop: "Vers la boutique",
    },
    ReturnTexts {
        tag: "he",
        title: "הקישור הזה כבר לא פעיל",
        text: "נא לחזור לחנות ולבדוק בה אם ההזמנה שולמה.",
        unknown_title: "אנחנו לא יודעים אם התשלום בוצע",
        unknown_text: "נא לא לשלם שוב. אפשר לטעון את הדף הזה מחדש בעוד רגע, או לחזור לחנות.",
        to_shop: "אל החנות",
    },
    ReturnTexts {
        tag: "id",
        title: "Tautan ini tidak berlaku lagi",
        text: "Silakan kembali ke toko dan periksa di sana apakah pesanan Anda sudah dibayar.",
        unknown_title: "Kami tidak tahu apakah Anda sudah membayar",
        unknown_text: "Mohon jangan membayar lagi. Muat ulang halaman ini sebentar lagi, atau kembali ke toko.",
        to_shop: "Ke toko",
    },
    ReturnTexts {
        tag: "it",
        title: "Questo link non funziona più",
        text: "Torni al negozio e verifichi lì se il Suo ordine è pagato.",
        unknown_title: "Non sappiamo se ha pagato",
        unknown_text: "Non paghi di nuovo, per favore. Ricarichi questa pagina tra un momento oppure torni al negozio.",
        to_shop: "Vai al negozio",
    },
    ReturnTexts {
        tag: "ja",
        title: "このリンクはご利用いただけなくなりました",
        text: "ショップに戻り、ご注文のお支払いが済んでいるかどうかをご確認ください。",
        unknown_title: "お支払いが済んだかどうか、確認できません",
        unknown_text: "再度のお支払いはなさらないでください。しばらくしてからこのページを再読み込みするか、ショップにお戻りください。",
        to_shop: "ショップへ",
    },
    ReturnTexts {
        tag: "nl",
        title: "Deze link werkt niet meer",
        text: "Ga terug naar de winkel en kijk daar of je bestelling is betaald.",
        unknown_title: "We weten niet of je hebt betaald",
        unknown_text: "Betaal niet opnieuw. Laad deze pagina zo meteen opnieuw of ga terug naar de winkel.",
        to_shop: "Naar de winkel",
    },
    ReturnTexts {
        tag: "no",
        title: "Denne lenken virker ikke lenger",
        text: "Gå tilbake til butikken og se der om bestillingen din er betalt.",
        unknown_title: "Vi vet ikke om du har betalt",
        unknown_text: "Ikke betal på nytt. Last inn siden på nytt om et øyeblikk, eller gå tilbake til butikken.",
        to_shop: "Til butikken",
    },
    ReturnTexts {
        tag: "pl",
        title: "Ten link już nie działa",
        text: "Proszę wrócić do sklepu i sprawdzić tam, czy zamówienie jest opłacone.",
        unknown_title: "Nie wiemy, czy płatność doszła do skutku",
        unknown_text: "Proszę nie płacić ponownie. Proszę za chwilę odświeżyć tę stronę lub wrócić do sklepu.",
        to_shop: "Do sklepu",
    },
    ReturnTexts {
        tag: "pt",
        title: "Este link já não funciona",
        text: "Volte à loja e verifique lá se a sua encomenda está paga.",
        unknown_title: "Não sabemos se o pagamento foi feito",
        unknown_text: "Por favor, não pague novamente. Recarregue esta página dentro de momentos ou volte à loja.",
        to_shop: "Ir para a loja",
    },
    ReturnTexts {
        tag: "sv",
        title: "Länken fungerar inte längre",
        text: "Gå tillbaka till butiken och se där om din beställning är betald.",
        unknown_title: "Vi vet inte om du har betalat",
        unknown_text: "Betala inte igen. Ladda om sidan om ett ögonblick eller gå tillbaka till butiken.",
        to_shop: "Till butiken",
    },
];

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use serde_json::Value;

    use super::*;

    fn folder() -> std::path::PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../src/languages")
    }

    #[test]
    fn there_are_the_languages_of_the_element() {
        let files = fs::read_dir(folder()).unwrap();
        let name =
            |path: std::path::PathBuf| path.file_stem().unwrap().to_str().unwrap().to_owned();
        let mut element: Vec<_> = files.map(|file| name(file.unwrap().path())).collect();
        element.sort_unstable();
        assert_eq!(PageLanguage::ALL.map(PageLanguage::tag).to_vec(), element);
        for language in PageLanguage::ALL {
            assert_eq!(ReturnTexts::of(language).tag, language.tag());
        }
    }

    /// What is not known is told in the words of the element, which shows it a page later.
    #[test]
    fn what_is_not_known_is_said_as_the_element_says_it() {
        for texts in OTHERS.iter().chain([&ENGLISH]) {
            let file = folder().join(format!("{}.json", texts.tag));
            let messages: Value = serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap();
            assert_eq!(messages["contact.title"], texts.unknown_title);
            let said = messages["unknown.text"].as_str().unwrap();
            let first = said.split_inclusive(['.', '。']).next().unwrap();
            assert!(texts.unknown_text.starts_with(first), "{texts:?}");
        }
    }

    #[test]
    fn no_text_is_english_or_has_markup() {
        for texts in &OTHERS {
            let all = |texts: &ReturnTexts| {
                let ReturnTexts {
                    title,
                    text,
                    unknown_title,
                    unknown_text,
                    to_shop,
                    ..
                } = *texts;
                [title, text, unknown_title, unknown_text, to_shop]
            };
            for (text, english) in all(texts).into_iter().zip(all(&ENGLISH)) {
                assert!(
                    text != english && !text.contains(['<', '>', '&', '"']),
                    "{text}"
                );
            }
        }
    }
}
