import Diagnostics
import Documents
import Federation
import HTTP
import SPIFFE
import X509

extension BundleFetcher {
  /// Every check that needs only the answer.
  func read(_ answer: HTTPSAnswer, of remote: RemoteEndpoint) throws(FetchFault) -> FetchedBundle {
    func fault(_ reason: FetchFault.Reason) -> FetchFault {
      FetchFault(name: remote.name, url: remote.endpoint.url, reason: reason)
    }
    guard answer.status == 200 else { throw fault(.status(answer.status)) }
    guard !answer.body.starts(with: [0xEF, 0xBB, 0xBF]) else {
      throw fault(.unreadable(detail: "it begins with a byte order mark, which readers of JSON refuse (RFC 8259)"))
    }
    let documents: [Document]
    do throws(DocumentsError) {
      documents = try DocumentReader.all(
        bytes: answer.body, source: answer.url, format: .json,
        limits: ReadingLimits(maxDepth: 8, maxExpandedNodes: 10_000, maxDocumentBytes: Self.limit))
    } catch {
      throw fault(.unreadable(detail: error.diagnostic.what.description))
    }
    guard let document = documents.first, documents.count == 1 else {
      throw fault(.unreadable(detail: "it has \(documents.count) JSON values"))
    }
    let (bundle, warnings): (TrustBundle, [Diagnostic])
    do throws(SPIFFEError) {
      (bundle, warnings) = try BundleJWKS.read(document.root, trustDomain: remote.trustDomain)
    } catch {
      throw fault(.unreadable(detail: "\(error.diagnostic.what): \(error.diagnostic.why)"))
    }
    do throws(SPIFFEError) {
      try BundleJWKS.requireFit(document.root, bundle)
    } catch {
      throw fault(.unfit(detail: error.diagnostic.what.description))
    }
    guard !bundle.certificates.isEmpty else { throw fault(.empty) }
    if let detail = unfitRoot(bundle) { throw fault(.unfit(detail: detail)) }
    return FetchedBundle(
      remote: remote, bundle: bundle, document: answer.body, url: answer.url,
      warnings: (warnings + type(answer)).filter { $0.severity != .note })
  }

  private func unfitRoot(_ bundle: TrustBundle) -> String? {
    for root in bundle.certificates {
      guard root.isAuthority else { return "`\(root)` is not a CA" }
      let names = root.uris
      guard names.isEmpty || names == [bundle.trustDomain.uri] else {
        return "`\(root)` is a root of \(names.joined(separator: ", ")), not of \(bundle.trustDomain.uri)"
      }
    }
    guard bundle.certificates.contains(where: { $0.validity.contains(now) }) else {
      return "none of its roots is valid at \(now)"
    }
    return nil
  }

  private func type(_ answer: HTTPSAnswer) -> [Diagnostic] {
    let type = answer.contentType?.split(separator: ";").first.map { $0.lowercased() } ?? "none"
    guard type != "application/json" else { return [] }
    return [
      Diagnostic(
        "MT-TRUST-53", .warning, what: "\(answer.url) serves a bundle with the content type \(type.printable)",
        why: "bundles are served as application/json (SPIFFE Federation section 5.2), and some readers ask for it",
        next: "tell its administrator")
    ]
  }
}
