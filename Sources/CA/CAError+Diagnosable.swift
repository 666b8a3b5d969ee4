import Cryptography
public import Diagnostics
import Documents
import Federation
import Files
import Kubernetes
import SPIFFE
import Signers
import X509

extension CAError: Diagnosable {
  /// The exit status that the command ends with.
  public var exitStatus: ExitStatus {
    switch self {
    case .files(let error): error.exitStatus
    case .database: .inputOutput
    case .noHome, .noBackup, .brokenDatabase, .logBroken: .malformed
    case .sealingKeyMissing, .sealingKeyWrong, .passphraseNeeded, .passphraseWrong, .backupUnreadable: .secret
    case .unknownMesh, .unknownGateway, .unknownAuthority, .unknownLeaf, .unchangedPeering: .usage
    case .exists, .ownFile, .noAuthorities, .newerDatabase, .noIntermediate, .noKey, .keyOutside, .refused,
      .notConfirmed, .wrongAnswer, .deployedMeanwhile, .adoption:
      .refused
    case .store(let fault): fault.exitStatus
    case .binding(let fault): fault.exitStatus
    case .checkpoint(let fault): fault.exitStatus
    case .approval(let fault): fault.exitStatus
    case .signer(let fault): fault.exitStatus
    case .prepared(let fault): fault.exitStatus
    case .signing(let error): error.exitStatus
    case .unfinished(let removal): removal.exitStatus
    case .secretSealing(let fault): fault.exitStatus
    case .trust(let fault): fault.exitStatus
    case .card(let error): error.exitStatus
    case .publication(let fault): fault.exitStatus
    case .cryptography(let error): error.exitStatus
    case .x509(let error): error.exitStatus
    case .spiffe(let error): error.exitStatus
    case .documents(let error): error.exitStatus
    case .federation(let error): error.exitStatus
    case .kubernetes(let error): error.exitStatus
    }
  }

