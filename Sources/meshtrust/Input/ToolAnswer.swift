import Diagnostics
import Documents
import SPIFFE
import X509

/// Certificates in the JSON that other tools answer with.
enum ToolAnswer {
  /// `vault read -format=json pki/…`: a certificate, and its issuers below `ca_chain` or `issuing_ca`.
  case vault(chain: [String])
  /// `consul connect`'s roots, of one trust domain.
  case consulRoots(NamedBundle)
  /// A leaf of Consul.
  case consulLeaf(String)
  /// `spire-server bundle list -output json`, and a SPIFFE bundle map.
  case bundles([NamedBundle], form: String)

  /// Nil for any other document.
  init?(_ root: Node) throws {
    if let map = root["trust_domains"]?.mapping {
      self = .bundles(map.entries.map { Self.bundle($0.key, of: $0.value) }, form: "a SPIFFE bundle map")
    } else if let list = root["bundles"]?.sequence {
      self = .bundles(list.compactMap(Self.spireBundle), form: "SPIRE's list of bundles")
    } else if let bundle = Self.spireBundle(root) {
      self = .bundles([bundle], form: "a bundle of SPIRE")
    } else if let roots = root["Roots"]?.sequence, let domain = root["TrustDomain"]?.string {
      self = .consulRoots(try Self.consul(roots, domain))
    } else if let leaf = root["CertPEM"]?.string {
      self = .consulLeaf(leaf)
    } else if let data = root["data"], let certificate = data["certificate"]?.string {
      let above = data["ca_chain"]?.sequence?.compactMap(\.string) ?? data["issuing_ca"]?.string.map { [$0] } ?? []
      self = .vault(chain: [certificate] + above)
    } else {
      return nil
    }
  }

  var form: String {
    switch self {
    case .vault: "Vault's answer"
    case .consulRoots: "Consul's roots"
    case .consulLeaf: "Consul's leaf"
    case .bundles(_, let form): form
    }
  }

  /// The bundle of one domain of a map. One that cannot be read is a fault only for those who want it.
  private static func bundle(_ name: String, of value: Node) -> NamedBundle {
    do {
      return try bundle(name, value)
    } catch {
      return NamedBundle(name, CertificateList(), fault: error)
    }
  }

  /// SPIFFE Trust Domain and Bundle, as a map from trust domains to JWK sets.
  private static func bundle(_ name: String, _ value: Node) throws -> NamedBundle {
    let (bundle, warnings) = try BundleJWKS.read(value, of: nil)
    var list = CertificateList()
    for certificate in bundle.certificates { list.add(der: certificate.der) }
    // A map names its domains and is not polled, so what a served bundle lacks is missed by nobody.
    var named = NamedBundle(name, list, warnings.filter { !["MT-B-02", "MT-B-03"].contains($0.code) })
    named.tokenKeys = bundle.tokenKeys
    return named
  }

  /// How many keys for JWT-SVIDs the bundle of a trust domain has.
  func tokenKeys(of domain: TrustDomain) -> Int {
    guard case .bundles(let bundles, _) = self else { return 0 }
    return bundles.first { $0.trustDomain == domain.name }?.tokenKeys ?? 0
  }

  /// `{"trust_domain": …, "x509_authorities": [{"asn1": …}]}`.
  private static func spireBundle(_ node: Node) -> NamedBundle? {
    guard let domain = node["trust_domain"]?.string, let authorities = node["x509_authorities"]?.sequence else {
      return nil
    }
    var list = CertificateList()
    for authority in authorities {
      list.add(der: authority["asn1"]?.string.flatMap { try? Base64.decode(Array($0.utf8)) } ?? [])
    }
    var bundle = NamedBundle(domain, list)
    bundle.tokenKeys = node["jwt_authorities"]?.sequence?.count ?? 0
    return bundle
  }

  private static func consul(_ roots: [Node], _ domain: String) throws -> NamedBundle {
    var list = CertificateList()
    var inactive: [String] = []
    for root in roots {
      guard root["Active"]?.bool ?? true else {
        inactive.append("`\((root["Name"]?.string ?? root["ID"]?.string ?? "a root").printable)`")
        continue
      }
      for block in try PEM(Array((root["RootCert"]?.string ?? "").utf8)).blocks where block.isCertificate {
        list.add(der: block.der)
      }
    }
    guard !inactive.isEmpty else { return NamedBundle(domain, list) }
    let note = Diagnostic(
      "MT-CLI-93", .note, what: "roots of Consul that are not active are left out",
      why: "they sign nothing more: \(inactive.prefix(8).joined(separator: ", "))")
    return NamedBundle(domain, list, [note])
  }
}

