import Diagnostics
import Documents
import Kubernetes
import X509

/// The roots in a ConfigMap, read as far as possible.
struct BundleView: Sendable {
  let manifest: Manifest
  let field: Field
  /// In file order.
  private(set) var certificates: [Certificate] = []
  /// The blocks that are neither certificates, keys nor CRLs.
  private(set) var strangers: [PEMBlock] = []
  private(set) var keys: [PEMBlock] = []
  /// The CRLs; nil for one that cannot be decoded.
  private(set) var revocationLists: [RevocationList?] = []
  /// What was corrected while reading.
  private(set) var warnings: [Diagnostic] = []
  /// Why the text is not PEM certificates.
  private(set) var fault: Diagnostic?

  init(_ manifest: Manifest) {
    self.manifest = manifest
    field = manifest.top["data"][ConfigMap.rootKey]
    guard let text = field.node?.text else { return }
    guard !text.contains("-----BEGIN ") || !text.contains("\\n") else {
      fault = Self.fault("it has the two characters `\\n` instead of line ends", "keep the line ends")
      return
    }
    // The base64 of `-----BEGIN `.
    guard !text.hasPrefix("LS0tLS1CRUdJTi") else {
      fault = Self.fault("it is base64 of the PEM text instead of the text itself", "decode it once")
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
      fault = Self.fault("it contains no certificate", "paste the peer's root-cert.pem")
    }
  }

  private static func fault(_ what: Message, _ next: Message) -> Diagnostic {
    Diagnostic("MT-C-04", what: what, next: next)
  }

  /// The self-signed CAs, in which a path can end.
  var roots: [Certificate] { certificates.filter { $0.isAuthority && $0.isSelfSigned } }
}
