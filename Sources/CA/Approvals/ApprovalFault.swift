import Diagnostics
public import Federation
public import X509

/// Why an action waits, or an approval is refused.
public enum ApprovalFault: Hashable, Sendable {
  /// The action needs an approval, and is a proposal now.
  case waits(id: String, kind: ApprovalPolicy.Kind, subject: String, required: Int)
  /// No proposal begins with this, or several do.
  case unknown(String, known: [String])
  /// It was carried out before.
  case done(id: String, kind: ApprovalPolicy.Kind)
  case expired(id: String, Timestamp)
  /// The home is not as it was when the action was proposed.
  case stateChanged(id: String)
  /// The command would do something else now.
  case actionChanged(id: String)
  /// The command was given a time.
  case otherTime(id: String)
  /// Not enough people approved it.
  case missing(id: String, given: [String], required: Int)
  /// A signature is not an approval.
  case signature(SignatureFault)
  /// An argument cannot stand in a line of the proposal.
  case argument(String)
  /// federation.yaml lists nothing that needs an approval.
  case notAsked

  var exitStatus: ExitStatus {
    switch self {
    case .waits: .pending
    case .unknown: .usage
    case .signature(let fault): fault.exitStatus
    case .argument: .malformed
    case .done, .expired, .stateChanged, .actionChanged, .otherTime, .missing, .notAsked: .refused
    }
  }

  var diagnostic: Diagnostic {
    switch self {
    case .waits(let id, let kind, let subject, let required):
      Diagnostic(
        "MT-APPROVE-01", what: "nothing is done yet: this waits as the proposal \(id)",
        why: "`approval` lists \(kind.rawValue) (`\(subject)`), which "
          + (required == 1 ? "a second person approves" : "\(required) other people approve"),
        next: "let somebody else read and sign it: `\(.meshtrust("proposal", "show", id, "--out", "\(id).txt"))`, "
          + "`ssh-keygen -Y sign -n \(Proposal.namespace) -f KEY \(id).txt`, "
          + "`\(.meshtrust("proposal", "approve", id, "--signature", "\(id).txt.sig"))`")
    case .unknown(let id, let known):
      Diagnostic(
        "MT-APPROVE-02", what: "no single proposal begins with `\(id.printable)`",
        why: known.isEmpty ? "there is none" : "there are \(known.joined(separator: ", "))",
        next: "`\(.meshtrust("proposal", "list"))` lists them")
    case .done(let id, let kind): Self.done(id, kind)
    case .expired(let id, let time):
      Diagnostic(
        "MT-APPROVE-04", what: "the proposal \(id) ended at \(time)", why: "an approval is for what is known today",
        next: "give the command again, for a new proposal")
    case .stateChanged(let id):
      Diagnostic(
        "MT-APPROVE-05", what: "the proposal \(id) is void: it starts from another state",
        why: "the home or federation.yaml changed since, or another version of this tool proposed it",
        next: "give the command again, for a new proposal")
    case .actionChanged(let id):
      Diagnostic(
        "MT-APPROVE-06", what: "the command would do something else than the proposal \(id) says",
        why: "only what was approved is carried out", next: "give the command again, for a new proposal")
    case .otherTime(let id):
      Diagnostic(
        "MT-APPROVE-14", what: "the proposal \(id) is carried out at the system's time only",
        why: "what is issued with another date is not what was approved", next: "leave out --now")
    case .missing(let id, let given, let required):
      Diagnostic(
        "MT-APPROVE-07",
        what: "the proposal \(id) has \(given.count) of \(required) approvals",
        why: given.isEmpty ? "nobody approved it" : "approved by \(given.joined(separator: ", "))",
        next: "let somebody else sign it: `\(.meshtrust("proposal", "show", id))`")
    case .signature(let fault): fault.diagnostic
    case .argument(let text):
      Diagnostic(
        "MT-APPROVE-12", what: "`\(text.printable)` cannot stand in a proposal",
        why: "each argument is a line of what is signed", next: "leave out control characters")
    case .notAsked:
      Diagnostic(
        "MT-APPROVE-13", what: "nothing needs an approval here",
        why: "`spec.approval` of federation.yaml lists nothing",
        next: "list what needs one, and who approves")
    }
  }
}

extension ApprovalFault {
  private static func done(_ id: String, _ kind: ApprovalPolicy.Kind) -> Diagnostic {
    var diagnostic = Diagnostic(
      "MT-APPROVE-03", what: "the proposal \(id) was carried out before", why: "an approval is good for one time")
    switch kind {
    case .root, .rotation, .removal:
      diagnostic.next = "if this was stopped, it is done, and `\(.meshtrust("apply"))` writes what it left"
    case .keyExport:
      diagnostic.next =
        "the key was exported, as the log says; if this was stopped, the file may be missing, and where it was to replace "
        + "another one, remove `NAME.new-…` beside that: it has the key"
    case .approvers: diagnostic.next = "if this was stopped, the list counts all the same"
    }
    diagnostic.next += "; to do the same once more, give its command again, for a new proposal"
    return diagnostic
  }
}

/// Why a signature is not an approval.
public enum SignatureFault: Hashable, Sendable {
  /// It is not one of ssh-keygen.
  case unreadable(String)
  /// Its key is no approver's.
  case stranger(fingerprint: String, known: [String])
  /// It is not over this proposal.
  case invalid(id: String, approver: String)
  /// Who proposed it signed it.
  case ownProposal(String)

  var exitStatus: ExitStatus {
    switch self {
    case .unreadable: .malformed
    case .stranger, .invalid, .ownProposal: .refused
    }
  }

  var diagnostic: Diagnostic {
    switch self {
    case .unreadable(let file):
      Diagnostic(
        "MT-APPROVE-08", what: "`\(file.printable)` is not an SSH signature",
        why: "it begins with `-----BEGIN SSH SIGNATURE-----`, and its key is Ed25519, ECDSA or RSA",
        next: "sign what `proposal show` prints with `ssh-keygen -Y sign -n \(Proposal.namespace) -f KEY FILE`")
    case .stranger(let fingerprint, let known):
      Diagnostic(
        "MT-APPROVE-09", what: "the key \(fingerprint) is not an approver's",
        why: "the approvers are \(known.joined(separator: ", "))",
        next: "let one of them sign, each with the key that federation.yaml has")
    case .invalid(let id, let approver):
      Diagnostic(
        "MT-APPROVE-10", what: "the signature of \(approver) is not one over the proposal \(id)",
        why: "the text is another one, or it was signed for another purpose than `\(Proposal.namespace)`",
        next: "sign exactly what it prints: `\(.meshtrust("proposal", "show", id))`")
    case .ownProposal(let name):
      Diagnostic(
        "MT-APPROVE-11", what: "\(name) proposed it, and cannot approve it", why: "an approval is a second person's",
        next: "let another approver sign it")
    }
  }
}
