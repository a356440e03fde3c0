//! A database that is spoken to by TLS.

use std::net::TcpListener;
use std::path::{Path, PathBuf};

use oneclick_rules::Mode;
use oneclick_server::store::{OlderSchema, PostgresTarget, Store};

use crate::cluster::Cluster;

/// Makes two authorities, and a certificate of the first for `localhost`.
const CERTIFICATES: &str = r#"cd "$folder"; for name in one other; do
    openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=$name \
        -addext basicConstraints=critical,CA:TRUE -keyout $name.key -out $name.pem; done;
printf "subjectAltName=DNS:localhost\nbasicConstraints=CA:FALSE\n" >names;
openssl req -newkey rsa:2048 -nodes -subj /CN=localhost -keyout server.key -out server.csr;
openssl x509 -req -in server.csr -CA one.pem -CAkey one.key -CAcreateserial -days 2 -extfile names -out server.pem;
chmod 600 server.key; chmod 755 "$folder"; cd /;"#;

struct EncryptedDatabase {
    cluster: Cluster,
    port: u16,
}

impl EncryptedDatabase {
    fn start() -> Self {
        // Free again by the end of the line.
        let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr();
        let port = address.unwrap().port();
        // Relative to its data.
        let settings = "-c listen_addresses=127.0.0.1 -c ssl=on -c ssl_cert_file=../server.pem -c ssl_key_file=../server.key";
        let cluster = Cluster::start_with(CERTIFICATES, settings, port);
        Self { cluster, port }
    }

    fn authority(&self, name: &str) -> PathBuf {
        Path::new(&self.cluster.folder).join(format!("{name}.pem"))
    }

    async fn open(&self, host: &str, authority: &str) -> Result<Store, String> {
        let url = format!(
            "postgres://postgres@{host}:{}/postgres?sslmode=require",
            self.port
        );
        let authority = self.authority(authority);
        let target = PostgresTarget::parse(&url, Some(&authority))?;
        let opened = Store::connect(&target, Mode::Test, OlderSchema::Migrate, true).await;
        opened.map_err(|error| format!("{error:#}"))
    }
}

#[tokio::test]
async fn the_certificate_of_the_database_is_checked() {
    let database = EncryptedDatabase::start();
    let store = database.open("localhost", "one").await.unwrap();
    let encrypted = "SELECT ssl::int FROM pg_stat_ssl WHERE pid = pg_backend_pid()";
    let encrypted = store.read(move |tx| tx.value::<i64>(encrypted, &[]));
    assert_eq!(encrypted.await.unwrap(), Some(1));
    for (host, authority) in [("localhost", "other"), ("127.0.0.1", "one")] {
        let told = database.open(host, authority).await.unwrap_err();
        assert!(told.contains("certificate"), "{host} {authority}: {told}");
    }
}
