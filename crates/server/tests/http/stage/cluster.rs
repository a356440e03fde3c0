//! A PostgreSQL server for the tests of this process, which ends with it: a database
//! for each test.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Sender};
use std::sync::{Mutex, OnceLock};
use std::thread;

use postgres::{Client, NoTls};

/// Makes a cluster in a folder of its own, by the commands in `$1` and with the settings
/// in `$2`, tells the folder once it answers, starts its server again whenever that was
/// killed, and throws all of it away when its input ends, as it does with the process that
/// started it.
const KEEPER: &str = r#"
set -e
PATH="$PATH:$(echo /usr/lib/postgresql/*/bin | tr ' ' ':')"
folder=$(mktemp -d /tmp/oneclick-postgres.XXXXXX)
trap 'rm -rf "$folder"' EXIT
(eval "$1") >"$folder/log" 2>&1 || { cat "$folder/log" >&2; exit 1; }
touch "$folder/on"
while [ -e "$folder/on" ]; do
    postgres -D "$folder/data" -k "$folder" -c listen_addresses= -c max_connections=1000 \
        -c max_pred_locks_per_transaction=256 -c wal_writer_delay=10s $2 >>"$folder/log" 2>&1 || sleep 0.05
done &
tries=0
until pg_isready -q -h "$folder"; do
    tries=$((tries + 1))
    [ $tries -lt 1200 ] || { cat "$folder/log" >&2; exit 1; }
    sleep 0.05
done
echo "$folder"
read -r _ || true
rm -f "$folder/on"
kill -INT "$(head -n 1 "$folder/data/postmaster.pid")"
wait || true
"#;

/// The usual port, which names a cluster's socket also where it listens at none.
pub const PORT: u16 = 5432;

/// Makes an empty cluster.
const INIT: &str = "initdb -D \"$folder/data\" -U postgres -A trust -E UTF8 --no-locale --no-sync";

/// A running server.
pub struct Cluster {
    /// Where its socket is.
    pub folder: String,
    // Its input ends with this process.
    _keeper: Child,
}

/// Tells whether the tests run on PostgreSQL.
pub fn is_wanted() -> bool {
    let store = std::env::var("ONECLICK_TEST_STORE");
    let store = store.as_deref().unwrap_or("sqlite");
    assert!(
        ["sqlite", "postgres"].contains(&store),
        "ONECLICK_TEST_STORE is neither sqlite nor postgres: {store}"
    );
    store == "postgres"
}

/// The server of this process, started when it is first needed.
pub fn cluster() -> &'static Cluster {
    static CLUSTER: OnceLock<Cluster> = OnceLock::new();
    CLUSTER.get_or_init(Cluster::start)
}

impl Cluster {
    /// Starts one.
    pub fn start() -> Self {
        Self::start_with("", "", PORT)
    }

    /// Starts one after more commands, which find its folder in `$folder`, with more
    /// settings, `-c name=value` without blanks in them, and with another port's number.
    pub fn start_with(commands: &str, settings: &str, port: u16) -> Self {
        Self::keep(&format!("{INIT} && {{ {commands} :; }}"), settings, port)
    }

    /// Starts a standby of this one. From now on it has each commit before that is
    /// answered.
    pub fn standby(&self) -> Self {
        let standby = self.asynchronous_standby();
        self.configure("ALTER SYSTEM SET synchronous_standby_names = '*'");
        standby
    }

    /// Starts a standby of this one that has its commits a little later.
    pub fn asynchronous_standby(&self) -> Self {
        let copy = format!(
            "pg_basebackup -D \"$folder/data\" -h {} -U postgres -R -X stream -c fast",
            self.folder
        );
        Self::keep(&copy, "", PORT)
    }

    /// Makes a standby the primary of those that come.
    pub fn promote(&self) {
        let promoted = alone(&self.url("postgres"), |client| {
            client.execute("SELECT pg_promote(true, 60)", &[])
        });
        promoted.unwrap();
    }

