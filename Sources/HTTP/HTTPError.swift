/// Why a request has no whole answer. Whether it was carried out is unknown, except where nobody listens.
public enum HTTPError: Error, Hashable, Sendable {
  /// libcurl is not installed; the names that were tried.
  case noLibrary([String])
  /// Nobody listens at the socket.
  case refused(socket: String)
  /// The answer, or its end, did not come in time.
  case timedOut(after: Duration)
  /// The connection ended before the answer, or in the middle of it.
  case broken(String)
  /// Anything else, with the library's code and text.
  case library(code: Int32, String)
}
