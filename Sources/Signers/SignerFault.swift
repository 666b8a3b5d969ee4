public import Cryptography
public import Diagnostics
public import Documents
public import Files

/// Why a key outside of the home did not sign, or is not used.
public enum SignerFault: Error, Hashable, Sendable {
  /// No file of this machine says how to reach a signer of that name.
  case unknownProgram(String, known: [String], file: String)
  /// Somebody else can change a file that is run, loaded or read for its secret.
  case writableByOthers(String)
  /// A program or module is not named by its whole path.
  case relativePath(String)
  /// The machine's own signers.yaml cannot be read.
  case file(DocumentsError)
  /// A program could not be started.
  case notStarted(program: String, reason: String)
  /// A program did not end in time.
  case programLate(program: String, seconds: Int)
  /// A program failed without saying why in the form that is agreed on.
  case programFailed(program: String, status: Int32, message: String)
  /// A program said no.
  case programRefused(program: String, ProgramRefusal, message: String)
  /// A program's answer is not what was asked for.
  case programAnswer(program: String, reason: String)
  /// Others than its holder can sign with a key.
  case unsound(SignerPlace, CryptographyError)
  /// The key at a place is not the one that the home knows.
  case otherKey(place: String, expected: String, found: String)
  /// The file with a PIN cannot be read.
  case pinFile(FileError)
  /// A key did not sign the message that proves it.
  case unproven(SigningError)
  /// A token or its module failed.
  case token(TokenFault)
  /// Something failed, and a key that was made for it, and that nothing uses, may still be in the token.
  indirect case leftBehind(TokenURI, after: SignerFault)
}

/// The reasons that the protocol has for a refusal.
public enum ProgramRefusal: String, CaseIterable, Hashable, Sendable {
  case denied
  case locked
  case unavailable
  case notFound = "not-found"
  case unsupported
}

extension SignerFault: Diagnosable {
  public var diagnostic: Diagnostic {
    switch self {
    case .unknownProgram(let name, let known, let file):
      Diagnostic(
        "MT-KEY-21", what: "this machine does not know the signer `\(name.printable)`",
        why: known.isEmpty
          ? "`\(file)` names none; a program to run never comes from a file in git or from the database"
          : "`\(file)` names \(known.sorted().joined(separator: ", "))",
        next: "add `\(name.printable): {command: /PATH/OF/PROGRAM}` below `programs:` in \(file)")
    case .writableByOthers(let path):
      Diagnostic(
        "MT-KEY-22", what: "others can change `\(path)`",
        why: "whoever writes it, or replaces it in its folder, runs with your rights and signs with your keys",
        next: "chown root \(ShellWord.quoted(path)), and chmod go-w it and its folder")
    case .relativePath(let path):
      Diagnostic(
        "MT-KEY-23", what: "`\(path.printable)` is not a whole path",
        why: "what is run or loaded must not depend on the folder that a command starts in",
        next: "write the path from `/` on")
    case .file(let error): error.diagnostic
    case .notStarted(let program, let reason):
      Diagnostic(
        "MT-KEY-24", what: "the signer `\(program)` could not be started", why: "\(reason)",
        next: "nothing was changed; look at the path and the mode of the program")
    case .programLate(let program, let seconds):
      Diagnostic(
        "MT-KEY-25", what: "the signer `\(program)` did not answer within \(seconds) s",
        why: "it was ended; whether the service signed is not known, and nothing was stored",
        next: "look at the service, then run the command again; `timeout:` in signers.yaml allows more")
    case .programFailed(let program, let status, let message):
      Diagnostic(
        "MT-KEY-26", what: "the signer `\(program)` failed: it ended with \(status)",
        why: message.isEmpty ? "it did not say why" : "it said last: \(message.printable)",
        next: "nothing was changed; run the program alone")
    case .programRefused(let program, let refusal, let message):
      Diagnostic(
        "MT-KEY-27", what: "the signer `\(program)` refused: \(refusal.rawValue)",
        why: message.isEmpty ? "it did not say why" : "\(message.printable)",
        next: "nothing was changed; \(refusal.next)")
    case .programAnswer(let program, let reason):
      Diagnostic(
        "MT-KEY-28", what: "the answer of the signer `\(program)` cannot be used", why: "\(reason)",
        next: "nothing was changed; mend the program: docs/signers.md has the protocol")
    case .unsound(let place, let error): Self.unusable(place, error).diagnostic
    case .otherKey(let place, let expected, let found):
      Diagnostic(
        "MT-KEY-29", what: "\(place) has another key than the one that the home knows",
        why: "the home's is SHA-256 \(expected.prefix(16)), and this one \(found.prefix(16)); a label is only a hint",
        next: "nothing was changed; look for the right token or key version")
    case .pinFile(let error): error.diagnostic
    case .unproven(let error): error.diagnostic
    case .token(let fault): fault.diagnostic
    case .leftBehind(let uri, let fault): Self.leaving(uri, fault.diagnostic)
    }
  }

  public var exitStatus: ExitStatus {
    switch self {
    case .unknownProgram, .relativePath: .usage
    case .writableByOthers, .otherKey: .refused
    case .file(let error): error.exitStatus
    case .notStarted, .programLate, .programFailed, .programAnswer: .inputOutput
    case .programRefused(_, let refusal, _): refusal.exitStatus
    case .unsound(let place, let error): Self.unusable(place, error).exitStatus
    case .pinFile(let error): error.exitStatus
    case .unproven(let error): error.exitStatus
    case .token(let fault): fault.exitStatus
    case .leftBehind(_, let fault): fault.exitStatus
    }
  }
}

extension SignerFault {
  /// Whether this machine names no module, the token is not there, or nobody gave its PIN: the secret is not at hand.
  public var isAbsence: Bool {
    switch self {
    case .token(.noPIN): true
    case .token(let fault): fault.isAbsence
    default: false
    }
  }

  /// Whether the token is there, and has no such key, or another one.
  public var isOfMissingKey: Bool {
    switch self {
    case .otherKey, .token(.noKey): true
    default: false
    }
  }

  private static func leaving(_ uri: TokenURI, _ diagnostic: Diagnostic) -> Diagnostic {
    var diagnostic = diagnostic
    diagnostic.next +=
      "; then destroy the key at `\(uri)` with the token's own tools, if it is there: nothing uses it, and it could not be "
      + "destroyed now"
    return diagnostic
  }

  /// What is said of any key that cannot be used at a place.
  private static func unusable(_ place: SignerPlace, _ error: CryptographyError) -> SignerFault {
    let reason = "\(error.diagnostic.what): \(error.diagnostic.why)"
    return switch place {
    case .token(let uri): .token(.unusableKey(uri, reason: reason))
    case .program(let name, _): .programAnswer(program: name, reason: reason)
    }
  }
}

extension ProgramRefusal {
  fileprivate var next: Message {
    switch self {
    case .denied: "log in to the service, or ask for the right to sign with this key"
    case .locked: "unlock the key or the service, then run the command again"
    case .unavailable: "try again when the service is reachable"
    case .notFound: "look for the key's name in the service"
    case .unsupported: "use a key that the service can sign with"
    }
  }

  fileprivate var exitStatus: ExitStatus {
    switch self {
    case .denied, .locked: .secret
    case .unavailable: .inputOutput
    case .notFound, .unsupported: .refused
    }
  }
}
