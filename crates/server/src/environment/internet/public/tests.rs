use std::collections::VecDeque;
use std::sync::Mutex;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Method};
use oneclick_providers::Secret;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

use super::*;
use crate::environment::internet::Internet;
use crate::environment::transport::{RawRequest, Reach, SendError, Transport as _, Wanted};

#[test]
fn knows_the_addresses_that_are_not_public() {
    for address in [
        "0.0.0.0",
        "10.1.2.3",
        "100.64.0.1",
        "127.0.0.1",
        "127.255.255.254",
        "168.63.129.16",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.170",
        "192.0.2.1",
        "192.168.1.1",
        "198.18.0.1",
        "198.19.255.255",
        "203.0.113.7",
        "224.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::7f00:1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::ffff:169.254.169.254",
        "64:ff9b::a00:1",
        "64:ff9b:1::1",
        "100::1",
        "2001::1",
        "2001:db8::1",
        "2002:7f00:1::1",
        "3fff::1",
        "5f00::1",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "fec0::1",
        "ff02::1",
    ] {
        assert!(!is_public(address.parse().unwrap()), "{address}");
    }
    for address in [
        "1.1.1.1",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "168.63.129.15",
        "168.63.129.17",
        "172.15.255.255",
        "172.32.0.0",
        "192.0.1.0",
        "198.17.255.255",
        "198.20.0.0",
        "223.255.255.255",
        "::ffff:1.1.1.1",
        "64:ff9b::101:101",
        "2001:200::1",
        "2606:4700::1111",
        "2a00:1450::1",
    ] {
        assert!(is_public(address.parse().unwrap()), "{address}");
    }
}

#[test]
fn an_address_in_the_place_of_a_name_is_judged_however_it_is_written() {
    for url in [
        "https://127.0.0.1/",
        "https://2130706433/",
        "https://0x7f.1/",
        "https://0177.0.0.1:8443/",
        "https://[::1]/",
        "https://[::ffff:169.254.169.254]/",
        "https://169.254.169.254./",
        "no address",
    ] {
        assert!(!is_public_literal(url), "{url}");
    }
    for url in ["https://shop.example/hooks", "https://1.1.1.1/"] {
        assert!(is_public_literal(url), "{url}");
    }
}

/// Names whose addresses are others at each look-up.
#[derive(Debug)]
struct Changing(Mutex<VecDeque<Vec<&'static str>>>);

impl Names for Changing {
    fn addresses(&self, _: Name) -> Resolving {
        let next = self.0.lock().unwrap().pop_front().unwrap();
        let parsed = next.iter().map(|text| text.parse().unwrap());
        let addresses: Vec<SocketAddr> = parsed.collect();
        let all: Addrs = Box::new(addresses.into_iter());
        Box::pin(async move { Ok(all) })
    }
}

async fn post(internet: &Internet, url: String) -> Result<u16, SendError> {
    let request = RawRequest {
        method: Method::POST,
        url: Secret::new(url),
        headers: HeaderMap::new(),
        body: Bytes::from_static(b"{}"),
        deadline: None,
        time_out: Duration::from_secs(10),
        wanted: Wanted::Head,
    };
    internet.exchange(request).await.map(|answer| answer.status)
}

/// A listener that answers once; the requests that came.
async fn listener() -> (u16, Arc<Mutex<usize>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let came = Arc::new(Mutex::new(0));
    let counted = Arc::clone(&came);
    tokio::spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            *counted.lock().unwrap() += 1;
            let mut read = [0; 1024];
            let _ = stream.read(&mut read).await;
            let _ = stream.write_all(b"HTTP/1.1 204 No Content\r\n\r\n").await;
        }
    });
    (port, came)
}

fn internet(reach: Reach, looked_up: &[&[&'static str]]) -> Internet {
    let answers = looked_up.iter().map(|answer| answer.to_vec()).collect();
    let names = Changing(Mutex::new(answers));
    Internet::by_names(Duration::from_millis(300), reach, Arc::new(names)).unwrap()
}

#[tokio::test]
async fn a_name_that_leads_to_a_private_address_is_not_connected_to() {
    let (port, came) = listener().await;
    let url = format!("http://shop.example:{port}/");
    // A private one among public ones is refused too: any of them may be taken.
    for addresses in [&["127.0.0.1:0"][..], &["1.1.1.1:0", "127.0.0.1:0"]] {
        let internet = internet(Reach::PublicAddresses, &[addresses]);
        let refused = post(&internet, url.clone()).await;
        let why = "not an address of the public internet";
        assert_eq!(refused, Err(SendError::NotSent(why)));
    }
    let literal = post(
        &internet(Reach::PublicAddresses, &[]),
        format!("http://127.0.0.1:{port}/"),
    )
    .await;
    assert!(matches!(literal, Err(SendError::NotSent(_))), "{literal:?}");
    assert_eq!(*came.lock().unwrap(), 0);
    // The listener does answer.
    let anywhere = internet(Reach::Anywhere, &[]);
    let answered = post(&anywhere, format!("http://127.0.0.1:{port}/")).await;
    assert_eq!(answered, Ok(204));
}

#[tokio::test]
async fn a_name_that_leads_elsewhere_a_moment_later_is_judged_each_time() {
    let answers = [vec!["1.1.1.1:0"], vec!["127.0.0.1:0"]];
    let names = PublicNames::of(Arc::new(Changing(Mutex::new(answers.into()))));
    let mut first = names
        .resolve("shop.example".parse().unwrap())
        .await
        .unwrap();
    // What was judged is what is connected to.
    assert_eq!(first.next(), Some("1.1.1.1:0".parse().unwrap()));
    let second = names.resolve("shop.example".parse().unwrap()).await;
    assert!(second.is_err_and(|error| error.is::<NotPublic>()));
}
