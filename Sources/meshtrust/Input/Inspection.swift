import CA
import Cryptography
import Diagnostics
import Documents
import Kubernetes
import SPIFFE
import X509

/// Everything in a file.
struct Inspection {
  private(set) var form = ""
  private(set) var items: [InspectedItem] = []
  private(set) var warnings: [Diagnostic] = []

  var certificates: [Certificate] {
    items.compactMap { if case .certificate(let certificate, _) = $0 { certificate } else { nil } }
  }

  /// Whether a ConfigMap has certificates where no mesh looks for them.
  private var hasStrayCertificates = false

  /// What the file is, if it has no certificate that counts.
  var withoutCertificates: String {
    hasStrayCertificates
      ? "\(form) with certificates under another key than `\(ConfigMap.rootKey)`" : "\(form) without a certificate"
  }

  init(_ bytes: [UInt8], source: String) throws {
    if bytes.first == 0x30, let request = try? CertificateRequest(der: bytes) {
      form = "a certificate request (DER)"
      items = [.request(request)]
      return
    }
    switch try CertificateInput.recognise(bytes, source: source, isListed: true) {
    case .der(let certificate):
      form = "a certificate (DER)"
      items = [.certificate(certificate, place: nil)]
    case .message(let message):
      form = "a message of certificates (PKCS #7)"
      take(message, place: nil)
    case .pem(let pem): try take(pem, source)
    case .jwks(let root):
      let (bundle, warnings) = try BundleJWKS.read(root, of: nil)
      form =
        "a SPIFFE bundle (JWKS) with \(Counted.text(bundle.certificates.count, "root"))"
        + (bundle.sequence.map { ", sequence \($0)" } ?? "")
      items = bundle.certificates.map { .certificate($0, place: nil) }
      self.warnings = warnings.map { $0.within(source) }
    case .manifests(let resources): try take(resources, source)
    case .answer(let answer): try take(answer, source)
    case .meshConfig(let roots):
      form = roots.name
      try take(roots)
    }
  }

  private mutating func take(_ answer: ToolAnswer, _ source: String) throws {
    form = answer.form
    guard let bundles = answer.bundles else {
      let found = try answer.list(source, of: nil)
      return take(found.list, place: { _ in nil })
    }
    for bundle in bundles {
      items.append(.named("trust domain \(bundle.trustDomain.printable)"))
      take(bundle.list, place: { _ in nil })
      warnings += bundle.warnings.map { $0.within(source) }
      if let fault = bundle.fault { items.append(.named("its roots cannot be read: \(Self.reason(fault))")) }
    }
  }

  private static func reason(_ fault: any Error) -> String {
    (fault as? any Diagnosable)?.diagnostic.what.description.printable ?? "the bundle is malformed"
  }

  private mutating func take(_ roots: ObjectRoots) throws {
    for entry in roots.entries {
      let place = entry.trustDomains.isEmpty ? nil : "for \(entry.trustDomains.joined(separator: ", ").printable)"
      take(try PEM.list(Array(entry.pem.utf8)).list, place: { _ in place })
    }
  }

  private mutating func take(_ list: CertificateList, place: (Int?) -> String?) {
    items += list.certificates.map { .certificate($0, place: place(nil)) }
    items += list.unreadable.map { .unreadable($0, place: place($0.line)) }
  }

  /// A block that may be unreadable, as long as there is another that is not.
  private mutating func take(_ block: PEMBlock) {
    let place = "line \(block.line)"
    var list = CertificateList()
    list.add(der: block.der, line: block.line)
    take(list, place: { _ in place })
  }

  private mutating func take(_ pem: PEM, _ source: String) throws {
    form = "PEM with \(Counted.text(pem.blocks.count, "block"))"
    warnings = pem.warnings.map { $0.within(source) }
    guard !pem.blocks.isEmpty else { throw X509Error.noPEMBlock(wanted: "PEM", found: []) }
    for block in pem.blocks {
      let place = "line \(block.line)"
      if block.isCertificate {
        take(block)
      } else if PEMBlock.requestLabels.contains(block.label) {
        let request = try ContentError.naming(source, line: block.line) { try CertificateRequest(der: block.der) }
        items.append(.request(request))
      } else if PEMBlock.messageLabels.contains(block.label) {
        take(try ContentError.naming(source, line: block.line) { try PKCS7(block) }, place: place)
      } else if block.label == PEMBlock.revocationListLabel {
        let list = try ContentError.naming(source, line: block.line) { try RevocationList(der: block.der) }
        items.append(.named("\(Self.list(list)), \(place)"))
      } else if block.isPrivateKey {
        items.append(.named(Self.key(block, place)))
      } else {
        items.append(.named("a block of another kind (\(block.label)), \(place); not decoded"))
      }
    }
    try checkReadable(source)
  }

  private static func key(_ block: PEMBlock, _ place: String) -> String {
    let text = "a private key (\(block.label)), \(place); not shown"
    return block.isEncrypted ? text + "; it is encrypted: `openssl pkey -in FILE -out decrypted.pem`" : text
  }

