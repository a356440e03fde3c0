//! Both databases have the same tables.

use std::collections::BTreeSet;
use std::path::Path;

use oneclick_rules::Mode;
use oneclick_server::store::{OlderSchema, Store};
use rusqlite::Connection;

use crate::cluster::alone;
use crate::stage::database::{new_database, open};

/// What PostgreSQL alone has: the number of the version, which stands in SQLite's file,
/// and the order of the rows, which SQLite knows by itself.
const OWN: [&str; 2] = ["schema_version", "attempts.rowid"];

/// One line for each thing that there is.
type Lines = BTreeSet<String>;

const SQLITE_COLUMNS: &str = "SELECT tables.name || '.' || columns.name || ' ' || lower(columns.type)
        || CASE WHEN columns.\"notnull\" OR columns.pk > 0 THEN ' not null' ELSE '' END
        || COALESCE(' default ' || columns.dflt_value, '')
    FROM sqlite_master AS tables, pragma_table_info(tables.name) AS columns WHERE tables.type = 'table'";
const POSTGRES_COLUMNS: &str = "SELECT table_name || '.' || column_name || ' ' || data_type
        || CASE is_nullable WHEN 'NO' THEN ' not null' ELSE '' END
        || COALESCE(' default ' || replace(column_default, '::text', ''), '')
    FROM information_schema.columns WHERE table_schema = 'public'";

// Indexes by name, those of constraints by their columns alone.
const SQLITE_INDEXES: &str = "SELECT tables.name || ' '
        || CASE indexes.origin WHEN 'c' THEN indexes.name WHEN 'pk' THEN 'primary key' ELSE 'unique' END
        || CASE WHEN indexes.\"unique\" THEN ' once' ELSE '' END
        || CASE WHEN indexes.partial THEN ' partial' ELSE '' END || ' ('
        || (SELECT group_concat(name, ', ') FROM (SELECT name FROM pragma_index_info(indexes.name) ORDER BY seqno)) || ')'
    FROM sqlite_master AS tables, pragma_index_list(tables.name) AS indexes WHERE tables.type = 'table'
    UNION ALL SELECT name || ' primary key once (only_row)' FROM sqlite_master
        WHERE type = 'table' AND sql LIKE '%only_row BIGINT PRIMARY KEY%'";
const POSTGRES_INDEXES: &str = "SELECT tables.relname || ' '
        || CASE WHEN about.indisprimary THEN 'primary key' WHEN rule.oid IS NOT NULL THEN 'unique' ELSE indexes.relname END
        || CASE WHEN about.indisunique THEN ' once' ELSE '' END
        || CASE WHEN about.indpred IS NOT NULL THEN ' partial' ELSE '' END || ' ('
        || (SELECT string_agg(columns.attname, ', ' ORDER BY place) FROM unnest(about.indkey) WITH ORDINALITY AS keys (number, place)
            JOIN pg_attribute AS columns ON columns.attrelid = tables.oid AND columns.attnum = keys.number) || ')'
    FROM pg_index AS about JOIN pg_class AS tables ON tables.oid = about.indrelid
        JOIN pg_class AS indexes ON indexes.oid = about.indexrelid
        LEFT JOIN pg_constraint AS rule ON rule.conindid = indexes.oid AND rule.contype IN ('p', 'u')
    WHERE tables.relnamespace = 'public'::regnamespace";

const SQLITE_KEYS: &str = "SELECT tables.name || '.' || keys.\"from\" || ' is in ' || keys.\"table\" || '.' || keys.\"to\"
    FROM sqlite_master AS tables, pragma_foreign_key_list(tables.name) AS keys WHERE tables.type = 'table'";
const POSTGRES_KEYS: &str = "SELECT conrelid::regclass || '.' || own.attname || ' is in ' || confrelid::regclass || '.' || other.attname
    FROM pg_constraint JOIN pg_attribute AS own ON own.attrelid = conrelid AND own.attnum = conkey[1]
        JOIN pg_attribute AS other ON other.attrelid = confrelid AND other.attnum = confkey[1] WHERE contype = 'f'";

