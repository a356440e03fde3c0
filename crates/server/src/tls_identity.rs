//! The certificate by which browsers know the server, and its key.

use core::fmt;
use std::path::Path;
use std::sync::Arc;

use rustls::pki_types::pem::{self, PemObject as _};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::sign::CertifiedKey;
use rustls::version::{TLS12, TLS13};
use rustls::{InconsistentKeys, ServerConfig};
use tokio_rustls::TlsAcceptor;

/// The one protocol that is spoken: every request's head is judged as HTTP/1 has it.
const PROTOCOL: &[u8] = b"http/1.1";

/// A chain of certificates and the key of the first, as TLS 1.2 and 1.3 need them.
#[derive(Clone)]
pub struct TlsIdentity(Arc<ServerConfig>);

impl fmt::Debug for TlsIdentity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TlsIdentity(…)")
    }
}

/// Why files are no identity, as the end of a sentence about one of them. It tells nothing
/// of what is in them.
#[derive(Debug)]
pub(crate) enum InvalidIdentity {
    /// The certificates.
    Certificate(String),
    /// The key.
    Key(String),
}

impl TlsIdentity {
    /// Reads two PEM files: the server's certificate with those that lead to its authority,
    /// and its key, in PKCS #8, PKCS #1 or SEC 1.
    ///
    /// # Errors
    /// Fails with the file that is wrong, and with the key if it is another certificate's.
    pub(crate) fn read(certificate: &Path, key: &Path) -> Result<Self, InvalidIdentity> {
        let chain = CertificateDer::pem_file_iter(certificate)
            .and_then(Iterator::collect::<Result<Vec<_>, _>>)
            .map_err(|error| InvalidIdentity::Certificate(named(certificate, &error)))?;
        if chain.is_empty() {
            let shown = certificate.display();
            let reason = format!("names {shown}, in which no certificate is");
            return Err(InvalidIdentity::Certificate(reason));
        }
        let wrong_key =
            |reason: &str| InvalidIdentity::Key(format!("names {}, {reason}", key.display()));
        let read = PrivateKeyDer::from_pem_file(key)
            .map_err(|error| InvalidIdentity::Key(named(key, &error)))?;
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let signing = provider
            .key_provider
            .load_private_key(read.clone_key())
            .map_err(|_| wrong_key("whose kind of key is not known"))?;
        match CertifiedKey::new(chain.clone(), signing).keys_match() {
            // Where it cannot be told, the handshake shows it.
            Ok(()) | Err(rustls::Error::InconsistentKeys(InconsistentKeys::Unknown)) => {}
            Err(rustls::Error::InconsistentKeys(_)) => {
                return Err(wrong_key("whose key is not that of the certificate"));
            }
            Err(_) => {
                let shown = certificate.display();
                let reason = format!("names {shown}, whose first certificate cannot be read");
                return Err(InvalidIdentity::Certificate(reason));
            }
        }
        let unusable = |_| wrong_key("which cannot be used with the certificate");
        let builder = ServerConfig::builder_with_provider(provider)
            .with_protocol_versions(&[&TLS13, &TLS12])
            .map_err(unusable)?;
        let builder = builder.with_no_client_auth();
        let mut config = builder.with_single_cert(chain, read).map_err(unusable)?;
        config.alpn_protocols = vec![PROTOCOL.to_vec()];
        Ok(Self(Arc::new(config)))
    }

    /// Returns what shakes hands with who connects.
    pub(crate) fn acceptor(&self) -> TlsAcceptor {
        TlsAcceptor::from(Arc::clone(&self.0))
    }
}

fn named(file: &Path, error: &pem::Error) -> String {
    let shown = file.display();
    if let pem::Error::Io(error) = error {
        return format!("names {shown}, which cannot be read: {error}");
    }
    if matches!(error, pem::Error::NoItemsFound) {
        return format!("names {shown}, in which none is");
    }
    format!("names {shown}, which is not in PEM")
}
