import Cryptography
import Diagnostics
import Documents
import Federation
import Kubernetes
import SPIFFE
import X509

extension CertificateRules {
  /// A root that expires within this many days is reported.
  static let noticeDays: Int64 = 90
  /// After this many days two roots look like a forgotten rotation: the longest workload lifetime that istiod grants by
  /// default.
  static let overlapDays: Int64 = 90

  private static let day: Int64 = 86_400

  /// Whether the roots are usable: C-05, C-08, C-09, C-12, C-14.
  static let roots: [Rule] = [
    Rule.bundle("MT-C-05", .error) { bundle, _, collector in
      guard !bundle.certificates.isEmpty else { return collector.needs(.readableRoots, for: bundle.manifest.object) }
      guard bundle.roots.isEmpty else {
        // Every library looks at the key usage of an issuer, also of a root.
        if let root = bundle.roots.first, !bundle.roots.contains(where: \.maySign) {
          collector.report(
            bundle.field, "no root may sign certificates: the keyUsage of `\(root)` lacks keyCertSign",
            next: "ask the peer to reissue its root with the same key and keyCertSign")
        }
        return
      }
      let found =
        bundle.certificates.first.map { " (`\($0)` is \($0.isAuthority ? "an intermediate" : "a leaf"))" } ?? ""
      collector.report(bundle.field, "there is no self-signed CA among the roots\(found)")
    },
    Rule.bundle("MT-C-08", .error) { bundle, inventory, collector in
      guard !bundle.certificates.isEmpty else { return collector.needs(.readableRoots, for: bundle.manifest.object) }
      guard !bundle.roots.isEmpty else { return }
      let now = inventory.facts.now
      let valid = bundle.roots.filter { $0.validity.contains(now) }
      if valid.isEmpty {
        let root = bundle.roots[0]
        let when =
          root.validity.notAfter < now
          ? "expired on \(root.validity.notAfter)" : "is not valid before \(root.validity.notBefore)"
        return collector.report(bundle.field, "no root is valid: `\(root)` \(when)")
      }
      guard let last = valid.map(\.validity.notAfter).max(), last < now + noticeDays * day else { return }
      collector.report(
        bundle.field, "the last root expires on \(last)", next: "ask the peer to rotate its root", severity: .warning)
    },
    Rule.inventory("MT-C-09", .warning) { inventory, collector in
      for bundle in inventory.bundles {
        for certificate in bundle.certificates {
          for flaw in flaws(of: certificate) { collector.report(bundle.field, "`\(certificate)` \(flaw)") }
        }
      }
      for item in inventory.peers { _ = item.readableBundle(&collector) }
      for mesh in inventory.meshes {
        guard let signing = collector.signing(of: mesh) else { continue }
        for (key, value) in signing.values.sorted(by: { $0.key < $1.key }) {
          for certificate in value.list.certificates {
            for flaw in flaws(of: certificate) { collector.report(signing.field(key), "`\(certificate)` \(flaw)") }
          }
        }
      }
    },
    Rule.mesh("MT-C-12", .warning) { mesh, inventory, collector in
      guard let own = mesh.trustDomain else { return collector.needsControlPlane(of: mesh) }
      collector.needsPeers(of: mesh)
      if mesh.ownRoots.isEmpty { collector.needs(.ownRoots, for: mesh.object) }
      guard !isIsolated(mesh, inventory) else { return }
      var owners: [ArraySlice<UInt8>: String] = [:]
      for root in mesh.ownRoots { owners[root.publicKeyInfo.der] = own }
      for peer in mesh.peers {
        guard let domain = peer.trustDomain.string, let bundle = collector.roots(of: peer, in: mesh) else { continue }
        for root in bundle.roots {
          let first = owners[root.publicKeyInfo.der] ?? domain
          owners[root.publicKeyInfo.der] = first
          guard first != domain, !root.isConfined else { continue }
          collector.report(bundle.field, "`\(first)` and `\(domain)` share the root `\(root)`")
        }
      }
    },
    Rule.peer("MT-C-14", .warning) { item, collector in
      guard let bundle = item.readableBundle(&collector) else { return }
      let keys = Set(bundle.roots.map(\.publicKeyInfo.der))
      guard keys.count > 1, let newest = bundle.roots.map(\.validity.notBefore).max() else { return }
      guard newest + overlapDays * day < item.facts.now else { return }
      collector.report(
        bundle.field, "\(keys.count) roots are trusted, the newest since \(newest.day)",
        next: "remove the roots that the peer no longer signs with")
    },
  ]

  /// Properties of a root or intermediate that implementations reject.
  private static func flaws(of certificate: Certificate) -> [String] {
    var flaws: [String] = []
    if certificate.serialNumber.isNegative {
      flaws.append(
        "has a negative serial number, \(certificate.serialNumber), which Go 1.23 and later, and so istiod, refuse")
    }
    if !certificate.isAuthority { flaws.append("is not a CA (basicConstraints CA:TRUE is missing)") }
    if let usage = certificate.extensions.keyUsage, !usage.contains(.keyCertSign) {
      flaws.append("may not sign certificates (keyUsage lacks keyCertSign)")
    }
    if certificate.signatureAlgorithm.signatureAlgorithm == nil {
      flaws.append("is signed with an insecure algorithm (\(certificate.signatureAlgorithm.identifier))")
    }
    if case .rsa(let modulus, _) = try? certificate.publicKeyInfo.components(), modulus.count * 8 < 2048 {
      flaws.append("has an RSA key of \(modulus.count * 8) bits")
    }
    return flaws
  }

