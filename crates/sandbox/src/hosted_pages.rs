//! The hosted pages: what the shopper sees and does at a provider. The same for
//! all dialects, which say only what a step comes to.

mod money;
mod page;
mod typed_card;
mod visit;

pub(crate) use page::{PageStyle, TestCards};
pub(crate) use typed_card::TypedCard;
pub(crate) use visit::{HostedPages, pages, with_query};
