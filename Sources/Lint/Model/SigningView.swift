import Cryptography
import Diagnostics
import Documents
import Kubernetes
import X509

/// The CA that istiod signs with, in the Secret `cacerts`, or in the `istio-ca-secret` of a root that it created itself,
/// read as far as possible.
struct SigningView: Sendable {
  let manifest: Manifest
  /// The names of the values.
  let names: Set<String>
  /// Which names istiod uses.
  let layout: CACerts.Layout
  let certificate: Certificate?
  /// The certificates that istiod sends after a workload's certificate.
  let chain: [Certificate]
  let roots: [Certificate]
  let key: KeyState
  /// The values that istiod uses, by their names.
  let values: [String: PEMValue]
  /// Why a value is not read as it is meant, by its name.
  let faults: [String: PEMValueFault]

  /// The state of the key.
  enum KeyState: Sendable {
    case missing
    case unreadable(String)
    case read(PublicKeyComponents)
  }

  init(_ manifest: Manifest) {
    self.manifest = manifest
    let secret: Secret? =
      if case .secret(let secret) = try? Resource.read(manifest.document) { secret } else { nil }
    let given = secret?.values ?? [:]
    names = Set(given.keys).union(manifest.omitted)
    let layout: CACerts.Layout =
      manifest.name == CACerts.selfSignedName
      ? .selfSigned : given[CACerts.Layout.tls.certificateKey] == nil ? .pem : .tls
    self.layout = layout
    let values = Self.values(given, layout)
    self.values = values
    faults = Self.faults(values, layout)
    certificate = values[layout.certificateKey]?.list.certificates.first
    chain = values[layout.chainKey]?.list.certificates ?? []
    roots = values[layout.rootsKey]?.list.certificates ?? []
    key = given[layout.privateKeyKey].map(Self.key) ?? .missing
  }

  /// A value of the Secret, for its place.
  func field(_ key: String) -> Field {
    let data = manifest.top["data"][key]
    return data.exists ? data : manifest.top["stringData"][key]
  }

  /// The text of a value that is no secret.
  func text(_ key: String) -> [UInt8]? {
    guard key != layout.privateKeyKey, let text = field(key).node?.text else { return nil }
    return manifest.top["data"][key].exists ? try? Base64.decode(text.utf8.filter { $0 > 0x20 }) : Array(text.utf8)
  }

  private static func values(_ given: [String: SecretBytes], _ layout: CACerts.Layout) -> [String: PEMValue] {
    var values: [String: PEMValue] = [:]
    for (key, role) in [
      (layout.chainKey, PEMValue.Role.chain), (layout.rootsKey, .roots), (layout.certificateKey, .signer),
    ] {
      values[key] = given[key].map { PEMValue($0.withBytes { bytes in unsafe Array(bytes) }, role) }
    }
    values[layout.privateKeyKey] = given[layout.privateKeyKey].map(PEMValue.init(privateKey:))
    return values
  }

  private static func faults(_ values: [String: PEMValue], _ layout: CACerts.Layout) -> [String: PEMValueFault] {
    var faults = values.compactMapValues(\.fault)
    // istiod presents `tls.crt` followed by `ca.crt`.
    if layout == .tls, faults[layout.certificateKey] == nil,
      values[layout.certificateKey]?.irregularities.contains(where: { $0.kind == .unfinishedLine }) == true
    {
      faults[layout.certificateKey] = .unfinished(before: layout.rootsKey)
    }
    return faults
  }

  private static func key(_ text: SecretBytes) -> KeyState {
    do {
      // istiod reads the first block, whatever follows.
      let (label, der) = try PEM.firstPrivateKey(text)
      return .read(try PrivateKeyDER.decode(der, label: label).publicKey.components)
    } catch {
      return .unreadable(error.diagnostic.what.description)
    }
  }
}

extension Manifest {
  /// What was left out, and named, when the object was read from a cluster: values with private keys.
  var omitted: [String] {
    top["metadata"]["annotations"][Annotation.omitted].string?.split(separator: ",").map(String.init) ?? []
  }
}
