public import Diagnostics

extension Explanation {
  /// MT-TLS: handshakes with a live peer.
  public static let inTLS: [Explanation] = [
    Explanation(
      "MT-TLS-01", "A server is named by host and port",
      source: "RFC 3986 section 3.2.2 for the brackets around IPv6 addresses",
      why: "Without a port there is nothing to connect to: a mesh listens on several, and which one answers says which "
        + "gateway was asked.",
      repair: "Write HOST:PORT, for example ingress.example.com:15443, 192.0.2.1:8188 or [2001:db8::1]:15443, without "
        + "https:// in front."),
    Explanation(
      "MT-TLS-02", "The host has no address",
      source: "getaddrinfo(3); the reason shown is the resolver's own",
      why: "A peer whose ingress address does not resolve is as good as gone: its services stay imported, and requests "
        + "to them end as 503. Names of Services (NAME.NAMESPACE.svc.cluster.local) resolve only inside their cluster.",
      repair: "Compare the name with spec.remote.addresses of the ServiceMeshPeer. From outside the cluster use the "
        + "load balancer's or node's address, and give the name the gateway expects with --sni."),
    Explanation(
      "MT-TLS-03", "The connection was refused",
      source: "RFC 9293 section 3.5.2 (a closed port answers with RST)",
      why: "The machine is there and nobody listens on that port: the gateway is not running, or its Service or the "
        + "load balancer maps another port.",
      repair: "Look at the ports with `oc get service -n NAMESPACE`: a federation ingress serves requests on 15443 and "
        + "discovery on 8188, and a NodePort or load balancer may map them to other numbers."),
    Explanation(
      "MT-TLS-04", "The address cannot be reached",
      source: "connect(2); each address that was tried is shown with the system's reason",
      why: "No route leads there, or something on the way forbids it. The control plane of a mesh meets the same when "
        + "it runs behind the same network.",
      repair: "Check routes, firewalls and network policies, and that the address is the gateway's external one."),
    Explanation(
      "MT-TLS-05", "The server did not answer in time",
      source: "the time limit is this tool's own: 5 seconds for everything together, or --timeout",
      why: "While connecting, silence means that packets vanish, most often in a firewall. After that, something took "
        + "the connection and says nothing: a server of another protocol that waits for us to speak its language, a "
        + "load balancer without a gateway behind it, or a gateway that is overloaded.",
      repair: "Check host and port. Try from inside the mesh's network. Allow more time with --timeout 20s on slow "
        + "links."),
    Explanation(
      "MT-TLS-06", "The server ended the connection before it had presented itself",
      source: "RFC 8446 section 6.1 (a proper end is an alert)",
      why: "A TLS server that dislikes a hello says so with an alert. One that hangs up without it is often a load "
        + "balancer without a healthy gateway behind it, or an Envoy listener with no filter chain for this server "
        + "name.",
      repair: "Give the server name that the gateway is configured for with --sni, and look at the gateway's log."),
    Explanation(
      "MT-TLS-07", "The server speaks plain HTTP",
      source: "RFC 9112 section 4 (an answer begins with HTTP/)",
      why: "On a federation port it means that the gateway's server has no tls section, or that a proxy on the way "
        + "ends TLS. Federation needs TLS from gateway to gateway: neither side could know the other otherwise.",
      repair: "Use the port that serves TLS. If this is it, set tls.mode ISTIO_MUTUAL on the gateway's server, and let "
        + "load balancers and routes pass TLS through."),
    Explanation(
      "MT-TLS-08", "What answers does not speak TLS",
      source: "RFC 8446 section 5.1 (the form of a record)",
      why: "Another service listens on that port; its first words are shown. Secure shell, databases and mail servers "
        + "introduce themselves this way.",
      repair: "Check host and port."),
    Explanation(
      "MT-TLS-09", "The server gave up the handshake with an alert",
      source: "RFC 8446 section 6.2; the names and numbers of alerts are in IANA's registry \"TLS Alerts\"",
      why: "The alert came before the server had presented a certificate and proved its key, so it is about our hello: "
        + "the server name, the versions, the ciphers or the application protocols we offered.",
      repair: "unrecognized_name and handshake_failure: give the gateway's server name with --sni. protocol_version: "
        + "the server speaks neither TLS 1.2 nor 1.3. no_application_protocol: leave --alpn out, or offer what the "
        + "server speaks."),
    Explanation(
      "MT-TLS-10", "The server speaks only versions before TLS 1.2",
      source: "RFC 8996 (TLS 1.0 and 1.1 must not be used), RFC 7568 (SSL 3.0)",
      why: "No mesh speaks these versions, so this is no gateway of one, or a proxy in front of it that should not be "
        + "there.",
      repair: "Ask the gateway's own port, or update the server."),
    Explanation(
      "MT-TLS-11", "The server presents more than is read",
      source: "the limits are this tool's own: 100,000 bytes in one message and 32 certificates",
      why: "A chain on a mesh has two to four certificates. An enormous one is a mistake, such as a whole trust bundle "
        + "presented as a chain, or an attempt to keep verifiers busy; proxies refuse it too.",
      repair: "Present the leaf and its intermediates only: in cacerts, cert-chain.pem is for these and root-cert.pem "
        + "for the roots."),
    Explanation(
      "MT-TLS-12", "The server's handshake is wrong",
      source: "RFC 8446 and RFC 5246; OpenSSL's own words are shown as evidence",
      why: "A message does not fit the protocol, or the server's signature does not fit the key of the certificate it "
        + "presents. The presented chain is not shown, because nobody has proved to own it.",
      repair: "Check that the server's key and certificate belong together. Try from another place in the network: "
        + "devices that look into TLS break it this way."),
    Explanation(
      "MT-TLS-13", "A presented certificate cannot be read",
      source: "RFC 5280 section 4.1 and X.690 (DER)",
      why: "The bytes are not a strict DER certificate. Lenient readers guess what was meant, and two that guess "
        + "differently are how a forged certificate passes.",
      repair: "Have the certificate issued again by a tool that writes DER. `meshtrust fetch HOST:PORT` saves the "
        + "bytes as they came."),
    Explanation(
      "MT-TLS-14", "The certificate and key to present cannot be used",
      source: "RFC 8446 section 4.4.2 (the first certificate is the one whose key signs)",
      why: "The key must be that of the first certificate, or no peer can be shown that it is ours.",
      repair: "Give the leaf first and then its intermediates, and the key that belongs to the leaf. "
        + "`meshtrust inspect` shows which key a certificate speaks of."),
    Explanation(
      "MT-TLS-15", "An option of the handshake has an impossible value",
      source: "RFC 6066 section 3 (server name), RFC 7301 section 3.1 (application protocols)",
      why: "A server name is a host name, never an address; an application protocol has 1 to 255 bytes; a time limit "
        + "leaves some time.",
      repair: "Write for example --sni ingress.example.com --alpn h2 --timeout 5s."),
    Explanation(
      "MT-TLS-16", "OpenSSL could not set up a handshake",
      source: "OpenSSL 3: the error queue of the failed call is shown word for word",
      why: "TLS comes from the system's OpenSSL; without its default provider there is none.",
      repair: "Run `openssl version -a` and `openssl list -providers`, and repair the installation or the OPENSSL_CONF "
        + "that switches the default provider off."),
    Explanation(
      "MT-TLS-17", "A call of the operating system failed",
      source: "the system's own reason is shown",
      why: "A socket or thread could not be made, most often because the process has as many open files as it may "
        + "have.",
      repair: "Look at the limits with `ulimit -a`, and at what else runs on the machine."),
  ]
}
