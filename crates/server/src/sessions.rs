//! Sessions: opened, changed and viewed.

pub(crate) mod open;
pub(crate) mod submissions;
pub(crate) mod view;
