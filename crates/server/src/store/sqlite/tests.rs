use rusqlite::StatementStatus;

use crate::store::sqlite::connection::{Purpose, connect};
use crate::store::sqlite::dialect::prepare;
use crate::store::sqlite::migrations;
use crate::store::values;

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
