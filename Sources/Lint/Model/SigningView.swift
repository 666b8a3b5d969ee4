import Cryptography
import Diagnostics
import Kubernetes
import X509

/// What istiod signs with, as it stands in the Secret `cacerts`, read as far as it can be.
struct SigningView: Sendable {
  let manifest: Manifest
  /// The names of the values.
  let names: Set<String>
  /// Which names count.
  let layout: CACerts.Layout
  /// The certificate that istiod signs with.
  let certificate: Certificate?
  /// What istiod hands out behind a workload's certificate.
  let chain: [Certificate]
  /// The roots.
  let roots: [Certificate]
  /// The key that istiod signs with.
  let key: KeyState

  /// What can be said of the key.
  enum KeyState: Sendable {
    case missing
    case unreadable(String)
    case read(PublicKeyComponents)
  }

  init(_ manifest: Manifest) {
    self.manifest = manifest
    let secret: Secret? =
      if case .secret(let secret) = try? Resource.read(manifest.document) { secret } else { nil }
    let values = secret?.values ?? [:]
    names = Set(values.keys)
    let layout: CACerts.Layout = values[CACerts.Layout.tls.certificateKey] == nil ? .pem : .tls
    let signing = Self.certificates(values[layout.certificateKey])
    self.layout = layout
    certificate = signing.first
    chain = layout == .tls ? signing : Self.certificates(values[layout.chainKey])
    roots = Self.certificates(values[layout.rootsKey])
    key = values[layout.privateKeyKey].map(Self.key) ?? .missing
  }

  /// A value of the Secret, to say where something is wrong.
  func field(_ key: String) -> Field {
    let data = manifest.top["data"][key]
    return data.exists ? data : manifest.top["stringData"][key]
  }

  private static func certificates(_ value: SecretBytes?) -> [Certificate] {
    guard let value else { return [] }
    return (try? PEM.certificates(value.withBytes { bytes in unsafe Array(bytes) }).certificates) ?? []
  }

  private static func key(_ text: SecretBytes) -> KeyState {
    do {
      let (label, der) = try PEM.privateKey(text)
      return .read(try PrivateKeyDER.decode(der, label: label).publicKey.components)
    } catch {
      return .unreadable(error.diagnostic.what.description)
    }
  }
}
