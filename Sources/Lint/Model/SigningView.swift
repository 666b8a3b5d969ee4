import Cryptography
import Diagnostics
import Kubernetes
import X509

/// The CA that istiod signs with, in the Secret `cacerts`, read as far as possible.
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

  /// A value of the Secret, for its place.
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
