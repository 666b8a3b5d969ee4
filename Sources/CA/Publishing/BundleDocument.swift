import Diagnostics
import Documents
import Federation
import Files
import SPIFFE
import SystemPackage
import X509

/// A bundle document as a file: the JSON of SPIFFE Trust Domain and Bundle section 4, in the same bytes each time.
struct BundleDocument: Hashable {
  /// The largest file that is read; ours have two roots during a rotation.
  static let limit = 1 << 20

  let bundle: TrustBundle

  /// `DIR/<trust domain>/bundle.json`.
  static func path(of domain: TrustDomain, in folder: FilePath) -> FilePath {
    folder.appending(domain.name).appending("bundle.json")
  }

  init(_ bundle: TrustBundle) {
    self.bundle = bundle
  }

  /// The document that is published; nil if there is none.
  ///
  /// - Throws: ``CAError/publication(_:)`` for a file that is none.
  init?(published path: FilePath, of domain: TrustDomain) throws(CAError) {
    guard try wrapping(CAError.files, FileSystem.isThere(path)) else { return nil }
    let bytes = try wrapping(CAError.files, FileSystem.read(path, limit: Self.limit, onlyRegular: true))
    func isForeign(_ detail: String) -> CAError { .publication(.foreignFile(path, detail: detail)) }
    let documents: [Document]
    do throws(DocumentsError) {
      documents = try DocumentReader.all(bytes: bytes, source: path.string, format: .json)
    } catch {
      throw isForeign(error.diagnostic.what.description)
    }
    guard let document = documents.first, documents.count == 1 else { throw isForeign("it has no one document") }
    do throws(SPIFFEError) {
      bundle = try BundleJWKS.read(document.root, trustDomain: domain).bundle
    } catch {
      throw isForeign(error.diagnostic.what.description)
    }
    // Roots of per-mesh trust domains name theirs.
    let names = Set(bundle.certificates.flatMap(\.uris))
    guard names.isEmpty || names.contains(domain.uri) else {
      throw .publication(.otherRoots(path, trustDomain: domain.name))
    }
  }

  func bytes() throws(CAError) -> [UInt8] {
    let node = try wrapping(CAError.x509, BundleJWKS.write(bundle))
    return Array((JSONWriter.write(node, pretty: true) + "\n").utf8)
  }

  /// Whether readers get the same from both: the roots in their order, and the hint.
  func hasContent(of other: BundleDocument) -> Bool {
    bundle.certificates == other.bundle.certificates && bundle.refreshHint == other.bundle.refreshHint
  }
}
