//! The messages of one connection: sent in order, several at a time, and never waited for
//! without an end.

use core::cell::{Cell, RefCell};
use core::fmt;
use core::future::poll_fn;
use core::mem;
use core::pin::{Pin, pin};
use core::task::Poll;
use std::future::ready;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::runtime::{Builder, Runtime};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::time::timeout;
use tokio_postgres::types::ToSql;
use tokio_postgres::{
    AsyncMessage, Client, Config, Connection, Row, SimpleQueryMessage, Statement,
};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::store::postgres::failure::WireFailure;
use crate::store::value::Value;

/// How long a connection may take to be made.
pub(super) const CONNECTING: Duration = Duration::from_secs(5);
/// How long an answer may take, unless more is allowed: longer than the server lets a
/// statement run.
const SILENCE: Duration = Duration::from_secs(12);

type WireResult<T> = Result<T, tokio_postgres::Error>;

/// A message whose answer is waited for with that of a later one.
type Unanswered = Pin<Box<dyn Future<Output = WireResult<()>> + Send>>;

/// What a message that was not waited for answers, once a later one was.
pub(super) type LaterAnswer<T> = Arc<OnceLock<T>>;

/// What the database answered to the messages that were sent before, and to the last one:
/// nothing where that was not sent.
pub(super) struct WireAnswers<T> {
    pub(super) before: Result<(), WireFailure>,
    pub(super) last: Option<Result<T, WireFailure>>,
}

impl<T> WireAnswers<T> {
    /// Returns the first failure: it is why the later ones fail.
    pub(super) fn both(self) -> Result<T, WireFailure> {
        self.before?;
        self.last.unwrap_or(Err(WireFailure::Silence(SILENCE)))
    }
}

/// A connection, driven by the thread that waits for it.
pub(super) struct Wire {
    runtime: Runtime,
    client: Arc<Client>,
    unanswered: RefCell<Vec<Unanswered>>,
    /// The processes of the sessions that have notified this one.
    notifications: RefCell<UnboundedReceiver<i32>>,
    /// How long an answer may take.
    longest: Cell<Duration>,
    /// Whether an answer did not come in time: what comes later is nobody's.
    silent: Cell<bool>,
}

impl fmt::Debug for Wire {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Wire").finish_non_exhaustive()
    }
}

impl Wire {
    /// Connects to a server.
    pub(super) fn connect(config: &Config, tls: MakeRustlsConnect) -> Result<Self, WireFailure> {
        let made = Builder::new_current_thread().enable_all().build();
        let runtime = made.map_err(|error| WireFailure::Local(error.to_string()))?;
        let connecting = async { timeout(CONNECTING, config.connect(tls)).await };
        match runtime.block_on(connecting) {
            Ok(Ok((client, connection))) => {
                let (notified, notifications) = unbounded_channel();
                runtime.spawn(drive(connection, notified));
                Ok(Self {
                    runtime,
                    client: Arc::new(client),
                    unanswered: RefCell::default(),
                    notifications: RefCell::new(notifications),
                    longest: Cell::new(SILENCE),
                    silent: Cell::new(false),
                })
            }
            Ok(Err(failed)) => Err(failed.into()),
            Err(_) => {
                // It may still look a name up.
                runtime.shutdown_background();
                Err(WireFailure::Silence(CONNECTING))
            }
        }
    }

    /// Lets an answer take so long from now on; how long it might before.
    pub(super) fn allow(&self, longest: Duration) -> Duration {
        self.longest.replace(longest)
    }

    /// Sends statements with the next message that is waited for.
    pub(super) fn batch_later(&self, statements: &'static str) {
        let client = Arc::clone(&self.client);
        let sent = async move { client.batch_execute(statements).await };
        self.unanswered.borrow_mut().push(Box::pin(sent));
    }

    /// Sends statements with the next message that is waited for; the texts of the first
    /// row of what they answer, as [`Self::first_row`] reads them.
    pub(super) fn first_row_later(&self, statements: &'static str) -> LaterAnswer<Vec<String>> {
        let client = Arc::clone(&self.client);
        let row = LaterAnswer::default();
        let answer = Arc::clone(&row);
        let sent = async move {
            let answers = client.simple_query(statements).await?;
            let _ = answer.set(first_texts(answers));
            Ok(())
        };
        self.unanswered.borrow_mut().push(Box::pin(sent));
        row
    }

