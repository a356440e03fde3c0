//! Brings what stands in the page to what a view describes; what is the same stays.

use std::cell::RefCell;
use std::rc::Rc;

use leptos::prelude::document;
use wasm_bindgen::prelude::*;
use web_sys::{Element, Event, HtmlInputElement, Node};

use super::markup::{Child, Listener, Markup, Property, Text};
use crate::client::Client;

/// Holds a node of the page and what it was drawn from.
pub struct Mounted {
    node: Node,
    drawn: Child,
    listeners: Vec<Listening>,
    children: Vec<Mounted>,
}

/// Holds a listener of an element, and goes with it.
struct Listening {
    node: Node,
    event: &'static str,
    listener: Rc<RefCell<Listener>>,
    closure: Closure<dyn Fn(Event)>,
}

/// Brings the children of `parent` to those described. A child that is described with the
/// tag, the fixed attributes and the key of one that stands there is that one: it keeps what
/// was typed in it, is not moved by what comes and goes around it, and keeps the focus.
/// Where two have changed places, the one that is now the later one is moved.
pub fn patch(client: &Client, parent: &Node, mounted: &mut Vec<Mounted>, children: Vec<Child>) {
    let mut standing = std::mem::take(mounted);
    // Those before have been passed by: they are moved, or go.
    let mut passed = 0;
    for child in children {
        let one = if let Some(at) = standing.iter().position(|one| one.drawn.is_like(&child)) {
            let one = standing.remove(at);
            if at < passed {
                passed -= 1;
                let next = standing.get(passed).map(|next| &next.node);
                // The page may have taken away what it belongs before.
                let _ = parent.insert_before(&one.node, next);
            } else {
                passed = at;
            }
            Some(one)
        } else {
            let next = standing.get(passed).map(|next| &next.node);
            Mounted::insert(client, parent, &child, next)
        };
        if let Some(mut one) = one {
            one.update(client, child);
            mounted.push(one);
        }
    }
    for one in standing {
        one.remove(parent);
    }
}

impl Mounted {
    /// Makes an empty node like `child` and inserts it; `None` if the page's own functions
    /// refuse to, which they do for no name of ours.
    fn insert(client: &Client, parent: &Node, child: &Child, next: Option<&Node>) -> Option<Self> {
        let (node, drawn): (Node, _) = match child {
            Child::Text(_) => {
                let text = document().create_text_node("");
                (text.into(), Child::Text("".into()))
            }
            Child::Element(Markup(markup)) => {
                let element = client.element(markup.tag, markup.fixed).ok()?;
                let mut drawn = Markup::new(markup.tag, markup.fixed);
                drawn.0.key.clone_from(&markup.key);
                (element.into(), Child::Element(drawn))
            }
        };
        // At the end where the page has taken away what it belongs before.
        let inserted = parent.insert_before(&node, next);
        inserted
            .or_else(|_| parent.insert_before(&node, None))
            .ok()?;
        Some(Self {
            node,
            drawn,
            listeners: Vec::new(),
            children: Vec::new(),
        })
    }

    /// Changes what is described otherwise than it was drawn.
    fn update(&mut self, client: &Client, child: Child) {
        match (&mut self.drawn, child) {
            (Child::Text(drawn), Child::Text(text)) => {
                if *drawn != text {
                    self.node.set_node_value(Some(&text));
                    *drawn = text;
                }
            }
            (Child::Element(Markup(drawn)), Child::Element(Markup(markup))) => {
                let element: &Element = self.node.unchecked_ref();
                for (name, value) in &markup.attributes {
                    let is_same = |(drawn, was): &(&str, Text)| drawn == name && was == value;
                    if !drawn.attributes.iter().any(is_same) {
                        // Names of ours: never refused.
                        let _ = element.set_attribute(name, value);
                    }
                }
                for (name, _) in &drawn.attributes {
                    if !markup.attributes.iter().any(|one| one.0 == *name) {
                        let _ = element.remove_attribute(name);
                    }
                }
                drawn.attributes = markup.attributes;
                listen(&self.node, &mut self.listeners, markup.listeners);
                patch(client, &self.node, &mut self.children, markup.children);
                // After what is in it: a list picks among its choices.
                let field: &HtmlInputElement = self.node.unchecked_ref();
                for (property, value) in markup.properties {
                    match property {
                        Property::Checked => field.set_checked(value),
                        Property::ReadOnly => field.set_read_only(value),
                    }
                }
            }
            // Those that are alike are of one kind.
            (Child::Text(_) | Child::Element(_), _) => {}
        }
    }

    fn remove(self, parent: &Node) {
        // The page may have taken it away before.
        let _ = parent.remove_child(&self.node);
    }
}

/// Puts the listeners in the places of those that were there.
fn listen(node: &Node, listening: &mut Vec<Listening>, listeners: Vec<(&'static str, Listener)>) {
    for (index, (event, listener)) in listeners.into_iter().enumerate() {
        match listening.get(index) {
            Some(one) => *one.listener.borrow_mut() = listener,
            None => listening.push(Listening::begin(node.clone(), event, listener)),
        }
    }
}

impl Listening {
    fn begin(node: Node, event: &'static str, listener: Listener) -> Self {
        let listener = Rc::new(RefCell::new(listener));
        let present = listener.clone();
        let closure = Closure::<dyn Fn(Event)>::new(move |event: Event| {
            let listener = present.borrow().clone();
            listener(&event);
        });
        let function = closure.as_ref().unchecked_ref();
        let _ = node.add_event_listener_with_callback(event, function);
        Self {
            node,
            event,
            listener,
            closure,
        }
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        let function = self.closure.as_ref().unchecked_ref();
        let _ = self
            .node
            .remove_event_listener_with_callback(self.event, function);
    }
}
