import CA
import Cryptography
import Diagnostics
import Documents
import Files
import Kubernetes
import SPIFFE
import SystemPackage
import X509

/// The content of a file with certificates, recognised by its content and not by its name.
enum CertificateInput {
  case pem(PEM)
  case der(Certificate)
  /// A message with certificates and CRLs (PKCS #7), in DER.
  case message(PKCS7)
  case manifests([Resource])
  case jwks(Node)
  /// What another tool answered.
  case answer(ToolAnswer)
  /// The values of a chart, or the configuration of a mesh, which are no manifests.
  case meshConfig(ObjectRoots)

  /// `-` is standard input.
  ///
  /// - Parameter onlyRegular: Whether a pipe is refused: for a file that nobody named.
  static func read(
    _ path: String, for role: CertificateRole = .any, onlyRegular: Bool = false
  ) throws -> CertificateInput {
    let bytes = try FileSystem.read(FilePath(path), onlyRegular: onlyRegular)
    return try ContentError.naming(path) { try recognise(bytes, source: path, for: role) }
  }

  /// - Parameter isListed: Whether all that is in it is only listed, so that what belongs together does not matter.
  static func recognise(
    _ bytes: [UInt8], source: String, for role: CertificateRole = .any, isListed: Bool = false
  ) throws -> CertificateInput {
    if let form = ForeignForm(bytes) { throw CommandLineError.foreignForm(form, file: source) }
    if bytes.first == 0x30, bytes.dropFirst().first != 0 { return try binary(bytes, source) }
    let text = TextEncoding.utf8(bytes)
    let head = text.drop { $0 == 0x20 || (9...13).contains($0) }
    guard let first = head.first else {
      throw CommandLineError.wrongContent(file: source, found: "nothing", wanted: "certificates")
    }
    if first == UInt8(ascii: "{") { return try object(text, source, role) }
    if first == UInt8(ascii: "["), let list = try? DocumentReader.all(bytes: text, source: source, format: .json).first,
      let form = ForeignForm(list.root, wanted: role)
    {
      throw CommandLineError.foreignForm(form, file: source)
    }
    if let inner = try wrapped(head, source) {
      return try recognise(inner, source: source, for: role, isListed: isListed)
    }
    if let form = ForeignForm(text: Array(head)) { throw CommandLineError.foreignForm(form, file: source) }
    if looksLikeManifest(text) {
      let documents = try DocumentReader.all(bytes: text, source: source)
      try documents.forEach { try ServerRefusal.check($0, wanted: "certificates", of: .certificates) }
      return .manifests(try Resource.all(in: documents))
    }
    if looksLikeMeshConfig(text), let root = try DocumentReader.all(bytes: text, source: source).only(source)?.root,
      let roots = try ObjectRoots(values: root, in: source)
    {
      return .meshConfig(roots)
    }
    guard PEM.appears(in: text) else {
      throw CommandLineError.wrongContent(file: source, found: NoCertificates.name(of: text), wanted: "certificates")
    }
    if let bundles = try ToolAnswer.spireList(String(decoding: text, as: UTF8.self)) {
      return .answer(.bundles(bundles, form: "SPIRE's list of bundles"))
    }
    if let contained = try contained(text, source, isListed: isListed) { return contained }
    // The byte order mark of UTF-8 stays: it is one of the irregularities.
    let pem = try PEM(bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes : text)
    if let form = ForeignForm(pem) { throw CommandLineError.foreignForm(form, file: source) }
    return .pem(pem)
  }

  /// PEM in something else with a structure; nil for PEM alone.
  private static func contained(_ text: [UInt8], _ source: String, isListed: Bool) throws -> CertificateInput? {
    do {
      switch try PEMContainer.of(text, source) {
      case .manifests(let documents)?: return .manifests(try Resource.all(in: documents))
      case .meshConfig(let roots)?: return .meshConfig(roots)
      case nil: return nil
      }
    } catch CommandLineError.severalObjects where isListed {
      return nil
    }
  }