    /// Sends a prepared statement with the next message that is waited for; its rows.
    pub(super) fn query_later(
        &self,
        statement: Statement,
        values: &[Value<'_>],
    ) -> LaterAnswer<Vec<Row>> {
        let client = Arc::clone(&self.client);
        let values: Vec<Value<'static>> = values.iter().map(Value::owned).collect();
        let rows = LaterAnswer::default();
        let answer = Arc::clone(&rows);
        let sent = async move {
            let places: Vec<_> = values.iter().map(place).collect();
            let _ = answer.set(client.query(&statement, &places).await?);
            Ok(())
        };
        self.unanswered.borrow_mut().push(Box::pin(sent));
        rows
    }

    /// Sends a prepared statement with the next message that is waited for.
    pub(super) fn execute_later(&self, statement: Statement, values: &[Value<'_>]) {
        let client = Arc::clone(&self.client);
        let values: Vec<Value<'static>> = values.iter().map(Value::owned).collect();
        let sent = async move { client.execute_raw(&statement, values).await.map(drop) };
        self.unanswered.borrow_mut().push(Box::pin(sent));
    }

    /// Does not send what was not sent yet.
    pub(super) fn forget_unsent(&self) {
        self.unanswered.borrow_mut().clear();
    }

    /// Sends a message behind those that were not sent yet, and waits for all answers.
    pub(super) fn ask<'c, T, F>(&'c self, message: impl FnOnce(&'c Client) -> F) -> WireAnswers<T>
    where
        F: Future<Output = WireResult<T>>,
    {
        let before = self.unanswered.take();
        let longest = self.longest.get();
        let silent = || WireFailure::Silence(longest);
        if self.silent.get() {
            let (before, last) = (Err(silent()), None);
            return WireAnswers { before, last };
        }
        let all = in_order(before, message(&self.client));
        let answered = self.runtime.block_on(async { timeout(longest, all).await });
        let Ok((before, last)) = answered else {
            self.silent.set(true);
            let (before, last) = (Ok(()), Some(Err(silent())));
            return WireAnswers { before, last };
        };
        WireAnswers {
            before: before.map_err(WireFailure::from),
            last: last.map(|answer| answer.map_err(WireFailure::from)),
        }
    }

    /// Waits for what a session notifies: its process; `None` if nothing comes in this time.
    pub(super) fn hear(&self, within: Duration) -> Result<Option<i32>, WireFailure> {
        let mut notifications = self.notifications.borrow_mut();
        let next = async { timeout(within, notifications.recv()).await };
        match self.runtime.block_on(next) {
            Ok(Some(process)) => Ok(Some(process)),
            Ok(None) => Err(WireFailure::Local("the connection has ended".into())),
            Err(_) => Ok(None),
        }
    }

    /// Waits for the answers to all that was sent, or waits to be.
    pub(super) fn catch_up(&self) -> Result<(), WireFailure> {
        self.ask(|_| ready(Ok(()))).both()
    }

    /// Runs statements that answer nothing.
    pub(super) fn batch(&self, statements: &str) -> Result<(), WireFailure> {
        self.ask(|client| client.batch_execute(statements)).both()
    }

    /// Reads the texts of the first row of what some statements answer; without one,
    /// nothing. A null is left out.
    pub(super) fn first_row(&self, statements: &str) -> Result<Vec<String>, WireFailure> {
        let answers = self.ask(|client| client.simple_query(statements)).both()?;
        Ok(first_texts(answers))
    }
}

/// Drives a connection until it ends, and passes on who notifies it. What else the server
/// tells by the way is not logged; why it ends is told to whoever waits for an answer.
async fn drive<S, T>(mut connection: Connection<S, T>, notified: UnboundedSender<i32>)
where
    S: AsyncRead + AsyncWrite + Unpin,
    T: AsyncRead + AsyncWrite + Unpin,
{
    while let Some(Ok(message)) = poll_fn(|context| connection.poll_message(context)).await {
        if let AsyncMessage::Notification(notification) = message {
            let _ = notified.send(notification.process_id());
        }
    }
}

fn first_texts(answers: Vec<SimpleQueryMessage>) -> Vec<String> {
    for answer in answers {
        if let SimpleQueryMessage::Row(row) = answer {
            let columns = (0..row.len()).filter_map(|index| row.get(index));
            return columns.map(String::from).collect();
        }
    }
    Vec::new()
}

/// Returns a value as a place of a statement takes it.
pub(super) fn place<'v>(value: &'v Value<'_>) -> &'v (dyn ToSql + Sync) {
    value
}

/// Polls messages in their order, in which they are sent, until all are answered. Returns
/// the first failure of those before the last, and the last one's answer. It is not sent
/// where one before it could not be: a commit must not follow.
async fn in_order<T>(
    before: Vec<Unanswered>,
    last: impl Future<Output = WireResult<T>>,
) -> (WireResult<()>, Option<WireResult<T>>) {
    let mut before: Vec<_> = before.into_iter().map(Some).collect();
    let mut last = pin!(last);
    let (mut failed, mut is_sent, mut answer) = (Ok(()), false, None);
    poll_fn(|context| {
        for message in &mut before {
            let answered = message.as_mut().map(|it| it.as_mut().poll(context));
            if let Some(Poll::Ready(answered)) = answered {
                *message = None;
                if failed.is_ok() {
                    failed = answered;
                }
            }
        }
        if !is_sent && failed.is_err() {
            return Poll::Ready((mem::replace(&mut failed, Ok(())), None));
        }
        is_sent = true;
        if answer.is_none()
            && let Poll::Ready(answered) = last.as_mut().poll(context)
        {
            answer = Some(answered);
        }
        if answer.is_none() || before.iter().any(Option::is_some) {
            return Poll::Pending;
        }
        Poll::Ready((mem::replace(&mut failed, Ok(())), answer.take()))
    })
    .await
}
