//! Reads what a provider lists under a reference of ours, or of a time.

use oneclick_providers::{AttemptReference, FoundPayments, LookUp, NotReadable, PaymentStatus};

use crate::payments::look_up::listed::ListedPayments;
use crate::payments::look_up::parts::{NotListed, in_parts};
use crate::registry::Configured;

/// The most pages of one look-up.
const MOST_PAGES: usize = 50;
/// How far before the intent a search by time begins and how far behind now it ends, seconds.
const SEARCHED_AROUND: i64 = 600;
/// How far a provider's clock may be from ours, seconds, for a search by time
/// to be believed: half of [`SEARCHED_AROUND`].
const CLOCKS_APART: i64 = SEARCHED_AROUND / 2;

impl ListedPayments {
    /// Returns every payment that the provider lists under this reference of ours; where it
    /// searches by time, of those that were made since then, Unix seconds.
    ///
    /// # Errors
    /// Fails with [`NotReadable`] where any page is.
    pub(crate) async fn search(
        &self,
        configured: &Configured,
        reference: &AttemptReference,
        since: i64,
    ) -> Result<Vec<PaymentStatus>, NotReadable> {
        let now = self.deployment.clock().seconds();
        let span = (since - SEARCHED_AROUND, now + SEARCHED_AROUND);
        if !configured.provider.capabilities().searches_by_time {
            let all = self.read_pages(configured, reference, span).await;
            return all.map_err(NotReadable::from);
        }
        let list = |since, until| self.read_pages(configured, reference, (since, until));
        in_parts(span, list).await
    }

    /// Lists every payment that was made in `span`, Unix seconds, at a provider that is
    /// searched by time: from as long before as a search begins before an intent to as long
    /// behind as it ends behind now. Only if the provider says what its clock shows: what is
    /// left out is not seen.
    ///
    /// # Errors
    /// Fails with [`NotReadable`] where any part of it cannot be listed.
    pub(crate) async fn list(
        &self,
        configured: &Configured,
        span: (i64, i64),
    ) -> Result<Vec<PaymentStatus>, NotReadable> {
        let around = (span.0 - SEARCHED_AROUND, span.1 + SEARCHED_AROUND);
        in_parts(around, |since, until| {
            self.list_part(configured, (since, until))
        })
        .await
    }

    async fn list_part(
        &self,
        configured: &Configured,
        (since, until): (i64, i64),
    ) -> Result<Vec<PaymentStatus>, NotListed> {
        let now = self.deployment.clock().seconds();
        let call = configured.provider.list(since, until, now);
        let call = call.ok_or_else(|| NotReadable(String::from("it has no list by time")))?;
        let received = self.deployment.read(configured.provider.name(), call);
        let received = received.await.map_err(NotListed::from)?;
        let date = received.date.ok_or_else(|| {
            NotReadable(String::from(
                "its answer has no `Date`: whether our clock is right is not known",
            ))
        })?;
        check_clocks(self.deployment.clock().seconds() - date)?;
        let found = received.answer?;
        if found.may_be_part {
            return Err(may_be_part());
        }
        Ok(found.payments)
    }

    /// Returns every payment that the provider lists under this reference, page by page.
    async fn read_pages(
        &self,
        configured: &Configured,
        reference: &AttemptReference,
        (since, until): (i64, i64),
    ) -> Result<Vec<PaymentStatus>, NotListed> {
        let mut statuses: Vec<PaymentStatus> = Vec::new();
        let mut page = None;
        for _ in 0..MOST_PAGES {
            let by = LookUp::Reference {
                reference: reference.clone(),
                since,
                until,
                now: self.deployment.clock().seconds(),
                page,
            };
            let found = self.read_page(configured, &by).await?;
            statuses.extend(found.payments);
            page = found.next;
            if page.is_some() {
                continue;
            }
            if statuses.is_empty() && found.may_be_part {
                return Err(may_be_part());
            }
            return Ok(statuses);
        }
        Err(NotReadable(format!("it has more than {MOST_PAGES} pages")).into())
    }

    async fn read_page(
        &self,
        configured: &Configured,
        by: &LookUp,
    ) -> Result<FoundPayments, NotListed> {
        let received = self.receive(configured, by).await?;
        let found = received.answer?;
        // What a search by time does not show may lie outside what was searched.
        let apart = received
            .date
            .map_or(0, |date| self.deployment.clock().seconds() - date);
        if configured.provider.capabilities().searches_by_time && found.payments.is_empty() {
            check_clocks(apart)?;
        }
        Ok(found)
    }
}

fn may_be_part() -> NotListed {
    NotListed::TooMuch(NotReadable(String::from("a list that may be a part")))
}

/// Tells whether a search by time is to be believed where the provider's clock and ours
/// are so many seconds apart.
///
/// # Errors
/// Fails where they are too far apart.
fn check_clocks(apart: i64) -> Result<(), NotReadable> {
    if apart.abs() > CLOCKS_APART {
        return Err(NotReadable(format!(
            "the provider's clock and ours are {apart} s apart: ours must be set right"
        )));
    }
    Ok(())
}
