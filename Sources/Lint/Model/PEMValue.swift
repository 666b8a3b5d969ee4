import Cryptography
import Diagnostics
import Kubernetes
import X509

/// One value of a Secret or ConfigMap as the programs of a mesh read it, beside what can be read of it here.
///
/// istiod reads the first PEM block of its certificate and of its key with Go, Envoy reads bundles and chains with
/// BoringSSL: what they miss or refuse is a fault, whatever is understood here.
struct PEMValue: Sendable {
  /// What the value is for.
  enum Role: Sendable {
    /// The certificate that istiod signs with.
    case signer
    case privateKey
    /// What follows a workload's certificate; may be empty.
    case chain
    case roots

    fileprivate var readers: [PEMReader] {
      switch self {
      case .signer, .privateKey: [.go]
      case .chain, .roots: [.go, .boringSSL]
      }
    }

    /// The labels of which the first block must have one.
    fileprivate var labels: [String]? {
      switch self {
      case .signer: [PEMBlock.certificateLabel]
      case .privateKey: ["PRIVATE KEY", "EC PRIVATE KEY", "RSA PRIVATE KEY"]
      case .chain, .roots: nil
      }
    }
  }

  let role: Role
  /// The certificates, readable or not, even if the mesh does not find them.
  private(set) var list = CertificateList()
  private(set) var blocks: [PEMBlock] = []
  private(set) var irregularities: [PEMIrregularity] = []
  /// Why the mesh does not read the value as it is meant; nil if it does.
  private(set) var fault: PEMValueFault?

  /// A value that is not secret.
  init(_ text: [UInt8], _ role: Role) {
    self.role = role
    if !text.contains(where: { $0 > 0x20 }) {
      fault = role == .chain ? nil : .empty
    } else if PEM.isEncoded(text) {
      read((try? Base64.decode(text.filter { $0 > 0x20 })) ?? [])
      fault = .encodedTwice
    } else if text.contains("-----BEGIN "), text.contains("\\n") {
      fault = .escapedLineEnds
    } else {
      read(text)
    }
  }

  /// The value of a private key, of which only the blocks are looked at.
  init(privateKey secret: SecretBytes) {
    role = .privateKey
    let (isBlank, isEncoded) = secret.withBytes { bytes in
      unsafe (!bytes.contains { $0 > 0x20 }, bytes.starts(with: "LS0tLS1CRUdJTi".utf8))
    }
    guard !isBlank, !isEncoded else {
      fault = isBlank ? .empty : .encodedTwice
      return
    }
    do {
      take(try PEM.outline(of: secret))
    } catch {
      fault = .broken(error)
    }
  }

  private mutating func read(_ text: [UInt8]) {
    do {
      let pem = try PEM(text)
      for block in pem.blocks where block.isCertificate { list.add(der: block.der, line: block.line) }
      take(pem)
    } catch {
      fault = .broken(error)
    }
  }

  private mutating func take(_ pem: PEM) {
    blocks = pem.blocks
    irregularities = pem.irregularities
    fault = fault(of: pem)
  }

  private func fault(of pem: PEM) -> PEMValueFault? {
    guard let first = pem.blocks.first else { return .noBlock }
    if let hidden = pem.irregularities.first(where: { irregularity in
      role.readers.contains { irregularity.hidesBlocks(from: $0) }
    }) {
      return .hidden(hidden)
    }
    if let marked = pem.irregularities.first(where: { $0.kind == .blockMarker }) { return .marked(line: marked.line) }
    if role == .privateKey, first.isEncrypted { return .encrypted }
    if let labels = role.labels, !labels.contains(first.label) {
      if pem.blocks.contains(where: { labels.contains($0.label) }) { return .firstBlock(first.label) }
      return role == .privateKey ? .noKey(found: first.label) : .noCertificate(found: first.label)
    }
    if role == .roots || role == .chain, list.isEmpty { return .noCertificate(found: first.label) }
    if role != .privateKey, let unreadable = list.unreadable.first { return .malformed(unreadable) }
    return nil
  }
}

extension [UInt8] {
  /// Whether the text occurs in the octets.
  fileprivate func contains(_ text: String) -> Bool {
    let wanted = Array(text.utf8)
    guard count >= wanted.count, let first = wanted.first else { return false }
    return indices.contains { self[$0] == first && self[$0...].starts(with: wanted) }
  }
}

