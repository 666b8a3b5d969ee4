import Diagnostics
import Federation
import Kubernetes
import SPIFFE
import Verifier
import X509

extension CertificateRules {
  /// Whether the CAs can sign what they should: C-23 to C-25.
  static let hierarchy: [Rule] = [
    Rule.mesh("MT-C-23", .warning) { mesh, inventory, collector in
      guard let (signing, _) = collector.readableSigning(of: mesh) else { return }
      let field = mesh.controlPlane?.certificateAuthority["istiod"]["workloadCertTTLDefault"]
      let seconds = field?.string.flatMap(GoDuration.seconds) ?? GoDuration.usualWorkloadSeconds
      let path = signing.path(at: inventory.facts.now)
      guard let first = path.min(by: { $0.validity.notAfter < $1.validity.notAfter }),
        // An expired certificate already breaks the chain, which another rule reports.
        first.validity.notAfter >= inventory.facts.now,
        first.validity.notAfter < inventory.facts.now + Int64(seconds)
      else { return }
      collector.report(
        signing.field(signing.layout.certificateKey),
        "`\(first)` expires on \(first.validity.notAfter), before a workload certificate issued today")
    },
    Rule.mesh("MT-C-24", .error) { mesh, _, collector in
      if mesh.trustDomain == nil { collector.needsControlPlane(of: mesh) }
      if let (signing, certificate) = collector.readableSigning(of: mesh), let own = mesh.trustDomain {
        let place = signing.field(signing.layout.certificateKey)
        for authority in [certificate] + signing.chain.filter({ $0 != certificate }) + signing.roots {
          guard let permitted = authority.permittedDomains else { continue }
          if !permitted.contains(where: { covers($0, own) }) {
            collector.report(
              place, "`\(authority)` permits only \(permitted.quoted), not our own `\(own)`",
              next: .domainMistyped(own, permitted)
                ?? (authority.isSelfIssued
                  ? "reissue the root with the same key and the constraint `\(own)`, and replace it in every bundle"
                  : "have the intermediate issued again with the constraint `\(own)`"))
          }
          for peer in mesh.peers {
            guard let domain = peer.trustDomain.string, domain != own, authority == certificate,
              permitted.contains(where: { covers($0, domain) })
            else { continue }
            collector.report(place, "`\(authority)` permits the peer's trust domain `\(domain)` too")
          }
        }
      }
      collector.needsPeers(of: mesh)
      for peer in mesh.peers {
        guard let domain = peer.trustDomain.string, let bundle = collector.roots(of: peer, in: mesh) else { continue }
        for root in bundle.roots {
          if let named = root.namedDomain, named != domain {
            collector.report(
              bundle.field, "`\(root)` is the root of `\(named)`, not of the peer's `\(domain)`",
              next: "put the peer's own root there; this one may be that of another peer, or of this mesh")
          }
          guard let permitted = root.permittedDomains, !permitted.contains(where: { covers($0, domain) }) else {
            continue
          }
          let isOurs = mesh.ownRoots.contains { $0.publicKeyInfo.der == root.publicKeyInfo.der }
          collector.report(
            bundle.field, "`\(root)` permits only \(permitted.quoted), not the peer's `\(domain)`",
            next: isOurs
              ? "the files of the two sides were swapped: put the peer's root here, and this one at the peer"
              : .domainMistyped(domain, permitted)
                ?? "this is the root of \(permitted.quoted): put the peer's root here, or correct its trustDomain")
        }
      }
    },
    Rule.mesh("MT-C-25", .warning) { mesh, inventory, collector in
      guard let (signing, _) = collector.readableSigning(of: mesh) else { return }
      let place = signing.field(signing.layout.certificateKey)
      for (below, authority) in signing.path(at: inventory.facts.now).enumerated() {
        if let allowed = authority.extensions.basicConstraints?.pathLength, allowed < below {
          collector.report(
            authority.isSelfIssued ? signing.field(signing.layout.rootsKey) : place,
            "`\(authority)` allows \(allowed) intermediates below it (pathlen \(allowed)), and there are \(below)",
            next: authority.isSelfIssued
              ? "make another root, or reissue this one with the same key and name and a longer path length" : nil,
            severity: .error)
        }
        if let usage = authority.extensions.extendedKeyUsage, !usage.allows(.serverAuth) {
          collector.report(
            place, "`\(authority)` limits its extended key usage to \(usage.purposes.map(\.description).quoted)",
            severity: .error)
        }
      }
    },
  ]

