import Cryptography
import Documents
import Federation
import Kubernetes
import SPIFFE
import X509

/// The decoders that read what strangers send.
enum FuzzTarget: String, CaseIterable {
  case certificate
  case request
  case pem
  case pkcs7
  case pkcs8
  case crl
  case spiffe
  case yaml
  case json
  case jwks
  case federation

  /// Reads the bytes as what the target decodes. What decodes must also come out again as it went in.
  func decode(_ bytes: [UInt8]) {
    switch self {
    case .certificate:
      guard let certificate = try? Certificate(der: bytes) else { return }
      precondition(certificate.der == bytes)
      _ = certificate.description + certificate.subject.description + certificate.fingerprint
      _ = PathBuilder(anchors: TrustAnchors([certificate]), policy: PathPolicy(time: Timestamp(seconds: 1_800_000_000)))
        .verdict(leaf: certificate, intermediates: [certificate])
    case .request:
      guard let request = try? CertificateRequest(der: bytes) else { return }
      _ = try? request.provenKey()
    case .pem:
      guard let pem = try? PEM(bytes) else { return }
      for block in pem.blocks where !block.isPrivateKey {
        let again = try? PEM(Array(PEM.write(block.label, block.der).utf8))
        precondition(again?.blocks.first?.der == block.der)
      }
    case .crl:
      guard let list = try? RevocationList(der: bytes) else { return }
      precondition(list.der == bytes)
      _ = list.description + list.issuer.description
    case .pkcs7:
      guard let message = try? PKCS7(der: bytes), let leaf = message.certificates.first else { return }
      let policy = PathPolicy(
        time: Timestamp(seconds: 1_800_000_000), profile: .rfc5280,
        revocation: message.revocationLists.isEmpty ? nil : RevocationLists(message.revocationLists))
      _ = PathBuilder(anchors: TrustAnchors(message.certificates, rule: .anyAuthority), policy: policy)
        .verdict(leaf: leaf, intermediates: message.certificates)
    case .pkcs8:
      for label in ["PRIVATE KEY", "EC PRIVATE KEY", "RSA PRIVATE KEY"] {
        _ = try? PrivateKeyDER.decode(SecretBytes(copying: bytes), label: label)
      }
      _ = try? PEM.privateKey(SecretBytes(copying: bytes))
    case .spiffe:
      if let id = try? SPIFFEID(uriBytes: bytes) {
        precondition(Array(id.uri.utf8) == bytes)
        precondition((try? SPIFFEID(id.uri)) == id)
      }
      let text = String(decoding: bytes, as: UTF8.self)
      if let (workload, notation) = try? WorkloadIdentity.parse(text) {
        precondition((notation == .uri ? workload.spiffeID.uri : workload.clientID) == text)
      }
    case .yaml: Self.roundTrip(bytes, .yaml)
    case .json: Self.roundTrip(bytes, .json)
    case .jwks:
      guard let root = try? DocumentReader.all(bytes: bytes, source: "-", format: .json).first?.root,
        let domain = try? TrustDomain("example.org")
      else { return }
      _ = try? BundleJWKS.read(root, trustDomain: domain)
    case .federation:
      guard let file = try? FederationFile.read(bytes, source: "-") else { return }
      _ = try? ResolvedFederation(file)
    }
  }

  /// What was read and written comes back as the same nodes.
  private static func roundTrip(_ bytes: [UInt8], _ format: DocumentReader.Format) {
    guard let documents = try? DocumentReader.all(bytes: bytes, source: "-", format: format) else { return }
    for document in documents {
      _ = try? Resource.read(document)
      let written = format == .json ? Array(JSONWriter.write(document.root).utf8) : YAMLWriter.write([document.root])
      let again = try? DocumentReader.all(bytes: written, source: "-", format: format)
      precondition(again?.first?.root == document.root || document.root.isNull)
    }
  }
}
