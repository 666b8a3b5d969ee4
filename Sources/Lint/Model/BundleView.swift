import Diagnostics
import Documents
import Kubernetes
import X509

/// The roots in a ConfigMap, read as far as they can be.
struct BundleView: Sendable {
  let manifest: Manifest
  /// The value of `root-cert.pem`.
  let field: Field
  /// The certificates, in their order.
  private(set) var certificates: [Certificate] = []
  /// The blocks that are neither certificates, keys nor revocation lists.
  private(set) var strangers: [PEMBlock] = []
  /// The private keys.
  private(set) var keys: [PEMBlock] = []
  /// The revocation lists; nil for one that cannot be read.
  private(set) var revocationLists: [RevocationList?] = []
  /// What was repaired while reading.
  private(set) var warnings: [Diagnostic] = []
  /// Why the text is no certificates in PEM.
  private(set) var fault: Diagnostic?

  init(_ manifest: Manifest) {
    self.manifest = manifest
    field = manifest.top["data"][ConfigMap.rootKey]
    guard let text = field.node?.text else { return }
    guard !text.contains("-----BEGIN ") || !text.contains("\\n") else {
      fault = Self.fault("it has the two characters `\\n` where lines end", "keep the line ends")
      return
    }
    // The base64 of `-----BEGIN `.
    guard !text.hasPrefix("LS0tLS1CRUdJTi") else {
      fault = Self.fault("it is base64 of the PEM text, where the text itself is due", "decode it once")
      return
    }
    do {
      try read(PEM(Array(text.utf8)))
    } catch {
      fault = error.diagnostic
    }
  }

  private mutating func read(_ pem: PEM) throws(X509Error) {
    warnings = pem.warnings
    for block in pem.blocks {
      if block.isPrivateKey {
        keys.append(block)
      } else if block.label == PEMBlock.certificateLabel {
        certificates.append(try Certificate(der: block.der))
      } else if block.label == "X509 CRL" {
        revocationLists.append(try? RevocationList(der: block.der))
      } else {
        strangers.append(block)
      }
    }
    if certificates.isEmpty {
      fault = Self.fault("it holds no certificate at all", "paste the peer's root-cert.pem")
    }
  }

  private static func fault(_ what: Message, _ next: Message) -> Diagnostic {
    Diagnostic("MT-C-04", what: what, next: next)
  }

  /// The self-signed authorities: what a path can end in.
  var roots: [Certificate] { certificates.filter { $0.isAuthority && $0.isSelfSigned } }
}
