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
  /// What readers get. Two documents are the same if these are: readers take fields that nothing here reads.
  let bytes: [UInt8]

  /// `DIR/<trust domain>/bundle.json`.
  static func path(of domain: TrustDomain, in folder: FilePath) -> FilePath {
    folder.appending(domain.name).appending("bundle.json")
  }

  init(_ bundle: TrustBundle) throws(CAError) {
    self.bundle = bundle
    let node = try wrapping(CAError.x509, BundleJWKS.write(bundle))
    bytes = Array((JSONWriter.write(node, pretty: true) + "\n").utf8)
  }

  /// The document that is published; nil if there is none.
  ///
  /// - Throws: ``CAError/publication(_:)`` for a file that is none.
  init?(published path: FilePath, of domain: TrustDomain) throws(CAError) {
    guard try wrapping(CAError.files, FileSystem.isThere(path)) else { return nil }
    bytes = try wrapping(CAError.files, FileSystem.read(path, limit: Self.limit, onlyRegular: true))
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
}
