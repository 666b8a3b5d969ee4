import Diagnostics
import Documents
import Kubernetes
import X509

/// The roots in a ConfigMap, read as far as possible.
struct BundleView: Sendable {
  let manifest: Manifest
  let field: Field
  /// The value of `root-cert.pem`; nil if it is missing or no text.
  private let value: PEMValue?
  /// The CRLs; nil for one that cannot be decoded.
  let revocationLists: [RevocationList?]

  init(_ manifest: Manifest) {
    self.manifest = manifest
    field = manifest.top["data"][ConfigMap.rootKey]
    value = field.node?.text.map { PEMValue(Array($0.utf8), .roots) }
    revocationLists = (value?.blocks ?? []).filter { $0.label == PEMBlock.revocationListLabel }
      .map { try? RevocationList(der: $0.der) }
  }

  /// In file order.
  var certificates: [Certificate] { value?.list.certificates ?? [] }

  /// The blocks that are neither certificates, keys nor CRLs.
  var strangers: [PEMBlock] {
    (value?.blocks ?? []).filter { !$0.isCertificate && !$0.isPrivateKey && $0.label != PEMBlock.revocationListLabel }
  }

  var keys: [PEMBlock] { (value?.blocks ?? []).filter(\.isPrivateKey) }

  /// What is irregular about the text, and still read by every program of a mesh.
  var irregularities: [PEMIrregularity] { value?.irregularities ?? [] }

  /// Why a mesh does not read the text as roots.
  var fault: PEMValueFault? { value?.fault }

  /// The self-signed CAs, in which a path can end.
  var roots: [Certificate] { certificates.filter { $0.isAuthority && $0.isSelfSigned } }
}

extension Manifest {
  /// Whether it is a ConfigMap for the roots of a mesh, by its name or its key.
  var isBundle: Bool {
    guard isA(ConfigMap.kind, of: "") else { return false }
    return name.hasSuffix("-ca-root-cert") || top["data"][ConfigMap.rootKey].exists
  }
}
