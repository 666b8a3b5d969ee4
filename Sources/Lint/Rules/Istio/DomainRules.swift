import Diagnostics
import Federation
import Kubernetes
import SPIFFE
import X509

/// The rules about trust domains and names of meshes: MT-I-25 to -28, -35, -36.
enum DomainRules {
  static let all: [Rule] = own + between

  /// The mesh's own settings.
  private static let own: [Rule] = [
    Rule.plane("MT-I-25", .warning) { plane, istio, collector in
      let others = istio.knownDomains.subtracting([plane.trustDomain ?? ""])
        .union(plane.authorities.flatMap { $0.trustDomains.compactMap(\.string) })
        .union(plane.authorities.flatMap(\.certificates).compactMap(\.trustDomainName))
      // Roots of others that no entry assigns to a trust domain are those of an alias.
      let isUnassigned = plane.authorities.contains { $0.hasRoots && $0.trustDomains.isEmpty }
      for alias in plane.aliases {
        guard let name = alias.string, name != plane.trustDomain, others.contains(name) || isUnassigned else {
          continue
        }
        collector.report(
          alias, "the alias `\(name)` is the trust domain of another mesh",
          paste: "caCertificates:\n- trustDomains: [\(name)]")
      }
    },
    Rule.plane("MT-I-26", .error) { plane, _, collector in
      guard let field = plane.variable("PILOT_SKIP_VALIDATE_TRUST_DOMAIN"), field.isTrueToGo else { return }
      collector.report(field, "no proxy checks the trust domain of its clients", next: "remove the variable")
    },
    Rule.plane("MT-I-28", .warning) { plane, _, collector in
      let named = plane.authorities.flatMap(\.trustDomains)
      for field in [plane.trustDomainField] + plane.aliases + named {
        guard let name = field.string else { continue }
        do throws(SPIFFEError) {
          _ = try TrustDomain(name)
        } catch {
          collector.report(
            field, "`\(name)` is no trust domain of SPIFFE: \(error.diagnostic.what)", next: error.diagnostic.next)
        }
      }
    },
  ]

  /// One mesh beside another.
  private static let between: [Rule] = [
    Rule.istio("MT-I-27", .error) { istio, _, collector in
      var reported: Set<Int> = []
      // Those that have the same roots are compared once; one that differs is enough to say.
      var earlier: [String: [Set<Certificate>: [IstioPlane]]] = [:]
      for plane in istio.planes {
        guard let domain = plane.trustDomain, let roots = istio.ownRoots(of: plane) else { continue }
        let others = (earlier[domain] ?? [:]).lazy.filter { $0.key.isDisjoint(with: roots) }
          .compactMap { $0.value.first { !istio.isOneMesh(plane, $0) } }
        if plane.hasConfiguration, let other = others.min(by: { $0.id < $1.id }) {
          collector.report(
            plane.trustDomainField, "`\(domain)` is also the trust domain of \(other.object), which has other roots")
          reported.insert(plane.id)
        }
        earlier[domain, default: [:]][Set(roots), default: []].append(plane)
      }
      for plane in istio.planes where plane.trustDomain == "cluster.local" && !reported.contains(plane.id) {
        guard let entry = plane.authorities.first(where: \.hasRoots) else { continue }
        let own = istio.ownRoots(of: plane) ?? []
        guard entry.certificates.isEmpty || !Set(entry.certificates).isSubset(of: own) else { continue }
        collector.report(
          plane.trustDomainField,
          plane.trustDomainField.exists
            ? "the trust domain is `cluster.local`, the default of every mesh, and roots of others are trusted"
            : "there is no trust domain, so that it is `cluster.local`, and roots of others are trusted",
          paste: "trustDomain: \(Naming.trustDomain(ofMesh: plane.suggestedName.name))")
      }
    },
    Rule.istio("MT-I-35", .warning) { istio, _, collector in
      for secret in istio.all(Secret.kind, of: "") where secret.isRemoteCluster {
        for plane in istio.planes(of: secret) where plane.hasConfiguration {
          for cluster in secret.top["data"].entries + secret.top["stringData"].entries {
            Self.check(cluster.key, cluster.field, plane, istio, &collector)
          }
        }
      }
    },
    Rule.istio("MT-I-36", .error) { istio, _, collector in
      for path in [["multiCluster", "clusterName"], ["network"], ["meshID"]] {
        var earlier: [String: [IstioPlane]] = [:]
        for plane in istio.planes {
          let field = plane.global(path)
          guard let name = field.string else { continue }
          let other = (earlier[name] ?? []).first { !istio.isOneMesh(plane, $0) && istio.areUnrelated(plane, $0) }
          if let other {
            collector.report(
              field,
              "`\(name)` is also the \(path.last ?? "") of \(other.object) (\(other.global(path).place)), a mesh that has nothing to do with this one"
            )
          }
          earlier[name, default: []].append(plane)
        }
      }
    },
  ]

  /// The clusters of one mesh of several primaries whose trust domains differ.
  private static func check(
    _ cluster: String, _ field: Field, _ plane: IstioPlane, _ istio: IstioObjects, _ collector: inout Collector
  ) {
    guard let remote = istio.planes.first(where: { $0.clusterName == cluster && $0.id != plane.id }),
      let domain = remote.trustDomain, let own = plane.trustDomain, domain != own
    else { return }
    guard let version = plane.version else { return collector.needs(.istioVersion, for: plane.object) }
    if !version.isAtLeast(1, 29, 0) {
      guard !plane.aliases.contains(where: { $0.string == domain }) else { return }
      collector.report(
        field,
        "the remote cluster `\(cluster)` has the trust domain `\(domain)`, and Istio \(version) expects `\(own)` there")
    } else if let role = istio.all("ClusterRole", of: "rbac.authorization.k8s.io").first(where: {
      $0.name.hasPrefix("istio-reader")
    }),
      !role.readsConfigMaps
    {
      collector.report(
        role.top["rules"],
        "the reader's role has no `configmaps`, by which istiod learns that `\(cluster)` has the trust domain `\(domain)`"
      )
    }
  }
}

extension IstioPlane {
  /// A field of `values.global`.
  fileprivate func global(_ path: [String]) -> Field {
    path.count == 2 ? value("global", path[0], path[1]) : value("global", path[0])
  }
}

extension IstioObjects {
  /// Whether two meshes are certainly none: they have different trust domains, and no root in common.
  fileprivate func areUnrelated(_ one: IstioPlane, _ other: IstioPlane) -> Bool {
    guard let first = one.trustDomain, let second = other.trustDomain, first != second else { return false }
    guard let left = ownRoots(of: one), let right = ownRoots(of: other) else { return true }
    return Set(left).isDisjoint(with: right)
  }
}

extension Manifest {
  /// Whether it has the credentials by which istiod reads another cluster.
  fileprivate var isRemoteCluster: Bool {
    isA(Secret.kind, of: "") && top["metadata"]["labels"]["istio/multiCluster"].isTrue
  }

  /// Whether a role may read ConfigMaps.
  fileprivate var readsConfigMaps: Bool {
    top["rules"].items.contains { rule in
      rule["resources"].strings.contains { $0 == "configmaps" || $0 == "*" }
        && rule["verbs"].strings.contains { $0 == "get" || $0 == "*" }
    }
  }
}