  /// DER: a message, a certificate, or what people take for one.
  private static func binary(_ bytes: [UInt8], _ source: String) throws -> CertificateInput {
    if PKCS7.isLikely(bytes) { return .message(try PKCS7(der: bytes)) }
    do throws(X509Error) {
      return .der(try Certificate(der: bytes))
    } catch {
      guard let name = NoCertificates.name(ofDER: bytes) else { throw error }
      throw CommandLineError.wrongContent(file: source, found: name, wanted: "certificates")
    }
  }

  private static func object(_ text: [UInt8], _ source: String, _ role: CertificateRole) throws -> CertificateInput {
    let documents = try DocumentReader.all(bytes: text, source: source, format: .json)
    if documents.first?.root["kind"] == nil, let root = try documents.only(source)?.root {
      if root["keys"] != nil { return .jwks(root) }
      if let answer = try ToolAnswer(root) { return .answer(answer) }
      if let roots = try ObjectRoots(values: root, in: source) { return .meshConfig(roots) }
      if let form = ForeignForm(root, wanted: role) { throw CommandLineError.foreignForm(form, file: source) }
      if root["apiVersion"] == nil {
        throw CommandLineError.wrongContent(file: source, found: "JSON without a certificate", wanted: "certificates")
      }
    }
    try documents.forEach { try ServerRefusal.check($0, wanted: "certificates", of: .certificates) }
    return .manifests(try Resource.all(in: documents))
  }

  /// The content of a JSON string, as `jq` prints it without `-r`, or of base64, as a Secret holds it.
  private static func wrapped(_ text: ArraySlice<UInt8>, _ source: String) throws -> [UInt8]? {
    if text.first == UInt8(ascii: "\"") {
      let documents = try? DocumentReader.all(bytes: Array(text), source: source, format: .json)
      return try documents?.only(source)?.root.string.map { Array($0.utf8) }
    }
    guard text.starts(with: "LS0tLS1CRUdJTi".utf8) || text.starts(with: "MI".utf8) else { return nil }
    return try? Base64.decode(text.filter { $0 != 0x20 && !(9...13).contains($0) })
  }

  /// A manifest has `apiVersion` at the start of a line; PEM never does.
  private static func looksLikeManifest(_ bytes: [UInt8]) -> Bool {
    bytes.split(separator: 0x0A).contains { line in manifestKeys.contains { line.starts(with: $0) } }
  }

  /// Values of a chart hold PEM too, but each text is for the trust domains beside it.
  private static func looksLikeMeshConfig(_ bytes: [UInt8]) -> Bool {
    bytes.split(separator: 0x0A).contains { line in meshConfigKeys.contains { line.starts(with: $0) } }
  }

  private static let meshConfigKeys = ["meshConfig:", "caCertificates:", "ca_certificates:"].map { Array($0.utf8) }
  private static let manifestKeys = ["apiVersion:", "kind:", "\"apiVersion\""].map { Array($0.utf8) }

  /// The format in words.
  var description: String {
    switch self {
    case .pem(let pem):
      pem.blocks.contains { PEMBlock.messageLabels.contains($0.label) } ? "PKCS #7 (PEM)" : "PEM"
    case .der: "DER"
    case .message: "PKCS #7"
    case .manifests(let resources): Self.name(resources)
    case .jwks: "a SPIFFE bundle (JWKS)"
    case .answer(let answer): answer.form
    case .meshConfig(let roots): roots.name
    }
  }

  private static func name(_ resources: [Resource]) -> String {
    guard resources.count == 1, let only = resources.first else { return "\(resources.count) manifests" }
    return switch only {
    case .configMap: "a ConfigMap manifest"
    case .secret: "a Secret manifest"
    default: "a manifest"
    }
  }

  /// The certificates; anything else, or none, is an error. For a bundle, `domain` is its trust domain.
  func certificates(
    _ source: String, of domain: TrustDomain? = nil
  ) throws -> (certificates: [Certificate], warnings: [Diagnostic]) {
    let (list, warnings) = try list(source, of: domain)
    if let fault = list.unreadable.first { try fault.fail(source) }
    return (list.certificates, warnings)
  }

