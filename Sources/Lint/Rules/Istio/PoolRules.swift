import Diagnostics
import Federation
import Kubernetes
import X509

/// The rules about the roots that a mesh trusts, and how they reach its proxies: MT-I-11, -12, -14, -20 to -24, -29, -34.
enum PoolRules {
  static let all: [Rule] = delivery + entries + pool

  /// Whether istiod and proxies use more than one root.
  private static let delivery: [Rule] = [
    Rule.plane("MT-I-11", .error) { plane, istio, collector in
      guard let reason = istio.reasonForSeveralRoots(plane), plane.signsOrPools else { return }
      guard let isOn = plane.takesSeveralRoots, let field = plane.variable(IstioVariable.multiRoot) else {
        return collector.needs(.istiodEnvironment, for: plane.object)
      }
      guard !isOn else { return }
      collector.report(
        field, "\(reason), but istiod has no `\(IstioVariable.multiRoot)`\(field.exists ? " that is true" : "")",
        paste: "pilot:\n  env:\n    \(IstioVariable.multiRoot): \"true\"")
    },
    Rule.plane("MT-I-12", .error) { plane, _, collector in
      guard plane.authorities.contains(where: \.hasRoots), !plane.saysAmbient else { return }
      let field = plane.proxyMetadata[IstioVariable.bundleRequest]
      guard !field.isTrueToGo else { return }
      collector.report(
        field, "`caCertificates` has roots of peers, but no proxy asks for them",
        paste: "defaultConfig:\n  proxyMetadata:\n    \(IstioVariable.bundleRequest): \"true\"")
    },
    Rule.plane("MT-I-14", .error) { plane, istio, collector in
      guard let reason = istio.reasonForSeveralRoots(plane) else { return }
      guard let version = plane.version else { return collector.needs(.istioVersion, for: plane.object) }
      guard version.deliversOneRoot else { return }
      collector.report(plane.versionField ?? plane.top, "\(reason), and Istio \(version) delivers only one of several")
    },
  ]

  /// What `caCertificates` says.
  private static let entries: [Rule] = [
    Rule.plane("MT-I-22", .error) { plane, _, collector in
      for entry in plane.authorities {
        guard let value = entry.value, let fault = Self.fault(of: value) else { continue }
        collector.report(entry.pem, "the certificate in `\(entry.pem.path)` \(fault)")
      }
    },
    Rule.plane("MT-I-23", .warning) { plane, _, collector in
      for entry in plane.authorities {
        guard let count = entry.value?.blocks.count, count > 1 else { continue }
        collector.report(entry.pem, "`\(entry.pem.path)` has \(count) blocks, and istiod checks only the first")
      }
    },
    Rule.plane("MT-I-24", .error) { plane, istio, collector in
      let admitted = Set(plane.aliases.compactMap(\.string) + [plane.trustDomain].compactMap(\.self))
      let named = Set(plane.authorities.flatMap { $0.trustDomains.compactMap(\.string) })
      for entry in plane.authorities where entry.hasRoots && entry.trustDomains.isEmpty {
        let domains = istio.trustDomains(of: entry, besides: plane)
        let missing = domains.subtracting(admitted).subtracting(named)
        guard domains.isEmpty ? plane.aliases.isEmpty && named.isEmpty : !missing.isEmpty else { continue }
        collector.report(
          entry.field["trustDomains"],
          missing.isEmpty
            ? "the entry has roots, but does not say of which trust domain"
            : "the entry has a root of \(missing.sorted().quoted), but does not admit that trust domain",
          paste: "trustDomains: [\(missing.sorted().first ?? "TRUST-DOMAIN")]")
      }
    },
  ]