  /// Whether every known intermediate is constrained to a trust domain, including our own.
  private static func isIsolated(_ mesh: MeshObjects, _ inventory: Inventory) -> Bool {
    !mesh.intermediates.isEmpty && inventory.intermediatesAreConfined
  }
}

extension Certificate {
  /// Whether URI name constraints apply to everything below it.
  var isConfined: Bool {
    extensions.nameConstraints?.permitted.contains { $0.uri != nil } ?? false
  }
}

extension CertificateRules {
  /// The bundle compared with the roots in use: C-10, C-11.
  static let comparisons: [Rule] = [
    Rule.peer("MT-C-10", .error) { item, collector in
      guard let bundle = item.readableBundle(&collector) else { return }
      let present = item.presentRoots
      guard !present.isEmpty else { return collector.needs(.peerRoots, for: item.peer.top.object) }
      let held = Set(bundle.certificates.map(\.publicKeyInfo.der))
      // Another root of the peer, from a rotation in progress, is reported by L-03.
      guard !item.holdsCurrentRoot(held), let missing = present.first(where: { !held.contains($0.publicKeyInfo.der) })
      else { return }
      collector.report(
        bundle.field, "the peer's root `\(missing)` (\(missing.fingerprint.prefix(16))…) is not in its bundle here",
        next: "replace the bundle", paste: "\(lines: PEM.write(present))")
    },
    Rule.bundle("MT-C-10", .error) { bundle, inventory, collector in
      guard let present = collector.roots(ofLonely: bundle, inventory) else { return }
      let held = Set(bundle.certificates.map(\.publicKeyInfo.der))
      guard let missing = present.first(where: { !held.contains($0.publicKeyInfo.der) }) else { return }
      collector.report(
        bundle.field,
        "by its name this is for a mesh whose root `\(missing)` (\(missing.fingerprint.prefix(16))…) is not in it",
        next: "replace the bundle", paste: "\(lines: PEM.write(present))")
    },
    Rule.bundle("MT-C-34", .error) { bundle, inventory, collector in
      guard let present = collector.roots(ofLonely: bundle, inventory) else { return }
      let known = Set(present.map(\.publicKeyInfo.der))
      guard bundle.roots.contains(where: { known.contains($0.publicKeyInfo.der) }) else { return }
      for root in bundle.roots where !known.contains(root.publicKeyInfo.der) && !root.isGeneration(ofOneOf: present) {
        collector.report(
          bundle.field,
          "by its name this is for a mesh of which `\(root)` (\(root.fingerprint.prefix(16))…) is no root",
          next: "remove it, unless the other administrator names it as theirs")
      }
    },
    Rule.peer("MT-C-11", .error) { item, collector in
      guard let bundle = item.readableBundle(&collector), !bundle.roots.isEmpty else { return }
      guard !item.mesh.ownRoots.isEmpty else { return collector.needs(.ownRoots, for: item.peer.top.object) }
      let own = Set(item.mesh.ownRoots.map(\.publicKeyInfo.der))
      guard bundle.roots.allSatisfy({ own.contains($0.publicKeyInfo.der) }) else { return }
      // Under a shared root both are intentionally the same.
      let isDifferent = item.presentRoots.contains { !own.contains($0.publicKeyInfo.der) }
      guard isDifferent || item.mesh.hasForeignRoots else {
        if item.presentRoots.isEmpty, item.mesh.peers.count == 1 {
          collector.needs(.peerRoots, for: item.peer.top.object)
        }
        return
      }
      collector.report(bundle.field, "the bundle for the peer contains our own roots")
    },
  ]
}

extension PeerCase {
  /// The peer's actual roots, from its manifests or from the home.
  var presentRoots: [Certificate] {
    if let roots = other?.ownRoots.nonEmpty { return roots }
    return peer.trustDomain.string.flatMap { facts.roots[$0] } ?? []
  }
}

extension PeerCase {
  /// Our copy of the peer's roots, if any certificate of it can be read; what is missing is noted otherwise.
  func readableBundle(_ collector: inout Collector) -> BundleView? { collector.roots(of: peer, in: mesh) }
}

extension Collector {
  /// A mesh's copy of a peer's roots, if any certificate of it can be read; what is missing is noted otherwise.
  mutating func roots(of peer: PeerView, in mesh: MeshObjects) -> BundleView? {
    guard let bundle = mesh.bundles[peer.configMapName] else {
      needs(.configMaps, for: peer.top.object)
      return nil
    }
    guard !bundle.certificates.isEmpty else {
      needs(.readableRoots, for: bundle.manifest.object)
      return nil
    }
    return bundle
  }
}

extension Collector {
  /// The roots that a home has of the mesh or remote after which a ConfigMap is named, if no peer in the input uses it;
  /// what is missing is noted otherwise.
  fileprivate mutating func roots(ofLonely bundle: BundleView, _ inventory: Inventory) -> [Certificate]? {
    guard let name = bundle.peerName,
      !inventory.peers.contains(where: { $0.bundle?.manifest.document.place == bundle.manifest.document.place })
    else { return nil }
    guard !bundle.certificates.isEmpty else {
      needs(.readableRoots, for: bundle.manifest.object)
      return nil
    }
    let facts = inventory.facts
    let domain = facts.federation?.mesh(named: name)?.trustDomain.name ?? facts.remoteDomains[name]
    guard let roots = domain.flatMap({ facts.roots[$0] })?.nonEmpty else {
      needs(.peerRoots, for: bundle.manifest.object)
      return nil
    }
    return roots
  }
}

extension BundleView {
  /// The peer after which the ConfigMap is named; nil for the roots that a mesh publishes of its own.
  fileprivate var peerName: String? {
    FederationImportDrafter.peer(ofConfigMap: manifest.name).flatMap { $0 == "ossm" ? nil : $0 }
  }
}
