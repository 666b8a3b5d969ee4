import Diagnostics
import Documents
import Kubernetes
import SPIFFE
import X509

/// What a running proxy holds: the answer of `istioctl proxy-config secret -o json`, or of `istioctl ztunnel-config
/// certificate -o json`.
struct ProxyObservation: Sendable {
  /// The document.
  let field: Field
  let folder: Substring
  /// The roots that it trusts.
  let roots: [Certificate]
  /// The chains that it presents.
  let chains: [[Certificate]]

  /// The proxies of a document; none for anything else.
  static func all(in stranger: Document) -> [ProxyObservation] {
    let top = Field(stranger, object: "the file `\(stranger.source)`")
    let slash = stranger.source.utf8.lastIndex(of: UInt8(ascii: "/"))
    let folder = slash.map { stranger.source[..<$0] } ?? ""
    if top["dynamicActiveSecrets"].exists { return [envoy(top, folder)] }
    let listed = top["certificates"].exists ? top["certificates"].items : top.items
    return listed.compactMap { ztunnel($0, folder) }
  }

  private static func envoy(_ top: Field, _ folder: Substring) -> ProxyObservation {
    let secrets = top["dynamicActiveSecrets"].items
    func certificates(_ name: String, _ path: String...) -> [Certificate] {
      let named = secrets.filter { $0["name"].string == name || $0["secret"]["name"].string == name }
      return named.flatMap { item in read(encoded: path.reduce(item["secret"]) { $0[$1] }["inlineBytes"]) }
    }
    return ProxyObservation(
      field: top, folder: folder, roots: certificates("ROOTCA", "validationContext", "trustedCa"),
      chains: [certificates("default", "tlsCertificate", "certificateChain")].filter { !$0.isEmpty })
  }

  private static func ztunnel(_ item: Field, _ folder: Substring) -> ProxyObservation? {
    guard item["identity"].exists, item["certChain"].exists else { return nil }
    func certificates(_ key: String) -> [Certificate] {
      item[key].items.flatMap { certificate -> [Certificate] in
        guard let text = certificate["pem"].string else { return [] }
        return PEM.isEncoded(Array(text.utf8))
          ? read(encoded: certificate["pem"]) : PEMValue(Array(text.utf8), .roots).list.certificates
      }
    }
    return ProxyObservation(
      field: item, folder: folder, roots: certificates("rootCerts"),
      chains: [certificates("certChain")].filter { !$0.isEmpty })
  }

  private static func read(encoded field: Field) -> [Certificate] {
    guard let text = field.string, let bytes = try? Base64.decode(Array(text.utf8)) else { return [] }
    return PEMValue(bytes, .roots).list.certificates
  }

  /// The trust domain of what it presents.
  var trustDomain: String? { chains.lazy.compactMap { $0.first?.trustDomainName }.first }
}

extension Certificate {
  /// The trust domain in its URI, whether it is that of an authority or of a workload, or else the only one that its name
  /// constraints permit.
  var trustDomainName: String? {
    if let named = uris.lazy.compactMap({ try? SPIFFEID($0) }).first { return named.trustDomain.name }
    let permitted = extensions.nameConstraints?.permitted.compactMap(\.uri) ?? []
    return permitted.count == 1 ? permitted.first : nil
  }
}