  /// The roots together.
  private static let pool: [Rule] = [
    Rule.plane("MT-I-20", .error) { plane, istio, collector in
      // SPIRE's agent brings the roots of its peers itself.
      guard plane.isPooling, !istio.isSignedBySPIRE(plane) else { return }
      let held = Set(istio.pool(of: plane).map(\.publicKeyInfo.der))
      for (domain, field) in istio.peers(of: plane) {
        guard let other = istio.roots(of: domain, besides: plane) else {
          collector.needs(.peerRoots, for: plane.object)
          continue
        }
        guard !plane.fetches(domain), let missing = other.first(where: { !held.contains($0.publicKeyInfo.der) }) else {
          continue
        }
        guard !istio.dropped(missing, from: plane) else { continue }
        collector.report(
          field,
          "`\(domain)` has the root `\(missing)` (\(missing.fingerprint.prefix(16))…), which is not trusted here",
          paste: "- pem: |\n"
            + PEM.write([missing]).split(separator: "\n").map { "    \($0)" as RepairText }.joined(separator: "\n")
            + "\n  trustDomains: [\(domain)]")
      }
    },
    Rule.plane("MT-I-21", .warning) { plane, istio, collector in
      for entry in plane.authorities {
        for root in entry.certificates {
          let domains = entry.trustDomains.compactMap(\.string).nonEmpty ?? [root.trustDomainName].compactMap(\.self)
          let known = domains.map { istio.roots(of: $0, besides: plane) }
          guard !domains.isEmpty, !known.contains(where: { $0 == nil }) else { continue }
          let used = Set(known.flatMap { $0 ?? [] }.map(\.publicKeyInfo.der))
          guard !used.contains(root.publicKeyInfo.der) else { continue }
          collector.report(
            entry.pem,
            "the root `\(root)` (\(root.fingerprint.prefix(16))…) is trusted, but \(domains.quoted) does not use it")
        }
      }
    },
    Rule.plane("MT-I-29", .error) { plane, istio, collector in
      var seen: [DistinguishedName: Certificate] = [:]
      for (root, field) in istio.placedPool(of: plane) {
        let first = seen[root.subject] ?? root
        seen[root.subject] = first
        guard first.publicKeyInfo.der != root.publicKeyInfo.der else { continue }
        collector.report(field, "two roots with different keys have the same subject, `\(root)`")
      }
    },
    Rule.plane("MT-I-34", .warning) { plane, istio, collector in
      guard !istio.isAmbient(plane) else { return }
      let own = Set(istio.ownRoots(of: plane) ?? [])
      for entry in plane.authorities {
        for root in entry.certificates where !own.contains(root) && !root.isConfined {
          collector.report(
            entry.pem,
            "the root `\(root)` of a peer may issue identities of any trust domain, also of `\(plane.trustDomain ?? "")`"
          )
        }
      }
    },
  ]

  /// Why istiod refuses the whole list; nil if it takes the entry.
  private static func fault(of value: PEMValue) -> Message? {
    if value.blocks.isEmpty { return value.fault?.what ?? "holds no PEM block" }
    if let fault = value.fault, case .hidden = fault { return fault.what }
    guard let first = value.blocks.first, first.isCertificate else {
      return "begins with a block `\(value.blocks.first?.displayLabel ?? "")`"
    }
    guard let certificate = try? Certificate(der: first.der) else {
      return "cannot be read: \(value.list.unreadable.first?.reason ?? "")"
    }
    return certificate.isAuthority ? nil : "is not a CA: `\(certificate)`"
  }
}

extension IstioPlane {
  /// Whether any root of peers is named, or a trust domain of theirs.
  var isPooling: Bool { !authorities.isEmpty }

  /// Whether istiod signs itself, or has roots of peers to send.
  fileprivate var signsOrPools: Bool { foreignCA == nil || isPooling }

  /// Whether the roots of a trust domain come from an endpoint.
  fileprivate func fetches(_ domain: String) -> Bool {
    authorities.contains { entry in
      entry.url.exists && (entry.trustDomains.isEmpty || entry.trustDomains.contains { $0.string == domain })
    }
  }
}