  /// The story of the error.
  public var diagnostic: Diagnostic {
    switch self {
    case .files(let error): error.diagnostic
    case .noHome(let path):
      Diagnostic(
        "MT-HOME-02", what: "`\(path)` holds no federation.yaml", why: "a home starts with its description",
        next: "run `\(.meshtrust("init", "MESH…"))`, or name the home with --home")
    case .exists(let path):
      Diagnostic(
        "MT-HOME-03", what: "`\(path)` is already there", why: "it is not overwritten, so that nothing is lost",
        next: "move it away, or choose another name")
    case .deployedMeanwhile(let mesh):
      Diagnostic(
        "MT-K-46", what: "another command has deployed to `\(mesh)` meanwhile",
        why: "what was shown is no longer what would be done", next: "run the same again")
    case .ownFile(let path):
      Diagnostic(
        "MT-HOME-37", what: "`\(path)` is a file of a home",
        why: "a result in its place would lose the home, or let git take its secrets",
        next: "name another file")
    case .noAuthorities(let home):
      Diagnostic(
        "MT-HOME-04", what: "nothing has been issued in `\(home)` yet", why: "its database is empty, or not there",
        next: "run `\(.meshtrust("apply"))`")
    case .newerDatabase(let path):
      Diagnostic(
        "MT-HOME-05", what: "`\(path)` was written by a newer version of meshtrust",
        why: "an older version could misread it, so it is not touched", next: "use the newer version")
    case .brokenDatabase(let path, let detail):
      Diagnostic(
        "MT-HOME-06", what: "`\(path)` is not an authority database, or it is damaged", why: "\(detail)",
        next:
          "look for a failing disk in the system's log; then restore the home beside it: `\(.restoreElsewhere)`")
    case .database(let detail):
      Diagnostic(
        "MT-HOME-07", what: "the database refused", why: "\(detail)",
        next:
          "the change that failed was undone, and earlier ones stay; look at free space and permissions, then run the "
          + "command again")
    case .refused(let refusal): refusal.diagnostic
    case .notConfirmed(let refusal): refusal.diagnostic
    case .wrongAnswer(let refusal): refusal.diagnostic
    case .adoption(let fault): fault.diagnostic
    case .store(let fault): fault.diagnostic
    case .binding(let fault): fault.diagnostic
    case .checkpoint(let fault): fault.diagnostic
    case .approval(let fault): fault.diagnostic
    case .secretSealing(let fault): fault.diagnostic
    case .logBroken(let entry, let detail):
      Diagnostic(
        "MT-HOME-22", what: "the audit log does not hold together at entry \(entry)", why: "\(detail)",
        next: "somebody changed the database by other means; compare it with a backup")
    case .sealingKeyMissing(let path):
      Diagnostic(
        "MT-HOME-10", what: "the sealing key `\(path)` is missing", why: "without it the private keys do not open",
        next: "copy it back, or restore the home beside it: `\(.restoreElsewhere)`")
    case .sealingKeyWrong(let path, let detail):
      Diagnostic(
        "MT-HOME-11", what: "the sealing key `\(path)` does not open this home", why: "\(detail)",
        next: "copy the right one back, or restore the home beside it: `\(.restoreElsewhere)`")
    case .passphraseNeeded:
      Diagnostic(
        "MT-HOME-12", what: "the home is sealed with a passphrase", why: "none was given",
        next: "give --passphrase-file FILE, or set MESHTRUST_PASSPHRASE_FILE")
    case .passphraseWrong:
      Diagnostic(
        "MT-HOME-13", what: "the passphrase does not open this home", why: "nothing was changed",
        next: "try again with the right one")
    case .noBackup:
      Diagnostic(
        "MT-HOME-23", what: "this is no backup of meshtrust", why: "the file does not begin as one does",
        next: "give a file that `\(.elsewhere("backup", "FILE", "--backup-passphrase-file", "PASS"))` wrote")
    case .backupUnreadable(let detail):
      Diagnostic(
        "MT-HOME-14", what: "the backup does not open", why: "\(detail)",
        next: "check the passphrase, or take another copy of the file")
    case .unknownMesh(let name, let nearest):
      Diagnostic(
        "MT-HOME-15", what: "there is no mesh `\(name)` in federation.yaml",
        why: "its meshes stand under `spec.meshes`",
        next: .didYouMean(nearest, otherwise: "`\(.meshtrust("show"))` lists the meshes"))
    case .unknownGateway(let name, let mesh, let known, let nearest):
      Diagnostic(
        "MT-HOME-16", what: "`\(mesh)` has no gateway `\(name)`", why: "it has \(known.joined(separator: ", "))",
        next: .didYouMean(nearest, otherwise: "name one of them, or use --service-account NAMESPACE/NAME"))
    case .unknownAuthority(let name, let nearest):
      Diagnostic(
        "MT-HOME-17", what: "there is no authority `\(name)`",
        why: "an authority is MESH/root, MESH/intermediate, shared/root or a SHA-256 fingerprint",
        next: .didYouMean(nearest, otherwise: "`\(.meshtrust("status"))` lists them"))
    case .unchangedPeering(let mesh, let peer, let isThere):
      Diagnostic(
        "MT-HOME-28", what: "`\(mesh)` and `\(peer)` are \(isThere ? "peers already" : "no peers")",
        why: "a peering is mutual: naming it on one side is enough",
        next: "`\(.meshtrust("show", mesh))` lists the peers")
    case .unknownLeaf(let print, let several):
      Diagnostic(
        "MT-HOME-27",
        what: several > 0
          ? "\(several) leaf certificates begin with `\(print)`" : "this home issued no leaf certificate `\(print)`",
        why: "a leaf is named by its SHA-256 fingerprint, or by its first 8 digits or more",
        next: "`\(.meshtrust("issued", "list"))` lists them")
    case .noIntermediate(let mesh):
      Diagnostic(
        "MT-HOME-18", what: "`\(mesh)` has no intermediate yet", why: "only an intermediate issues for workloads",
        next: "run `\(.meshtrust("apply"))`")
    case .noKey(let authority):
      Diagnostic(
        "MT-HOME-19", what: "the key of `\(authority)` is not in this home",
        why: "it belongs to somebody else, or was destroyed", next: "ask its owner, or use another authority")
    case .keyOutside(let authority, let place):
      Diagnostic(
        "MT-KEY-60", what: "the key of `\(authority)` cannot leave \(place)",
        why: "it was made to sign there and nowhere else", next: "export the key of another authority")
    case .signer(let fault): fault.diagnostic
    case .prepared(let fault): fault.diagnostic
    case .signing(let error): error.diagnostic
    case .unfinished(let removal): removal.diagnostic(.error)
    case .trust(let fault): fault.diagnostic
    case .card(let error): error.diagnostic
    case .publication(let fault): fault.diagnostic
    case .cryptography(let error): error.diagnostic
    case .x509(let error): error.diagnostic
    case .spiffe(let error): error.diagnostic
    case .documents(let error): error.diagnostic
    case .federation(let error): error.diagnostic
    case .kubernetes(let error): error.diagnostic
    }
  }
}
