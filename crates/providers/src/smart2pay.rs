//! Smart2Pay.
