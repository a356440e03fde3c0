//! The shop has its own texts in the languages of the element, and none is missing.

#[cfg(test)]
mod texts {
    use std::collections::BTreeMap;
    use std::fs;
    use std::path::{Path, PathBuf};

    type Texts = BTreeMap<String, String>;

    fn root() -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
    }

    fn languages(folder: &str) -> BTreeMap<String, Texts> {
        let files = fs::read_dir(root().join(folder)).unwrap();
        let read = |path: PathBuf| {
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            let texts = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
            (name, texts)
        };
        files.map(|file| read(file.unwrap().path())).collect()
    }

    fn shop() -> BTreeMap<String, Texts> {
        languages("examples/shop/page/languages")
    }

    #[test]
    fn the_shop_speaks_the_languages_of_the_element() {
        let shop: Vec<_> = shop().into_keys().collect();
        let element: Vec<_> = languages("src/languages").into_keys().collect();
        assert_eq!(shop, element);
    }

    #[test]
    fn every_language_has_every_text() {
        let all = shop();
        let english = &all["en"];
        for (name, texts) in &all {
            assert!(
                texts.keys().eq(english.keys()),
                "{name}: other keys than en"
            );
            for (key, text) in texts {
                let same = text == &english[key] && name != "en";
                // French counts as English does.
                let allowed = (name.as_str(), key.as_str()) == ("fr", "total");
                assert_eq!(same, allowed, "{name}: {key} is not translated: {text}");
                assert!(!text.trim().is_empty(), "{name}: {key} is empty");
            }
        }
    }

    #[test]
    fn the_page_is_written_with_the_english_texts() {
        let html = fs::read_to_string(root().join("index.html")).unwrap();
        let script = fs::read_to_string(root().join("examples/shop/page/shop.js")).unwrap();
        let english = shop().remove("en").unwrap();
        for (key, text) in &english {
            let on_page = [
                format!("data-message=\"{key}\">{text}<"),
                format!("alt=\"{text}\" data-message=\"{key}\""),
            ];
            let in_script = format!("message('{key}', '{text}')");
            let found = on_page.iter().any(|written| html.contains(written));
            assert!(found || script.contains(&in_script), "{key}: {text}");
        }
        for part in html.split("data-message=\"").skip(1) {
            let (key, _) = part.split_once('"').unwrap();
            assert!(english.contains_key(key), "index.html has {key}: unknown");
        }
    }
}
