public import Diagnostics

extension Explanation {
  /// MT-TLS: handshakes with a live peer.
  public static let inTLS: [Explanation] = [
    Explanation(
      "MT-TLS-01", "a server is given as host and port",
      source: "RFC 3986 section 3.2.2 for the brackets around IPv6 addresses",
      why: "A mesh listens on several ports, and the port decides which gateway answers.",
      repair: "Write HOST:PORT, for example ingress.example.com:8188, 192.0.2.1:8188 or [2001:db8::1]:8188, without "
        + "https:// in front."),
    Explanation(
      "MT-TLS-02", "the host has no address", source: "getaddrinfo(3); the reason is the resolver's own",
      why: "If a peer's ingress address does not resolve, the peer is unreachable: its services stay imported, and "
        + "requests to them end as 503. Names of Services (NAME.NAMESPACE.svc.cluster.local) resolve only inside their "
        + "cluster.",
      repair: "Compare the name with spec.remote.addresses of the ServiceMeshPeer. From outside the cluster use the "
        + "address of the load balancer or node, and set the name the gateway expects with --sni."),
    Explanation(
      "MT-TLS-03", "the connection was refused", source: "RFC 9293 section 3.5.2 (a closed port answers with RST)",
      why: "The machine is reachable, but nothing listens on that port. Either the gateway is not running, or its "
        + "Service or the load balancer maps another port.",
      repair: "Look at the ports with `oc get service -n NAMESPACE`: a federation ingress serves discovery on 8188 and "
        + "requests on 15443, and a NodePort or load balancer may map them to other numbers."),
    Explanation(
      "MT-TLS-04", "the address cannot be reached",
      source: "connect(2); each address that was tried, with the system's reason",
      why: "There is no route, or something on the way blocks it. The control plane of a mesh fails in the same way "
        + "from behind the same network.",
      repair: "Check routes, firewalls and network policies, and that the address is the gateway's external one."),
    Explanation(
      "MT-TLS-05", "the server did not answer in time",
      source: "the default time limit of 5 seconds in total is this tool's own; --timeout changes it",
      why: "While connecting, silence means that packets are dropped, most often by a firewall. Later, something "
        + "accepted the connection and does not answer: a server of another protocol that waits for the client, a load "
        + "balancer without a gateway behind it, or an overloaded gateway.",
      repair: "Check host and port. Try from inside the mesh's network. Allow more time with --timeout 20s on slow "
        + "links."),
    Explanation(
      "MT-TLS-06", "the server closed the connection before presenting a certificate",
      source: "RFC 8446 section 6.1 (a proper close is an alert)",
      why: "A TLS server that rejects a hello sends an alert. One that closes without an alert is often a load "
        + "balancer without a healthy gateway behind it, or an Envoy listener with no filter chain for this server "
        + "name. A federation ingress has such chains on 15443: it answers only to the names of services that it exports. "
        + "Its discovery port, 8188, answers to any name.",
      repair: "Ask the discovery port, 8188. Or set the server name that the gateway is configured for with --sni, and "
        + "look at the gateway's log."),
    Explanation(
      "MT-TLS-07", "the server speaks plain HTTP", source: "RFC 9112 section 4 (a response begins with HTTP/)",
      why: "On a federation port it means that the gateway's server has no tls section, or that a proxy on the way "
        + "terminates TLS. Federation needs TLS from gateway to gateway; without it neither side can identify the "
        + "other.",
      repair: "Use the port that serves TLS. If this is the port, set tls.mode ISTIO_MUTUAL on the gateway's server, "
        + "and let load balancers and routes pass TLS through."),
    Explanation(
      "MT-TLS-08", "the server does not speak TLS", source: "RFC 8446 section 5.1 (the form of a record)",
      why: "Another service listens on that port; the message shows its first bytes. SSH, databases and mail servers "
        + "greet their clients in this way.",
      repair: "Check host and port."),
    Explanation(
      "MT-TLS-09", "the server rejected the handshake with an alert",
      source: "RFC 8446 section 6.2; the names and numbers of alerts are in IANA's registry \"TLS Alerts\"",
      why: "The alert came before the server presented a certificate and proved possession of its key. It is therefore "
        + "about the client's hello: the server name, the versions, the ciphers or the application protocols.",
      repair: "unrecognized_name and handshake_failure: set the gateway's server name with --sni. protocol_version: "
        + "the server speaks neither TLS 1.2 nor 1.3. no_application_protocol: remove --alpn, or offer a protocol that "
        + "the server speaks."),
    Explanation(
      "MT-TLS-10", "the server speaks only TLS versions before 1.2",
      source: "RFC 8996 (TLS 1.0 and 1.1 must not be used), RFC 7568 (SSL 3.0)",
      why: "No mesh speaks these versions. This is either not a gateway, or a proxy in front of it that should not be "
        + "there.",
      repair: "Connect to the gateway's own port, or update the server."),
    Explanation(
      "MT-TLS-11", "the server presents too much",
      source: "the limits are this tool's own: 100,000 bytes in one message and 32 certificates",
      why: "A chain in a mesh has two to four certificates. An enormous one is a mistake, such as a trust bundle "
        + "presented as a chain, or an attempt to keep verifiers busy. Proxies reject it too.",
      repair: "Present the leaf and its intermediates only: in cacerts, cert-chain.pem is for these and root-cert.pem "
        + "for the roots."),
    Explanation(
      "MT-TLS-12", "the server's handshake is invalid",
      source: "RFC 8446 and RFC 5246; the evidence is in OpenSSL's own words",
      why: "A message violates the protocol, or the server's signature does not match the key of the certificate it "
        + "presents. The presented chain is not shown, because the server has not proved that it owns it.",
      repair: "Check that the server's key and certificate belong together. Try from another place in the network: "
        + "devices that intercept TLS cause this."),
    Explanation(
      "MT-TLS-13", "a presented certificate cannot be decoded", source: "RFC 5280 section 4.1 and X.690 (DER)",
      why: "The bytes are not a strict DER certificate. Lenient readers guess what was meant, and when two of them "
        + "guess differently a forged certificate can pass.",
      repair: "Have the certificate issued again by a tool that writes DER. `meshtrust fetch HOST:PORT` saves the "
        + "bytes as received."),
    Explanation(
      "MT-TLS-14", "the client certificate and key cannot be used",
      source: "RFC 8446 section 4.4.2 (the first certificate is the one whose key signs)",
      why: "The key must belong to the first certificate, or the client cannot prove possession of it.",
      repair: "Put the leaf first and then its intermediates, and use the key of the leaf. `meshtrust inspect` shows "
        + "the key of a certificate."),
    Explanation(
      "MT-TLS-15", "an option of the handshake has an invalid value",
      source: "RFC 6066 section 3 (server name), RFC 7301 section 3.1 (application protocols)",
      why: "A server name is a host name, never an address. An application protocol has 1 to 255 bytes. A time limit "
        + "must be greater than zero.",
      repair: "Write for example --sni ingress.example.com --alpn h2 --timeout 5s."),
    Explanation(
      "MT-TLS-16", "OpenSSL could not set up a handshake",
      source: "OpenSSL 3: the error queue of the failed call, word for word",
      why: "TLS comes from the system's OpenSSL and needs its default provider.",
      repair: "Run `openssl version -a` and `openssl list -providers`, and repair the installation, or the "
        + "OPENSSL_CONF that disables the default provider."),
    Explanation(
      "MT-TLS-17", "a system call failed", source: "the system's own reason",
      why: "A socket or thread could not be created, most often because the process has reached its limit of open "
        + "files.",
      repair: "Check the limits with `ulimit -a`, and what else runs on the machine."),
  ]
}
