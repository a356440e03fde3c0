//! Reports panics without the values that their texts may carry.

use std::any::Any;
use std::backtrace::{Backtrace, BacktraceStatus};
use std::io::Write as _;
use std::panic::{self, PanicHookInfo};
use std::thread;

/// Has each panic told in the log with its place, and with its text where that stands in
/// the program. A text that was made when it panicked may hold what a request carried.
pub fn install() {
    panic::set_hook(Box::new(report));
}

fn report(info: &PanicHookInfo<'_>) {
    let thread = thread::current();
    let name = thread.name().unwrap_or("unnamed");
    let place = info.location().map(ToString::to_string);
    let place = place.unwrap_or_else(|| String::from("an unknown place"));
    let text = fixed_text(info.payload());
    // A log that cannot be written is no reason for another panic.
    let mut log = std::io::stderr().lock();
    let _ = writeln!(log, "thread '{name}' panicked at {place}: {text}");
    let backtrace = Backtrace::capture();
    if backtrace.status() == BacktraceStatus::Captured {
        let _ = writeln!(log, "{backtrace}");
    }
}

/// Returns the text that stands in the program, if it does.
fn fixed_text(payload: &(dyn Any + Send)) -> &'static str {
    let fixed = payload.downcast_ref::<&'static str>();
    fixed
        .copied()
        .unwrap_or("its text has values, and is left out")
}

#[cfg(test)]
mod tests {
    use std::panic::catch_unwind;

    use super::*;

    #[test]
    fn a_text_with_values_is_left_out_and_a_fixed_one_told() {
        let code = String::from("7373");
        let panicked = catch_unwind(|| panic!("no card has the code {code}"));
        let told = fixed_text(panicked.unwrap_err().as_ref());
        assert!(!told.contains(&code), "{told}");
        let panicked = catch_unwind(|| panic!("no card"));
        assert_eq!(fixed_text(panicked.unwrap_err().as_ref()), "no card");
    }

    #[test]
    fn what_is_unwrapped_is_left_out() {
        let answer = || Err::<(), _>(String::from("7373"));
        let panicked = catch_unwind(|| answer().unwrap());
        let told = fixed_text(panicked.unwrap_err().as_ref());
        assert!(!told.contains("7373"), "{told}");
    }
}
