import Diagnostics
import Federation
import Testing
import X509

@testable import Lint

@Suite struct OwnOutputTests {
  @Test(arguments: ["openshift", "aws", "azure", "gcp", "bare-metal", "ibm-power", "ibm-z"], ["per-mesh", "shared"])
  func whatIsEmittedIsFreeOfFindings(platform: String, roots: String) throws {
    var authorities = try Authorities.fixed.get()
    if roots == "shared" { authorities = try Authorities.shared() }
    let setting = ", platform: \(platform)"
    var files = try ManifestTexts.pair(authorities, red: setting, green: setting, roots: roots)
    files.texts = files.texts.filter { name, _ in
      !["services", "exports", "imports", "rule"].contains { name.contains($0) }
    }
    let report = try files.lint()
    #expect(report.findings.isEmpty, "\(report.findings.map { "\($0.code) \($0.diagnostic.what.description)" })")
  }

  /// What federation.yaml says of services is written as sets and rules of failover.
  @Test(arguments: ["openshift", "aws", "azure", "gcp", "bare-metal", "ibm-power", "ibm-z"], ["per-mesh", "shared"])
  func setsAndFailoverAreFreeOfFindingsToo(platform: String, roots: String) throws {
    var authorities = try Authorities.fixed.get()
    if roots == "shared" { authorities = try Authorities.shared() }
    let red =
      ", platform: \(platform), locality: {region: us-east}, exports: {green-mesh: [{namespace: bookinfo, name: ratings}, "
      + "{namespace: bookinfo, name: details, alias: {namespace: books}}]}"
    let green =
      ", platform: \(platform), locality: {region: us-west}, imports: {red-mesh: {rules: ["
      + "{namespace: bookinfo, name: ratings, failover: {serviceAccounts: [ratings]}}, {namespace: books}]}}"
    var files = try ManifestTexts.pair(authorities, red: red, green: green, roots: roots)
    for name in ["red/exports.yaml", "green/imports.yaml", "green/rule.yaml"] { files.texts[name] = nil }
    #expect(files.texts["green/destinationrule-bookinfo-ratings-failover.yaml"] != nil)
    files.facts.before = nil
    let report = try files.lint()
    #expect(report.findings.isEmpty, "\(report.findings.map { "\($0.code) \($0.diagnostic.what.description)" })")
    let unchecked = report.unchecked.map(\.code).filter { ["X", "F"].contains($0.rawValue.dropFirst(3).prefix(1)) }
    #expect(unchecked.isEmpty, "\(unchecked)")
  }

  @Test func nodePortsAndOtherAddressesAreFreeOfFindingsToo() throws {
    let red = ", ingressAddresses: {green-mesh: [192.0.2.10]}"
    let report = try ManifestTexts.pair(red: red).lint()
    #expect(report.findings.isEmpty, "\(report.findings.map { "\($0.code) \($0.diagnostic.what.description)" })")
  }

  /// Settings of red that change what is written for either side.
  @Test(arguments: [
    ", clusterDomain: corp.internal", ", controlPlane: {flavour: istio}", ", cluster: {name: east, network: net-1}",
    ", gateways: {green-mesh: {ingress: {nodePorts: {service: 30510, discovery: 32359}}}}, "
      + "ingressAddresses: {green-mesh: [192.0.2.10]}",
    ", gateways: {green-mesh: {ingress: {nodePorts: {service: 30510, discovery: 32359}}}}, "
      + "ingressAddresses: {green-mesh: [192.0.2.10]}, ingressPorts: {green-mesh: {service: 443, discovery: 8443}}",
    ", gateways: {green-mesh: {ingress: {labels: {team: edge}}, egress: {name: out, labels: {team: core}}}}",
    ", profile: short", ", namespace: istio-red, trustDomain: red.example.org",
  ])
  func everyOptionIsFreeOfFindings(red: String) throws {
    let plain = red.replacing(", controlPlane: {flavour: istio}", with: "")
    let flavour = plain == red ? "version: v2.5" : "flavour: istio"
    let authorities = try Authorities(of: "red.example.org", if: red.contains("red.example.org"))
    let text = """
      apiVersion: meshtrust/v1
      kind: Federation
      spec:
        meshes:
        - {name: red-mesh, peers: [green-mesh], controlPlane: {\(flavour)}\(plain)}
        - {name: green-mesh, controlPlane: {version: v2.5}}
        profiles:
          short: {workloadLifetime: 1h, maxWorkloadLifetime: 2h}
      """
    let files = try ManifestTexts.written(text, authorities)
    let report = try files.lint()
    #expect(report.findings.isEmpty, "\(report.findings.map { "\($0.code) \($0.diagnostic.what.description)" })")
  }

