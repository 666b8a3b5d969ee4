import Diagnostics
import Documents
import Federation
import Kubernetes
import SPIFFE
import X509

/// The rules about bundle endpoints, bundle documents and SPIRE: MT-I-44 to -46, -58 to -61.
enum EndpointRules {
  static let all: [Rule] = fetching + spire + documents

  /// What istiod fetches.
  private static let fetching: [Rule] = [
    Rule.plane("MT-I-44", .error) { plane, istio, collector in
      for entry in plane.authorities {
        guard let url = entry.url.string, let fault = istio.fault(inEndpoint: url) else { continue }
        collector.report(entry.url, "istiod gets no roots from `\(url)`: \(fault)")
      }
    },
    Rule.plane("MT-I-45", .warning) { plane, _, collector in
      let kept = Set(
        plane.authorities.filter { $0.pem.exists }.flatMap { entry in
          entry.trustDomains.compactMap(\.string) + entry.certificates.compactMap(\.trustDomainName)
        })
      for entry in plane.authorities where entry.url.exists && !entry.pem.exists {
        let domains = entry.trustDomains.compactMap(\.string)
        guard domains.isEmpty || !kept.isSuperset(of: domains) else { continue }
        collector.report(
          entry.url,
          "the roots\(domains.isEmpty ? "" : " of \(domains.quoted)") come only from `\(entry.url.string ?? "")`",
          paste: "- pem: |\n    …\n  trustDomains: [\(domains.first ?? "TRUST-DOMAIN")]")
      }
    },
  ]

  /// What SPIRE is told.
  private static let spire: [Rule] = [
    Rule.istio("MT-I-58", .error) { istio, _, collector in
      for (manifest, field) in istio.spireDomains {
        for plane in istio.planes(of: manifest) where plane.hasConfiguration {
          guard let domain = field.string, let own = plane.trustDomain, domain != own else { continue }
          collector.report(
            field, "SPIRE has the trust domain `\(domain)`, and the mesh has `\(own)`",
            next: "write the same one in both")
        }
      }
      for manifest in istio.federated {
        let field = manifest.spec["trustDomain"]
        for plane in istio.planes(of: manifest) where plane.hasConfiguration {
          guard let domain = field.string, !istio.admits(domain, plane) else { continue }
          collector.report(
            field, "SPIRE brings the roots of `\(domain)`, and no sidecar admits its names",
            paste: "caCertificates:\n- trustDomains: [\(domain)]")
        }
      }
    },
    Rule.istio("MT-I-59", .error) { istio, _, collector in
      var seen: [String: Manifest] = [:]
      for manifest in istio.federated {
        let spec = manifest.spec
        if let domain = spec["trustDomain"].string {
          let key = "\(manifest.folder) \(spec["className"].string ?? "") \(domain)"
          if let first = seen[key] {
            collector.report(spec["trustDomain"], "\(first.object) is for `\(domain)` too")
          }
          seen[key] = seen[key] ?? manifest
          if let fault = Self.fault(inDomain: domain) { collector.report(spec["trustDomain"], "\(fault)") }
        }
        for (field, fault) in Self.faults(inEndpointOf: spec) { collector.report(field, "\(fault)") }
      }
    },
  ]