  /// RFC 5280 section 4.2.1.10: a host name matches exactly, and one with a leading dot everything below it.
  private static func covers(_ constraint: String, _ domain: String) -> Bool {
    constraint.hasPrefix(".") ? domain.hasSuffix(constraint) : constraint == domain
  }

  /// What a peer presents: C-27, C-28.
  static let chains: [Rule] = [
    Rule.peer("MT-C-27", .error) { item, collector in
      guard let domain = item.peer.trustDomain.string, let bundle = item.readableBundle(&collector) else { return }
      guard !item.chains.isEmpty, let trustDomain = try? TrustDomain(domain) else {
        return collector.needs(.presentedChain, for: item.peer.top.object)
      }
      let verifier = ChainVerifier(
        bundles: BundleSet([TrustBundle(trustDomain: trustDomain, certificates: bundle.certificates)]))
      let expectation = Expectation(trustDomain: trustDomain, identity: item.peer.identity)
      for chain in item.chains {
        for certificate in chain.certificates where certificate.serialNumber.isNegative {
          collector.report(
            item.peer.clientID,
            "`\(certificate)` of the chain that the peer presents has a negative serial number, "
              + "\(certificate.serialNumber), which Go 1.23 and later refuse",
            next: "ask the peer to have it issued again with a positive one", severity: .warning)
        }
        for reason in verifier.verify(chain.certificates, expecting: expectation, at: item.facts.now).reasons {
          collector.report(
            item.peer.clientID, "the chain that the peer presents is rejected (\(reason.code)): \(reason.what)",
            next: reason.next.isEmpty ? nil : reason.next)
        }
      }
    },
    Rule.peer("MT-C-28", .warning) { item, collector in
      guard item.peer.trustDomain.string != nil, let bundle = item.readableBundle(&collector), !bundle.roots.isEmpty
      else { return }
      guard !item.chains.isEmpty else { return collector.needs(.presentedChain, for: item.peer.top.object) }
      for chain in item.chains {
        guard let leaf = chain.certificates.first else { continue }
        let known = chain.certificates.dropFirst() + bundle.certificates
        guard !known.contains(where: { $0.subject == leaf.issuer }) else { continue }
        collector.report(
          bundle.field, "neither the presented chain nor the bundle has the leaf's issuer `\(leaf.issuer)`",
          next: "ask the peer to complete its cert-chain.pem, or add the intermediate to the bundle")
      }
    },
  ]
}

extension Certificate {
  /// Whether its key usage allows signing certificates; without one it does.
  var maySign: Bool { extensions.keyUsage?.contains(.keyCertSign) ?? true }

  /// The trust domain that an authority names as its own (X509-SVID section 3.1); nil without a SPIFFE ID.
  var namedDomain: String? { uris.lazy.compactMap { try? SPIFFEID($0) }.first?.trustDomain.name }

  /// The hosts of permitted URIs; nil if URIs are not constrained.
  var permittedDomains: [String]? {
    extensions.nameConstraints?.permitted.compactMap(\.uri).nonEmpty
  }
}

extension Message {
  /// The repair where a trust domain differs from a permitted one only by a slip.
  fileprivate static func domainMistyped(_ domain: String, _ permitted: [String]) -> Message? {
    Spelling.nearest(to: domain, among: permitted).map { nearest in
      "the trust domain is probably mistyped: write `\(nearest)`"
    }
  }
}
