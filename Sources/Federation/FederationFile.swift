public import Diagnostics
public import Documents

/// A federation.yaml as it was written: nothing derived, and every value with its place.
public struct FederationFile: Hashable, Sendable {
  /// The only version there is.
  public static let apiVersion = "meshtrust/v1"
  /// The only kind there is.
  public static let kind = "Federation"

  /// The file's name, for messages.
  public let source: String
  /// Warnings about the text itself.
  public let findings: [Diagnostic]
  let name: Located<String>?
  let roots: RootMode
  let profiles: [ProfileEntry]
  let meshes: [MeshEntry]
  let remotes: [Located<String>]
  let place: Place

  /// Reads one document and throws every fault that it has, not only the first.
  public init(_ document: Document) throws(FederationError) {
    let (file, found) = FieldReader.read(document.root, at: "", source: document.source) {
      FederationFile(source: document.source, reader: &$0)
    }
    let findings = found.inOrderOfFile
    if findings.contains(where: { $0.severity == .error }) { throw .findings(findings) }
    self.init(file, findings: findings)
  }

  /// Reads the bytes of a file that holds exactly one document; `source` names it in messages.
  public static func read(_ bytes: [UInt8], source: String) throws(FederationError) -> FederationFile {
    let documents: [Document]
    do {
      documents = try DocumentReader.all(bytes: bytes, source: source)
    } catch {
      throw .document(error)
    }
    guard let document = documents.first, documents.count == 1 else {
      throw .documentCount(documents.count, source: source)
    }
    return try FederationFile(document)
  }

  /// The names of meshes that other people run; the caller finds what is known of them.
  public var remoteNames: [String] { remotes.map(\.value) }

  private init(source: String, reader: inout FieldReader) {
    self.source = source
    place = reader.place
    reader.expect(Self.apiVersion, in: "apiVersion")
    reader.expect(Self.kind, in: "kind")
    name = reader.object("metadata") { $0.text("name") } ?? nil
    let spec = reader.object("spec") { reader in
      Spec(
        roots: reader.choice("roots", RootMode.self)?.value ?? .perMesh,
        profiles: reader.table("profiles") { ProfileEntry(name: $0, reader: &$1) },
        meshes: reader.objects("meshes") { MeshEntry(reader: &$0) },
        remotes: reader.texts("remotes"))
    }
    roots = spec?.roots ?? .perMesh
    profiles = spec?.profiles ?? []
    meshes = spec?.meshes ?? []
    remotes = spec?.remotes ?? []
    findings = []
  }

  private init(_ file: FederationFile, findings: [Diagnostic]) {
    source = file.source
    name = file.name
    roots = file.roots
    profiles = file.profiles
    meshes = file.meshes
    remotes = file.remotes
    place = file.place
    self.findings = findings
  }

  private struct Spec {
    var roots: RootMode
    var profiles: [ProfileEntry]
    var meshes: [MeshEntry]
    var remotes: [Located<String>]
  }
}

extension FieldReader {
  /// Asks for a field that has one value only.
  fileprivate mutating func expect(_ value: String, in key: String) {
    guard let text = requiredText(key), text.value != value else { return }
    report(
      Diagnostic(
        "MT-FED-01", what: "`\(key)` is `\(text.value)`, so this is no federation of meshtrust",
        why: "a federation has `apiVersion: \(FederationFile.apiVersion)` and `kind: \(FederationFile.kind)`",
        next: "write `\(key): \(value)`", place: text.place))
  }
}
