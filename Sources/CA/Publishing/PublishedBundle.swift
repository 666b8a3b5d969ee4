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
  /// The number of the document in its place is far above the home's last one.
  case strayNumber(FilePath, sequence: UInt64, last: Int64)
  /// Neither the command nor federation.yaml names a folder.
  case noFolder
}

extension PublicationFault: Diagnosable {
  public var exitStatus: ExitStatus {
    switch self {
    case .noFolder: .usage
    case .foreignFile, .otherRoots, .strayNumber: .refused
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
    case .strayNumber(let path, let sequence, let last):
      Diagnostic(
        "MT-TRUST-32", what: "`\(path)` has the sequence \(sequence), and this home remembers \(last)",
        why:
          "no home gets so far ahead of another: something else wrote it, and going on from it would use up the numbers "
          + "of trust cards too",
        next: "remove the file; if readers have taken it, publish under another URL, and tell them")
    case .noFolder:
      Diagnostic(
        "MT-TRUST-33", what: "there is no folder to publish into",
        why: "neither the command nor `publish` in federation.yaml names one",
        next: "name a folder, such as `published`")
    }
  }
}
