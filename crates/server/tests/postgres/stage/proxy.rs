//! Stands between a store and its database, and cuts connections at a commit.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::os::unix::net::UnixStream;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

use crate::cluster::cluster;

type Crash = dyn Fn() + Send + Sync;

/// What becomes of the next commit, once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cut {
    /// It does not come to the database.
    Before,
    /// The same, and the database crashes meanwhile.
    Crash,
    /// It does, and its answer is lost.
    After,
    /// The same, and no connection is made any more.
    ForGood,
}

/// A proxy before a cluster.
pub struct Proxy {
    port: u16,
    next: Arc<Mutex<Option<Cut>>>,
}

/// The cluster behind a proxy.
struct Behind {
    folder: String,
    /// Has it crash.
    crash: Box<Crash>,
    refuses: AtomicBool,
}

impl Proxy {
    /// Starts one before the cluster of this process.
    pub fn start() -> Self {
        // Which never crashes: others use it.
        let folder = cluster().folder.clone();
        Self::start_before(folder, || ())
    }

    /// Starts one before a cluster that `crash` has crash.
    pub fn start_before(folder: String, crash: impl Fn() + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let proxy = Self {
            port: listener.local_addr().unwrap().port(),
            next: Arc::default(),
        };
        let next = Arc::clone(&proxy.next);
        let behind = Arc::new(Behind {
            folder,
            crash: Box::new(crash),
            refuses: AtomicBool::new(false),
        });
        thread::spawn(move || {
            for client in listener.incoming() {
                if !behind.refuses.load(Ordering::SeqCst) {
                    carry(client.unwrap(), &next, &behind);
                }
            }
        });
        proxy
    }

    /// The address of a database behind it.
    pub fn url(&self, database: &str) -> String {
        let (_, name) = database.rsplit_once('/').unwrap();
        format!("postgres://postgres@127.0.0.1:{}/{name}", self.port)
    }

    pub fn cut(&self, cut: Cut) {
        *self.next.lock().unwrap() = Some(cut);
    }

    /// Tells whether the commit that was to be cut has come.
    pub fn has_cut(&self) -> bool {
        self.next.lock().unwrap().is_none()
    }
}

fn carry(client: TcpStream, next: &Arc<Mutex<Option<Cut>>>, behind: &Arc<Behind>) {
    let socket = format!("{}/.s.PGSQL.5432", behind.folder);
    let server = UnixStream::connect(socket).unwrap();
    let (mut to_server, mut to_client) = (server.try_clone().unwrap(), client.try_clone().unwrap());
    let (mut from_client, mut from_server) = (client, server);
    let muted = Arc::new(AtomicBool::new(false));
    let (mute, next, behind) = (Arc::clone(&muted), Arc::clone(next), Arc::clone(behind));
    thread::spawn(move || {
        let mut bytes = vec![0; 65_536];
        while let Ok(count @ 1..) = from_client.read(&mut bytes) {
            let sent = &bytes[..count];
            let is_commit = sent.windows(7).any(|part| part == b"COMMIT\0");
            let cut = if is_commit {
                next.lock().unwrap().take()
            } else {
                None
            };
            if cut == Some(Cut::Crash) {
                (behind.crash)();
            }
            if matches!(cut, Some(Cut::Before | Cut::Crash)) {
                break;
            }
            if cut == Some(Cut::ForGood) {
                behind.refuses.store(true, Ordering::SeqCst);
            }
            if cut.is_some() {
                mute.store(true, Ordering::SeqCst);
            }
            if to_server.write_all(sent).is_err() {
                break;
            }
        }
        let _ = to_server.shutdown(Shutdown::Both);
        let _ = from_client.shutdown(Shutdown::Both);
    });
    thread::spawn(move || {
        let mut bytes = vec![0; 65_536];
        while let Ok(count @ 1..) = from_server.read(&mut bytes) {
            // What is muted has answered: the commit is done.
            if muted.load(Ordering::SeqCst) || to_client.write_all(&bytes[..count]).is_err() {
                break;
            }
        }
        let _ = to_client.shutdown(Shutdown::Both);
        let _ = from_server.shutdown(Shutdown::Both);
    });
}
