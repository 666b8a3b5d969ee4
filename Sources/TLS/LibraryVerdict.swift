import COpenSSL

/// The result of OpenSSL's own path validation.
public struct LibraryVerdict: Hashable, Sendable {
  /// OpenSSL's error number (`X509_V_ERR_…`); 0 if the chain is accepted.
  public let number: Int32
  /// The position of the failing certificate in the path; 0 is the leaf.
  public let depth: Int

  /// Runs OpenSSL's default verification on the chain in the store context.
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
    // A failure without an error number must not count as success.
    number = error == X509_V_OK ? X509_V_ERR_UNSPECIFIED : error
    depth = unsafe Int(X509_STORE_CTX_get_error_depth(context))
  }

  public var isAccepted: Bool { number == X509_V_OK }

  /// OpenSSL's error text.
  public var reason: String {
    guard let text = unsafe X509_verify_cert_error_string(Int(number)) else { return "error \(number)" }
    return unsafe String(cString: text)
  }
}

extension LibraryVerdict: CustomStringConvertible {
  /// `unable to get local issuer certificate (20) at depth 1`.
  public var description: String { isAccepted ? "accepted" : "\(reason) (\(number)) at depth \(depth)" }
}
