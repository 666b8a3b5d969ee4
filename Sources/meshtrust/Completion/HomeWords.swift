import CA
import Documents
import Files
import SystemPackage

/// The names in a home that a command line can have, read from federation.yaml alone: no secret is asked for, and a file
/// that is being edited may have faults.
struct HomeWords {
  private(set) var meshes: [String] = []
  private var remotes: [String] = []
  private var isShared = false
  private var peers: [(mesh: String, peer: String)] = []

  /// The home that a command line names, or the usual one.
  init(_ words: [String]) {
    guard let spec = Self.document(Self.expanded(Self.folder(words)) + "/federation.yaml")?["spec"] else { return }
    isShared = spec["roots"]?.string == "shared"
    remotes = (spec["remotes"]?.sequence ?? []).compactMap { $0.string ?? $0["name"]?.string }
    for mesh in spec["meshes"]?.sequence ?? [] {
      guard let name = mesh["name"]?.string else { continue }
      meshes.append(name)
      for peer in (mesh["peers"]?.sequence ?? []).compactMap(\.string) { peers += [(name, peer), (peer, name)] }
    }
  }

  /// The home's folder, before the options are parsed.
  static func folder(_ words: [String]) -> String {
    value(of: "--home", in: words) ?? Environment["MESHTRUST_HOME"] ?? "pki"
  }

  /// Meshes, and those that others run.
  var parties: [(String, String)] { meshes.map { ($0, "") } + remotes.map { ($0, "another administrator's") } }

  /// As commands name them.
  var authorities: [String] {
    (isShared ? ["shared/root"] : meshes.map { "\($0)/root" }) + meshes.map { "\($0)/intermediate" }
  }

  /// Egress gateways by their usual names.
  var gateways: [String] {
    var seen: Set<String> = []
    return peers.filter { meshes.contains($0.mesh) }.map { "\($0.mesh)/egress-\($0.peer)" }
      .filter { seen.insert($0).inserted }
  }

  /// The contexts of the user's kubeconfig.
  static func contexts(_ words: [String]) -> [String] {
    let named = value(of: "--kubeconfig", in: words).map(expanded) ?? Environment["KUBECONFIG"]
    let usual = Environment["HOME"].map { "\($0)/.kube/config" } ?? ""
    return (named ?? usual).split(separator: ":").flatMap { path in
      (document(String(path))?["contexts"]?.sequence ?? []).compactMap { $0["name"]?.string }
    }
  }

  private static func document(_ path: String) -> Node? {
    guard let bytes = try? FileSystem.read(FilePath(path), onlyRegular: true) else { return nil }
    return (try? DocumentReader.all(bytes: bytes, source: path))?.first?.root
  }

  private static func value(of option: String, in words: [String]) -> String? {
    if let index = words.lastIndex(of: option), index + 1 < words.count { return words[index + 1] }
    return words.last { $0.hasPrefix("\(option)=") }.map { String($0.dropFirst(option.count + 1)) }
  }

  /// A shell completes a word before it replaces its tilde.
  private static func expanded(_ path: String) -> String {
    guard path.hasPrefix("~/"), let home = Environment["HOME"] else { return path }
    return home + path.dropFirst()
  }
}
