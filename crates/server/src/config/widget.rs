//! Reads which pages may call, and where the widget's files are.

use std::path::PathBuf;

use crate::config::address::{BaseUrl, Origin};
use crate::config::reader::Section;
use crate::config::value::{flag, list, path, text};

/// Holds what the section says.
pub(super) struct WidgetSettings {
    /// Origins of the pages that may call.
    pub(super) origins: Vec<Origin>,
    /// Whether they call from the frame of isolated mode alone.
    pub(super) isolated_alone: bool,
    /// The folder of the widget's files.
    pub(super) files: PathBuf,
}

/// Reads the section. Isolated mode keeps the cards from the pages that are listed, so that
/// the frame's origin, which is the server's, is to be no page's.
pub(super) fn read(
    root: &mut Section<'_>,
    live: bool,
    public_url: Option<&BaseUrl>,
) -> Option<WidgetSettings> {
    let mut section = root.section("widget");
    let origins = section.need("origins", list(|word: &str| Origin::parse(word, live)));
    let isolated_alone = section.may_else("isolated_alone", flag, || Some(false));
    let files = section.may_else("files", text(path), || Some(PathBuf::from("dist/widget")));
    if isolated_alone == Some(true)
        && let Some(url) = public_url
        && let Some(own) = Origin::of(url.as_str())
    {
        if own.as_str() != url.as_str() {
            section.wrong(
                "isolated_alone",
                "needs a public_url without a path: the frame may call where all of its origin is this server's",
            );
        }
        if origins.iter().flatten().any(|listed| *listed == own) {
            section.wrong(
                "origins",
                format!(
                    "has \"{}\", the origin of public_url: its pages would read the cards without the frame; with isolated_alone pages are on other origins",
                    own.as_str()
                ),
            );
        }
    }
    if let Some(folder) = files.as_deref().filter(|folder| !folder.is_dir()) {
        let reason = format!(
            "is {}, where no folder is: the element's files are not served",
            folder.display()
        );
        section.odd("files", reason);
    }
    section.finish();
    Some(WidgetSettings {
        origins: origins?,
        isolated_alone: isolated_alone?,
        files: files?,
    })
}

#[cfg(test)]
mod tests {
    use crate::config::{Config, EXAMPLE};

    fn refused(public_url: &str, origins: &str) -> Vec<String> {
        let text = EXAMPLE
            .replace("public_url = \"http://localhost:8787\"", public_url)
            .replace(
                "origins = [\"http://localhost:8080\"]     #",
                &format!("origins = [{origins}]\nisolated_alone = true #"),
            );
        let wrongs = Config::parse(&text, &|_| None).err().unwrap_or_default();
        wrongs.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn isolated_mode_alone_is_refused_where_a_page_shares_the_frames_origin() {
        let own = "public_url = \"http://localhost:8787\"";
        let shop = "\"http://localhost:8080\"";
        assert_eq!(refused(own, shop), [""; 0]);
        assert_eq!(
            refused(own, &format!("{shop}, \"http://localhost:8787\"")),
            [
                "line 18, widget.origins: has \"http://localhost:8787\", the origin of public_url: its pages would read the cards without the frame; with isolated_alone pages are on other origins"
            ]
        );
        assert_eq!(
            refused("public_url = \"http://localhost:8787/pay\"", shop),
            [
                "line 19, widget.isolated_alone: needs a public_url without a path: the frame may call where all of its origin is this server's"
            ]
        );
    }
}
