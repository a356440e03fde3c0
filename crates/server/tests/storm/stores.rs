//! The same transactions on every store: a simulated world's, of which all chance comes
//! from a seed.

use std::sync::Arc;

use anyhow::{Context as _, Result};
use oneclick_rules::Mode;
use oneclick_server::store::{
    MemoryDatabase, OlderSchema, PostgresTarget, RecordedStatement, Store, StoreError, Tx,
};

use crate::cluster::cluster;
use crate::round::SimulatedRound;

/// How many transactions are run before the tables are compared.
const TOGETHER: usize = 100;

/// Runs the transactions of the seed's world, or of a fresh one's, on memory, a file and
/// PostgreSQL; whether they come to the same.
///
/// # Errors
/// Fails if a store does not work.
pub fn agree(seed: Option<u64>) -> Result<bool> {
    let seed = seed.unwrap_or_else(|| fastrand::u64(..));
    println!("seed {seed}");
    let world = SimulatedRound {
        seed,
        payments: 60,
        sabotage: None,
    };
    let database = MemoryDatabase::new(Mode::Test)?.recorded();
    let report = world.run_on(database.clone())?;
    anyhow::ensure!(report.balance.is_clean(), "the world itself went wrong");
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(compare(&in_memory(&database), database.recording()))
}

fn in_memory(database: &MemoryDatabase) -> Store {
    Store::in_memory(database, Arc::new(|| Box::pin(std::future::ready(()))))
}

async fn compare(lived: &Store, transactions: Vec<Vec<RecordedStatement>>) -> Result<bool> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("oneclick.sqlite");
    let target = PostgresTarget::parse(&cluster().database("stores"), None);
    let target = target.map_err(anyhow::Error::msg)?;
    let migrated = OlderSchema::Migrate;
    let stores = [
        ("memory", in_memory(&MemoryDatabase::new(Mode::Test)?)),
        ("file", Store::open(&file, Mode::Test, migrated).await?),
        (
            "PostgreSQL",
            Store::connect(&target, Mode::Test, migrated, false).await?,
        ),
    ];
    let tables = tables(lived).await?;
    let count = transactions.len();
    for (number, statements) in transactions.into_iter().enumerate() {
        let statements = Arc::new(statements);
        for (name, store) in &stores {
            let statements = Arc::clone(&statements);
            let run = store.write(move |tx| repeat(tx, &statements)).await;
            run.with_context(|| format!("transaction {number} on {name}"))?;
        }
        if (number % TOGETHER == 0 || number + 1 == count) && !are_equal(&stores, &tables).await? {
            println!("they differ after transaction {number}");
            return Ok(false);
        }
    }
    let [(_, memory), ..] = &stores;
    let same = contents(memory, &tables).await? == contents(lived, &tables).await?;
    println!("{count} transactions come to the same on memory, a file and PostgreSQL: {same}");
    Ok(same && count > 500)
}

/// Runs what was written down; fails where it comes to something else.
fn repeat(tx: &Tx<'_>, statements: &[RecordedStatement]) -> Result<(), StoreError> {
    for statement in statements {
        let RecordedStatement {
            sql,
            values,
            is_query,
            rows,
        } = statement;
        let ran = if *is_query {
            tx.query(sql, values, |_| Ok(())).map(|rows| rows.len())
        } else {
            tx.execute(sql, values)
        };
        let came = match ran {
            Ok(rows) => Some(rows),
            Err(error) if error.is_unique() => None,
            Err(error) => return Err(error),
        };
        if came != *rows {
            let what = format!("{came:?} rows in place of {rows:?}: {sql}");
            return Err(StoreError::Database(what));
        }
    }
    Ok(())
}

async fn are_equal(stores: &[(&str, Store)], tables: &Arc<Vec<Table>>) -> Result<bool> {
    let mut first: Option<(&str, Vec<TableContents>)> = None;
    for (name, store) in stores {
        let present = contents(store, tables).await?;
        let Some((other, known)) = &first else {
            first = Some((name, present));
            continue;
        };
        for (one, two) in known.iter().zip(&present) {
            if one != two {
                println!("{}: {other} and {name} differ", one.0);
                let mut lines = one.1.iter().filter(|line| !two.1.contains(line));
                println!("    {other}: {:?}", lines.next());
                let mut lines = two.1.iter().filter(|line| !one.1.contains(line));
                println!("    {name}: {:?}", lines.next());
                return Ok(false);
            }
        }
    }
    Ok(true)
}

/// A table's name and rows.
type TableContents = (String, Vec<String>);

/// A table's name and columns.
type Table = (String, Vec<String>);

/// Every table with its rows, in an order that no database has of its own.
async fn contents(store: &Store, tables: &Arc<Vec<Table>>) -> Result<Vec<TableContents>> {
    let tables = Arc::clone(tables);
    let read = store.read(move |tx| {
        let mut all = Vec::new();
        for (table, columns) in &*tables {
            let cells: Vec<String> = columns
                .iter()
                .map(|column| format!("COALESCE(CAST({column} AS TEXT), '-')"))
                .collect();
            let sql = format!("SELECT {} FROM {table}", cells.join(" || '|' || "));
            let mut rows: Vec<String> = tx.column(&sql, &[])?;
            rows.sort();
            all.push((table.clone(), rows));
        }
        Ok::<_, StoreError>(all)
    });
    Ok(read.await?)
}

/// The tables of this version, as SQLite has them.
async fn tables(sqlite: &Store) -> Result<Arc<Vec<Table>>> {
    let sql = "SELECT tables.name AS name, GROUP_CONCAT(columns.name) AS columns
         FROM sqlite_master AS tables JOIN pragma_table_info(tables.name) AS columns
         WHERE tables.type = 'table' AND tables.name NOT LIKE 'sqlite%' GROUP BY tables.name ORDER BY tables.name";
    let read = sqlite.read(move |tx| {
        tx.query(sql, &[], |row| {
            let columns: String = row.get("columns")?;
            Ok((
                row.get("name")?,
                columns
                    .split(',')
                    // Which cluster it is in, PostgreSQL's store alone notes.
                    .filter(|column| *column != "timeline")
                    .map(str::to_owned)
                    .collect(),
            ))
        })
    });
    let tables: Result<Vec<Table>, StoreError> = read.await;
    Ok(Arc::new(tables?))
}
