import Diagnostics

/// Options that exclude each other, or one that needs another.
enum OptionConflict: Hashable {
  /// `--secrets` and `--no-secrets`.
  case secretsBothWays
  /// `--sealed-secrets` with `--secrets` or `--no-secrets`.
  case sealedAndPlain
  /// `--scope` without a certificate to seal with.
  case scopeWithoutSealing
  /// `--cross-sign` and `--compromised`.
  case crossSignOfCompromised
  /// `--to external` without `--root`.
  case externalWithoutRoot
  /// Options of a root elsewhere, without `--to external`.
  case rootWithoutExternal
  /// `--to shared` or `--to per-mesh` with what is about one root.
  case moveOfAll(to: String)
  /// `--key-type` or `--cross-sign` with a root whose key is elsewhere.
  case keyOfExternalRoot
  /// `--for` with a format that is the same for every peer.
  case peerOfForm(String)
  /// `--sequence` with a format other than a card.
  case sequenceOfForm(String)
  /// Several formats of the whole output.
  case forms([String])
  /// Two files for a command that reads one.
  case twoFiles(String, String)
  /// `--from` with `--roots`, or `-f` with mesh names.
  case surveyWithNames
  /// `--client-id` and `--peer`.
  case clientIDOfPeer
  /// `--client-id` and `--peer-manifest`.
  case clientIDOfManifest
  /// `--partial-chain` and `--profile envoy` or `ztunnel`.
  case partialChainOfProxies
  /// `--istio` with another profile than `ztunnel`.
  case ztunnelOnly
  /// `emit --only` and `--into`.
  case partOfFile
  /// `emit --yes` without `--into`.
  case confirmationWithoutFile
  /// `--crl` and `--profile ztunnel`.
  case revocationOfZtunnel
  /// Options of a connection, without one.
  case connectionOnly(String)
  /// Options of plain path validation, with another profile.
  case pathValidationOnly
  /// `--profile rfc5280` with more than a bundle.
  case bundleOnly
  /// `lint --yes` without `--fix`.
  case confirmationWithoutRepair
  /// `lint --fix` without files.
  case repairWithoutFiles
  /// `crl --der` without `--authority`.
  case severalListsAsDER
  /// Options of a leaf for an intermediate.
  case leafOptions(mesh: String)
  /// `--context`, `--kubeconfig` or `--client` without `--live`.
  case contextWithoutCluster
  /// `--live` with files.
  case filesOfClusters
  /// `cluster check --accept-new-cluster` for several meshes.
  case severalNewClusters
  /// `status MESH` or `report MESH` without `--live`.
  case meshesOfHome
  /// `rotate gather --now`.
  case clockOfClusters
  /// `lint --fix --live`.
  case repairOfClusters
  /// A bundle without `--trust-domain` and `--fingerprint`; the text says what kind of bundle it is.
  case unnamedRoots(String)

