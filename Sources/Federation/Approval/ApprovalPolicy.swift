public import Diagnostics

/// What needs a second person, and who that can be: `spec.approval`.
public struct ApprovalPolicy: Hashable, Sendable {
  /// What can need an approval.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// A root is issued, adopted or installed.
    case root
    /// A step of a rotation, a reissue or a rekey.
    case rotation
    /// A key leaves the home.
    case keyExport = "key-export"
    /// A mesh or remote is removed.
    case removal
    /// This list is changed. Whatever is listed, this needs an approval.
    case approvers
  }

  public struct Approver: Hashable, Sendable {
    public let name: String
    public let key: SSHPublicKey
  }

  /// How many people approve, without the one who proposed.
  public let required: Int
  public let kinds: Set<Kind>
  /// By name.
  public let approvers: [Approver]

  /// One line, by which two policies are compared and one is kept.
  public var text: String {
    ([
      "required \(required)",
      "for " + Kind.allCases.filter(kinds.contains).map(\.rawValue).joined(separator: ","),
    ] + approvers.map { "\($0.name) \($0.key.text)" }).joined(separator: "; ")
  }

  /// Reads ``text``.
  public init?(text: String) {
    let parts = text.split(separator: "; ").map { $0.split(separator: " ", maxSplits: 1).map(String.init) }
    guard parts.count >= 2, parts.allSatisfy({ $0.count == 2 }), parts[0][0] == "required", parts[1][0] == "for",
      let required = Int(parts[0][1])
    else { return nil }
    var approvers: [Approver] = []
    for part in parts.dropFirst(2) {
      guard let key = SSHPublicKey(line: part[1]) else { return nil }
      approvers.append(Approver(name: part[0], key: key))
    }
    let kinds = parts[1][1].split(separator: ",").map { Kind(rawValue: String($0)) }
    guard !kinds.contains(nil) else { return nil }
    self.init(required: required, kinds: Set(kinds.compactMap(\.self)), approvers: approvers)
  }

  init(required: Int, kinds: Set<Kind>, approvers: [Approver]) {
    self.required = required
    self.kinds = kinds.union([.approvers])
    self.approvers = approvers.sorted { $0.name < $1.name }
  }

  /// The approver whose key it is; nil for a key with which others can sign too.
  public func approver(with key: SSHPublicKey) -> Approver? {
    approvers.first { $0.key == key && $0.key.fault() == nil }
  }

  /// The faults of the keys that another policy does not have, which are looked for once: when the list is taken.
  public func faults(besides known: ApprovalPolicy?) -> [Diagnostic] {
    approvers.filter { known?.approvers.contains($0) != true }.compactMap { approver in
      approver.key.fault(factoring: true).map { Diagnostic.factored(approver.name, $0) }
    }
  }
}

extension Diagnostic {
  fileprivate static func factored(_ approver: String, _ fault: Message, at place: Place? = nil) -> Diagnostic {
    Diagnostic(
      "MT-FED-81", what: "others can sign with the key of the approver `\(approver.printable)`", why: fault,
      next: "let `\(approver.printable)` make another one: `ssh-keygen -t ed25519`", place: place)
  }
}

/// `spec.approval` as written.
struct ApprovalEntry: Hashable, Sendable {
  let place: Place
  let required: Located<Int>?
  let kinds: [Located<String>]
  let approvers: [Located<String>]

  init(reader: inout FieldReader) {
    place = reader.place
    required = reader.number("required")
    kinds = reader.texts("for")
    approvers = reader.texts("approvers")
  }
}

extension Resolver {
  mutating func approval() -> ApprovalPolicy? {
    guard let entry = file.approval else { return nil }
    var kinds: Set<ApprovalPolicy.Kind> = []
    for word in entry.kinds {
      guard let kind = ApprovalPolicy.Kind(rawValue: word.value) else {
        let known = ApprovalPolicy.Kind.allCases.map(\.rawValue)
        report(
          "MT-FED-80", what: "`approval` knows no `\(word.value.printable)`",
          why: "what can need an approval is \(known.joined(separator: ", "))",
          next: .didYouMean(
            Spelling.nearest(to: word.value, among: known), otherwise: "write one of these"),
          place: word.place)
        continue
      }
      kinds.insert(kind)
    }
    let approvers = approvers(entry)
    let required = entry.required?.value ?? 1
    if required < 1 || required > max(approvers.count, 1) || approvers.isEmpty {
      report(
        "MT-FED-82", what: "`approval` can never be given: \(required) of \(approvers.count) approvers are required",
        why: "an action that needs it would wait for ever",
        next: "name more approvers, or require fewer", place: entry.required?.place ?? entry.place)
    }
    return ApprovalPolicy(required: required, kinds: kinds, approvers: approvers)
  }

  private mutating func approvers(_ entry: ApprovalEntry) -> [ApprovalPolicy.Approver] {
    var approvers: [ApprovalPolicy.Approver] = []
    for line in entry.approvers {
      let words = line.value.split(separator: " ", maxSplits: 1)
      guard words.count == 2, Self.isApprover(words[0]), let key = SSHPublicKey(line: words[1]) else {
        report(
          "MT-FED-81", what: "`\(line.value.printable)` is not the name and key of an approver",
          why:
            "it is a name without spaces and a public key of OpenSSH: Ed25519, ECDSA, RSA from "
            + "\(SSHPublicKey.smallestRSA) bits, or one of these in a security key",
          next: "write `anna ssh-ed25519 AAAA…`, as in anna's `id_ed25519.pub`", place: line.place)
        continue
      }
      if let fault = key.fault() {
        findings.append(.factored(String(words[0]), fault, at: line.place))
      }
      if let other = approvers.first(where: { $0.name == words[0] || $0.key == key }) {
        report(
          "MT-FED-83", what: "`\(words[0])` and `\(other.name)` are one approver",
          why: "they have one name or one key, and would count as two people", next: "remove one of them",
          place: line.place)
      }
      approvers.append(ApprovalPolicy.Approver(name: String(words[0]), key: key))
    }
    return approvers
  }

  private static func isApprover(_ name: Substring) -> Bool {
    name.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: ";") }
  }
}