  /// What endpoints serve.
  private static let documents: [Rule] = [
    Rule.istio("MT-I-46", .warning) { istio, _, collector in
      let now = istio.facts.now
      let before = istio.publishedBefore ?? [:]
      for bundle in istio.published {
        let needed = max(Self.istiodNeeds, 3 * bundle.refreshHint)
        let roots = bundle.certificates
        if let newest = roots.max(by: { $0.validity.notBefore < $1.validity.notBefore }),
          let old = roots.first(where: { root in
            root != newest && root.validity.notAfter < newest.validity.notBefore + needed
          })
        {
          collector.report(
            bundle.field["keys"],
            "`\(old)` ends \(Self.hours(old.validity.notAfter.seconds - newest.validity.notBefore.seconds)) after `\(newest)` begins; \(Self.hours(needed)) are needed"
          )
        }
        guard let earlier = before[bundle.name]?.certificates, !earlier.isEmpty else { continue }
        let gone = earlier.filter { !roots.contains($0) }
        let since = roots.filter { !gone.contains($0) }.map(\.validity.notBefore).min()
        guard let removed = gone.first, let since, now.seconds - since.seconds < needed else { continue }
        let isUnseen = !roots.contains(where: earlier.contains)
        guard isUnseen || now.seconds - since.seconds < needed else { continue }
        collector.report(
          bundle.field["keys"],
          isUnseen
            ? "`\(removed)` leaves in the same change in which its successor comes"
            : "`\(removed)` leaves, and its successor began only \(Self.hours(now.seconds - since.seconds)) ago; \(Self.hours(needed)) are needed"
        )
      }
    },
    Rule.istio("MT-I-60", .error) { istio, inventory, collector in
      for bundle in istio.published {
        for fault in bundle.faults(at: inventory.facts.now) {
          collector.report(
            bundle.field, "the bundle document\(bundle.trustDomain.map { " of `\($0)`" } ?? "") is refused: " + fault)
        }
      }
    },
    Rule.istio("MT-I-61", .error) { istio, _, collector in
      for bundle in istio.published {
        guard let before = istio.publishedBefore else {
          collector.needs(.before, for: bundle.field.object)
          continue
        }
        guard let old = before[bundle.name], Set(old.certificates) != Set(bundle.certificates) else { continue }
        guard let last = old.sequence, bundle.sequence.map({ $0 <= last }) ?? true else { continue }
        collector.report(
          bundle.field["spiffe_sequence"].exists ? bundle.field["spiffe_sequence"] : bundle.field,
          "the roots change, and `spiffe_sequence` \(bundle.sequence.map { $0 < last ? "goes back from \(last) to \($0)" : "stays \($0)" } ?? "is missing")",
          next: "write a number above \(last)")
      }
    },
  ]

  /// istiod asks every 30 minutes, and proxies get new roots with their next certificate at the latest, in seconds.
  private static let istiodNeeds: Int64 = 30 * 60 + 24 * 3600

  private static func hours(_ seconds: Int64) -> String {
    let minutes = max(0, seconds) / 60
    return minutes % 60 == 0 ? "\(minutes / 60) h" : "\(minutes / 60) h \(minutes % 60) min"
  }

  private static func fault(inDomain name: String) -> String? {
    do throws(SPIFFEError) {
      _ = try TrustDomain(name)
      return nil
    } catch {
      return "`\(name)` is no trust domain: \(error.diagnostic.what.description)"
    }
  }

  /// What is wrong with the endpoint of a ClusterFederatedTrustDomain.
  private static func faults(inEndpointOf spec: Field) -> [(Field, String)] {
    var faults: [(Field, String)] = []
    let url = spec["bundleEndpointURL"]
    if let text = url.string {
      if !text.hasPrefix("https://") { faults.append((url, "`\(text)` is not https")) }
      if let host = EndpointURL(text)?.authority, host.contains("@") {
        faults.append((url, "`\(text)` has a name and password in it"))
      }
    } else {
      faults.append((url, "there is no `bundleEndpointURL`"))
    }
    let profile = spec["bundleEndpointProfile"]
    switch profile["type"].string {
    case "https_web": break
    case "https_spiffe":
      if !profile["endpointSPIFFEID"].exists {
        faults.append((profile["endpointSPIFFEID"], "`https_spiffe` needs the endpoint's SPIFFE ID"))
      } else if (try? SPIFFEID(profile["endpointSPIFFEID"].string ?? "")) == nil {
        faults.append((profile["endpointSPIFFEID"], "`\(profile["endpointSPIFFEID"].string ?? "")` is no SPIFFE ID"))
      }
      if !spec["trustDomainBundle"].exists {
        faults.append((spec["trustDomainBundle"], "`https_spiffe` needs the first bundle, `trustDomainBundle`"))
      }
    case let other:
      faults.append((profile["type"], "there is no profile `\(other ?? "")`, only `https_web` and `https_spiffe`"))
    }
    return faults
  }
}

