import Cryptography
import Diagnostics
import Federation

/// Why a key outside of the home is not taken, made or used.
public enum KeyRefusal: Hashable, Sendable {
  /// An intermediate, whose key istiod reads from a Secret.
  case intermediate(mesh: String)
  /// The profile wants the key of a root in a token, and none was prepared.
  case notPrepared(owner: AuthorityOwner)
  /// A key for the next root is prepared already.
  case prepared(owner: AuthorityOwner, place: String)
  /// No key waits for the next root.
  case nothingPrepared(owner: AuthorityOwner)
  /// The key is of another type than the profile says.
  case otherAlgorithm(found: String, wanted: String, owner: AuthorityOwner)
  /// The key is one of the home already, at another place or of another authority.
  case known(authority: String, place: String)
  /// A way to open the home is not added or taken away.
  case slot(SealSlotRefusal)
  /// An authority has the key that is to be destroyed.
  case inUse(authority: String, place: String)
  /// The key that is to be destroyed is none of this home's.
  case stranger(place: String)
  /// A rotation under way has its new root already.
  case rotating(owner: AuthorityOwner)

  var diagnostic: Diagnostic {
    switch self {
    case .intermediate(let mesh):
      Diagnostic(
        "MT-KEY-61", what: "the key of `\(mesh)/intermediate` cannot be in a token or behind a program",
        why:
          "istiod signs with it, and reads it from the Secret `cacerts`: a key that never leaves its token is not one",
        next:
          "keep the root there; where no key may be in the cluster, let istio-csr ask for every certificate, with an "
          + "intermediate of cert-manager that this root signs: "
          + "`\(.meshtrust("sign", mesh, "--csr", "FILE", "--as", "intermediate"))`")
    case .notPrepared(let owner):
      Diagnostic(
        "MT-KEY-62", what: "the profile wants the key of `\(owner)/root` in a token, and none is prepared",
        why: "`rootKey: {in: token}` in federation.yaml; a key that is made here would not be there",
        next: "make one: `\(.meshtrust("key", "generate", "\(owner)/root", "--token", "URI"))`; or take one that is "
          + "there: `\(.meshtrust("key", "attach", "\(owner)/root", "--token", "URI"))`")
    case .prepared(let owner, let place):
      Diagnostic(
        "MT-KEY-63", what: "a key for the next root of `\(owner)` is there already, in \(place)",
        why: "`\(.meshtrust("apply"))` and `\(.meshtrust("rotate", "start", owner.argument))` make a root with it",
        next: "use it; or take another one in its place: "
          + "`\(.meshtrust("key", "attach", "\(owner)/root", "--token", "URI"))`; or give it up: "
          + "`\(.meshtrust("key", "destroy", "\(owner)/root"))`")
    case .nothingPrepared(let owner):
      Diagnostic(
        "MT-KEY-77", what: "no key is prepared for the next root of `\(owner)`",
        why: "a name means the key that waits for that root; the key of a root that was retired has an address",
        next: "give the key's address, which the log has, with --token URI")
    case .otherAlgorithm(let found, let wanted, let owner):
      Diagnostic(
        "MT-KEY-64", what: "the key is \(found), and the profile of `\(owner)` says \(wanted)",
        why: "`rootKey` in federation.yaml is what everybody was told", next: "attach another key, or change `rootKey`")
    case .known(let authority, let place):
      Diagnostic(
        "MT-KEY-65", what: "the key is that of `\(authority)` already, \(place)",
        why: "two authorities with one key could issue each other's identities", next: "use another key")
    case .inUse(let authority, let place):
      Diagnostic(
        "MT-KEY-73", what: "the key in \(place) is that of `\(authority)`", why: "without it the authority cannot sign",
        next: "retire the authority first, by a rotation")
    case .stranger(let place):
      Diagnostic(
        "MT-KEY-74", what: "the key in \(place) is not one of this home's",
        why: "the home neither made nor used it, and somebody else may",
        next: "look whether the address is the right one; the vendor's tool destroys any key")
    case .slot(let refusal): refusal.diagnostic
    case .rotating(let owner):
      Diagnostic(
        "MT-KEY-66", what: "a rotation of `\(owner)` is under way, and its new root has its key",
        why: "a key that is prepared now would be for the rotation after it",
        next: "finish it first: `\(.meshtrust("rotate", "status"))`")
    }
  }
}

/// Why a way to open the home is not added or taken away.
public enum SealSlotRefusal: Hashable, Sendable {
  /// One with that name is there already.
  case exists(String)
  /// The home has no such way.
  case unknown(String, known: [String])
  /// Nothing would open the home any more.
  case last(String)
  /// It opened the home now: whether another one does is not known.
  case inUse(String)

  var diagnostic: Diagnostic {
    switch self {
    case .exists(let name):
      Diagnostic(
        "MT-KEY-68", what: "the home has a way `\(name.printable)` already", why: "each has a name of its own",
        next:
          "`\(.meshtrust("home", "seal", "list"))` shows since when: a command that was stopped may have added it; for "
          + "another way choose another name, and the way in use is replaced by "
          + "`\(.meshtrust("home", "seal", "rewrap"))`")
    case .unknown(let name, let known):
      Diagnostic(
        "MT-KEY-69", what: "the home does not open with `\(name.printable)`",
        why: "it opens with \(known.map { "`\($0.printable)`" }.joined(separator: ", "))",
        next: .didYouMean(
          Spelling.nearest(to: name, among: known), otherwise: "`\(.meshtrust("home", "seal", "list"))` lists the ways")
      )
    case .last(let name):
      Diagnostic(
        "MT-KEY-70", what: "`\(name.printable)` is the only way to open the home",
        why: "without it every key would be lost",
        next: "add another one first: `\(.meshtrust("home", "seal", "add", "--new-passphrase-file", "FILE"))`")
    case .inUse(let name):
      Diagnostic(
        "MT-KEY-71", what: "`\(name.printable)` opened the home now, so it stays",
        why: "whether any other way opens the home is only known when one does",
        next: "open the home with another one: give --passphrase-file FILE, or move `sealing.key` away")
    }
  }
}
