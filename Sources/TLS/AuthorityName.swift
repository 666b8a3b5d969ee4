import COpenSSL
import Cryptography
import Diagnostics
import X509

/// The name of an authority whose client certificates a server accepts (`certificate_authorities`, RFC 8446 4.2.4).
public struct AuthorityName: Hashable, Sendable, CustomStringConvertible {
  /// As sent by the server; comparable with `DistinguishedName.der`.
  public let der: [UInt8]
  /// Text as in RFC 4514, safe for a terminal.
  public let description: String

  /// Copies libssl's `X509_NAME`; nil if it cannot be encoded.
  init?(_ name: OpaquePointer) {
    var start: UnsafePointer<UInt8>?
    var count = 0
    guard unsafe X509_NAME_get0_der(name, &start, &count) == 1, let start = unsafe start else { return nil }
    der = unsafe Array(UnsafeBufferPointer(start: start, count: count))
    description = unsafe Self.text(name)?.printable ?? der.hexadecimal
  }

  private static func text(_ name: OpaquePointer) -> String? {
    let memory = try? Owned<MemoryResource>("BIO_new") { unsafe BIO_new(BIO_s_mem()) }
    return memory?.withRaw { memory in
      guard unsafe X509_NAME_print_ex(memory, name, 0, COpenSSL_XN_FLAG_RFC2253()) >= 0 else { return nil }
      var bytes = [UInt8](repeating: 0, count: unsafe BIO_ctrl_pending(memory))
      let taken = unsafe BIO_read(memory, &bytes, Int32(clamping: bytes.count))
      return String(decoding: bytes.prefix(Int(max(taken, 0))), as: UTF8.self)
    }
  }
}
