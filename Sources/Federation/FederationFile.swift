public import Diagnostics
public import Documents

/// A federation.yaml as written: nothing derived, and every value with its place.
public struct FederationFile: Hashable, Sendable {
  public static let apiVersion = "meshtrust/v1"
  public static let kind = "Federation"

  /// The file name, for messages.
  public let source: String
  /// Warnings about the text itself.
  public let findings: [Diagnostic]
  let name: Located<String>?
  private(set) var roots: RootMode
  let profiles: [ProfileEntry]
  let meshes: [MeshEntry]
  let remoteEntries: [RemoteEntry]
  /// Where the bundles of the meshes are published.
  let publish: PublishEntry?
  /// What needs a second person.
  let approval: ApprovalEntry?
  /// The codes of findings that are known and not shown.
  let acknowledged: [Located<String>]
  let place: Place

  /// Reads one document. Throws all its errors, not only the first.
  public init(_ document: Document) throws(FederationError) {
    let (file, found) = FieldReader.read(document.root, at: "", source: document.source) {
      FederationFile(source: document.source, reader: &$0)
    }
    let findings = found.inOrderOfFile
    if findings.contains(where: { $0.severity == .error }) { throw .findings(findings) }
    self.init(file, findings: findings)
  }

  /// Reads a file that contains exactly one document; `source` is the file name for messages.
  public static func read(_ bytes: [UInt8], source: String) throws(FederationError) -> FederationFile {
    StepCounter.count(.parsedDescription(bytes.hashValue))
    let documents: [Document]
    do {
      documents = try DocumentReader.all(bytes: bytes, source: source)
    } catch {
      throw .document(error)
    }
    return try FederationFile(documents, source: source)
  }

  /// Reads the only one of a file's documents.
  init(_ documents: [Document], source: String) throws(FederationError) {
    guard let document = documents.first, documents.count == 1 else {
      throw .documentCount(documents.count, source: source)
    }
    try self.init(document)
  }

  /// The same with other `roots`.
  func rooted(_ roots: RootMode) -> FederationFile {
    var file = self
    file.roots = roots
    return file
  }

  /// The names of the remotes. The caller loads what is known about them.
  public var remoteNames: [String] { remoteEntries.map(\.name.value) }

  /// The same with their places.
  var remotes: [Located<String>] { remoteEntries.map(\.name) }

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
        remotes: reader.textsOrObjects("remotes", RemoteEntry.init(name:)) { RemoteEntry(reader: &$0) },
        publish: PublishEntry.read("publish", in: &reader),
        approval: reader.object("approval") { ApprovalEntry(reader: &$0) }, acknowledged: reader.texts("acknowledge"))
    }
    roots = spec?.roots ?? .perMesh
    profiles = spec?.profiles ?? []
    meshes = spec?.meshes ?? []
    remoteEntries = spec?.remotes ?? []
    publish = spec?.publish
    approval = spec?.approval
    acknowledged = spec?.acknowledged ?? []
    findings = []
  }

  /// The same file with other findings, meshes or remotes.
  init(
    _ file: FederationFile, findings: [Diagnostic]? = nil, meshes: [MeshEntry]? = nil, remotes: [RemoteEntry]? = nil
  ) {
    source = file.source
    name = file.name
    roots = file.roots
    profiles = file.profiles
    self.meshes = meshes ?? file.meshes
    remoteEntries = remotes ?? file.remoteEntries
    publish = file.publish
    approval = file.approval
    acknowledged = file.acknowledged
    place = file.place
    self.findings = findings ?? file.findings
  }

  private struct Spec {
    var roots: RootMode
    var profiles: [ProfileEntry]
    var meshes: [MeshEntry]
    var remotes: [RemoteEntry]
    var publish: PublishEntry?
    var approval: ApprovalEntry?
    var acknowledged: [Located<String>]
  }

  /// Every field, in the order in which it is read.
  static var fields: [FieldShape] {
    FieldReader.fields { FederationFile(source: "", reader: &$0) }
  }
}

extension FieldReader {
  /// Reads a field that allows only one value.
  fileprivate mutating func expect(_ value: String, in key: String) {
    recordConstant(key, value)
    guard let text = requiredText(key), text.value != value else { return }
    report(
      Diagnostic(
        "MT-FED-01", what: "`\(key)` is `\(text.value)`, so this is not a federation of meshtrust",
        why: "a federation has `apiVersion: \(FederationFile.apiVersion)` and `kind: \(FederationFile.kind)`",
        next: "write `\(key): \(value)`", place: text.place))
  }
}
