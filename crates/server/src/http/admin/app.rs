//! Holds what every call of the operator's page can reach.

use std::sync::Arc;

use crate::http::admin::sign_ins::SignIns;
use crate::http::app::App;

/// What every call of the operator's page can reach.
#[derive(Clone, Debug)]
pub struct Admin {
    /// What the server's other calls reach.
    pub app: App,
    /// Who is signed in.
    pub sign_ins: Arc<SignIns>,
}

impl Admin {
    /// Shares them.
    pub fn new(app: App, sign_ins: SignIns) -> Self {
        let sign_ins = Arc::new(sign_ins);
        Self { app, sign_ins }
    }
}
