import Cryptography
import Diagnostics
import Documents
import Federation
import Kubernetes
import X509

/// The rules about the Secret `cacerts` of Istio: MT-I-01 to MT-I-10.
enum SigningRules {
  static let all: [Rule] = layout + chain + text

  /// Which values there are.
  private static let layout: [Rule] = [
    Rule.signer("MT-I-01", .error) { signer, _, collector in
      let view = signer.view
      guard view.layout == .tls, view.names.contains(CACerts.Layout.pem.certificateKey) else { return }
      collector.report(
        view.field(CACerts.Layout.pem.certificateKey),
        "`cacerts` has both `tls.crt` and `ca-cert.pem`: istiod uses `tls.crt`, `tls.key` and `ca.crt`, and ignores the rest"
      )
    },
    Rule.signer("MT-I-02", .error) { signer, _, collector in
      let view = signer.view
      guard !view.names.contains(Self.generated) else { return }
      let wanted = view.layout == .tls ? Self.tlsKeys : Self.pemKeys
      let missing = wanted.filter { !view.names.contains($0) && !signer.leavesOut($0) }
      guard !missing.isEmpty else { return }
      let isSilent = signer.versions.contains { !$0.isAtLeast(1, 26, 1) }
      let isKnown = !signer.versions.isEmpty
      let key = CACerts.Layout.pem.privateKeyKey
      collector.report(
        view.manifest.top["data"], "`cacerts` has no \(missing.quoted)",
        why: missing.contains(key) && isKnown && isSilent
          ? "up to Istio 1.26.0, istiod then signs with a CA that it creates itself, and says nothing"
          : isKnown && !isSilent ? "istiod does not start: \"incomplete signing CA bundle detected\"" : nil)
    },
    Rule.signer("MT-I-10", .note) { signer, _, collector in
      guard signer.view.names.contains(Self.generated) else { return }
      collector.report(
        signer.view.field(Self.generated), "`cacerts` is istiod's own self-signed CA (`\(Self.generated)`)")
    },
  ]

  /// Whether the CA signs, and what proxies present behind their own certificates.
  private static let chain: [Rule] = [
    Rule.signer("MT-I-03", .error) { signer, inventory, collector in
      let view = signer.view
      guard let certificate = view.certificate, signer.misplaced == nil else { return }
      let place = view.field(view.layout.certificateKey)
      if !certificate.isAuthority || !certificate.maySign {
        collector.report(
          place,
          "`\(certificate)` \(certificate.isAuthority ? "may not sign (keyUsage lacks keyCertSign)" : "is not a CA")")
      }
      if case .read(let key) = view.key, (try? certificate.publicKeyInfo.components()) != key {
        collector.report(
          view.field(view.layout.privateKeyKey), "`\(view.layout.privateKeyKey)` is not the key of `\(certificate)`")
      }
      guard !view.roots.isEmpty, !view.roots.contains(certificate),
        let failure = view.failure(at: inventory.facts.now)
      else { return }
      collector.report(
        place, "`\(certificate)` does not lead to a root in `\(view.layout.rootsKey)`: \(failure.what)",
        next: SigningView.repair(of: failure.cause))
    },
    Rule.signer("MT-I-04", .error) { signer, _, collector in
      guard let (first, meant) = signer.misplaced else { return }
      let key = signer.view.layout.certificateKey
      collector.report(
        signer.view.field(key),
        "`\(key)` begins with `\(first)`; the key is that of `\(meant)`, which comes later, and istiod reads only the first"
      )
    },
    Rule.signer("MT-I-05", .error) { signer, _, collector in
      let view = signer.view
      guard view.layout == .pem, view.names.contains(view.layout.chainKey), let certificate = view.certificate,
        !view.roots.contains(certificate), !certificate.isSelfSigned, !view.chain.contains(certificate)
      else { return }
      collector.report(
        view.field(view.layout.chainKey), "`\(view.layout.chainKey)` does not have `\(certificate)`, which signs",
        paste: "\(lines: PEM.write([certificate]))")
    },
    Rule.signer("MT-I-06", .note) { signer, _, collector in
      let view = signer.view
      guard view.layout == .pem, let root = view.chain.first(where: { $0.isAuthority && $0.isSelfSigned }),
        root != view.certificate
      else { return }
      collector.report(view.field(view.layout.chainKey), "`\(view.layout.chainKey)` holds the root `\(root)`")
    },
  ]

