import Diagnostics

/// How the home publishes the bundles of its meshes.
public struct Publishing: Hashable, Sendable {
  /// What readers do without a hint (SPIFFE Trust Domain and Bundle section 4.1.3).
  public static let defaultRefreshHint = Lifetime(seconds: 300)
  /// SPIRE never asks more often than once a minute, and a day's rotation needs some polls.
  static let refreshHints = Lifetime(seconds: 60)...Lifetime(seconds: 3600)

  /// The folder that every command which changes bundles writes; relative to the home. Nil where none is named.
  public let folder: String?
  /// How often readers fetch a bundle.
  public let refreshHint: Lifetime

  public init(folder: String? = nil, refreshHint: Lifetime = Self.defaultRefreshHint) {
    self.folder = folder
    self.refreshHint = refreshHint
  }
}

/// `spec.publish` as written: a folder, or fields.
struct PublishEntry: Hashable, Sendable {
  var folder: Located<String>?
  var refreshHint: Located<Lifetime>?

  static func read(_ key: String, in reader: inout FieldReader) -> PublishEntry? {
    let (folder, fields) = reader.textOrObject(key) { reader in
      PublishEntry(folder: reader.text("folder"), refreshHint: reader.lifetime("refreshHint"))
    }
    return fields ?? folder.map { PublishEntry(folder: $0, refreshHint: nil) }
  }
}

extension Resolver {
  mutating func publishing() -> Publishing {
    guard let entry = file.publish else { return Publishing() }
    if let folder = entry.folder, folder.value.isEmpty {
      report(
        "MT-FED-70", what: "`publish` names no folder", why: "the bundles of the meshes are written into it",
        next: "write `publish: published`", place: folder.place)
    }
    if let hint = entry.refreshHint, !Publishing.refreshHints.contains(hint.value) {
      report(
        "MT-FED-71", what: "`refreshHint` is \(hint.value)",
        why:
          "readers that poll more often than once a minute do not exist, and a root is in use three polls after it is "
          + "published, so that an hour is the most",
        next: "write a duration from `1m` to `1h`", place: hint.place)
    }
    return Publishing(
      folder: entry.folder?.value, refreshHint: entry.refreshHint?.value ?? Publishing.defaultRefreshHint)
  }
}