    /// Changes a setting of the running server: `ALTER SYSTEM …`.
    pub fn configure(&self, change: &str) {
        let change = String::from(change);
        let changed = alone(&self.url("postgres"), move |client| {
            client.batch_execute(&change)?;
            client.batch_execute("SELECT pg_reload_conf()")
        });
        changed.unwrap();
    }

    /// Sends a signal to each of its processes.
    pub fn signal(&self, name: &str) {
        let file = format!("{}/data/postmaster.pid", self.folder);
        let text = std::fs::read_to_string(file).unwrap();
        let first = text.lines().next().unwrap();
        let children = Command::new("pgrep").args(["-P", first]).output().unwrap();
        let children = String::from_utf8(children.stdout).unwrap();
        // The first one last: it would start others, or end them.
        for process in children.lines().chain([first]) {
            let _ = Command::new("kill")
                .args([&format!("-{name}"), process])
                .status();
        }
    }

    /// Kills it for good.
    pub fn kill(&self) {
        std::fs::remove_file(format!("{}/on", self.folder)).unwrap();
        self.signal("KILL");
    }

    fn keep(commands: &str, settings: &str, port: u16) -> Self {
        // The server refuses to run as root.
        let id = Command::new("id").arg("-u").output().unwrap();
        let is_root = id.stdout.trim_ascii() == b"0";
        let mut command = if is_root {
            let mut command = Command::new("setpriv");
            command.args([
                "--reuid=postgres",
                "--regid=postgres",
                "--clear-groups",
                "sh",
            ]);
            command
        } else {
            Command::new("sh")
        };
        let mut keeper = command
            .args(["-c", KEEPER, "keeper", commands, settings])
            .current_dir("/")
            .env("PGPORT", port.to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut folder = String::new();
        let mut lines = BufReader::new(keeper.stdout.take().unwrap());
        lines.read_line(&mut folder).unwrap();
        assert!(
            !folder.is_empty(),
            "PostgreSQL did not start: is it installed?"
        );
        Self {
            folder: String::from(folder.trim_end()),
            _keeper: keeper,
        }
    }

    /// The address of a database.
    pub fn url(&self, name: &str) -> String {
        let host = self.folder.replace('/', "%2F");
        format!("postgres://postgres@{host}/{name}")
    }

    /// Makes a database; its address.
    pub fn database(&self, name: &str) -> String {
        let sql = format!("CREATE DATABASE {name}");
        let made = alone(&self.url("postgres"), move |client| {
            client.batch_execute(&sql)
        });
        made.unwrap();
        self.url(name)
    }
}

/// The address of the database that belongs to a test's folder, if it is one of
/// PostgreSQL.
pub fn of_folder(folder: &Path) -> Option<String> {
    static MADE: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());
    if !is_wanted() {
        return None;
    }
    let name = folder.file_name().unwrap().to_str().unwrap();
    // A temporary folder's letters may differ by their case alone.
    let codes = name.bytes().map(|byte| byte.to_string());
    let name = format!("t_{}", codes.collect::<Vec<_>>().join("_"));
    let cluster = cluster();
    if MADE.lock().unwrap().insert(name.clone()) {
        cluster.database(&name);
    }
    Some(cluster.url(&name))
}

type Work = Box<dyn FnOnce(&mut Client) + Send>;

/// Does something on a connection that is kept, on a thread of its own: the caller's may
/// run tasks.
pub fn alone<T: Send + 'static>(
    url: &str,
    what: impl FnOnce(&mut Client) -> T + Send + 'static,
) -> T {
    static THREADS: Mutex<BTreeMap<String, Sender<Work>>> = Mutex::new(BTreeMap::new());
    let (done, answer) = mpsc::channel();
    let work: Work = Box::new(move |client| done.send(what(client)).unwrap());
    let mut threads = THREADS.lock().unwrap();
    let thread = threads.entry(String::from(url)).or_insert_with(|| {
        let (thread, waiting) = mpsc::channel::<Work>();
        let url = String::from(url);
        thread::spawn(move || {
            let mut client = Client::connect(&url, NoTls).unwrap();
            for work in waiting {
                work(&mut client);
            }
        });
        thread
    });
    thread.send(work).unwrap();
    drop(threads);
    answer.recv().unwrap()
}