  /// How the text is written.
  private static let text: [Rule] = [
    Rule.istio("MT-I-07", .error) { istio, inventory, collector in
      for list in istio.rootLists {
        for block in list.value.blocks where !block.isCertificate {
          collector.report(list.field, "the roots have a block `\(block.displayLabel)`, which is no certificate")
        }
        for certificate in list.value.list.unreadable {
          collector.report(
            list.field, "\(certificate.displayName) among the roots cannot be read: \(certificate.reason)")
        }
        for certificate in list.value.list.certificates {
          let end = certificate.validity.notAfter
          if !certificate.isAuthority {
            collector.report(list.field, "`\(certificate)` among the roots is not a CA")
          } else if end < inventory.facts.now {
            collector.report(list.field, "the root `\(certificate)` expired on \(end)")
          }
        }
      }
    },
    Rule.signer("MT-I-08", .error) { signer, _, collector in
      let view = signer.view
      guard view.layout == .tls, let value = view.values[view.layout.certificateKey],
        value.irregularities.contains(where: { $0.kind == .unfinishedLine })
      else { return }
      collector.report(
        view.field(view.layout.certificateKey),
        "`tls.crt` has no newline at its end, and istiod appends `ca.crt` to it: `-----END CERTIFICATE----------BEGIN …`"
      )
    },
    Rule.istio("MT-I-09", .warning) { istio, _, collector in
      for list in istio.pemTexts {
        guard list.value.fault == nil, let oddity = list.oddity else { continue }
        collector.report(
          list.field, "`\(list.name)` is not bare PEM: \(oddity)",
          next: "write it again: `\(.meshtrust("inspect", "FILE", "--pem"))`")
      }
    },
  ]

  /// The key by which istiod marks a CA of its own.
  static let generated = "istio-generated"

  private static let tlsKeys = ["ca.crt", "tls.crt", "tls.key"]
  private static let pemKeys = ["ca-cert.pem", "ca-key.pem", "cert-chain.pem", "root-cert.pem"]
}

extension IstioSigner {
  /// The first certificate and the one that the key belongs to, if that is another one.
  fileprivate var misplaced: (first: Certificate, meant: Certificate)? {
    guard view.layout != .selfSigned, case .read(let key) = view.key,
      let all = view.values[view.layout.certificateKey]?.list.certificates, let first = all.first,
      let meant = all.dropFirst().first(where: { (try? $0.publicKeyInfo.components()) == key }),
      (try? first.publicKeyInfo.components()) != key
    else { return nil }
    return (first, meant)
  }

  /// Whether the value is left out on purpose, because a private key is never read from a cluster.
  fileprivate func leavesOut(_ key: String) -> Bool {
    view.manifest.omitted.contains(key)
  }
}

/// A PEM text of a mesh.
struct NamedPEM {
  let name: String
  let field: Field
  let value: PEMValue
  /// The text, if it is not that of a private key.
  let text: [UInt8]

  /// What a byte-by-byte comparison would stumble over; nil for bare PEM.
  var oddity: String? {
    if let irregularity = value.irregularities.first(where: { $0.kind != .unfinishedLine }) {
      return irregularity.description
    }
    let bare = value.blocks.map { PEM.write($0.label, $0.der) }.joined()
    guard !bare.utf8.elementsEqual(text), !bare.utf8.elementsEqual(text + [0x0A]) else { return nil }
    let lines = String(decoding: text, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
    var isInside = false
    for (index, line) in lines.enumerated() {
      if line.hasPrefix("-----BEGIN") { isInside = true }
      if !isInside, !line.isEmpty {
        return "there is text between the blocks (line \(index + 1) of the value)"
      }
      if isInside, line.contains(":") { return "a block has headers (line \(index + 1) of the value)" }
      if line.hasPrefix("-----END") { isInside = false }
    }
    return lines.dropLast().contains("") ? "there are blank lines between the blocks" : nil
  }
}

extension IstioObjects {
  /// The lists of roots that istiod and proxies read: in `cacerts`, and as istiod or istio-csr publishes them.
  var rootLists: [NamedPEM] {
    let own = signers.flatMap { signer in signer.texts.filter { $0.name == signer.view.layout.rootsKey } }
    return own
      + publishedRoots.compactMap { manifest in
        let field = manifest.top["data"][ConfigMap.rootKey]
        guard let text = field.node?.text else { return nil }
        return NamedPEM(
          name: ConfigMap.rootKey, field: field, value: PEMValue(Array(text.utf8), .roots), text: Array(text.utf8))
      }
  }

  /// Every PEM text whose bytes matter.
  var pemTexts: [NamedPEM] { signers.flatMap(\.texts) }
}

extension IstioSigner {
  /// The values that are no private key.
  fileprivate var texts: [NamedPEM] {
    view.values.sorted { $0.key < $1.key }.compactMap { key, value in
      guard key != view.layout.privateKeyKey, let text = view.text(key) else { return nil }
      return NamedPEM(name: key, field: view.field(key), value: value, text: text)
    }
  }
}
