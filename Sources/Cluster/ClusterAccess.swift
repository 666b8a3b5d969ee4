/// How the cluster of one mesh is reached: through a context that somebody chose for it.
public struct ClusterAccess: Hashable, Sendable {
  /// Who chose the context, in rising order.
  public enum Source: Hashable, Sendable, Comparable {
    case federation, clustersFile, environment, option
  }

  public let mesh: String
  public let context: String
  public let source: Source
  /// Nil for the client's own choice.
  public let kubeconfig: String?
  /// A program, by name or path; nil for the one that fits.
  public let client: String?
  /// Whether `oc` fits better than `kubectl`.
  public let isOpenShift: Bool
}

/// Everything that says how meshes are reached. What comes from a file in git may choose the name of a context, and
/// nothing else: a program or a kubeconfig from there would run what somebody else wrote.
public struct ClusterChoices: Sendable {
  /// The contexts of federation.yaml, by mesh.
  public var federation: [String: String] = [:]
  public var file = ClustersFile()
  /// MESHTRUST_CONTEXTS, by mesh.
  public var environment: [String: String] = [:]
  /// `--context`, by mesh.
  public var options: [String: String] = [:]
  /// `--client`, or MESHTRUST_CLIENT.
  public var client: String?
  /// `--kubeconfig`.
  public var kubeconfig: String?
  /// Where clusters.yaml is or would be.
  public var path: String

  public init(path: String) {
    self.path = path
  }

  /// - Parameter isOpenShift: Whether the mesh is one of Maistra.
  public func access(of mesh: String, isOpenShift: Bool) throws(ClusterError) -> ClusterAccess {
    guard let access = known(mesh, isOpenShift: isOpenShift) else {
      throw .setup(.noContext(mesh: mesh, file: path))
    }
    return access
  }

  /// Nil if nobody chose a context.
  public func known(_ mesh: String, isOpenShift: Bool) -> ClusterAccess? {
    let entry = file.meshes[mesh]
    let chosen: [(ClusterAccess.Source, String?)] = [
      (.option, options[mesh]), (.environment, environment[mesh]), (.clustersFile, entry?.context),
      (.federation, federation[mesh]),
    ]
    guard let (source, context) = chosen.lazy.compactMap({ source, name in name.map { (source, $0) } }).first else {
      return nil
    }
    return ClusterAccess(
      mesh: mesh, context: context, source: source, kubeconfig: kubeconfig ?? entry?.kubeconfig ?? file.kubeconfig,
      client: client ?? entry?.client ?? file.client, isOpenShift: isOpenShift)
  }

  /// Reads `red-mesh=red-admin,green-mesh=green-admin`; nil for anything else.
  public static func contexts(_ text: String) -> [String: String]? {
    var contexts: [String: String] = [:]
    for part in text.split(separator: ",") {
      guard let (mesh, context) = pair(part), contexts.updateValue(context, forKey: mesh) == nil else { return nil }
    }
    return contexts
  }

  /// Reads `red-mesh=red-admin`; the context may have further equals signs.
  public static func pair(_ text: some StringProtocol) -> (mesh: String, context: String)? {
    guard let sign = text.firstIndex(of: "=") else { return nil }
    let (mesh, context) = (String(text[..<sign]), String(text[text.index(after: sign)...]))
    return mesh.isEmpty || context.isEmpty ? nil : (mesh, context)
  }
}
