import Diagnostics
import Documents
import Kubernetes
import SPIFFE
import X509

/// The roots in an object that is no ConfigMap of roots and no Secret: trust-manager's, Kubernetes' own, and the
/// configuration of an Istio mesh. Read only where everything that belongs to them stands in the object itself.
struct ObjectRoots {
  /// A text with certificates.
  struct Entry {
    let pem: String
    /// For which its roots count; empty for all.
    let trustDomains: [String]
  }

  /// The object in words.
  let name: String
  let entries: [Entry]
  /// Addresses from which more roots are fetched.
  private(set) var addresses: [String] = []

  /// Nil for an object without roots of its own.
  ///
  /// - Throws: ``DocumentsError`` for a configuration that istiod refuses as a whole.
  init?(_ resource: Resource, in source: String) throws(DocumentsError) {
    switch resource {
    case .configMap(let configMap):
      guard configMap.data[ConfigMap.rootKey] == nil, MeshConfig.isConfigMap(named: configMap.metadata.name),
        let text = configMap.data[IstioForm.meshKey]
      else { return nil }
      let name = "the mesh configuration in the ConfigMap `\(configMap.metadata.name)`"
      let place = "\(source), data.\(IstioForm.meshKey)"
      try self.init(name, mesh: MeshConfig.node(text, source: place), in: place)
    case .other(let node):
      let name = "\(node["kind"]?.string ?? "") `\(node["metadata"]?["name"]?.string ?? "")`".printable
      let spec = node["spec"]
      switch ForeignObject.kind(of: node) {
      case .bundle:
        guard ForeignObject.sourcesElsewhere(of: node).isEmpty else { return nil }
        let texts = (spec?["sources"]?.sequence ?? []).compactMap { $0["inLine"]?.string }
        self.init(name, [spec?["inLineCAs"]?.string].compactMap(\.self) + texts)
      case .clusterTrustBundle: self.init(name, [spec?["trustBundle"]?.string].compactMap(\.self))
      case .istio: try self.init(name, mesh: spec?["values"]?["meshConfig"], in: source)
      case .istioOperator:
        try self.init(name, mesh: spec?["meshConfig"] ?? spec?["values"]?["meshConfig"], in: source)
      default: return nil
      }
    default: return nil
    }
  }

  /// Values of the chart istiod, or the configuration of a mesh alone.
  init?(values root: Node, in source: String) throws(DocumentsError) {
    if root["meshConfig"]?.mapping != nil {
      try self.init("values of the chart istiod", mesh: root["meshConfig"], in: source)
    } else {
      try self.init("the configuration of a mesh", mesh: root, in: source)
    }
  }

  private init?(_ name: String, _ texts: [String]) {
    guard !texts.isEmpty else { return nil }
    self.name = name
    entries = texts.map { Entry(pem: $0, trustDomains: []) }
  }

  /// Of `caCertificates`; an entry without trust domains counts for all (istio/api, mesh/v1alpha1/config.proto).
  private init?(_ name: String, mesh given: Node?, in source: String) throws(DocumentsError) {
    guard let mesh = given?.withJSONNames, let list = mesh["caCertificates"], !list.isNull else { return nil }
    let all = try MeshConfigEntry.all(of: mesh, in: source)
    self.name = name + ", caCertificates"
    entries = all.compactMap { entry in entry.pem.map { Entry(pem: $0, trustDomains: entry.trustDomains) } }
    addresses = all.compactMap(\.address)
  }
}

extension ObjectRoots {
  /// The roots for a trust domain; without one all of them, if they are for the same.
  ///
  /// - Throws: ``CommandLineError/wrongContent(file:found:wanted:of:)`` if it has none for the domain, and
  ///   ``CommandLineError/severalObjects(kind:candidates:option:)`` for roots of several, of which none is named.
  func list(
    _ source: String, of domain: TrustDomain?
  ) throws -> (list: CertificateList, warnings: [Diagnostic]) {
    let own = entries.filter { entry in
      domain.map { entry.trustDomains.isEmpty || entry.trustDomains.contains($0.name) } ?? true
    }
    let others = Set(entries.flatMap(\.trustDomains)).subtracting([domain?.name ?? ""]).sorted()
    guard !own.isEmpty else {
      let named = others.prefix(8).map { "`\($0.printable)`" }.joined(separator: ", ")
      throw CommandLineError.wrongContent(
        file: source, found: "\(name), with \(others.isEmpty ? "no roots" : "roots of \(named)")",
        wanted: domain.map { "roots of `\($0)`" } ?? "roots")
    }
    guard domain != nil || Set(own.map { Set($0.trustDomains) }).count == 1 else {
      throw CommandLineError.severalObjects(
        kind: "roots",
        candidates: own.map { entry in
          entry.trustDomains.isEmpty
            ? "those for all" : "those for \(entry.trustDomains.joined(separator: ", "))".printable
        }, option: source == "-" ? "standard input" : source)
    }
    var list = CertificateList()
    for entry in own { list.add(try PEM.list(Array(entry.pem.utf8)).list) }
    guard !list.isEmpty else { throw X509Error.noPEMBlock(wanted: "certificate", found: []) }
    return (list, leftOut(others, domain) + fetched(domain))
  }

  private func leftOut(_ others: [String], _ domain: TrustDomain?) -> [Diagnostic] {
    guard let domain, !others.isEmpty else { return [] }
    return [
      Diagnostic(
        "MT-CLI-91", .note, what: "only the roots of `\(domain)` are taken",
        why: "\(name) has those of \(others.prefix(8).map { "`\($0.printable)`" }.joined(separator: ", ")) too, "
          + "and bundles are never pooled")
    ]
  }

  private func fetched(_ domain: TrustDomain?) -> [Diagnostic] {
    addresses.prefix(1).map { address in
      Diagnostic(
        "MT-CLI-96", .warning, what: "\(name) fetches more roots from `\(address.printable)`",
        why: "they are not in the file, and nothing is fetched here",
        next: "fetch them with `curl`, and pass that file")
    }
  }
}
