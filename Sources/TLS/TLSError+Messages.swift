import Cryptography
import Diagnostics
import X509

extension TLSError {
  /// What is wrong.
  var what: Message {
    switch self {
    case .invalidEndpoint(let text, _): "`\(text.printable)` does not say where a server listens"
    case .unresolved(let endpoint, _): "there is no address for `\(endpoint.host)`"
    case .refused(let endpoint, _): "nobody listens at \(endpoint)"
    case .unreachable(let endpoint, _): "\(endpoint) cannot be reached"
    case .timedOut(let endpoint, _, let limit): "\(endpoint) did not answer within \(limit.inWords)"
    case .closed(let endpoint, let closing, _): "\(endpoint) ended the connection \(closing.rawValue)"
    case .plainHTTP(let endpoint, _): "\(endpoint) speaks plain HTTP, not TLS"
    case .notTLS(let endpoint, _): "\(endpoint) does not speak TLS"
    case .alert(let endpoint, let alert, _): "\(endpoint) gave up the handshake: \(alert)"
    case .oldProtocol(let endpoint, let version): "\(endpoint) speaks \(version) only"
    case .oversizedChain(let endpoint, _): "\(endpoint) presents more certificates than are read"
    case .brokenHandshake(let endpoint, _, _): "the handshake with \(endpoint) broke"
    case .unreadableCertificate(let position, _): "certificate \(position) of the presented chain cannot be read"
    case .unusableIdentity: "the certificate and key to present cannot be used"
    case .invalidOption(.applicationProtocol(let name)):
      "`\(name.printable)` cannot be offered as an application protocol (ALPN)"
    case .invalidOption(.serverName(let name)): "`\(name.printable)` cannot be a server name (SNI)"
    case .invalidOption(.timeout(let duration)): "a time limit of \(duration.inWords) cannot be kept"
    case .library: "OpenSSL could not set up a handshake"
    case .system(let call, _): "the system call `\(call)` failed"
    }
  }

  /// The evidence.
  var why: Message {
    switch self {
    case .invalidEndpoint(_, let fault): "\(fault.rawValue)"
    case .unresolved(_, let reason): "the resolver of this machine says: \(reason)"
    case .refused(_, let addresses):
      "\(addresses.joined(separator: ", ")) refused the connection: the machine is there, and the port is closed"
    case .unreachable(_, let failures): "\(failures.map(\.description).joined(separator: "; "))"
    case .timedOut(_, let stage, _): "the time was up while \(stage.rawValue)"
    case .closed(_, _, let stage): "that was while \(stage.rawValue)"
    case .plainHTTP(_, let line): "it answered our hello with `\(line.printable)`"
    case .notTLS(_, let opening):
      "its answer begins with `\(String(decoding: opening.prefix(48), as: UTF8.self).printable)`"
    case .alert(_, let alert, let stage): "\(alert.meaning); that was while \(stage.rawValue)"
    case .oldProtocol: "meshes speak TLS 1.2 and 1.3, and everything older is forbidden (RFC 8996)"
    case .oversizedChain(_, .octets(let limit)): "one message is longer than \(limit) bytes"
    case .oversizedChain(_, .certificates(let found, let limit)):
      "the chain has \(found) certificates; at most \(limit) are read"
    case .brokenHandshake(_, let stage, let evidence): "while \(stage.rawValue): \(evidence.printable)"
    case .unreadableCertificate(_, let error): "\(error.diagnostic.what): \(error.diagnostic.why)"
    case .unusableIdentity(let fault): "\(fault)"
    case .invalidOption(.applicationProtocol): "a name has 1 to 255 bytes (RFC 7301 section 3.1)"
    case .invalidOption(.serverName): "it must be a host name and no IP address (RFC 6066 section 3)"
    case .invalidOption(.timeout): "the time for a handshake must be more than nothing and at most a day"
    case .library(let error): error.diagnostic.why
    case .system(_, let fault): "\(fault)"
    }
  }

  /// What to do.
  var next: Message {
    switch self {
    case .invalidEndpoint: "write HOST:PORT, for example ingress.example.com:15443 or [2001:db8::1]:15443"
    case .unresolved:
      "check the spelling; the name of a Service resolves only inside its cluster, so use the gateway's external address"
    case .refused:
      "check the port: a federation ingress listens on 15443 for requests and 8188 for discovery, or on a node port"
    case .unreachable: "check the network between here and there, and that the address is the gateway's external one"
    case .timedOut(_, let stage, _): stage.adviceOnSilence
    case .closed:
      "check the server name (`--sni`) and the server's log; a load balancer with no healthy gateway behind it does "
        + "this too"
    case .plainHTTP:
      "use the port that serves TLS; if this is it, the gateway's server lacks its tls section, or a proxy ends TLS"
    case .notTLS: "check host and port: something else listens there"
    case .alert(_, let alert, _): alert.advice
    case .oldProtocol: "update the server, or ask the port of a mesh's gateway instead"
    case .oversizedChain: "no mesh needs more than a handful: look at what the server is set up to present"
    case .brokenHandshake: "try again, and from another place in the network: the server or something between errs"
    case .unreadableCertificate: "have the certificate issued again"
    case .unusableIdentity: "give the leaf first, then its intermediates, and the key that belongs to the leaf"
    case .invalidOption(.applicationProtocol): "write for example `--alpn h2`"
    case .invalidOption(.serverName): "write the name that the gateway is configured for"
    case .invalidOption(.timeout): "write for example `--timeout 5s`"
    case .library: "run `openssl version -a` and `openssl list -providers`: the default provider must be active"
    case .system: "look at the limits of this process with `ulimit -a`"
    }
  }
}

extension HandshakeStage {
  /// What to do when nothing comes.
  fileprivate var adviceOnSilence: Message {
    switch self {
    case .lookup: "check the name servers of this machine, or give an IP address and the server name with `--sni`"
    case .connecting: "check firewalls and the address: packets to it vanish; or allow more time with `--timeout`"
    case .hello, .certificate, .finishing:
      "check the port: something took the connection and says nothing, as a server of another protocol or a gateway "
        + "that is starting would; or allow more time with `--timeout`"
    }
  }
}

extension TLSAlert {
  /// What to do when a server answers a hello with it.
  fileprivate var advice: Message {
    switch number {
    case 40, 112: "give the server name that the gateway is configured for with `--sni`"
    case 70, 71: "look at the minimum and maximum TLS version and the ciphers in the gateway's configuration"
    case 120: "offer what the server speaks with `--alpn`, or nothing"
    default: "look in the server's log"
    }
  }
}

extension TLSIdentity.Fault: CustomStringConvertible {
  /// The fault as a sentence without a final full stop.
  public var description: String {
    switch self {
    case .noCertificate: "there is no certificate"
    case .keyOfNone: "the key belongs to none of the certificates"
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
