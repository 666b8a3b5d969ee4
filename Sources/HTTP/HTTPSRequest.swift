public import TLS

/// A GET over https, with limits on everything that a hostile server could make long (RFC 9110, RFC 9112).
///
/// TLS 1.2 or later. A redirect leads only to https, is verified like the first server, and is never remembered.
public struct HTTPSRequest: Sendable {
  /// Who may answer.
  public enum Server: Sendable {
    /// A server with a certificate of the Web PKI for the host of the URL. The only place where roots of the system are
    /// used.
    case web(WebRoots)
    /// Whom the given function accepts; it is given each chain, leaf first, and the name of the host has no say.
    case verified(@Sendable () -> ForeignConnection)
  }

  /// The roots of the Web PKI: those of the system, or other files by the user's environment.
  public struct WebRoots: Hashable, Sendable {
    /// PEM files, as in SSL_CERT_FILE and SSL_CERT_DIR; nil for those of the system.
    public var file: String?
    public var folder: String?

    public init(file: String? = nil, folder: String? = nil) {
      self.file = file
      self.folder = folder
    }
  }

  /// The proxy of the user's environment, which sees only the name of the host.
  public struct Proxy: Hashable, Sendable {
    /// As in HTTPS_PROXY; nil for none.
    public var url: String?
    /// As in NO_PROXY.
    public var exceptions: String?

    public init(url: String? = nil, exceptions: String? = nil) {
      self.url = url
      self.exceptions = exceptions
    }
  }

  public let url: String
  public let server: Server
  public var proxy = Proxy()
  /// For everything, redirects included.
  public var timeout: Duration = .seconds(30)
  /// The most bytes of the body.
  public var limit = 1 << 20
  /// The most redirects that are followed.
  public var redirects = 5

  public init(_ url: String, from server: Server) {
    self.url = url
    self.server = server
  }
}

/// What a server answered.
public struct HTTPSAnswer: Hashable, Sendable {
  public let status: Int
  public let contentType: String?
  public let body: [UInt8]
  /// Where it came from, after redirects.
  public let url: String
}

/// Why there is no answer.
public enum HTTPSError: Error, Hashable, Sendable {
  /// libcurl is not installed; the names that were tried.
  case noLibrary([String])
  /// The libcurl that is installed cannot leave the verification to this program: it uses another TLS library.
  case noOwnVerification
  /// The URL is not one of https, or has credentials.
  case notHTTPS(String)
  /// A redirect leads somewhere else than to https.
  case badRedirect(String)
  case tooManyRedirects(Int)
  /// The name of the host has no address.
  case unresolved(detail: String)
  /// Nobody listens there.
  case refused(detail: String)
  /// The whole answer did not come in time.
  case timedOut(after: Duration)
  /// The server is not who it should be.
  case untrusted(detail: String)
  /// There is no TLS 1.2 or later.
  case noTLS(detail: String)
  /// The body is longer than allowed.
  case tooLong(limit: Int)
  /// The header is longer than allowed.
  case headerTooLong(limit: Int)
  /// The connection ended before the end of the answer.
  case broken(detail: String)
  /// The file with the roots of the Web PKI cannot be used.
  case badRoots(detail: String)
  /// Anything else, with the library's code and text.
  case library(code: Int32, detail: String)
}
