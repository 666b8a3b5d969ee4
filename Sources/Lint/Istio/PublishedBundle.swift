import Diagnostics
import Documents
import SPIFFE
import X509

/// A SPIFFE bundle document: a file of its own, or the text in a ClusterFederatedTrustDomain.
struct PublishedBundle: Sendable {
  /// Where it stands.
  let field: Field
  /// What tells it from other ones: the name of its file, or of the object.
  let name: String
  /// Its trust domain, as far as that is known.
  let trustDomain: String?
  /// The document; nil if it is no JSON.
  let root: Node?
  /// `spiffe_refresh_hint` in seconds: by default 300, and no less than 0 and no more than a year.
  let refreshHint: Int64

  /// Nil for a document that is no set of keys.
  init?(_ stranger: Document) {
    guard stranger.root["keys"] != nil, stranger.root.mapping != nil else { return nil }
    field = Field(stranger, object: "the file `\(stranger.source)`")
    name = stranger.source.split(separator: "/").last.map(String.init) ?? stranger.source
    root = stranger.root
    trustDomain = Self.certificates(stranger.root).lazy.compactMap(\.trustDomainName).first
    refreshHint = Self.refreshHint(stranger.root)
  }

  /// The text that an object brings along; nil without one.
  init?(_ manifest: Manifest) {
    guard manifest.isA("ClusterFederatedTrustDomain", of: "spire.spiffe.io") else { return nil }
    field = manifest.spec["trustDomainBundle"]
    guard let text = field.string else { return nil }
    name = manifest.object
    trustDomain = manifest.spec["trustDomain"].string
    root = try? DocumentReader.all(bytes: Array(text.utf8), source: field.source, format: .json).first?.root
    refreshHint = Self.refreshHint(root)
  }

  var certificates: [Certificate] { root.map(Self.certificates) ?? [] }

  /// `spiffe_sequence`; nil if there is none.
  var sequence: UInt64? { root?["spiffe_sequence"]?.text.flatMap { UInt64($0) } }

  private static func refreshHint(_ root: Node?) -> Int64 {
    guard let seconds = root?["spiffe_refresh_hint"]?.int else { return 300 }
    return min(max(Int64(seconds), 0), 365 * 86_400)
  }

  private static func certificates(_ root: Node) -> [Certificate] {
    (root["keys"]?.sequence ?? []).compactMap { key in
      guard let text = key["x5c"]?.sequence?.first?.string, let der = try? Base64.decode(Array(text.utf8)) else {
        return nil
      }
      return try? Certificate(der: der)
    }
  }

  // MARK: - Its faults

  /// What makes a client refuse the document.
  ///
  /// Source: SPIFFE Trust Domain and Bundle, section 4; spiffe/go-spiffe and spiffe/spire.
  func faults(at time: Timestamp) -> [Message] {
    guard let root else { return ["is no JSON"] }
    guard let keys = root["keys"]?.sequence else { return ["has no array `keys`"] }
    guard !keys.isEmpty else { return ["has no keys, which revokes everything"] }
    let known = trustDomain.flatMap { try? TrustDomain($0) } ?? (try? TrustDomain("unknown"))
    guard let known else { return [] }
    do throws(SPIFFEError) {
      let (bundle, warnings) = try BundleJWKS.read(root, trustDomain: known)
      let about = warnings.filter { $0.severity != .note && $0.code != "MT-B-02" && $0.code != "MT-B-03" }
      return about.map(\.what) + flaws(of: bundle, at: time)
    } catch {
      return [error.diagnostic.what]
    }
  }

  private func flaws(of bundle: TrustBundle, at time: Timestamp) -> [Message] {
    var flaws: [Message] = []
    for certificate in bundle.certificates {
      if !certificate.isAuthority { flaws.append("has `\(certificate)`, which is not a CA") }
      if let named = certificate.trustDomainName, let trustDomain, named != trustDomain {
        flaws.append("has `\(certificate)`, a root of `\(named)`, and not of `\(trustDomain)`")
      }
    }
    if !bundle.certificates.isEmpty, bundle.certificates.allSatisfy({ $0.validity.notAfter < time }) {
      flaws.append("has only expired roots")
    }
    return flaws
  }
}

extension IstioObjects {
  var published: [PublishedBundle] {
    strangers.compactMap { PublishedBundle($0) } + manifests.compactMap { PublishedBundle($0) }
  }

  /// The documents as they were before a change, by name; nil if that is not known.
  var publishedBefore: [String: PublishedBundle]? {
    guard let before = facts.before else { return nil }
    let (manifests, strangers) = Manifest.all(in: before)
    let all = strangers.compactMap { PublishedBundle($0) } + manifests.compactMap { PublishedBundle($0) }
    return Dictionary(all.map { ($0.name, $0) }) { first, _ in first }
  }
}
