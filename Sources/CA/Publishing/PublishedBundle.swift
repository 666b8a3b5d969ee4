public import Diagnostics
public import SPIFFE
public import SystemPackage

/// The bundle document of one trust domain, as a web server serves it.
public struct PublishedBundle: Sendable {
  public let trustDomain: TrustDomain
  /// The meshes of the trust domain: one, or ambient meshes that share it.
  public let meshes: [String]
  public let path: FilePath
  /// `spiffe_sequence`, which only grows.
  public let sequence: Int64
  /// Whether the file is written now, because its content differs.
  public let isChange: Bool
  /// What its administrator should know.
  public let warnings: [Diagnostic]
}

/// Why a bundle is not published.
public enum PublicationFault: Hashable, Sendable {
  /// The file in its place is none that a home has published.
  case foreignFile(FilePath, detail: String)
  /// The document in its place is of another trust domain.
  case otherRoots(FilePath, trustDomain: String)
  /// The number of the document in its place leaves none for the next.
  case lastNumber(FilePath, sequence: UInt64)
  /// Neither the command nor federation.yaml names a folder.
  case noFolder
}

extension PublicationFault: Diagnosable {
  public var exitStatus: ExitStatus {
    switch self {
    case .noFolder: .usage
    case .foreignFile, .otherRoots, .lastNumber: .refused
    }
  }

  public var diagnostic: Diagnostic {
    switch self {
    case .foreignFile(let path, let detail):
      Diagnostic(
        "MT-TRUST-30", what: "`\(path)` is not a bundle, and stays", why: "\(detail)",
        next: "move it away, or publish into another folder")
    case .otherRoots(let path, let domain):
      Diagnostic(
        "MT-TRUST-31", what: "`\(path)` has the roots of another trust domain than `\(domain)`, and stays",
        why: "whoever reads it would take the roots of one mesh for those of another",
        next: "move it away, or publish into another folder")
    case .lastNumber(let path, let sequence):
      Diagnostic(
        "MT-TRUST-32", what: "`\(path)` has the sequence \(sequence), after which there is no other",
        why: "a higher number than any home reaches was written by something else, and readers ignore lower ones",
        next: "publish into another folder under another URL, and tell the readers")
    case .noFolder:
      Diagnostic(
        "MT-TRUST-33", what: "there is no folder to publish into",
        why: "neither the command nor `publish` in federation.yaml names one",
        next: "name a folder, such as `published`")
    }
  }
}
