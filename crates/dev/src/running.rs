//! The sandbox, the server and the shop, in one process.

use std::io;
use std::net::Ipv4Addr;
use std::path::Path;

use anyhow::{Context as _, Result};
use oneclick_example_shop::ShopSettings;
use oneclick_sandbox::{Sandbox, SandboxSettings};
use oneclick_server::environment::Environment;
use oneclick_server::server::Server;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use crate::keys::DemoKeys;
use crate::options::DevOptions;
use crate::settings::ServerSettings;
use crate::{page, stored_card};

/// All of it while it runs.
#[derive(Debug)]
pub struct RunningDemo {
    server: Server,
    sandbox: Sandbox,
    /// Serves the shop, if there is one.
    shop: JoinSet<io::Result<()>>,
    server_url: String,
    sandbox_url: String,
    page: Option<String>,
    own_origins: Vec<String>,
    keys: DemoKeys,
    /// Dropped last: the others write there.
    folder: TempDir,
}

impl RunningDemo {
    /// Takes the ports, then starts the sandbox, the server and the shop.
    ///
    /// # Errors
    /// Fails if a port is in use, the page is nowhere or something does not start; says which
    /// option would help.
    pub async fn start(options: &DevOptions) -> Result<Self> {
        options.check()?;
        let folder = tempfile::Builder::new()
            .prefix("oneclick-dev-")
            .tempdir()
            .context("could not make a temporary folder")?;
        let files = page::find(options, folder.path())?;
        let keys = DemoKeys::of(options.database.as_deref(), secret_key())?;

        let listener = listen(options.server_port, "--server-port").await?;
        let server_port = listener.local_addr()?.port();
        let server_url = format!("http://localhost:{server_port}");
        let shop_listener = match options.webhook {
            Some(_) => None,
            None => Some(listen(options.shop_port()?, "--port").await?),
        };
        let shop_url = match &shop_listener {
            Some(listener) => Some(format!(
                "http://localhost:{}",
                listener.local_addr()?.port()
            )),
            None => None,
        };

        let merchant = SandboxSettings {
            port: options.sandbox_port,
            notification_url: Some(format!("{server_url}/notifications/smart2pay")),
            ..SandboxSettings::default()
        };
        let sandbox = Sandbox::start(merchant.clone())
            .await
            .map_err(|error| cannot_listen(error, options.sandbox_port, "--sandbox-port"))?;
        let sandbox_url = sandbox.url().to_owned();

        let own_origins = options.own_origins();
        let trunk = (options.backend_only).then(|| format!("http://localhost:{}", options.port));
        let page_url = trunk.or_else(|| shop_url.clone());
        let pages = page_url.iter().chain(&shop_url).chain(&own_origins);
        let webhook = match (&options.webhook, &shop_url) {
            (Some(webhook), _) => webhook.clone(),
            (None, Some(shop)) => format!("{shop}/shop/webhooks"),
            (None, None) => String::new(),
        };
        let database = match &options.database {
            Some(file) => std::path::absolute(file)?,
            None => folder.path().join("oneclick.sqlite"),
        };
        let config = ServerSettings {
            port: server_port,
            origins: pages.cloned().collect(),
            webhook,
            database: &database,
            files: &files.join("widget"),
            delete_after: options.delete_after,
            admin_port: options.admin_port,
            keys: &keys,
            sandbox: &sandbox_url,
            merchant: &merchant,
        }
        .read(folder.path())?;
        let server = Server::start(config, listener, Environment::real()).await?;
        stored_card::import(&server_url, &keys.secret).await?;

        let mut shop = JoinSet::new();
        if let (Some(listener), Some(public_url)) = (shop_listener, &page_url) {
            let shop_router = shop_settings(&server_url, &sandbox_url, public_url, &files, &keys)
                .router()
                .context("the demo shop does not start")?;
            shop.spawn(async move { axum::serve(listener, shop_router).await });
        }
        Ok(Self {
            server,
            sandbox,
            shop,
            server_url,
            sandbox_url,
            page: page_url
                .filter(|_| !options.backend_only)
                .map(|page| format!("{page}/")),
            own_origins,
            keys,
            folder,
        })
    }

    /// Returns the address of the operator's page, if it is shown.
    pub fn admin(&self) -> Option<String> {
        let address = self.server.admin_address()?;
        Some(format!("http://localhost:{}", address.port()))
    }

    /// Returns the server's address, without a slash at its end.
    pub fn server(&self) -> &str {
        &self.server_url
    }

    /// Returns the sandbox's address, without a slash at its end.
    pub fn sandbox(&self) -> &str {
        &self.sandbox_url
    }

    /// Returns the address of the demo shop's page, if it is shown here.
    pub fn page(&self) -> Option<&str> {
        self.page.as_deref()
    }

    /// Returns the origins of pages of one's own that may use the server.
    pub fn own_origins(&self) -> &[String] {
        &self.own_origins
    }

    /// Returns its keys.
    pub fn keys(&self) -> &DemoKeys {
        &self.keys
    }

    /// Runs until `stop` comes or a part of it fails; ends all of it and removes its folder.
    ///
    /// # Errors
    /// Fails if a part of it ended by itself.
    pub async fn run_until(self, stop: impl Future<Output = ()>) -> Result<()> {
        let Self {
            server,
            sandbox,
            mut shop,
            folder,
            ..
        } = self;
        let serving = sandbox.serve();
        tokio::pin!(serving);
        let ended = tokio::select! {
            () = stop => Ok(()),
            served = &mut serving => served.context("the sandbox has ended"),
            Some(served) = shop.join_next() => served.context("the demo shop has ended")?
                .context("the demo shop has ended"),
        };
        // The sandbox answers on: what the server has under way comes to its end.
        tokio::select! {
            () = server.stop() => {}
            _ = &mut serving => {}
        }
        folder
            .close()
            .context("could not remove the temporary folder")?;
        ended
    }
}

fn shop_settings(
    server: &str,
    sandbox: &str,
    public_url: &str,
    page: &Path,
    keys: &DemoKeys,
) -> ShopSettings {
    ShopSettings {
        server: server.to_owned(),
        sandbox: sandbox.to_owned(),
        public_url: public_url.to_owned(),
        page: page.to_owned(),
        secret_key: keys.secret.clone(),
        webhook_keys: keys.webhooks.clone(),
    }
}

/// The secret key that is to be the same at each start, if the environment has one.
fn secret_key() -> Option<String> {
    let key = std::env::var("ONECLICK_SECRET_KEY").ok();
    key.filter(|key| !key.is_empty())
}

async fn listen(port: u16, option: &str) -> Result<TcpListener> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await;
    listener.map_err(|error| cannot_listen(error, port, option))
}

fn cannot_listen(error: io::Error, port: u16, option: &str) -> anyhow::Error {
    if error.kind() == io::ErrorKind::AddrInUse {
        anyhow::anyhow!("port {port} is in use; choose another with {option}")
    } else {
        anyhow::Error::new(error).context(format!("cannot listen on port {port}, by {option}"))
    }
}