  /// The roots in it. A certificate that cannot be read is named, and the others still count.
  func bundle(
    _ source: String, of domain: TrustDomain? = nil
  ) throws -> (certificates: [Certificate], warnings: [Diagnostic]) {
    let (list, warnings) = try list(source, of: domain)
    if list.certificates.isEmpty, let fault = list.unreadable.first { try fault.fail(source) }
    var roots = list.certificates
    // A chain in an answer begins with its leaf, which is no root.
    if case .answer = self, roots.contains(where: \.isAuthority) { roots.removeAll { !$0.isAuthority } }
    return (roots, list.unreadable.map { $0.warning.within(source) } + warnings)
  }

  private func list(
    _ source: String, of domain: TrustDomain?
  ) throws -> (list: CertificateList, warnings: [Diagnostic]) {
    try ContentError.naming(source) {
      switch self {
      case .pem(let pem): return (try Self.list(pem, source), pem.warnings.map { $0.within(source) })
      case .der(let certificate): return (CertificateList([certificate]), [])
      case .message(let message):
        guard !message.certificates.isEmpty else { throw X509Error.noPEMBlock(wanted: "certificate", found: ["PKCS7"]) }
        return (CertificateList(message.certificates), [])
      case .manifests(let resources): return try Self.list(resources, source, domain)
      case .jwks(let root):
        let (bundle, warnings) = try BundleJWKS.read(root, of: domain)
        return (CertificateList(bundle.certificates), warnings.map { $0.within(source) })
      case .answer(let answer): return try answer.list(source, of: domain)
      case .meshConfig(let roots): return try roots.list(source, of: domain)
      }
    }
  }

  /// Why Envoy, to which a mesh hands the text of a bundle as it is, loads nothing of it, or not every root; nil if it does.
  ///
  /// One certificate that BoringSSL cannot read, and one block that it does not find, is enough.
  func unloaded(_ source: String) -> Diagnostic? {
    for pem in texts {
      let unreadable = (try? Self.list(pem, source))?.unreadable.first?.warning
      let hidden = pem.irregularities.first { $0.kind == .blockMarker || $0.hidesBlocks(from: .boringSSL) }?.diagnostic
      guard var reason = (unreadable ?? hidden)?.within(source) else { continue }
      reason.severity = .error
      return reason
    }
    return nil
  }

  private var texts: [PEM] {
    switch self {
    case .pem(let pem): [pem]
    case .manifests(let resources):
      resources.compactMap { resource in
        guard case .configMap(let map) = resource, let text = map.data[ConfigMap.rootKey] else { return nil }
        return try? PEM(Array(text.utf8))
      }
    case .der, .message, .jwks, .answer, .meshConfig: []
    }
  }

  /// How many keys for JWT-SVIDs the bundle of a trust domain has, which are no roots.
  func tokenKeys(of domain: TrustDomain) -> Int {
    switch self {
    case .jwks(let root): BundleJWKS.tokenKeys(in: root)
    case .answer(let answer): answer.tokenKeys(of: domain)
    case .pem, .der, .message, .manifests, .meshConfig: 0
    }
  }

  /// The CRLs in it. Beside the roots of a bundle they make every certificate need one.
  func revocationLists() throws -> [RevocationList] {
    switch self {
    case .pem(let pem): try Self.revocationLists(pem)
    case .message(let message): message.revocationLists
    case .manifests(let resources):
      try resources.flatMap { resource in
        guard case .configMap(let configMap) = resource, let text = configMap.data[ConfigMap.rootKey] else {
          return [RevocationList]()
        }
        return try Self.revocationLists(PEM(Array(text.utf8)))
      }
    case .der, .jwks, .answer, .meshConfig: []
    }
  }

  /// The Kubernetes resources, if it has any.
  var resources: [Resource]? {
    if case .manifests(let resources) = self { resources } else { nil }
  }

  private static func revocationLists(_ pem: PEM) throws -> [RevocationList] {
    try pem.blocks.flatMap { block in
      if PEMBlock.messageLabels.contains(block.label) { return try PKCS7(block).revocationLists }
      return block.label == PEMBlock.revocationListLabel ? [try RevocationList(der: block.der)] : []
    }
  }

