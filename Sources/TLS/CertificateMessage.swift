/// The Certificate message, type 11 (TLS 1.2: RFC 5246 section 7.4.2; TLS 1.3: RFC 8446 section 4.4.2).
enum CertificateMessage {
  /// The certificates in a complete message, which begins with four octets of type and length; nil if it is malformed.
  static func certificates(in message: [UInt8], version: TLSVersion) -> [[UInt8]]? {
    var rest = message.dropFirst(4)
    if version == .tls13 {
      guard rest.takeVector(lengthOctets: 1) != nil else { return nil }
    }
    guard var list = rest.takeVector(lengthOctets: 3), rest.isEmpty else { return nil }
    var certificates: [[UInt8]] = []
    while !list.isEmpty {
      guard let certificate = list.takeVector(lengthOctets: 3) else { return nil }
      if version == .tls13 {
        guard list.takeVector(lengthOctets: 2) != nil else { return nil }
      }
      certificates.append(Array(certificate))
    }
    return certificates
  }
}

extension ArraySlice<UInt8> {
  /// Removes a vector from the front: its length in `lengthOctets` octets, then its content (RFC 8446 section 3.4).
  fileprivate mutating func takeVector(lengthOctets: Int) -> ArraySlice<UInt8>? {
    guard count >= lengthOctets else { return nil }
    let length = prefix(lengthOctets).reduce(0) { $0 << 8 | Int($1) }
    guard count - lengthOctets >= length else { return nil }
    let content = dropFirst(lengthOctets).prefix(length)
    self = dropFirst(lengthOctets + length)
    return content
  }
}
