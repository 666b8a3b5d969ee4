import Cryptography
import Diagnostics
import Kubernetes
import X509

extension CertificateRules {
  /// Whether istiod and Envoy read what stands in cacerts, and whose it is: C-30 to C-35.
  static let values: [Rule] = [
    Rule.mesh("MT-C-30", .error) { mesh, _, collector in
      guard let signing = mesh.signing else { return }
      for (key, fault) in signing.faults.sorted(by: { $0.key < $1.key }) {
        if case .encrypted = fault { continue }
        collector.report(signing.field(key), "`\(key)` \(fault.what)", next: fault.next(key))
      }
    },
    Rule.mesh("MT-C-31", .error) { mesh, _, collector in
      guard let signing = mesh.signing else { return }
      for (key, fault) in signing.faults {
        guard case .encrypted = fault else { continue }
        collector.report(signing.field(key), "`\(key)` \(fault.what)", next: fault.next(key))
      }
    },
    Rule.mesh("MT-C-32", .error) { mesh, _, collector in
      guard let signing = mesh.signing, let first = signing.roots.first,
        !signing.roots.contains(where: { $0.isAuthority && $0.isSelfSigned })
      else { return }
      let key = signing.layout.rootsKey
      collector.report(
        signing.field(key), "`\(key)` holds `\(first)`, which is not a root, but was issued by `\(first.issuer)`",
        next: "put the self-signed root `\(first.issuer)` there")
    },
    Rule.inventory("MT-C-33", .error) { inventory, collector in
      var owners: [ArraySlice<UInt8>: (mesh: MeshObjects, certificate: Certificate)] = [:]
      for mesh in inventory.meshes {
        guard let signing = mesh.signing, let certificate = signing.certificate else { continue }
        let key = certificate.publicKeyInfo.der
        guard let first = owners[key] else {
          owners[key] = (mesh, certificate)
          continue
        }
        let thing = first.certificate == certificate ? "intermediate" : "signing key"
        collector.report(
          signing.field(signing.layout.certificateKey),
          "`\(mesh.name)` and `\(first.mesh.name)` sign with one \(thing), `\(certificate)`")
      }
    },
    Rule.peer("MT-C-34", .error) { item, collector in
      guard let bundle = item.readableBundle(&collector), !bundle.roots.isEmpty else { return }
      let present = item.presentRoots
      guard !present.isEmpty else { return collector.needs(.peerRoots, for: item.peer.top.object) }
      let known = Set(present.map(\.publicKeyInfo.der))
      // A bundle without the peer's root is C-10's, and one of our own roots alone is C-11's.
      guard bundle.roots.contains(where: { known.contains($0.publicKeyInfo.der) }) else { return }
      for root in bundle.roots where !known.contains(root.publicKeyInfo.der) {
        guard !item.isEarlier(root, than: present) else { continue }
        collector.report(
          bundle.field,
          "the bundle also trusts `\(root)` (\(root.fingerprint.prefix(16))…), which is no root of the peer",
          next: "remove it, unless the other administrator names it as theirs")
      }
    },
  ]
}

extension PeerCase {
  /// Whether a root that the peer no longer publishes was its own: another generation, by its name.
  fileprivate func isEarlier(_ root: Certificate, than present: [Certificate]) -> Bool {
    present.contains { root.subject == $0.subject || root.subject.generationStem == $0.subject.generationStem }
  }
}

extension DistinguishedName {
  /// Organization and common name without the generation, as in `… root CA g2`; nil for a name without one.
  fileprivate var generationStem: String? {
    guard let name = commonName, let space = name.lastIndex(of: " "), name[name.index(after: space)...].first == "g",
      Int(name[name.index(after: space)...].dropFirst()) != nil
    else { return nil }
    return "\(organization ?? "")/\(name[..<space])"
  }
}
