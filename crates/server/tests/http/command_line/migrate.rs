//! The database is brought up to date by a start, or by a command of its own.

use oneclick_sandbox::{Sandbox, SandboxSettings};
use rusqlite::Connection;

use crate::stage::answer::send;
use crate::stage::cluster::is_wanted;
use crate::stage::configuration::LASTING;
use crate::stage::former_store::take_back;
use crate::stage::page::payment_body;
use crate::stage::program::Program;
use crate::stage::world::VISA;

/// The version of a database.
fn version(connection: &Connection) -> i64 {
    let version = connection.query_row("PRAGMA user_version", (), |row| row.get(0));
    version.unwrap()
}

#[tokio::test]
async fn an_older_database_is_brought_up_to_date_by_command_and_refused_before() {
    if is_wanted() {
        // It is about a file's version.
        return;
    }
    let sandbox = Sandbox::start(SandboxSettings::default()).await.unwrap();
    let mut program = Program::start(&sandbox, LASTING);
    let (card, token) = program.begin("M-1", VISA, "visa").await;
    let paid = send(program.post(&token, "first", &payment_body(&card, None, "123"))).await;
    assert_eq!(paid.text("state"), "succeeded");
    program.kill();
    let file = program.folder.path().join("oneclick.sqlite");
    let connection = Connection::open(&file).unwrap();
    let newest = version(&connection);
    connection.close().unwrap();
    take_back(&file);
    program.reconfigure("database.file", "database.migrate = false\ndatabase.file");
    for words in [["serve"].as_slice(), &["review", "list"]] {
        let (told, done) = program.command(words);
        let wanted = format!("it is of version 9, and this program needs {newest}: ");
        assert!(!done && told.contains(&wanted), "{told}");
        assert!(told.contains("run `oneclick migrate`"), "{told}");
    }
    let (told, done) = program.command(&["migrate"]);
    let wanted = format!("from version 9 to version {newest}\n");
    assert!(done && told.ends_with(&wanted), "{told}");
    let (told, done) = program.command(&["migrate"]);
    let wanted = format!("is of version {newest} already\n");
    assert!(done && told.ends_with(&wanted), "{told}");
    program.start_again();
    assert_eq!(program.current(&token).await["id"], paid.body["id"]);
}

#[tokio::test]
async fn a_newer_database_is_refused_with_what_to_do() {
    if is_wanted() {
        // It is about a file's version.
        return;
    }
    let sandbox = Sandbox::start(SandboxSettings::default()).await.unwrap();
    let mut program = Program::start(&sandbox, LASTING);
    program.kill();
    let connection = Connection::open(program.folder.path().join("oneclick.sqlite")).unwrap();
    let newest = version(&connection);
    connection
        .pragma_update(None, "user_version", newest + 1)
        .unwrap();
    for words in [["serve"].as_slice(), &["migrate"], &["review", "list"]] {
        let (told, done) = program.command(words);
        let wanted = format!(
            "it is of version {}, newer than this program's {newest}: run the program that brought it there",
            newest + 1
        );
        assert!(!done && told.contains(&wanted), "{told}");
    }
    assert_eq!(version(&connection), newest + 1);
}

#[tokio::test]
async fn a_new_database_is_made_by_command_where_a_start_makes_none() {
    if is_wanted() {
        // It is about a file's version.
        return;
    }
    let sandbox = Sandbox::start(SandboxSettings::default()).await.unwrap();
    let mut program = Program::start(&sandbox, LASTING);
    program.kill();
    program.reconfigure("database.file", "database.migrate = false\ndatabase.file");
    program.reconfigure("oneclick.sqlite", "new.sqlite");
    let (told, done) = program.command(&["serve"]);
    assert!(!done && told.contains("there is no database"), "{told}");
    let file = program.folder.path().join("new.sqlite");
    assert!(!file.exists());
    let (told, done) = program.command(&["migrate"]);
    assert!(done && told.contains("made the database"), "{told}");
    program.start_again();
    program.begin("M-2", VISA, "visa").await;
}
