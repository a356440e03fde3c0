use rusqlite::{Connection, OpenFlags, StatementStatus};

use crate::store::sqlite::connection::{Purpose, connect};
use crate::store::sqlite::dialect::{error, prepare};
use crate::store::sqlite::migrations;
use crate::store::values;

#[test]
fn a_disk_that_takes_no_write_and_a_broken_file_may_be_mended() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("oneclick.sqlite");
    let insert = "INSERT INTO lease_owners (owner, beats) VALUES ('o', 1)";
    let connection = connect(&file, Purpose::Write).unwrap();
    migrations::run(&connection, migrations::SCRIPTS).unwrap();
    let reading = OpenFlags::SQLITE_OPEN_READ_ONLY;
    let reading = Connection::open_with_flags(&file, reading).unwrap();
    let refused = error(reading.execute(insert, ()).unwrap_err());
    assert!(refused.is_passing(), "{refused}");
    let broken = folder.path().join("broken.sqlite");
    std::fs::write(&broken, "no database at all, but a text".repeat(100)).unwrap();
    let refused = connect(&broken, Purpose::Write).unwrap_err();
    assert!(refused.is_passing(), "{refused}");
}

#[test]
fn a_statement_is_not_planned_anew_for_other_values() {
    let folder = tempfile::tempdir().unwrap();
    let connection = connect(&folder.path().join("oneclick.sqlite"), Purpose::Write).unwrap();
    migrations::run(&connection, migrations::SCRIPTS).unwrap();
    let sql = "SELECT id FROM attempts WHERE provider = $1 AND created_at = $2 LIMIT $3";
    for most in [1, 2, 1] {
        let mut statement = prepare(&connection, sql, values!["smart2pay", most, most]).unwrap();
        assert!(statement.raw_query().next().unwrap().is_none());
        assert_eq!(statement.get_status(StatementStatus::RePrepare), 0);
    }
}

#[test]
fn a_reader_knows_the_journal_from_when_it_was_opened() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("oneclick.sqlite");
    let writer = connect(&file, Purpose::Write).unwrap();
    migrations::run(&writer, migrations::SCRIPTS).unwrap();
    let insert = "INSERT INTO lease_owners (owner, beats) VALUES ('o', 1)";
    writer.execute(insert, ()).unwrap();
    let reader = connect(&file, Purpose::Read).unwrap();
    let journal = folder.path().join("oneclick.sqlite-wal");
    std::fs::rename(journal, folder.path().join("aside")).unwrap();
    let count = reader.query_row("SELECT count(*) FROM lease_owners", [], |row| row.get(0));
    assert_eq!(count, Ok(1_i64));
}
