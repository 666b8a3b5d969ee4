import COpenSSL

/// What OpenSSL's own path validation made of a chain.
public struct LibraryVerdict: Hashable, Sendable {
  /// OpenSSL's number of the reason (`X509_V_ERR_…`); 0 when the chain is accepted.
  public let number: Int32
  /// Which certificate of the path the reason is about; 0 is the leaf.
  public let depth: Int

  /// Lets OpenSSL judge the chain that libssl has put before it, as it does when nobody else judges.
  init(asking context: OpaquePointer?) {
    guard let context = unsafe context else {
      number = X509_V_ERR_UNSPECIFIED
      depth = 0
      return
    }
    guard unsafe X509_verify_cert(context) <= 0 else {
      number = X509_V_OK
      depth = 0
      return
    }
    let error = unsafe X509_STORE_CTX_get_error(context)
    // A failure without a reason must not pass for a success.
    number = error == X509_V_OK ? X509_V_ERR_UNSPECIFIED : error
    depth = unsafe Int(X509_STORE_CTX_get_error_depth(context))
  }

  /// Whether a path holds.
  public var isAccepted: Bool { number == X509_V_OK }

  /// The reason in OpenSSL's words.
  public var reason: String {
    guard let text = unsafe X509_verify_cert_error_string(Int(number)) else { return "error \(number)" }
    return unsafe String(cString: text)
  }
}

extension LibraryVerdict: CustomStringConvertible {
  /// `unable to get local issuer certificate (20) at depth 1`.
  public var description: String { isAccepted ? "accepted" : "\(reason) (\(number)) at depth \(depth)" }
}
