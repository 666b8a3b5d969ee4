import COpenSSL

/// The failure of an OpenSSL call, with the drained error queue of the calling thread.
public struct OpenSSLError: Error, Hashable, Sendable {
  public struct Entry: Hashable, Sendable {
    /// The library part that failed, such as `elliptic curve routines`.
    public let library: String
    /// OpenSSL's reason text, such as `point is not on curve`.
    public let reason: String
    /// Additional data from OpenSSL; often empty.
    public let detail: String?
    /// The packed error code, for `openssl errstr` in hexadecimal.
    public let code: UInt
  }

  /// The OpenSSL function that failed.
  public let operation: String
  /// The queue, oldest entry first; empty if OpenSSL gave no reason.
  public let entries: [Entry]

  /// Drains the queue of this thread into an error.
  package static func draining(_ operation: StaticString) -> OpenSSLError {
    var entries: [Entry] = []
    while let entry = nextEntry() { entries.append(entry) }
    return OpenSSLError(operation: "\(operation)", entries: entries)
  }

  /// Performs a call that returns 1 for success, after dropping unrelated older entries of the queue.
  package static func check(_ operation: StaticString, _ body: () -> Int32) throws(CryptographyError) {
    dropOldEntries()
    guard body() == 1 else { throw .openSSL(draining(operation)) }
  }

  /// Checking first costs a fraction of clearing an empty queue.
  package static func dropOldEntries() {
    if ERR_peek_error() != 0 { ERR_clear_error() }
  }

  private static func nextEntry() -> Entry? {
    var detail: UnsafePointer<CChar>?
    var flags: Int32 = 0
    let code = unsafe ERR_get_error_all(nil, nil, nil, &detail, &flags)
    guard code != 0 else { return nil }
    let hasText = flags & ERR_TXT_STRING != 0
    return Entry(
      library: unsafe text(ERR_lib_error_string(code)) ?? "OpenSSL",
      reason: unsafe text(ERR_reason_error_string(code)) ?? "reason \(code & 0x7F_FFFF)",
      detail: hasText ? unsafe text(detail) : nil,
      code: code)
  }

  private static func text(_ pointer: UnsafePointer<CChar>?) -> String? {
    guard let pointer = unsafe pointer else { return nil }
    let text = unsafe String(cString: pointer)
    return text.isEmpty ? nil : text
  }
}

extension OpenSSLError: CustomStringConvertible {
  /// `EVP_PKEY_fromdata failed: elliptic curve routines: point is not on curve`.
  public var description: String {
    let reasons = entries.map { entry in
      "\(entry.library): \(entry.reason)" + (entry.detail.map { " (\($0))" } ?? "")
    }
    return "\(operation) failed: " + (reasons.isEmpty ? "no reason given" : reasons.joined(separator: "; "))
  }
}