  /// Settings of both meshes of Istio, in each flavour.
  @Test(
    arguments: [
      "flavour: sail, version: v1.30.1", "flavour: sail, version: v1.24-latest", "flavour: istio, version: 1.29.4",
      "flavour: istio, version: 1.30.1, signer: istio-csr", "flavour: istio, version: 1.30.1, signer: spire",
      "flavour: sail, version: v1.28.3, signer: spire", "flavour: sail, version: v1.30.1, signer: istio-csr",
    ],
    [
      "", ", trustManager: bundle", ", trustManager: cluster-bundle", ", exportPolicy: deny-others",
      ", spireClass: spire-spire, bundleURL: \"https://bundles.example.org/mesh.json\"",
    ])
  func flavoursOfIstioAreFreeOfFindings(plane: String, setting: String) throws {
    if setting.contains("spireClass"), !plane.contains("spire") { return }
    let text = """
      apiVersion: meshtrust/v1
      kind: Federation
      spec:
        meshes:
        - name: red-mesh
          peers: [green-mesh]
          controlPlane: {\(plane)}
          cluster: {name: red-cluster, network: red-network}
          ingressAddresses: {green-mesh: [eastwest.red.example.com]}
          exports:
            green-mesh: [{namespace: bookinfo, name: ratings, serviceAccounts: [ratings], ports: [{number: 80, name: http}]}]
          \(setting.dropFirst(2).replacing(", bundleURL", with: "\n    bundleURL"))
        - name: green-mesh
          controlPlane: {\(plane)}
          cluster: {name: green-cluster, network: green-network}
          ingressAddresses: {red-mesh: [eastwest.green.example.com]}
          imports:
            red-mesh: {rules: [{namespace: bookinfo, name: ratings, clients: [bookinfo/reviews]}]}
          \(setting.dropFirst(2).replacing(", bundleURL", with: "\n    bundleURL"))
      """
    var files = try ManifestTexts.written(text, Authorities.fixed.get())
    files.texts = files.texts.filter { !$0.key.hasSuffix(".sh") }
    let report = try files.lint()
    #expect(report.findings.isEmpty, "\(report.findings.map { "\($0.code) \($0.diagnostic.what.description)" })")
  }

  @Test func upstreamIstioIsFreeOfFindings() throws {
    var files = try ManifestTexts.pair()
    files.texts = files.texts.filter {
      $0.key.hasPrefix("red/") && ($0.key.contains("roots") || $0.key.contains("cacerts"))
    }
    files.facts.before = nil
    let report = try files.lint()
    #expect(report.findings.isEmpty, "\(report.findings.map { "\($0.code) \($0.diagnostic.what.description)" })")
  }
}

extension Authorities {
  /// One root above the confined intermediates of both.
  static func shared() throws -> Authorities {
    let root = try Authority.root("colours root CA g1")
    func below(_ name: String) throws -> Authority {
      try root.below("\(name) intermediate CA g1") { $0.nameConstraints = .domains(name + ".local") }
    }
    return Authorities(red: (root, try below("red-mesh")), green: (root, try below("green-mesh")))
  }

  /// The usual ones, or with red's for another trust domain.
  fileprivate init(of domain: String, if isOther: Bool) throws {
    let usual = try Self.fixed.get()
    guard isOther else {
      self.init(red: usual.red, green: usual.green)
      return
    }
    let root = try Authority.root("red-mesh root CA g1") { $0.nameConstraints = .domains(domain) }
    let intermediate = try root.below("red-mesh intermediate CA g1") { $0.nameConstraints = .domains(domain) }
    self.init(red: (root, intermediate), green: usual.green)
  }

  private init(red: (root: Authority, intermediate: Authority), green: (root: Authority, intermediate: Authority)) {
    self.red = red
    self.green = green
  }
}
