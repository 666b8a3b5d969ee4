import COpenSSL

/// The supported versions of TLS; older ones are deprecated (RFC 8996) and rejected by every mesh.
public enum TLSVersion: String, Hashable, Sendable, CaseIterable, CustomStringConvertible {
  /// RFC 5246.
  case tls12 = "TLS 1.2"
  /// RFC 8446.
  case tls13 = "TLS 1.3"

  init?(number: Int32) {
    switch number {
    case TLS1_2_VERSION: self = .tls12
    case TLS1_3_VERSION: self = .tls13
    default: return nil
    }
  }

  var number: Int32 {
    switch self {
    case .tls12: TLS1_2_VERSION
    case .tls13: TLS1_3_VERSION
    }
  }

  /// `TLS 1.3`.
  public var description: String { rawValue }

  /// The name of a version number on the wire: `TLS 1.0` for 0301.
  static func name(ofNumber number: UInt16) -> String {
    switch number {
    case 0x0300: "SSL 3.0"
    case 0x0301...0x0304: "TLS 1.\(number - 0x0301)"
    default: "protocol version \(number >> 8).\(number & 0xFF)"
    }
  }
}
