import Documents
import Files
public import SystemPackage

/// The machine's own signers.yaml, outside of any repository: the programs and modules that signers are reached with.
public struct SignersFile: Hashable, Sendable {
  static let apiVersion = "meshtrust/v1"
  static let kind = "Signers"

  /// By name.
  public private(set) var programs: [String: SignerProgram] = [:]
  /// In the order in which a token is looked for.
  public private(set) var modules: [TokenModule] = []

  /// Nothing is said.
  public init() {}

  /// Reads the file; one that is missing says nothing, unless somebody has named it.
  public init(_ path: FilePath, isNamed: Bool = false) throws(SignerFault) {
    let isThere = FileSystem.exists(path)
    guard isThere || isNamed else { return }
    let resolved = FileSystem.resolved(path) ?? path
    if isThere { try MachineFile.requireOwn(resolved) }
    do throws(DocumentsError) {
      try read(isThere ? resolved.string : path.string)
    } catch {
      throw .file(error)
    }
  }

  /// Uses one module and no other.
  public mutating func useOnly(_ module: TokenModule) {
    let known = modules.first { $0.path == module.path }
    modules = [
      TokenModule(
        path: module.path, pinFile: module.pinFile ?? known?.pinFile, seconds: known?.seconds ?? module.seconds)
    ]
  }

  /// Takes the PIN of every token from one file.
  public mutating func usePINFile(_ path: String) {
    modules = modules.map { TokenModule(path: $0.path, pinFile: path, seconds: $0.seconds) }
  }

  private mutating func read(_ path: String) throws(DocumentsError) {
    guard let document = try DocumentReader.all(path: path).first else { return }
    var reader = try MappingReader(document.root, at: "", source: path)
    for (key, expected) in [("apiVersion", Self.apiVersion), ("kind", Self.kind)] {
      guard let node = reader.node(key), node.text != expected else { continue }
      throw reader.fault(node, key, expected: "`\(expected)`")
    }
    for entry in try reader.entries("programs") {
      var fields = try MappingReader(entry.value, at: "programs.\(entry.key)", source: path)
      guard SignerPlace.isName(entry.key) else {
        throw reader.fault(entry.value, entry.key, expected: "a name of letters, digits, `-` and `_`")
      }
      programs[entry.key] = SignerProgram(
        name: entry.key, path: try fields.requiredString("command"), arguments: try fields.strings("arguments"),
        environment: try fields.strings("environment"), seconds: try fields.int("timeout", in: 1...3600) ?? 60)
      try fields.finish()
    }
    for (index, node) in (try reader.sequence("tokens") ?? []).enumerated() {
      var fields = try MappingReader(node, at: "tokens[\(index)]", source: path)
      modules.append(
        TokenModule(
          path: try fields.requiredString("module"), pinFile: try fields.string("pinFile"),
          seconds: try fields.int("timeout", in: 1...3600) ?? TokenModule.usualSeconds))
      try fields.finish()
    }
    try reader.finish()
  }
}
