import CA
import Cryptography
import Diagnostics
import Documents
import Kubernetes
import SPIFFE
import X509

/// What a file with certificates holds, recognised by its content and not by its name.
enum CertificateInput {
  /// PEM text.
  case pem(PEM)
  /// One certificate in DER.
  case der(Certificate)
  /// Kubernetes resources, in YAML or JSON.
  case manifests([Resource])
  /// A SPIFFE bundle (JWKS).
  case jwks(Node)

  /// Reads a file, or standard input for `-`.
  static func read(_ path: String) throws -> CertificateInput {
    let bytes = try FileSystem.read(path)
    do {
      return try recognise(bytes, source: path)
    } catch let error as X509Error {
      throw CAError.x509In(error, file: path)
    }
  }

  static func recognise(_ bytes: [UInt8], source: String) throws -> CertificateInput {
    let head = bytes.drop { $0 == 0x20 || (9...13).contains($0) }
    guard let first = head.first else {
      throw CommandLineError.wrongContent(file: source, found: "nothing", wanted: "certificates")
    }
    if first == 0x30 { return .der(try Certificate(der: bytes)) }
    if first == UInt8(ascii: "{") {
      let documents = try DocumentReader.all(bytes: bytes, source: source, format: .json)
      if let root = documents.first?.root, root["keys"] != nil, root["kind"] == nil { return .jwks(root) }
      return .manifests(try Resource.all(in: documents))
    }
    if looksLikeManifest(bytes) {
      return .manifests(try Resource.all(in: DocumentReader.all(bytes: bytes, source: source)))
    }
    return .pem(try PEM(bytes))
  }

  /// A manifest names its `apiVersion` at the start of a line; PEM never does.
  private static func looksLikeManifest(_ bytes: [UInt8]) -> Bool {
    bytes.split(separator: 0x0A).lazy.map { Array($0.prefix(32)) }.contains { line in
      line.starts(with: Array("apiVersion:".utf8)) || line.starts(with: Array("kind:".utf8))
        || line.starts(with: Array("\"apiVersion\"".utf8))
    }
  }

  /// What it is, in words.
  var description: String {
    switch self {
    case .pem: "PEM"
    case .der: "DER"
    case .manifests(let resources): resources.count == 1 ? "a manifest" : "\(resources.count) manifests"
    case .jwks: "a SPIFFE bundle (JWKS)"
    }
  }

  /// The certificates in it; anything else is an error, and so is none at all.
  func certificates(_ source: String) throws -> (certificates: [Certificate], warnings: [Diagnostic]) {
    switch self {
    case .pem(let pem): return (try Self.certificates(pem, source), pem.warnings.map { $0.within(source) })
    case .der(let certificate): return ([certificate], [])
    case .manifests(let resources): return try Self.certificates(resources, source)
    case .jwks(let root):
      // The domain plays no part in reading; whoever uses the roots says whose they are.
      let domain = try TrustDomain("unnamed")
      let (bundle, warnings) = try BundleJWKS.read(root, trustDomain: domain)
      return (bundle.certificates, warnings.map { $0.within(source) })
    }
  }

  private static func certificates(_ pem: PEM, _ source: String) throws -> [Certificate] {
    var certificates: [Certificate] = []
    do throws(X509Error) {
      for block in pem.blocks {
        guard block.label == PEMBlock.certificateLabel else {
          throw .unexpectedBlock(label: block.label, wanted: "certificates", line: block.line)
        }
        certificates.append(try Certificate(der: block.der))
      }
      guard !certificates.isEmpty else { throw .noPEMBlock(wanted: "certificate", found: []) }
    } catch {
      throw CAError.x509In(error, file: source)
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
        let found = try rootCertificates(from: configMap)
        certificates += found.certificates
        warnings += found.warnings
      case .secret(let secret):
        let found = try CACerts(secret: secret)
        certificates += found.roots
        warnings += found.warnings
      default: break
      }
    }
    guard !certificates.isEmpty else {
      throw CommandLineError.wrongContent(file: source, found: "no ConfigMap or Secret", wanted: "certificates")
    }
    return (certificates, warnings)
  }
}

extension Diagnostic {
  /// The diagnostic with the file it is about.
  func within(_ file: String) -> Diagnostic {
    var copy = self
    copy.place = Place(file: file, line: place?.line, column: place?.column)
    return copy
  }
}
