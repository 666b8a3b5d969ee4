import Diagnostics

/// A block where another kind is wanted: what it is, and what to do about it, alone in its file or beside others.
struct StrangeBlock {
  private enum Kind {
    case privateKey(isEncrypted: Bool)
    case request
    case publicKey
    case parameters
    case revocationList
    case trustedCertificate
    case pgpKey
    case pgpText
    case certificate
    case other
  }

  private let label: String
  private let isAlone: Bool
  private let kind: Kind

  init(_ label: String, isAlone: Bool) {
    self.label = label
    self.isAlone = isAlone
    kind = Self.kind(of: label)
  }

  func diagnostic(wanted: String, line: Int) -> Diagnostic {
    Diagnostic(
      "MT-PEM-03",
      what: isAlone
        ? "it holds `\(label)`, and none of the \(wanted) that are needed"
        : "unexpected \(label) block: only \(wanted) are allowed",
      why: why, next: next(wanted), place: Place(line: line))
  }

  private static func kind(of label: String) -> Kind {
    switch label {
    case PEMBlock.trustedCertificateLabel: .trustedCertificate
    case PEMBlock.revocationListLabel: .revocationList
    case PEMBlock.certificateLabel, PEMBlock.oldCertificateLabel: .certificate
    case _ where PEMBlock.requestLabels.contains(label): .request
    case "PGP PUBLIC KEY BLOCK", "PGP PRIVATE KEY BLOCK": .pgpKey
    case _ where label.hasPrefix(PEMBlock.pgpPrefix): .pgpText
    case _ where label.contains("PRIVATE KEY"): .privateKey(isEncrypted: label.hasSuffix(PEMBlock.encryptedSuffix))
    case _ where label.hasSuffix("PUBLIC KEY"): .publicKey
    case _ where label.hasSuffix(" PARAMETERS"): .parameters
    default: .other
    }
  }

  private var why: Message {
    switch kind {
    case .privateKey:
      isAlone
        ? "it is a private key, which nobody but its owner may have; nothing of it was read"
        : "a private key in a file that is handed around is a leak; treat the key as compromised"
    case .request: "a request asks a CA for a certificate: nobody has signed it, and it vouches for nothing"
    case .publicKey: "a public key alone names neither its owner nor an issuer"
    case .parameters: "they describe the curve or group of a key, and `openssl ecparam` writes them before it"
    case .revocationList: "a CRL says which certificates no longer count, and is none itself"
    case .trustedCertificate:
      "it is OpenSSL's own form: a certificate with settings of trust, which istiod and Envoy do not read"
    case .pgpKey: "a key of PGP is no certificate of TLS, and no mesh reads it"
    case .pgpText: "it is a signature or a message of PGP, which no mesh reads"
    case .certificate: "a certificate is something else"
    case .other: "it has no use here, and ignoring it could hide a mistake"
    }
  }

  private func next(_ wanted: String) -> Message {
    if case .trustedCertificate = kind { return "convert it: `openssl x509 -in FILE -out converted.pem`" }
    if case .privateKey(true) = kind {
      return
        "\(isAlone ? "give the file with the certificate of this key" : "remove the block"); where the key itself is "
        + "wanted, `openssl pkey -in FILE -out decrypted.pem` decrypts it"
    }
    guard isAlone else { return "remove the block" }
    guard wanted == "certificates" else { return "give the file with the \(wanted)" }
    return switch kind {
    case .privateKey: "give the file with the certificate of this key"
    case .request: "give the certificate with which the CA answered"
    case .publicKey: "give the certificate in which this key stands"
    case .revocationList: "give the certificate of the CA that issued it"
    case .pgpKey: "ask for the certificate, as PEM; the key may serve to check who sent it"
    case .pgpText: "give the file that was signed"
    case .parameters, .trustedCertificate, .certificate, .other: "give the file with the \(wanted)"
    }
  }
}