  var diagnostic: Diagnostic {
    switch self {
    case .secretsBothWays:
      Diagnostic(
        "MT-CLI-56", what: "--secrets and --no-secrets exclude each other", why: "each says where plain keys belong",
        next: "leave out one of them")
    case .sealedAndPlain:
      Diagnostic(
        "MT-SEAL-05", what: "--sealed-secrets excludes --secrets and --no-secrets",
        why: "each says how keys are written from now on", next: "leave out one of them")
    case .scopeWithoutSealing:
      Diagnostic(
        "MT-SEAL-06", what: "--scope needs a certificate to seal with", why: "it says where the sealed key can be used",
        next: "add the certificate, or leave out --scope")
    case .crossSignOfCompromised:
      Diagnostic(
        "MT-CLI-40", what: "--cross-sign and --compromised exclude each other",
        why: "nobody may accept what the old root signs", next: "leave out --cross-sign")
    case .externalWithoutRoot:
      Diagnostic(
        "MT-ROOT-31", what: "--to external needs the root",
        why: "every peer gets it before anything is signed below it",
        next: "--to external --root FILE")
    case .rootWithoutExternal:
      Diagnostic(
        "MT-ROOT-32", what: "--root, --fingerprint and --accept-unconstrained are about a root of another authority",
        why: "a root of this home is made by the command", next: "add --to external, or leave them out")
    case .moveOfAll(let mode):
      Diagnostic(
        "MT-ROOT-34", what: "--to \(mode) is about every mesh at once",
        why: "a mesh, --shared, --cross-sign and --compromised are about one root",
        next: "\(.meshtrust("rotate", "start", "--to", mode))")
    case .keyOfExternalRoot:
      Diagnostic(
        "MT-ROOT-33", what: "--key-type and --cross-sign need the key of the new root",
        why: "with --to external that key is elsewhere", next: "leave them out")
    case .peerOfForm(let form):
      Diagnostic(
        "MT-CLI-41", what: "--for and --format \(form) exclude each other",
        why: "roots are the same for every peer", next: "leave out one of them")
    case .sequenceOfForm(let form):
      Diagnostic(
        "MT-CLI-42", what: "--sequence and --format \(form) exclude each other",
        why: "only cards have a sequence number",
        next: "export a card with --sequence first")
    case .forms(let forms):
      Diagnostic(
        "MT-CLI-43", what: "\(forms.joined(separator: " and ")) exclude each other",
        why: "each is a format of the whole output", next: "leave out all but one")
    case .twoFiles(let first, let second):
      Diagnostic(
        "MT-CLI-75", what: "two files were named: `\(first)`, and with -f `\(second)`",
        why: "the command reads one", next: "leave out one of them")
    case .surveyWithNames:
      Diagnostic(
        "MT-CLI-44", what: "manifests exclude mesh names and --roots",
        why: "both are read from the manifests",
        next: "leave them out, and change the file afterwards; with --from, what is named are files")
    case .clientIDOfPeer:
      Diagnostic(
        "MT-CLI-45", what: "--client-id and --peer exclude each other",
        why: "the home knows the identity to expect", next: "leave out one of them")
    case .clientIDOfManifest:
      Diagnostic(
        "MT-CLI-46", what: "--client-id and --peer-manifest exclude each other",
        why: "the manifest has the identity to expect", next: "leave out one of them")
    case .partialChainOfProxies:
      Diagnostic(
        "MT-CLI-47", what: "--partial-chain and --profile envoy or ztunnel exclude each other",
        why: "for sidecars a path ends only in a self-signed root, and for ztunnel in any certificate of the bundle",
        next: "leave out one of them")
    case .ztunnelOnly:
      Diagnostic(
        "MT-CLI-81", what: "--istio needs --profile ztunnel", why: "only ztunnel's rules differ by version",
        next: "add --profile ztunnel, or leave it out")
    case .partOfFile:
      Diagnostic(
        "MT-CLI-84", what: "--only and --into exclude each other", why: "--into writes what the file has a place for",
        next: "leave out one of them")
    case .confirmationWithoutFile:
      Diagnostic(
        "MT-CLI-85", what: "--yes needs --into", why: "without --into nothing is written",
        next: "\(.meshtrust("emit", "MESH", "--into", "FILE", "--yes"))")
    case .revocationOfZtunnel:
      Diagnostic(
        "MT-CLI-82", what: "a CRL, also one in the bundle, and --profile ztunnel exclude each other",
        why: "whether ztunnel looks at CRLs depends on a setting of istiod that no chain shows",
        next: "leave out one of them")
    case .connectionOnly(let options):
      Diagnostic(
        "MT-CLI-48", what: "\(options) need --connect", why: "a file is verified without a connection",
        next: "leave them out, or name a server with --connect")
    case .pathValidationOnly:
      Diagnostic(
        "MT-CLI-49", what: "--purpose, --max-depth, --untrusted and the policy options need --profile rfc5280",
        why: "the other profiles have fixed rules", next: "add --profile rfc5280, or leave them out")
    case .bundleOnly:
      Diagnostic(
        "MT-CLI-50", what: "--profile rfc5280 needs only a bundle",
        why: "it has no rule about trust domains and identities", next: "--bundle FILE --profile rfc5280")
    case .confirmationWithoutRepair:
      Diagnostic(
        "MT-CLI-51", what: "--yes needs --fix", why: "without --fix nothing is written",
        next: "\(.meshtrust("lint", "--fix", "--yes", "PATH"))")
    case .repairWithoutFiles:
      Diagnostic(
        "MT-CLI-52", what: "--fix needs the files to repair",
        why: "the manifests of the home come from federation.yaml", next: "\(.meshtrust("lint", "--fix", "PATH"))")
    case .severalListsAsDER:
      Diagnostic(
        "MT-CLI-53", what: "--der prints one CRL, and the mesh's chain has several",
        why: "DER has no separator between two values", next: "--authority root, then --authority intermediate")
    case .leafOptions(let mesh):
      Diagnostic(
        "MT-CLI-54", what: "an intermediate's names and lifetime come from federation.yaml",
        why: "--gateway, --service-account, --dns, --ttl and --out are for workloads",
        next: "\(.meshtrust("sign", mesh, "--csr", "FILE", "--as", "intermediate"))")
    case .contextWithoutCluster:
      Diagnostic(
        "MT-CLI-57", what: "--context, --kubeconfig and --client need --live", why: "files are read without a cluster",
        next: "add --live, or leave them out")
    case .filesOfClusters:
      Diagnostic(
        "MT-CLI-58", what: "--live and files exclude each other", why: "with --live, what is named is a mesh",
        next: "leave out one of them; \(.meshtrust("collect", "--out", "DIR")) writes what clusters have into files")
    case .severalNewClusters:
      Diagnostic(
        "MT-CLI-72", what: "--accept-new-cluster needs exactly one mesh",
        why: "clusters are rarely replaced together, and wrong contexts often are",
        next: "\(.meshtrust("cluster", "check", "MESH", "--accept-new-cluster"))")
    case .meshesOfHome:
      Diagnostic(
        "MT-CLI-73", what: "meshes are named, and --live is not",
        why: "without it, the answer is about the whole home", next: "add --live, or leave out the meshes")
    case .clockOfClusters:
      Diagnostic(
        "MT-CLI-74", what: "--now and clusters exclude each other",
        why: "what a cluster shows counts by the clock of its servers", next: "leave out --now")
    case .repairOfClusters:
      Diagnostic(
        "MT-CLI-59", what: "--fix and --live exclude each other", why: "repairs are written into files",
        next: "\(.meshtrust("collect", "--out", "DIR")), and repair the manifests that are applied")
    case .unnamedRoots(let form):
      Diagnostic(
        "MT-CLI-55", what: "\(form) needs --trust-domain and --fingerprint",
        why: "it contains neither the mesh of its roots nor a signature",
        next: "add --trust-domain NAME --fingerprint SHA256:…, or ask for a trust card")
    }
  }
}