extension ToolAnswer {
  /// Its certificates; of several bundles only that of the trust domain, without which several are an error.
  func list(
    _ source: String, of domain: TrustDomain?
  ) throws -> (list: CertificateList, warnings: [Diagnostic]) {
    switch self {
    case .vault(let texts): return try Self.list(texts)
    case .consulLeaf(let text): return try Self.list([text])
    case .consulRoots(let bundle): return try Self.list([bundle], source, domain)
    case .bundles(let bundles, _): return try Self.list(bundles, source, domain)
    }
  }

  /// The bundles with the names of their trust domains, if it has names.
  var bundles: [NamedBundle]? {
    switch self {
    case .bundles(let bundles, _): bundles
    case .consulRoots(let bundle): [bundle]
    case .vault, .consulLeaf: nil
    }
  }

  private static func list(_ texts: [String]) throws -> (list: CertificateList, warnings: [Diagnostic]) {
    var list = CertificateList()
    for text in texts { list.add(try PEM.list(Array(text.utf8)).list) }
    return (list, [])
  }

  private static func list(
    _ bundles: [NamedBundle], _ source: String, _ domain: TrustDomain?
  ) throws -> (list: CertificateList, warnings: [Diagnostic]) {
    if let domain { return try bundles.bundle(of: domain, source: source) }
    guard bundles.count < 2 else {
      throw CommandLineError.wrongContent(
        file: source, found: "the bundles of \(bundles.names)", wanted: "one bundle")
    }
    if let fault = bundles.first?.fault { throw fault }
    return (bundles.first?.list ?? CertificateList(), bundles.first?.warnings ?? [])
  }

  /// What `spire-server bundle list` prints: the name of each trust domain between two lines of asterisks, then its
  /// roots.
  static func spireList(_ text: String) throws -> [NamedBundle]? {
    // A carriage return and the line feed behind it are one character of Swift's, and no `\n`.
    let lines = text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false).map { Substring($0) }
    var bundles: [NamedBundle] = []
    var content: [Substring] = []
    var name: String?
    for (index, line) in lines.enumerated() {
      let named = heading(line)
      let isName = named.map { index > 0 && isRule(lines[index - 1]) || $0.hasPrefix(SPIFFEID.scheme) } ?? false
      guard isName || isRule(line) else {
        content.append(line)
        continue
      }
      guard isName, let named else { continue }
      if let name { bundles.append(try bundle(name, content)) }
      name = named
      content = []
    }
    guard let name else { return nil }
    return bundles + [try bundle(name, content)]
  }

  /// The name behind an asterisk, if a line has one: the lines may be indented, and end in any way.
  private static func heading(_ line: Substring) -> String? {
    guard beginsWithAsterisk(line), !isRule(line) else { return nil }
    let rest = line.trimmed.dropFirst()
    return rest.first?.isWhitespace == true ? String(rest.trimmed) : nil
  }

  /// Few lines begin with one, and trimming each takes most of the time.
  private static func beginsWithAsterisk(_ line: Substring) -> Bool {
    line.utf8.first { $0 != 0x20 && !(9...13).contains($0) } == UInt8(ascii: "*")
  }

  private static func isRule(_ line: Substring) -> Bool {
    guard beginsWithAsterisk(line) else { return false }
    let mark = line.trimmed.utf8
    return mark.count >= 8 && mark.allSatisfy { $0 == UInt8(ascii: "*") }
  }

  private static func bundle(_ name: String, _ content: [Substring]) throws -> NamedBundle {
    let text = content.joined(separator: "\n")
    if text.contains("\"keys\"") {
      let documents = try DocumentReader.all(bytes: Array(text.utf8), source: name, format: .json)
      guard let root = documents.first?.root else { return NamedBundle(name, CertificateList()) }
      return try bundle(name, root)
    }
    var list = CertificateList()
    for block in try PEM(Array(text.utf8)).blocks where block.isCertificate { list.add(der: block.der) }
    return NamedBundle(name, list)
  }
}

extension Substring {
  /// Without white space at both ends.
  fileprivate var trimmed: Substring {
    var text = self
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    return text
  }
}