  private static func list(_ pem: PEM, _ source: String) throws -> CertificateList {
    var list = CertificateList()
    for block in pem.blocks where block.label != PEMBlock.revocationListLabel {
      try ContentError.naming(source, line: block.line) {
        if PEMBlock.messageLabels.contains(block.label) {
          for certificate in try PKCS7(block).certificates { list.add(certificate) }
        } else if block.isCertificate {
          list.add(der: block.der, line: block.line)
        } else {
          throw pem.unexpected(block, wanted: "certificates")
        }
      }
    }
    guard !list.isEmpty else {
      throw X509Error.noPEMBlock(wanted: "certificate", found: pem.blocks.map(\.displayLabel))
    }
    return list
  }

  private static func list(
    _ resources: [Resource], _ source: String, _ domain: TrustDomain?
  ) throws -> (list: CertificateList, warnings: [Diagnostic]) {
    let found = try OneObject.ofCertificates(resources, in: source)
    if let roots = try objectRoots(found.map { [$0] } ?? resources, source) {
      return try roots.list(source, of: domain)
    }
    switch found {
    case .configMap(let configMap)?:
      // A mesh would check against CRLs beside the roots; only if they are excluded are they an error (C-07).
      if let text = configMap.data[ConfigMap.rootKey], text.contains(PEMBlock.revocationListLabel) {
        return (try Self.list(PEM(Array(text.utf8)), source), [])
      }
      return try rootList(from: configMap)
    case .secret(let secret)?:
      let found = try roots(of: secret)
      return (CertificateList(found.certificates), found.warnings)
    default:
      let foreign = resources.compactMap { $0.foreign }
      if resources.count == 1, let object = foreign.first {
        throw CommandLineError.foreignForm(.object(object), file: source)
      }
      throw CommandLineError.wrongContent(file: source, found: name(without: resources), wanted: "certificates")
    }
  }

  /// The one object with roots of its own, if it is no ConfigMap or Secret of roots.
  private static func objectRoots(_ resources: [Resource], _ source: String) throws -> ObjectRoots? {
    let found = try resources.compactMap { try ObjectRoots($0, in: source) }
    guard found.count > 1 else { return found.first }
    throw CommandLineError.severalObjects(
      kind: "roots", candidates: found.map(\.name), option: source == "-" ? "standard input" : source)
  }

  private static func name(without resources: [Resource]) -> String {
    guard resources.count == 1, let only = resources.first, let object = only.objectName else {
      return "manifests without a root-cert.pem"
    }
    return "\(object), which has no certificates"
  }
}

extension [Document] {
  /// The only one; nil if there is none. What belongs to several documents is never pooled, and none of them is chosen.
  func only(_ source: String) throws(CommandLineError) -> Document? {
    guard count > 1 else { return first }
    throw .severalObjects(
      kind: "document", candidates: indices.map { "document \($0 + 1)" },
      option: source == "-" ? "standard input" : source)
  }
}

extension Resource {
  /// What is to be said of the object where roots are wanted.
  fileprivate var foreign: ForeignObject? {
    switch self {
    case .other(let node): ForeignObject(node)
    case .serviceMeshPeer(let peer): ForeignObject(peer.node)
    default: nil
    }
  }
}

extension UnreadableCertificate {
  /// The fault as the error that ends the command.
  func fail(_ source: String) throws -> Never {
    let fault = fault
    let failure: Result<Never, any Error> = .failure(fault)
    return try ContentError.naming(source, line: line) { try failure.get() }
  }
}

extension PEM {
  /// Whether the text contains PEM.
  static func appears(in bytes: [UInt8]) -> Bool {
    bytes.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: true).contains {
      $0.starts(with: begin) || $0.starts(with: end)
    }
  }

  private static let begin = Array("BEGIN ".utf8)
  private static let end = Array("END ".utf8)
}

extension BundleJWKS {
  /// A bundle does not name its trust domain; where only its certificates matter, `domain` is nil.
  static func read(_ root: Node, of domain: TrustDomain?) throws -> (bundle: TrustBundle, warnings: [Diagnostic]) {
    try read(root, trustDomain: domain ?? TrustDomain("unnamed"))
  }
}

extension Diagnostic {
  /// The diagnostic with its file, also in the suggested command.
  func within(_ file: String) -> Diagnostic {
    var copy = self
    copy.place = Place(file: file, line: place?.line, column: place?.column)
    copy.next = next.filling("FILE", with: file)
    return copy
  }
}
