import Diagnostics
import Rotation

/// Something that must be named exactly once, and was not.
enum MissingChoice: Hashable {
  /// A group of commands, without one of them.
  case command(group: [String], known: [SuggestedCommand])
  /// The Secret with the authorities to adopt.
  case secret
  /// The chain to verify.
  case chain
  /// The place of a key outside of the home.
  case keyPlace
  /// The key to destroy.
  case destroyedKey
  /// A way to open the home.
  case sealingWay
  /// The protection of an exported key.
  case keyProtection
  /// The owner of a root; `first` is a mesh of the home, nil if all share one root.
  case root(first: String?)
  /// The evidence for a rotation.
  case observation
  /// The mesh that a live server belongs to, and the mesh whose roots are meant.
  case observedPair
  /// Where the key of a new leaf goes.
  case keyDestination
  /// The files to read.
  case manifests
  /// The one file to read; the kind is as in the command's help.
  case file(kind: String)
  /// What is vouched for.
  case statement(mesh: String)
  /// The authority to rekey.
  case rekeyed(mesh: String)
  /// The code to explain.
  case code
  /// The meshes of a new federation.
  case meshes
  /// The certificate to present to a server.
  case clientCertificate
  /// The subject of a leaf.
  case subject
  /// The roots and the expected identity.
  case expectation
  /// The trust domain of a bundle.
  case trustDomain

  private static var sentences: String { Statement.sentences.map { "\"\($0)\"" }.joined(separator: ", ") }

  var diagnostic: Diagnostic {
    switch self {
    case .command(let group, let known):
      Diagnostic(
        "MT-CLI-21", what: "`\(SuggestedCommand(group))` is a group of commands; name one of them",
        why: "it has \(known.map { "`\($0)`" as Message }.joined(separator: " and "))",
        next: "\(SuggestedCommand(group + ["--help"]))")
    case .secret:
      Diagnostic(
        "MT-CLI-22", what: "exactly one Secret is needed", why: "a mesh signs with one of the two, never with both",
        next: "--cacerts FILE, or --istio-ca-secret FILE")
    case .chain:
      Diagnostic(
        "MT-CLI-23", what: "the chain is missing", why: "it comes from a file, a live server, or a batch",
        next: "`\(.meshtrust("verify", "CHAIN"))`, or with --connect HOST:PORT or --batch FILE")
    case .keyPlace:
      Diagnostic(
        "MT-CLI-39", what: "the place of the key is missing",
        why: "it is in a token, or behind a signer of this machine",
        next: "--token URI, or --signer NAME --key KEY")
    case .destroyedKey:
      Diagnostic(
        "MT-CLI-97", what: "name exactly one key to destroy",
        why: "one that waits for a root has the name of that root, and any other has an address",
        next: "MESH/root, or --token URI")
    case .sealingWay:
      Diagnostic(
        "MT-CLI-76", what: "exactly one way to open the home is needed", why: "each is added by itself",
        next: "--new-passphrase-file FILE, or --token URI, or --key-file")
    case .keyProtection:
      Diagnostic(
        "MT-CLI-24", what: "the protection of the exported key is missing",
        why: "a key leaves the home encrypted, unless you ask for plain text",
        next: "--out-passphrase-file FILE, or --no-encrypt")
    case .root(let first):
      Diagnostic(
        "MT-CLI-25", what: "the owner of the root is missing", why: "pass either one mesh or --shared",
        next: first.map { "name one, such as `\($0)`" } ?? "add --shared")
    case .observation:
      Diagnostic(
        "MT-CLI-26", what: "the evidence is missing",
        why: "it is what a cluster holds, in a file, or what a live server presents",
        next: "-f FILE, or --connect HOST:PORT")
    case .observedPair:
      Diagnostic(
        "MT-CLI-34", what: "--connect needs the peer and --for", why: "a server does not show whose it is",
        next: "\(.meshtrust("rotate", "seen", "PEER", "--for", "MESH", "--connect", "HOST:PORT"))")
    case .keyDestination:
      Diagnostic(
        "MT-CLI-36", what: "the place for the private key is missing",
        why: "it is stored nowhere else, and belongs neither into a log nor into a pipe by accident",
        next: "--out DIR, or --print-key")
    case .manifests:
      Diagnostic(
        "MT-CLI-37", what: "no file was named", why: "the command reads files, folders or standard input",
        next: "name a file or a folder, or - for standard input")
    case .file(let kind):
      Diagnostic(
        "MT-CLI-38", what: "no \(kind) was named", why: "the command reads one",
        next: "name it at the end, or with -f \(kind.uppercased())")
    case .statement(let mesh):
      Diagnostic(
        "MT-CLI-35", what: "the sentence is missing", why: "only known sentences open a gate",
        next: "`\(.meshtrust("rotate", "vouch", mesh, "SENTENCE"))`, where the sentence is \(Self.sentences)")
    case .rekeyed(let mesh):
      Diagnostic(
        "MT-CLI-27", what: "the authority to rekey is missing",
        why: "a root's key is changed in steps, by `\(.meshtrust("rotate", "start"))`",
        next: "\(.meshtrust("rekey", mesh, "--intermediate"))")
    case .code:
      Diagnostic(
        "MT-CLI-28", what: "a code is needed", why: "errors show their code in brackets",
        next: "\(.meshtrust("explain", "MT-LF-01")), or --list")
    case .meshes:
      Diagnostic(
        "MT-CLI-29", what: "no mesh was named",
        why: "a federation is created from mesh names or from manifests",
        next: "\(.meshtrust("init", "MESH…")), or \(.meshtrust("init", "--from", "PATH…"))")
    case .clientCertificate:
      Diagnostic(
        "MT-CLI-30", what: "the client certificate is incomplete",
        why: "either the home issues one, or you pass a chain and its key",
        next: "--as MESH/GATEWAY, or --cert FILE --key FILE")
    case .subject:
      Diagnostic(
        "MT-CLI-31", what: "the certificate needs exactly one subject",
        why: "exactly one of --gateway and --service-account sets it",
        next: "--gateway NAME, or --service-account NAMESPACE/NAME")
    case .expectation:
      Diagnostic(
        "MT-CLI-32", what: "the roots and the expected identity are missing",
        why: "they come from options, from the home or from a ServiceMeshPeer",
        next: "--bundle FILE --trust-domain NAME [--client-id ID], --peer PEER --for MESH, or --peer-manifest FILE")
    case .trustDomain:
      Diagnostic(
        "MT-CLI-33", what: "the trust domain of the bundle is missing",
        why: "roots are valid only for one trust domain (MT-B-12)", next: "add --trust-domain NAME")
    }
  }
}
