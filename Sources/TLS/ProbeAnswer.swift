/// A server's answer to a ``ProbeRequest``, received after it had accepted our certificate.
public struct ProbeAnswer: Hashable, Sendable {
  /// The status code (RFC 9110 section 15).
  public let status: Int

  /// Reads the status line (RFC 9112 section 4); nil if it is not complete or none.
  init?(_ octets: [UInt8]) {
    let line = octets.prefix { $0 != 0x0D && $0 != 0x0A }
    guard line.count < octets.count else { return nil }
    let words = String(decoding: line, as: UTF8.self).split(separator: " ", maxSplits: 2)
    guard words.count >= 2, words[0].hasPrefix("HTTP/1."), words[1].count == 3, let status = Int(words[1]) else {
      return nil
    }
    self.status = status
  }

  /// Whether the server refuses the identity in our certificate, whose chain it has accepted.
  public var isForbidden: Bool { status == 403 }

  /// What the status means in a mesh, in a sentence.
  public var meaning: String {
    switch status {
    case 200..<300: "It answered the request with \(status): it takes our client ID."
    case 400:
      "It answered the request with 400: it has no ServiceMeshPeer for us, or its istiod was asked in plain HTTP."
    case 403:
      "It answered the request with 403: its roots are right, and the client ID in our certificate is not the one that "
        + "it expects. Compare it with `spec.security.clientID` of its ServiceMeshPeer for us."
    case 404:
      "It answered the request with 404: it accepts us, and serves nothing at this path. Only the discovery port of a "
        + "federation ingress does."
    case 502, 503, 504:
      "It answered the request with \(status): it accepts us, and what is behind it does not answer."
    default: "It answered the request with \(status)."
    }
  }
}
