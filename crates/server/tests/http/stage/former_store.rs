//! A store as the version before idempotency keys had a table of their own wrote it.

use std::fs;
use std::path::Path;

use rusqlite::Connection;

/// What the former version had run.
const SCRIPTS: [&str; 9] = [
    include_str!("../../../migrations/0001_first.sql"),
    include_str!("../../../migrations/0002_every_provider.sql"),
    include_str!("../../../migrations/0003_expedited_look_ups.sql"),
    include_str!("../../../migrations/0004_leases_by_owner.sql"),
    include_str!("../../../migrations/0005_movements_found.sql"),
    include_str!("../../../migrations/0006_tokens.sql"),
    include_str!("../../../migrations/0007_open_pages.sql"),
    include_str!("../../../migrations/0008_limit_resets.sql"),
    include_str!("../../../migrations/0009_names.sql"),
];

/// Where the former version had what stands in another table now.
const MOVED: [(&str, &str, &str); 2] = [
    ("attempts", "idempotency_key", "key"),
    ("attempts", "fingerprint", "fingerprint"),
];

/// Puts a store of the former version, with the same rows, in the store's place.
pub fn take_back(file: &Path) {
    let former = file.with_extension("former");
    let connection = Connection::open(&former).unwrap();
    connection
        .execute_batch("PRAGMA foreign_keys = OFF")
        .unwrap();
    for script in SCRIPTS {
        let script = format!("BEGIN; {script}; COMMIT");
        connection.execute_batch(&script).unwrap();
    }
    connection
        .execute("ATTACH ?1 AS now", [file.to_str().unwrap()])
        .unwrap();
    let triggers = texts(
        &connection,
        "SELECT sql FROM main.sqlite_master WHERE type = 'trigger'",
    );
    for name in texts(
        &connection,
        "SELECT name FROM main.sqlite_master WHERE type = 'trigger'",
    ) {
        connection
            .execute_batch(&format!("DROP TRIGGER {name}"))
            .unwrap();
    }
    for table in texts(
        &connection,
        "SELECT name FROM main.sqlite_master WHERE type = 'table'",
    ) {
        copy(&connection, &table);
    }
    let numbers = "INSERT INTO merchant_keys (operation, key, fingerprint, subject, created_at)
             SELECT scope, key, fingerprint, subject, created_at FROM now.idempotency_keys
             WHERE caller = 'merchant';
         DETACH now;
         CREATE TABLE _sqlx_migrations (version BIGINT PRIMARY KEY, success BOOLEAN NOT NULL);
         INSERT INTO _sqlx_migrations VALUES (9, TRUE);
         PRAGMA user_version = 0;";
    connection.execute_batch(numbers).unwrap();
    let dangling = "SELECT \"table\" FROM pragma_foreign_key_check";
    assert!(texts(&connection, dangling).is_empty());
    for trigger in triggers {
        connection.execute_batch(&trigger).unwrap();
    }
    connection.close().unwrap();
    for suffix in ["-wal", "-shm"] {
        let beside = format!("{}{suffix}", file.display());
        let _ = fs::remove_file(beside);
    }
    fs::rename(former, file).unwrap();
}

/// Copies the rows of a table that both have.
fn copy(connection: &Connection, table: &str) {
    let of = |schema: &str| {
        let sql = format!("SELECT name FROM pragma_table_info('{table}', '{schema}')");
        texts(connection, &sql)
    };
    let (before, now) = (of("main"), of("now"));
    if now.is_empty() {
        return;
    }
    let values = before.iter().map(|column| {
        let moved = MOVED.iter().find(|(of, name, _)| *of == table && name == column);
        match moved {
            Some((.., key)) => format!(
                "(SELECT {key} FROM now.idempotency_keys WHERE caller = 'shopper' AND subject = old.id)"
            ),
            None => column.clone(),
        }
    });
    let values: Vec<String> = values.collect();
    let sql = format!(
        "DELETE FROM main.{table};
         INSERT INTO main.{table} ({}) SELECT {} FROM now.{table} AS old ORDER BY rowid",
        before.join(", "),
        values.join(", "),
    );
    connection.execute_batch(&sql).unwrap();
}

fn texts(connection: &Connection, sql: &str) -> Vec<String> {
    let mut statement = connection.prepare(sql).unwrap();
    let rows = statement.query_map((), |row| row.get(0)).unwrap();
    rows.map(Result::unwrap).collect()
}
