import Documents
import Federation
import X509

/// Compares what a running Istio is told about trust with what the home would tell it. Everything else in its configuration
/// is somebody else's.
struct TrustComparison {
  private(set) var differences: [ObjectDifference] = []
  private let certificates: CertificateComparison
  private let form: IstioForm
  /// What the paths begin with: nothing, or the key of the text in a ConfigMap.
  private let prefix: String

  /// Fields with which others would widen what is trusted, where the home writes none.
  private static let watched = [
    ["meshConfig", "trustDomainAliases"], ["pilot", "env", "PILOT_SKIP_VALIDATE_TRUST_DOMAIN"],
    ["pilot", "env", "ENABLE_CA_SERVER"], ["global", "caAddress"],
  ]

  /// - Throws: ``KubernetesError/document(_:)`` for a ConfigMap whose text is no YAML.
  init(
    _ document: Document, wanted trust: IstioTrust, _ form: IstioForm, _ certificates: CertificateComparison
  ) throws(KubernetesError) {
    self.certificates = certificates
    self.form = form
    prefix = form == .configMap ? "data.\(IstioForm.meshKey)." : ""
    let running = form == .configMap ? try Self.text(of: document) : document.root.withJSONNames
    var known: [[String]] = [IstioTrust.authorityPath]
    for setting in trust.settings where setting.path != IstioTrust.authorityPath {
      known.append(setting.path)
      guard let path = form.path(of: setting.path) else { continue }
      compare(running.at(path), setting.value, path)
    }
    for path in Self.watched where !known.contains(path) {
      guard let path = form.path(of: path), let value = running.at(path) else { continue }
      note(path, .extra(running: value.line))
    }
    if let path = form.path(of: ["meshConfig"]) {
      compare(path.isEmpty ? running : running.at(path), trust, document.source)
    }
  }

  private static func text(of document: Document) throws(KubernetesError) -> Node {
    do throws(DocumentsError) {
      let text = document.root["data"]?[IstioForm.meshKey]?.string ?? ""
      return try MeshConfig.node(text, source: document.source) ?? .mapping([])
    } catch {
      throw .document(error)
    }
  }

  private mutating func compare(_ running: Node?, _ wanted: Node, _ path: [String]) {
    guard let running else { return note(path, .missing(wanted: wanted.line)) }
    guard running.line != wanted.line else { return }
    note(path, .changed(running: running.line, wanted: wanted.line))
  }

  // MARK: - Roots

  /// By trust domain, since neither the order of entries nor the text around certificates matters.
  private mutating func compare(_ running: Node?, _ trust: IstioTrust, _ source: String) {
    let path = (form.path(of: IstioTrust.authorityPath) ?? []).joined(separator: ".")
    let config: MeshConfig
    do throws(KubernetesError) {
      config = try MeshConfig(running ?? .mapping([]), of: ObjectName(kind: form.rawValue, name: ""), in: source)
    } catch {
      differences.append(ObjectDifference(path: prefix + path, kind: .unreadable(error.diagnostic)))
      return
    }
    let wanted = Dictionary(
      trust.authorities.flatMap { entry in entry.trustDomains.map { ($0, [entry.root].compactMap { $0 }) } },
      uniquingKeysWith: +)
    let found = Dictionary(
      config.authorities.flatMap { entry in entry.trustDomains.map { ($0, entry.roots) } }, uniquingKeysWith: +)
    for domain in Set(wanted.keys).union(found.keys).sorted() {
      let place = "\(prefix)\(path)[\(domain)]"
      if found[domain] == nil, wanted[domain]?.isEmpty ?? false {
        differences.append(ObjectDifference(path: place, kind: .missing(wanted: domain)))
      } else if wanted[domain] == nil, found[domain]?.isEmpty ?? false {
        differences.append(ObjectDifference(path: place, kind: .extra(running: domain)))
      } else if let difference = certificates.difference(
        place, running: found[domain] ?? [], wanted: wanted[domain] ?? [])
      {
        differences.append(difference)
      }
    }
    let nameless = config.authorities.filter(\.trustDomains.isEmpty).flatMap(\.roots)
    if let difference = certificates.difference("\(prefix)\(path)[]", running: nameless, wanted: []) {
      differences.append(difference)
    }
    for entry in running?["caCertificates"]?.sequence ?? [] {
      guard let url = entry["spiffeBundleUrl"]?.string else { continue }
      differences.append(ObjectDifference(path: "\(prefix)\(path).spiffeBundleUrl", kind: .extra(running: url)))
    }
  }

  private mutating func note(_ path: [String], _ kind: ObjectDifference.Kind) {
    differences.append(ObjectDifference(path: prefix + path.joined(separator: "."), kind: kind))
  }
}

extension Node {
  /// What stands at the end of a path; nil if nothing does.
  fileprivate func at(_ path: [String]) -> Node? {
    let found = path.reduce(Optional(self)) { node, key in node?[key] }
    return found.flatMap { $0.isNull ? nil : $0 }
  }

  /// A scalar, or anything else as JSON.
  fileprivate var line: String { text ?? JSONWriter.write(self) }
}
