/// The address of an API server, as in a kubeconfig.
public struct ServerAddress: Hashable, Sendable {
  public let text: String

  init(_ text: String) {
    self.text = text
  }

  /// Whether there is a path behind host and port, as that of a gateway of several clusters.
  var hasPath: Bool {
    let rest = text.split(separator: "://", maxSplits: 1).last ?? ""
    return rest.contains("/") && !rest.hasSuffix("/") || rest.dropLast().contains("/")
  }
}