/// Why a value is not read in a mesh as it is meant.
enum PEMValueFault: Sendable {
  case empty
  case noBlock
  case noCertificate(found: String)
  case noKey(found: String)
  case encodedTwice
  case escapedLineEnds
  /// No reader takes the text for PEM.
  case broken(X509Error)
  /// It is read here, but not by istiod or Envoy.
  case hidden(PEMIrregularity)
  /// A line of YAML became part of the value. Its blocks are read today, but whoever wrote it meant something else.
  case marked(line: Int)
  /// istiod reads nothing but the first block.
  case firstBlock(String)
  case encrypted
  /// One of the certificates breaks a rule of its encoding.
  case malformed(UnreadableCertificate)
  /// The last line has no newline, and istiod appends another value to it.
  case unfinished(before: String)
}

extension PEMValueFault {
  /// A clause that follows the name of the value.
  var what: Message {
    switch self {
    case .empty: "is empty"
    case .noBlock: "holds no PEM block"
    case .noCertificate(let label): "holds no certificate, only a block `\(label)`"
    case .noKey(let label): "holds no private key that istiod reads, only a block `\(label)`"
    case .encodedTwice: "is base64 of the PEM text instead of the text itself: it was encoded twice"
    case .escapedLineEnds: "has the two characters `\\n` instead of line ends"
    case .broken(let error): "is no valid PEM: \(error.diagnostic.why)"
    case .hidden(let irregularity): "is not read by the mesh: \(irregularity.description)"
    case .marked(let line): "carries YAML's mark for a block of text inside the value (line \(line) of the text)"
    case .firstBlock(let label): "begins with a block `\(label)`, and istiod reads only the first block"
    case .encrypted: "is encrypted, and istiod has no passphrase for it"
    case .malformed(let certificate): "holds \(certificate.displayName), which is malformed: \(certificate.reason)"
    case .unfinished(let next): "has no newline at its end, and istiod appends `\(next)` to it"
    }
  }

  /// The repair; `key` is the name of the value.
  func next(_ key: String) -> Message {
    switch self {
    case .noCertificate(let label) where PEMBlock.requestLabels.contains(label):
      "put the certificate there with which the CA answered this request"
    case .noCertificate(let label) where label.hasSuffix("PRIVATE KEY"):
      "put the certificate of this key there, and the key in its own place"
    case .noKey(let label) where label == PEMBlock.certificateLabel:
      "put the key of this certificate there, and the certificate in its own place"
    case .noKey: "put the key there, as `openssl pkey` prints it"
    case .empty, .noBlock, .noCertificate: "put the PEM text of `\(key)` there"
    case .encodedTwice: "decode it once, with `base64 -d`"
    case .escapedLineEnds: "keep the line ends: `jq -r` and `oc create --from-file` do"
    case .broken(let error): error.diagnostic.next
    case .hidden(let irregularity):
      irregularity.kind == .indentation || irregularity.kind == .blockMarker
        ? "remove the spaces before its lines: `\(Self.unindenting(key))`" : "write it again in the strict form"
    case .marked: "remove the line: `\(Self.unindenting(key))`"
    case .firstBlock(let label):
      label == "EC PARAMETERS"
        ? "rewrite it: `openssl pkey -in \(ShellWord.quoted(key)) -out rewritten.pem`"
        : "put the block that istiod needs first"
    case .encrypted:
      "decrypt it: `openssl pkey -in \(ShellWord.quoted(key)) -out decrypted.pem`, and make the Secret of that"
    case .malformed: "remove it, or have it issued again"
    case .unfinished: "end `\(key)` with a newline"
    }
  }
}

extension PEMValueFault {
  /// The command that takes spaces, tabs and YAML's mark from the start of the lines.
  fileprivate static func unindenting(_ key: String) -> String {
    "sed 's/^[[:space:]]*//; /^[|>]/d' \(ShellWord.quoted(key))"
  }
}

extension UnreadableCertificate {
  /// The fault in words.
  var reason: Message {
    let diagnostic = fault.diagnostic
    return diagnostic.why.isEmpty ? diagnostic.what : diagnostic.why
  }
}