  /// A file with nothing but an unreadable certificate is an error, and not a sight.
  private func checkReadable(_ source: String) throws {
    guard items.count == 1, case .unreadable(let certificate, _) = items[0] else { return }
    try certificate.fail(source)
  }

  private mutating func take(_ message: PKCS7, place: String?) {
    items += message.certificates.map { .certificate($0, place: place) }
    items += message.revocationLists.map { .named(Self.list($0)) }
  }

  private static func list(_ list: RevocationList) -> String {
    let next = list.nextUpdate.map { ", next on \($0)" } ?? ""
    return
      "revocation list\(list.isDelta ? " (delta)" : "") of \(list.issuer), \(list.count) revoked, of "
      + "\(list.thisUpdate)\(next)"
  }

  private mutating func take(_ resources: [Resource], _ source: String) throws {
    form = resources.count == 1 ? "a manifest" : "\(resources.count) manifests"
    for resource in resources {
      switch resource {
      case .configMap(let configMap):
        items.append(.named("ConfigMap \(configMap.metadata.name), \(Self.keys(configMap.data.keys))"))
        try take(configMap)
        if let roots = try ObjectRoots(resource, in: source) { try take(roots) }
      case .secret(let secret):
        items.append(
          .named("Secret \(secret.metadata.name), \(Self.keys(secret.values.keys)); private keys are not shown"))
        try take(secret, source)
      case .serviceMeshPeer(let peer):
        items.append(
          .named(
            "ServiceMeshPeer \(peer.metadata.name), trust domain \(peer.trustDomain ?? "none"), client ID "
              + "\(peer.clientID ?? "none")"
          ))
      case .serviceMeshControlPlane(let plane):
        items.append(
          .named("ServiceMeshControlPlane \(plane.metadata.name), trust domain \(plane.trustDomain ?? "none")"))
      case .kustomization(let list): items.append(.named("Kustomization of \(list.resources.count) files"))
      case .other(let node):
        items.append(.named("\(node["kind"]?.string ?? "an object") \(node["metadata"]?["name"]?.string ?? "")"))
        if let roots = try ObjectRoots(resource, in: source) {
          try take(roots)
        } else if let object = ForeignObject(node) {
          items.append(.named("\(object.why): `\(object.command)`"))
        }
      default:
        if let object = resource.objectName { items.append(.named("\(object.kind) \(object.name)")) }
      }
    }
  }

  private mutating func take(_ configMap: ConfigMap) throws {
    guard configMap.data[ConfigMap.rootKey] != nil else {
      if configMap.data.values.contains(where: { $0.contains("-----BEGIN CERTIFICATE-----") }) {
        hasStrayCertificates = true
      }
      return
    }
    let found = try rootList(from: configMap)
    warnings += found.warnings
    take(found.list, place: { _ in ConfigMap.rootKey })
  }

  /// istiod's Secret by the role of its certificates, any other by its keys.
  private mutating func take(_ secret: Secret, _ source: String) throws {
    for (key, value) in secret.values.sorted(by: { $0.key < $1.key }) {
      guard let outline = try? PEM.outline(of: value), outline.blocks.contains(where: \.isEncrypted) else { continue }
      items.append(
        .named(
          "the key `\(key)` is encrypted, and istiod has no passphrase: "
            + "`openssl pkey -in \(ShellWord.quoted(key)) -out decrypted.pem`"))
    }
    if secret.metadata.name == CACerts.secretName {
      let found = try CACerts(secret: secret)
      warnings += found.warnings
      items.append(.certificate(found.certificate, place: "the CA that istiod signs with"))
      items += found.chain.map { .certificate($0, place: "the presented chain") }
      items += found.roots.map { .certificate($0, place: "the roots") }
      return
    }
    let expected = CACerts.Layout.selfSigned.certificateKey
    for (key, value) in secret.values.sorted(by: { $0.key < $1.key }) {
      let text = value.withBytes { bytes in
        unsafe bytes.contains(PEMBlock.certificateLabel) ? unsafe Array(bytes) : []
      }
      guard !text.isEmpty else {
        if secret.metadata.name == CACerts.selfSignedName, key == expected {
          items.append(.named("`\(key)` holds no certificate"))
        }
        continue
      }
      let pem = try ContentError.naming(source) { try PEM(text) }
      var list = CertificateList()
      for block in pem.blocks where block.isCertificate { list.add(der: block.der, line: block.line) }
      take(list, place: { _ in key })
    }
  }

  private static func keys(_ names: some Collection<String>) -> String {
    names.isEmpty ? "no keys in its data" : "keys \(names.sorted().joined(separator: ", "))"
  }
}

extension UnsafeRawBufferPointer {
  /// Whether the text occurs in the bytes.
  fileprivate func contains(_ text: String) -> Bool {
    let wanted = Array(text.utf8)
    guard count >= wanted.count else { return false }
    return (0...(count - wanted.count)).contains { start in
      unsafe self[start..<(start + wanted.count)].elementsEqual(wanted)
    }
  }
}
