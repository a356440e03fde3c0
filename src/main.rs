//! The program that the script starts: it hands over the widget's exports.

use oneclick_widget as _;

fn main() {}
