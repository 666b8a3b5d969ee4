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

  /// `-` is standard input.
  static func read(_ path: String) throws -> CertificateInput {
    let bytes = try FileSystem.read(FilePath(path))
    return try ContentError.naming(path) { try recognise(bytes, source: path) }
  }

  static func recognise(_ bytes: [UInt8], source: String) throws -> CertificateInput {
    let head = bytes.drop { $0 == 0x20 || (9...13).contains($0) }
    guard let first = head.first else {
      throw CommandLineError.wrongContent(file: source, found: "nothing", wanted: "certificates")
    }
    if first == 0x30 {
      return PKCS7.isLikely(bytes) ? .message(try PKCS7(der: bytes)) : .der(try Certificate(der: bytes))
    }
    if first == UInt8(ascii: "{") {
      let documents = try DocumentReader.all(bytes: bytes, source: source, format: .json)
      if let root = documents.first?.root, root["keys"] != nil, root["kind"] == nil { return .jwks(root) }
      return .manifests(try Resource.all(in: documents))
    }
    if looksLikeManifest(bytes) {
      return .manifests(try Resource.all(in: DocumentReader.all(bytes: bytes, source: source)))
    }
    guard PEM.appears(in: bytes) else {
      let found = bytes.contains(0) ? "binary data" : "text without a PEM block"
      throw CommandLineError.wrongContent(file: source, found: found, wanted: "certificates")
    }
    return .pem(try PEM(bytes))
  }

  /// A manifest has `apiVersion` at the start of a line; PEM never does.
  private static func looksLikeManifest(_ bytes: [UInt8]) -> Bool {
    bytes.split(separator: 0x0A).lazy.map { Array($0.prefix(32)) }.contains { line in
      line.starts(with: Array("apiVersion:".utf8)) || line.starts(with: Array("kind:".utf8))
        || line.starts(with: Array("\"apiVersion\"".utf8))
    }
  }

  /// The format in words.
  var description: String {
    switch self {
    case .pem(let pem):
      pem.blocks.contains { PEMBlock.messageLabels.contains($0.label) } ? "PKCS #7 (PEM)" : "PEM"
    case .der: "DER"
    case .message: "PKCS #7"
    case .manifests(let resources): Self.name(resources)
    case .jwks: "a SPIFFE bundle (JWKS)"
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
    try ContentError.naming(source) {
      switch self {
      case .pem(let pem): return (try Self.certificates(pem, source), pem.warnings.map { $0.within(source) })
      case .der(let certificate): return ([certificate], [])
      case .message(let message):
        guard !message.certificates.isEmpty else { throw X509Error.noPEMBlock(wanted: "certificate", found: ["PKCS7"]) }
        return (message.certificates, [])
      case .manifests(let resources): return try Self.certificates(resources, source)
      case .jwks(let root):
        let (bundle, warnings) = try BundleJWKS.read(root, of: domain)
        return (bundle.certificates, warnings.map { $0.within(source) })
      }
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
    case .der, .jwks: []
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

  private static func certificates(_ pem: PEM, _ source: String) throws -> [Certificate] {
    let certificates = try pem.blocks.flatMap { block in
      try ContentError.naming(source, line: block.line) {
        if PEMBlock.messageLabels.contains(block.label) { return try PKCS7(block).certificates }
        if block.label == PEMBlock.revocationListLabel { return [] }
        guard block.label == PEMBlock.certificateLabel else {
          throw X509Error.unexpectedBlock(label: block.label, wanted: "certificates", line: block.line)
        }
        return [try Certificate(der: block.der)]
      }
    }
    guard !certificates.isEmpty else {
      throw X509Error.noPEMBlock(wanted: "certificate", found: pem.blocks.map(\.label))
    }
    return certificates
  }

  private static func certificates(
    _ resources: [Resource], _ source: String
  ) throws -> (certificates: [Certificate], warnings: [Diagnostic]) {
    var certificates: [Certificate] = []
    var warnings: [Diagnostic] = []
    for resource in resources {
      switch resource {
      case .configMap(let configMap):
        // A mesh would check against CRLs beside the roots; only if they are excluded are they an error (C-07).
        if let text = configMap.data[ConfigMap.rootKey], text.contains(PEMBlock.revocationListLabel) {
          certificates += try Self.certificates(PEM(Array(text.utf8)), source)
        } else {
          let found = try rootCertificates(from: configMap)
          certificates += found.certificates
          warnings += found.warnings
        }
      case .secret(let secret):
        let found = try roots(of: secret)
        certificates += found.certificates
        warnings += found.warnings
      default: break
      }
    }
    guard !certificates.isEmpty else {
      throw CommandLineError.wrongContent(
        file: source, found: "manifests without a root-cert.pem", wanted: "certificates")
    }
    return (certificates, warnings)
  }
}

extension PEM {
  /// Whether the text contains PEM.
  static func appears(in bytes: [UInt8]) -> Bool {
    bytes.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: true).contains {
      $0.starts(with: Array("BEGIN ".utf8)) || $0.starts(with: Array("END ".utf8))
    }
  }
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
