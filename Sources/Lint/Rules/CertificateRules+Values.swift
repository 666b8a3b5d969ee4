import Cryptography
import Diagnostics
import Documents
import Federation
import Kubernetes
import SPIFFE
import X509

extension CertificateRules {
  /// Whether istiod and Envoy read what stands in cacerts, and whose it is: C-30 to C-35; where its key is: C-40.
  static let values: [Rule] = [
    Rule.mesh("MT-C-30", .error) { mesh, inventory, collector in
      guard let signing = collector.signing(of: mesh) else { return }
      for (key, fault) in signing.faults.sorted(by: { $0.key < $1.key }) {
        if case .encrypted = fault { continue }
        if case .unfinished = fault, inventory.isOfIstio(signing.manifest) { continue }
        collector.report(signing.field(key), "`\(key)` \(fault.what)", next: fault.next(key))
      }
    },
    Rule.mesh("MT-C-31", .error) { mesh, _, collector in
      guard let signing = collector.signing(of: mesh) else { return }
      for (key, fault) in signing.faults {
        guard case .encrypted = fault else { continue }
        collector.report(signing.field(key), "`\(key)` \(fault.what)", next: fault.next(key))
      }
    },
    Rule.mesh("MT-C-32", .error) { mesh, _, collector in
      guard let signing = collector.signing(of: mesh) else { return }
      guard let first = signing.roots.first else {
        return collector.needs(.readableSigning, for: signing.manifest.object)
      }
      guard !signing.roots.contains(where: { $0.isAuthority && $0.isSelfSigned }) else { return }
      let key = signing.layout.rootsKey
      collector.report(
        signing.field(key), "`\(key)` holds `\(first)`, which is not a root, but was issued by `\(first.issuer)`",
        next: "put the self-signed root `\(first.issuer)` there")
    },
    Rule.inventory("MT-C-33", .error) { inventory, collector in
      var owners: [ArraySlice<UInt8>: (mesh: MeshObjects, certificate: Certificate)] = [:]
      for mesh in inventory.meshes {
        guard let (signing, certificate) = collector.readableSigning(of: mesh) else { continue }
        let key = certificate.publicKeyInfo.der
        let known = owners[key]
        if let known, known.mesh.isSame(as: mesh) { continue }
        let named = known.map { ($0.mesh.name, $0.certificate) }
        guard let first = named ?? inventory.signer(withKey: key, otherThan: mesh) else {
          owners[key] = (mesh, certificate)
          continue
        }
        let thing = first.1 == certificate ? "intermediate" : "signing key"
        let isInDoubt = known?.mesh.mayBeSame(as: mesh) ?? false
        collector.report(
          signing.field(signing.layout.certificateKey),
          "`\(mesh.name)` and `\(first.0)` sign with one \(thing), `\(certificate)`"
            + (isInDoubt ? ", or they are two states of one mesh" : ""),
          next: isInDoubt
            ? "if they are two meshes, give each an intermediate of its own; if they are one, check one state at a time"
            : nil)
      }
      for item in inventory.peers where item.signers.isEmpty { collector.needs(.peerFiles, for: item.peer.top.object) }
    },
    Rule.inventory("MT-C-40", .error) { inventory, collector in
      for key in inventory.facts.plainKeys {
        collector.report(key.field, "`\(key.field.source)` has a plain CA key, and git takes the file")
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
        guard !root.isGeneration(ofOneOf: present) else { continue }
        let isNamesake = present.contains { $0.subject == root.subject }
        collector.report(
          bundle.field,
          "the bundle also trusts `\(root)` (\(root.fingerprint.prefix(16))…), which is no root of the peer"
            + (isNamesake ? ", though one of them has its name" : ""),
          next: "remove it, unless the other administrator names it as theirs",
          severity: isNamesake ? .warning : nil)
      }
    },
  ]
}

extension Inventory {
  /// The mesh of the home that signs with a key, apart from the given one. One of several in its namespace may be the given
  /// one, if nothing tells which it is.
  fileprivate func signer(withKey key: ArraySlice<UInt8>, otherThan mesh: MeshObjects) -> (String, Certificate)? {
    for other in facts.federation?.meshes ?? [] where other.name != mesh.name {
      // The default is the trust domain of many.
      let domain = mesh.controlPlane?.trustDomain.string ?? mesh.facts?.trustDomain.name
      guard other.trustDomain.name != domain, mesh.facts != nil || other.namespace != mesh.namespace else { continue }
      let found = facts.intermediates[other.trustDomain.name]?.first { $0.publicKeyInfo.der == key }
      if let found { return (other.name, found) }
    }
    return nil
  }
}

extension PeerCase {
  /// The certificates that the peer signs with, from its manifests or from the home.
  fileprivate var signers: [Certificate] {
    if let own = other?.intermediates.nonEmpty { return own }
    return peer.trustDomain.string.flatMap { facts.intermediates[$0] } ?? []
  }
}

extension Certificate {
  /// Whether it is another generation of a mesh's roots, by its name: `… root CA g1` beside `… root CA g2`.
  func isGeneration(ofOneOf present: [Certificate]) -> Bool {
    guard let stem = subject.generationStem else { return false }
    return present.contains { $0.subject != subject && stem == $0.subject.generationStem }
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
