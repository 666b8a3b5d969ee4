import Cryptography
import Files
import Kubernetes
import SystemPackage

/// The files of one mesh's folder that the home wrote. Only these are ever removed.
struct WrittenFiles: Sendable {
  /// The SHA-256 of each file as it was written, by its path in the folder. Empty for a folder that a version before
  /// 0.2.0 wrote last.
  let digests: [String: Set<String>]

  init(_ digests: [String: Set<String>] = [:]) {
    self.digests = digests
  }

  /// Sorts files of the folder by whether the home wrote them as they are.
  func split(
    _ paths: [FilePath], in tree: OutputTree
  ) throws(CAError) -> (ours: [FilePath], others: [FilePath]) {
    var ours: [FilePath] = []
    var others: [FilePath] = []
    for path in paths {
      if try isOurs(path, tree) { ours.append(path) } else { others.append(path) }
    }
    return (ours, others)
  }

  /// The entries to keep for a folder that is about to get new files: those of the files as they are, and the new ones.
  ///
  /// - Parameter unchanged: The new files that the folder has already.
  func entries(
    with files: [OutputFile], unchanged: Set<FilePath> = [], in tree: OutputTree
  ) throws(CAError) -> [(path: String, digest: String)] {
    var entries: [(path: String, digest: String)] = files.map { ($0.path.string, $0.content.digest) }
    for (path, known) in digests where !unchanged.contains(FilePath(path)) {
      let digest = try wrapping(CAError.files, tree.digest(FilePath(path)))
      if let digest, known.contains(digest) { entries.append((path, digest)) }
    }
    return entries
  }

  private func isOurs(_ path: FilePath, _ tree: OutputTree) throws(CAError) -> Bool {
    guard !digests.isEmpty else { return Self.isOurName(path) }
    guard let known = digests[path.string] else { return false }
    return try wrapping(CAError.files, tree.digest(path)).map(known.contains) ?? false
  }

  /// Whether the home would give a file this name.
  static func isOurName(_ path: FilePath) -> Bool {
    let parts = path.components.map(\.string)
    switch parts.count {
    case 1: return isOurManifest(parts[0])
    case 2: return parts[0] == "pem" && pemNames.contains(parts[1])
    case 3:
      return parts[0] == "rotation" && parts[1].prefix(while: \.isNumber).count >= 2
        && (parts[2] == "README.md" || isOurManifest(parts[2]))
    default: return false
    }
  }

  private static let pemNames = ["root-cert.pem", "ca-cert.pem", "cert-chain.pem", "ca-key.pem"]

  private static func isOurManifest(_ name: String) -> Bool {
    guard name.hasSuffix(".yaml") else { return false }
    if ["kustomization.yaml", "secret-cacerts.yaml", "servicemeshcontrolplane.yaml"].contains(name) { return true }
    if SealedSecret.files.contains(name) { return true }
    if name.hasPrefix("configmap-") { return name.hasSuffix("-ca-root-cert.yaml") }
    return ["servicemeshpeer-", "exportedserviceset-", "importedserviceset-", "destinationrule-"]
      .contains(where: name.hasPrefix)
  }
}

extension FileContent {
  /// The SHA-256 in hexadecimal.
  fileprivate var digest: String {
    switch self {
    case .plain(let bytes): sha256Hex(bytes)
    case .secret(let secret): secret.withBytes { bytes in unsafe sha256Hex(Array(bytes)) }
    }
  }
}
