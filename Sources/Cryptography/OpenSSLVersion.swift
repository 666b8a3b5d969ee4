import COpenSSL

/// The loaded OpenSSL, which may differ from the one compiled against.
public enum OpenSSLVersion {
  /// For example `OpenSSL 3.0.19 27 Jan 2026`.
  public static var text: String { unsafe String(cString: OpenSSL_version(OPENSSL_VERSION)) }
}
