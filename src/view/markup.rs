//! Describes what is drawn, as a value.
//!
//! A view is one small function that builds such a value; one function compares it with
//! what stands in the page. A type of its own for each tree, as `view!` makes it, is
//! compiled anew for each tree: docs/decisions/views-are-values.md has the figures.

use std::borrow::Cow;
use std::rc::Rc;

/// Acts on an event of an element.
pub type Listener = Rc<dyn Fn(&web_sys::Event)>;

/// Holds a text, an attribute's value or the like.
pub type Text = Cow<'static, str>;

/// Describes an element and what is in it.
///
/// In a box: each call of the builder moves it, and so no more than a pointer.
pub struct Markup(pub(super) Box<Description>);

/// Holds what is described of an element.
pub(super) struct Description {
    pub(super) tag: &'static str,
    /// What never changes, and by which it is found again: `name=value; name=value`.
    pub(super) fixed: &'static str,
    /// What tells it from its neighbours with the same tag and fixed attributes.
    pub(super) key: String,
    pub(super) attributes: Vec<(&'static str, Text)>,
    pub(super) properties: Vec<(Property, bool)>,
    pub(super) listeners: Vec<(&'static str, Listener)>,
    pub(super) children: Vec<Child>,
}

/// Describes what may stand in an element.
pub(super) enum Child {
    Text(Text),
    Element(Markup),
}

impl Child {
    /// Returns whether both describe one node, with other things on it and in it.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Text(_), Self::Text(_)) => true,
            (Self::Element(one), Self::Element(two)) => {
                let (one, two) = (&one.0, &two.0);
                one.tag == two.tag && one.fixed == two.fixed && one.key == two.key
            }
            (Self::Text(_) | Self::Element(_), _) => false,
        }
    }
}

/// Names what a browser keeps beside an attribute.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Property {
    /// Whether a radio is checked.
    Checked,
    /// Whether a field takes no text.
    ReadOnly,
}

impl Markup {
    /// Describes an element with attributes that never change: `name=value; name=value`.
    pub fn new(tag: &'static str, fixed: &'static str) -> Self {
        Self(Box::new(Description {
            tag,
            fixed,
            key: String::new(),
            attributes: Vec::new(),
            properties: Vec::new(),
            listeners: Vec::new(),
            children: Vec::new(),
        }))
    }

    /// Tells it from its neighbours of the same kind.
    pub fn key(mut self, key: &str) -> Self {
        key.clone_into(&mut self.0.key);
        self
    }

    /// Gives it an attribute that may change, or go.
    pub fn attribute(mut self, name: &'static str, value: impl Into<Text>) -> Self {
        self.0.attributes.push((name, value.into()));
        self
    }

    /// Gives it an attribute of ARIA that is true or false.
    pub fn truth(self, name: &'static str, value: bool) -> Self {
        self.attribute(name, if value { "true" } else { "false" })
    }

    /// Sets a property.
    pub fn property(mut self, name: Property, value: bool) -> Self {
        self.0.properties.push((name, value));
        self
    }

    /// Listens to an event.
    pub fn on(mut self, event: &'static str, listener: impl Fn(&web_sys::Event) + 'static) -> Self {
        self.0.listeners.push((event, Rc::new(listener)));
        self
    }

    /// Puts a text into it.
    pub fn text(mut self, text: impl Into<Text>) -> Self {
        self.0.children.push(Child::Text(text.into()));
        self
    }

    /// Puts an element into it, if there is one.
    pub fn child(mut self, child: impl Into<Option<Self>>) -> Self {
        self.0.children.extend(child.into().map(Child::Element));
        self
    }

    /// Puts elements into it.
    pub fn children(mut self, children: Vec<Self>) -> Self {
        self.0
            .children
            .extend(children.into_iter().map(Child::Element));
        self
    }
}