const SQLITE_TRIGGERS: &str =
    "SELECT tbl_name || ' ' || name FROM sqlite_master WHERE type = 'trigger'";
const POSTGRES_TRIGGERS: &str =
    "SELECT tgrelid::regclass || ' ' || tgname FROM pg_trigger WHERE NOT tgisinternal";

// What is checked, and which rows a partial index has: both databases word it by
// themselves, so that the texts in it are compared, and how many checks there are.
const SQLITE_CONDITIONS: &str = "SELECT name || ' ' || sql FROM sqlite_master WHERE sql LIKE '%CHECK (%' AND type = 'table'
    UNION ALL SELECT name || ' ' || substr(sql, instr(sql, ' WHERE ')) FROM sqlite_master WHERE sql LIKE '% WHERE %' AND type = 'index'";
const POSTGRES_CONDITIONS: &str = "SELECT conrelid::regclass || ' ' || string_agg(pg_get_constraintdef(oid), ' ')
        FROM pg_constraint WHERE contype = 'c' AND conrelid <> 0 GROUP BY conrelid
    UNION ALL SELECT indexname || ' ' || substr(indexdef, strpos(indexdef, ' WHERE ')) FROM pg_indexes WHERE indexdef LIKE '% WHERE %'";

fn sqlite(file: &Path, sql: &str) -> Vec<String> {
    let connection = Connection::open(file).unwrap();
    let mut statement = connection.prepare(sql).unwrap();
    let rows = statement.query_map((), |row| row.get(0)).unwrap();
    rows.map(Result::unwrap).collect()
}

fn postgres(url: &str, sql: &'static str) -> Vec<String> {
    let rows = alone(url, move |client| client.query(sql, &[])).unwrap();
    rows.iter().map(|row| row.get(0)).collect()
}

fn shared(lines: Vec<String>) -> Lines {
    let own = |line: &String| OWN.iter().any(|own| line.starts_with(own));
    lines.into_iter().filter(|line| !own(line)).collect()
}

/// Says of a condition of which table or index it is, the texts and columns' names in it,
/// and how many checks there are.
fn gist(line: &str) -> String {
    let (name, condition) = line.split_once(' ').unwrap();
    let without_comments = condition
        .lines()
        .map(|line| line.split("--").next().unwrap());
    let condition = without_comments.collect::<Vec<_>>().join(" ");
    let texts: BTreeSet<&str> = condition.split('\'').skip(1).step_by(2).collect();
    let checks = condition.matches("CHECK (").count();
    // A default is none of a condition.
    let defaults = ["", "authentication", "one_click"];
    let texts = texts
        .into_iter()
        .filter(|text| !(checks > 0 && defaults.contains(text)));
    format!("{name} {checks} {}", texts.collect::<Vec<_>>().join(" "))
}

#[tokio::test]
async fn both_databases_have_the_same_tables() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("oneclick.sqlite");
    Store::open(&file, Mode::Test, OlderSchema::Migrate)
        .await
        .unwrap();
    let url = new_database();
    open(&url).await.unwrap();
    for (one, other) in [
        (SQLITE_COLUMNS, POSTGRES_COLUMNS),
        (SQLITE_INDEXES, POSTGRES_INDEXES),
        (SQLITE_KEYS, POSTGRES_KEYS),
        (SQLITE_TRIGGERS, POSTGRES_TRIGGERS),
    ] {
        let (one, other) = (shared(sqlite(&file, one)), shared(postgres(&url, other)));
        assert!(!one.is_empty());
        let (lacks, has): (Vec<_>, Vec<_>) = (
            one.difference(&other).collect(),
            other.difference(&one).collect(),
        );
        assert!(
            lacks.is_empty() && has.is_empty(),
            "PostgreSQL lacks {lacks:#?} and has {has:#?}"
        );
    }
    let of =
        |lines: Vec<String>| -> Lines { shared(lines).iter().map(|line| gist(line)).collect() };
    assert_eq!(
        of(sqlite(&file, SQLITE_CONDITIONS)),
        of(postgres(&url, POSTGRES_CONDITIONS))
    );
}
