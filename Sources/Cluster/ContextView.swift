import Documents
import Programs

/// What the kubeconfig says of one context. Secrets are left out by the client.
public struct ContextView: Hashable, Sendable {
  public let name: String
  public let server: ServerAddress
  /// The name of the user's entry in the kubeconfig, which need not be that of the account.
  public let user: String
  /// The namespace that the context chooses; nil if none.
  public let namespace: String?
  /// What the kubeconfig says of the cluster, as JSON: also a proxy, or whether the server's certificate is checked.
  private let entry: String

  /// In one line, before something is written through it.
  public var words: String { "\(name), \(server.text), user \(user)" }

  /// For what is read later through the context that was shown as this one.
  ///
  /// - Throws: ``ClusterError/otherContext(shown:found:)`` unless the same is reached in the same way, as far as the
  ///   kubeconfig says.
  public func require(_ found: ContextView) throws(ClusterError) {
    guard (name, server, user, entry) == (found.name, found.server, found.user, found.entry) else {
      throw .otherContext(shown: self, found: found)
    }
  }

  /// Asks the client, and checks that the context is whole.
  init(_ access: ClusterAccess, _ client: ClientProgram) throws(ClusterError) {
    let words = ["config", "view", "--minify", "-o", "json"]
    let ended = try client.complete(words, context: access.context)
    guard ended.status == 0 else { throw Self.failure(access, client, ended.output) }
    let root: Node?
    do throws(DocumentsError) {
      root = try DocumentReader.all(bytes: ended.output.output, source: "kubeconfig", format: .json).first?.root
    } catch {
      throw .setup(.client(program: client.path, reason: "what it prints is not JSON"))
    }
    let cluster = root?["clusters"]?.sequence?.first?["cluster"]
    let server = cluster?["server"]?.text
    let user = root?["users"]?.sequence?.first?["name"]?.text
    let context = root?["contexts"]?.sequence?.first
    let missing = [context == nil ? "context" : nil, server == nil ? "cluster" : nil, user == nil ? "user" : nil]
    guard let server, !server.isEmpty, let user, let context else {
      throw .setup(.emptyContext(access.context, missing: missing.compactMap { $0 }))
    }
    name = access.context
    self.server = ServerAddress(server)
    self.user = user
    entry = JSONWriter.write(cluster ?? .null)
    namespace = context["context"]?["namespace"]?.text.flatMap { $0.isEmpty ? nil : $0 }
  }

  private static func failure(
    _ access: ClusterAccess, _ client: ClientProgram, _ output: ProgramOutput
  ) -> ClusterError {
    let names = (try? client.run(["config", "get-contexts", "-o", "name"])).map {
      String(decoding: $0, as: UTF8.self).split(whereSeparator: \.isNewline).map(String.init)
    }
    if let names, !names.contains(access.context) {
      return .setup(.unknownContext(access.context, mesh: access.mesh, known: names))
    }
    // kubectl 1.32: `cannot locate cluster X`.
    let words = output.messages.joined(separator: "; ")
    if ["cannot locate", "not exist", "not found"].contains(where: words.contains) {
      return .setup(.emptyContext(access.context, missing: [words.contains("cluster") ? "cluster" : "user"]))
    }
    return .setup(.client(program: client.path, reason: words))
  }
}
