import Diagnostics
import SPIFFE

extension Resolver {
  /// The remotes whose bundles can be fetched, in file order. A bundle names no trust domain, so that nothing is inferred.
  mutating func remoteEndpoints() -> [RemoteEndpoint] {
    var endpoints: [RemoteEndpoint] = []
    for entry in file.remoteEntries {
      guard entry.endpoint != nil || entry.trustDomain != nil else {
        // A card names the endpoint of its own mesh.
        if let known = facts[entry.name.value], let endpoint = known.endpoint {
          endpoints.append(RemoteEndpoint(name: known.name, trustDomain: known.trustDomain, endpoint: endpoint))
        }
        continue
      }
      guard let domain = trustDomain(of: entry), let written = entry.endpoint else { continue }
      guard let endpoint = endpoint(written, of: entry.name.value) else { continue }
      endpoints.append(RemoteEndpoint(name: entry.name.value, trustDomain: domain, endpoint: endpoint))
    }
    return endpoints
  }

  /// The trust domain that is written, and no other than the one that is known.
  private mutating func trustDomain(of entry: RemoteEntry) -> TrustDomain? {
    guard let text = entry.trustDomain else {
      guard let endpoint = entry.endpoint else { return nil }
      report(
        "MT-FED-72", what: "the remote `\(entry.name.value)` has a `bundleEndpoint` and no `trustDomain`",
        why: "a bundle does not say whose roots it holds, so that its reader has to know beforehand",
        next: "ask its administrator for the trust domain, and add `trustDomain` to it", place: endpoint.place)
      return nil
    }
    let domain: TrustDomain
    do throws(SPIFFEError) {
      domain = try TrustDomain.mesh(text.value)
    } catch {
      var finding = error.diagnostic
      finding.place = text.place
      findings.append(finding)
      return nil
    }
    if let known = facts[entry.name.value]?.trustDomain, known != domain {
      report(
        "MT-FED-73",
        what: "the remote `\(entry.name.value)` has the trust domain `\(domain)` here, and is known with "
          + "`\(known)`",
        why: "a mesh never changes its trust domain", next: "ask its administrator which one is right",
        place: text.place)
      return nil
    }
    return domain
  }

  private mutating func endpoint(
    _ written: RemoteEntry.Endpoint, of name: String
  ) -> BundleEndpoint? {
    guard let url = written.url else { return nil }
    guard BundleEndpoint.isURL(url.value) else {
      report(
        "MT-FED-57", what: "`url` is \(Excerpt(url.value)), from where nobody fetches a bundle",
        why: "readers of SPIFFE bundles take https and no credentials in the URL",
        next: "write `https://HOST/PATH`", place: url.place)
      return nil
    }
    switch (written.profile?.value ?? .web, written.endpointID) {
    case (.web, nil): return BundleEndpoint(url: url.value)
    case (.web, let text?):
      report(
        "MT-FED-74", what: "the endpoint of `\(name)` has an `endpointID` with the profile `https_web`",
        why: "with `https_web` a name in a certificate of the Web PKI counts, and no SPIFFE ID",
        next: "remove `endpointID`, or write `profile: https_spiffe`", place: text.place)
    case (.spiffe, nil):
      report(
        "MT-FED-74", what: "the endpoint of `\(name)` has the profile `https_spiffe` and no `endpointID`",
        why: "with `https_spiffe` the server proves a SPIFFE ID, which its reader has to know",
        next: "ask its administrator for the SPIFFE ID of the endpoint, and add `endpointID`", place: written.place)
    case (.spiffe, let text?): return spiffeEndpoint(url.value, text, of: name)
    }
    return nil
  }

  private mutating func spiffeEndpoint(
    _ url: String, _ text: Located<String>, of name: String
  ) -> BundleEndpoint? {
    let id: SPIFFEID
    do throws(SPIFFEError) {
      id = try SPIFFEID(text.value)
    } catch {
      var finding = error.diagnostic
      finding.place = text.place
      findings.append(finding)
      return nil
    }
    guard !id.path.isEmpty else {
      report(
        "MT-FED-74", what: "the `endpointID` of `\(name)` is a trust domain",
        why: "the server of the endpoint is a workload, and a CA is none",
        next: "write a SPIFFE ID such as `\(id.uri)/bundle-endpoint`", place: text.place)
      return nil
    }
    return BundleEndpoint(url: url, profile: .spiffe, endpointID: id)
  }
}
