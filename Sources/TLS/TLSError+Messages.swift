import Cryptography
import Diagnostics
import X509

extension TLSError {
  /// What is wrong.
  var what: Message {
    switch self {
    case .invalidEndpoint(let text, _): "`\(text.printable)` is not the address of a server"
    case .unresolved(let endpoint, _): "`\(endpoint.host)` has no address"
    case .refused(let endpoint, _): "nothing listens on \(endpoint)"
    case .unreachable(let endpoint, _): "\(endpoint) cannot be reached"
    case .timedOut(let endpoint, _, let limit): "\(endpoint) did not answer within \(limit.inWords)"
    case .closed(let endpoint, let closing, _): "\(endpoint) closed the connection \(closing.rawValue)"
    case .plainHTTP(let endpoint, _): "\(endpoint) speaks plain HTTP, not TLS"
    case .notTLS(let endpoint, _): "\(endpoint) does not speak TLS"
    case .alert(let endpoint, let alert, _): "\(endpoint) aborted the handshake: \(alert)"
    case .oldProtocol(let endpoint, let version): "\(endpoint) speaks \(version) only"
    case .oversizedChain(let endpoint, _): "\(endpoint) presents too many certificates"
    case .brokenHandshake(let endpoint, _, _): "the handshake with \(endpoint) failed"
    case .unreadableCertificate(let position, _): "certificate \(position) of the presented chain cannot be read"
    case .unusableIdentity: "the certificate and key to present cannot be used"
    case .invalidOption(.applicationProtocol(let name)):
      "`\(name.printable)` cannot be offered as an application protocol (ALPN)"
    case .invalidOption(.serverName(let name)): "`\(name.printable)` cannot be a server name (SNI)"
    case .invalidOption(.timeout(let duration)): "a timeout of \(duration.inWords) is not possible"
    case .library: "OpenSSL could not set up a handshake"
    case .system(let call, _): "the system call `\(call)` failed"
    }
  }

  /// The evidence.
  var why: Message {
    switch self {
    case .invalidEndpoint(_, let fault): "\(fault.rawValue)"
    case .unresolved(_, let reason): "this machine's resolver reports: \(reason)"
    case .refused(_, let addresses):
      "\(addresses.joined(separator: ", ")) refused the connection: the host is up, but the port is closed"
    case .unreachable(_, let failures): "\(failures.map(\.description).joined(separator: "; "))"
    case .timedOut(_, let stage, _): "it timed out while \(stage.rawValue)"
    case .closed(_, _, let stage): "this happened while \(stage.rawValue)"
    case .plainHTTP(_, let line): "it answered our ClientHello with `\(line.printable)`"
    case .notTLS(_, let opening):
      "its answer starts with `\(String(decoding: opening.prefix(48), as: UTF8.self).printable)`"
    case .alert(_, let alert, let stage): "\(alert.meaning); this happened while \(stage.rawValue)"
    case .oldProtocol: "meshes use TLS 1.2 and 1.3, and older versions are forbidden (RFC 8996)"
    case .oversizedChain(_, .octets(let limit)): "one message is longer than \(limit) bytes"
    case .oversizedChain(_, .certificates(let found, let limit)):
      "the chain has \(found) certificates; the limit is \(limit)"
    case .brokenHandshake(_, let stage, let evidence): "while \(stage.rawValue): \(evidence.printable)"
    case .unreadableCertificate(_, let error): "\(error.diagnostic.what): \(error.diagnostic.why)"
    case .unusableIdentity(let fault): "\(fault)"
    case .invalidOption(.applicationProtocol): "a name has 1 to 255 bytes (RFC 7301 section 3.1)"
    case .invalidOption(.serverName): "it must be a host name, not an IP address (RFC 6066 section 3)"
    case .invalidOption(.timeout): "the timeout of a handshake must be more than 0 and at most a day"
    case .library(let error): error.diagnostic.why
    case .system(_, let fault): "\(fault)"
    }
  }

  /// What to do.
  var next: Message {
    switch self {
    case .invalidEndpoint: "write HOST:PORT, for example ingress.example.com:8188 or [2001:db8::1]:8188"
    case .unresolved:
      "check the spelling; the name of a Service resolves only inside its cluster, so use the gateway's external address"
    case .refused:
      "check the port: a federation ingress listens on 8188 for discovery and 15443 for requests, or on a node port"
    case .unreachable: "check the network, and that the address is the gateway's external one"
    case .timedOut(_, let stage, _): stage.adviceOnSilence
    case .closed:
      "ask a federation ingress at its discovery port, 8188, because 15443 answers only to the names of exported "
        + "services (`--sni`); or check the server's log: a load balancer without a healthy gateway does this too"
    case .plainHTTP:
      "use the port that serves TLS; if this is it, the gateway's server has no tls section, or a proxy terminates TLS"
    case .notTLS: "check host and port: something else listens there"
    case .alert(_, let alert, _): alert.advice
    case .oldProtocol: "update the server, or use the port of a mesh's gateway"
    case .oversizedChain: "no mesh needs more than a few: check what the server is configured to present"
    case .brokenHandshake: "try again, also from elsewhere in the network: the server or something in between fails"
    case .unreadableCertificate:
      "have its owner issue it again; `openssl s_client -showcerts` shows what the server presents"
    case .unusableIdentity: "pass the leaf first, then its intermediates, and the leaf's key"
    case .invalidOption(.applicationProtocol): "write for example `--alpn h2`"
    case .invalidOption(.serverName): "use the name that the gateway is configured for"
    case .invalidOption(.timeout): "write for example `--timeout 5s`"
    case .library: "run `openssl version -a` and `openssl list -providers`: the default provider must be active"
    case .system: "check the limits of this process with `ulimit -a`"
    }
  }
}

extension HandshakeStage {
  /// What to do if nothing is received.
  fileprivate var adviceOnSilence: Message {
    switch self {
    case .lookup: "check this machine's name servers, or pass an IP address and the server name with `--sni`"
    case .connecting: "check firewalls and the address: packets to it are dropped; or allow more time with `--timeout`"
    case .hello, .certificate, .finishing:
      "check the port: the server accepted the connection and sends nothing, like one of another protocol or a gateway "
        + "that is starting; or allow more time with `--timeout`"
    }
  }
}

extension TLSAlert {
  /// What to do if a server answers a ClientHello with the alert.
  fileprivate var advice: Message {
    switch number {
    case 40, 112: "pass the server name that the gateway is configured for with `--sni`"
    case 70, 71: "check the TLS versions and the ciphers in the gateway's configuration"
    case 120: "offer a protocol that the server supports with `--alpn`, or none"
    default: "check the server's log"
    }
  }
}

extension TLSIdentity.Fault: CustomStringConvertible {
  /// The fault as a sentence without a final full stop.
  public var description: String {
    switch self {
    case .noCertificate: "there is no certificate"
    case .keyOfNone: "the key does not belong to any of the certificates"
    case .keyOfCertificate(let position): "the key belongs to certificate \(position) of the chain, not to the first"
    case .refused(let error): "\(error)"
    }
  }
}

extension Duration {
  /// `5 s`, or `0.25 s`.
  fileprivate var inWords: String {
    let milliseconds = components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
    guard milliseconds % 1000 != 0 else { return "\(components.seconds) s" }
    return "\(Double(milliseconds) / 1000) s"
  }
}