/// The parts of a URL that decide who can be asked.
struct EndpointURL {
  let scheme: String
  /// Host and port, with what stands before an `@`.
  let authority: String

  /// Nil without a host.
  init?(_ text: String) {
    let start = text.firstRange(of: "://")
    scheme = start.map { text[..<$0.lowerBound].lowercased() } ?? ""
    authority = String(text[(start?.upperBound ?? text.startIndex)...].prefix { $0 != "/" && $0 != "?" })
    guard !authority.isEmpty else { return nil }
  }

  var host: String {
    let name = authority.split(separator: "@").last ?? ""
    return (name.hasPrefix("[") ? name.prefix { $0 != "]" } : name.prefix { $0 != ":" }).lowercased()
  }

  /// Whether no public CA can issue for the host: it is an address, has no dot, or ends in a name that is nobody's.
  var isPrivate: Bool {
    let isAddress = host.hasPrefix("[") || host.allSatisfy { $0.isNumber || $0 == "." }
    return isAddress || !host.contains(".")
      || [".local", ".svc", ".internal", ".cluster", ".lan", ".test", ".localhost"].contains(where: host.hasSuffix)
  }
}

extension IstioObjects {
  /// Why istiod cannot read a bundle from an endpoint; nil if nothing speaks against it.
  fileprivate func fault(inEndpoint text: String) -> String? {
    guard let url = EndpointURL(text) else { return "it has no host" }
    guard ["", "https"].contains(url.scheme) else { return "it is `\(url.scheme)`, not `https`" }
    let isSPIFFE = federated.contains { manifest in
      manifest.spec["bundleEndpointURL"].string == text
        && manifest.spec["bundleEndpointProfile"]["type"].string == "https_spiffe"
    }
    if isSPIFFE { return "it is an endpoint of the profile `https_spiffe`, and istiod knows only `https_web`" }
    return url.isPrivate ? "no public CA can issue for `\(url.host)`, and istiod trusts only the system's roots" : nil
  }

  fileprivate var federated: [Manifest] { all("ClusterFederatedTrustDomain", of: "spire.spiffe.io") }

  /// Where the trust domain of a SPIRE server is written.
  fileprivate var spireDomains: [(Manifest, Field)] {
    let servers = all("SpireServer", of: "operator.openshift.io").map { ($0, $0.spec["trustDomain"]) }
    let maps = all("ConfigMap", of: "").filter { $0.name.hasPrefix("spire-server") || $0.name.hasPrefix("spire-agent") }
    return servers.filter { $0.1.exists }
      + maps.flatMap { manifest in
        manifest.top["data"].entries.compactMap { entry -> (Manifest, Field)? in
          guard let name = Self.trustDomain(inConfiguration: entry.field.string ?? "") else { return nil }
          return (manifest, entry.field.embedding(Node(.string(name)), isBlock: false))
        }
      }
  }

  /// `trust_domain` in the configuration of SPIRE, which is HCL or JSON.
  private static func trustDomain(inConfiguration text: String) -> String? {
    guard let key = text.firstRange(of: "trust_domain") else { return nil }
    let value = text[key.upperBound...].drop { "\" \t=:".contains($0) }
    let name = value.prefix { !"\" \t\r\n,".contains($0) }
    return name.isEmpty ? nil : String(name)
  }

  /// Whether a mesh's sidecars take clients of a trust domain.
  fileprivate func admits(_ domain: String, _ plane: IstioPlane) -> Bool {
    domain == plane.trustDomain || plane.aliases.contains { $0.string == domain }
      || plane.authorities.contains { $0.trustDomains.contains { $0.string == domain } }
  }
}
