import Diagnostics

extension Explanation {
  /// MT-CLI-21 to MT-CLI-38: what must be named exactly once.
  static let usageChoices: [Explanation] = [
    Explanation(
      "MT-CLI-21", "a group of commands needs a command", source: "`meshtrust --help`",
      why: "A group only contains commands.",
      repair: "Name one of its commands. `meshtrust GROUP --help` lists them."),
    Explanation(
      "MT-CLI-22", "adopt takes exactly one Secret", source: "`meshtrust help adopt`",
      why: "istiod signs either with `cacerts` or with `istio-ca-secret`.",
      repair: "Use --cacerts FILE or --istio-ca-secret FILE."),
    Explanation(
      "MT-CLI-23", "verify takes one chain, server or batch", source: "`meshtrust help verify`",
      why: "The three have different results.",
      repair: "Use a file, --connect HOST:PORT or --batch FILE."),
    Explanation(
      "MT-CLI-76", "one way to open the home is added at a time", source: "`meshtrust help home seal add`",
      why: "A passphrase, a token and a key file are different ways, each with a name of its own.",
      repair: "Pass one of `--new-passphrase-file`, `--token` and `--key-file`, and run the command again for another."),
    Explanation(
      "MT-CLI-39", "a key outside of the home has one place", source: "`meshtrust help key attach`",
      why: "It is in a token, with an address of RFC 7512, or behind a signer that this machine knows by a name.",
      repair: "Pass `--token URI`, or `--signer NAME` together with `--key KEY`."),
    Explanation(
      "MT-CLI-97", "one key is destroyed at a time", source: "`meshtrust help key destroy`",
      why:
        "A key that waits for the next root is known by the name of that root. The key of a root that was retired has an "
        + "address in the log.",
      repair: "Pass `MESH/root` or `shared/root`, or `--token URI`."),
    Explanation(
      "MT-CLI-24", "an exported key is encrypted unless you say otherwise", source: "`meshtrust help key export`",
      why: "Outside of the home nothing else protects the key.",
      repair: "Use --out-passphrase-file FILE or --no-encrypt."),
    Explanation(
      "MT-CLI-25", "a rotation is of one root", source: "`meshtrust help rotate start`",
      why: "A mesh's own root and the shared root are different roots.",
      repair: "Name the mesh, or add --shared if all meshes share a root."),
    Explanation(
      "MT-CLI-26", "evidence comes from a ConfigMap or a live server", source: "`meshtrust help rotate seen`",
      why: "Both can show that a step has arrived.",
      repair: "Use -f FILE or --connect HOST:PORT."),
    Explanation(
      "MT-CLI-27", "rekey names the authority", source: "`meshtrust help rekey`",
      why: "Only an intermediate gets a new key in one step.",
      repair: "Add --intermediate. For a root, run `meshtrust rotate start`."),
    Explanation(
      "MT-CLI-28", "explain needs a code", source: "`meshtrust help explain`",
      why: "Errors and findings show their code in brackets.",
      repair: "Add the code, or list all codes with `meshtrust explain --list`."),
    Explanation(
      "MT-CLI-29", "a new federation needs meshes", source: "`meshtrust help init`",
      why: "federation.yaml is created from mesh names or from manifests.",
      repair: "Name the meshes, or pass manifests with --from."),
    Explanation(
      "MT-CLI-30", "a client certificate comes with its key", source: "`meshtrust help fetch`",
      why: "The server asks for proof of the key. Either the home issues both, or you pass both.",
      repair: "Use --as MESH/GATEWAY, or --cert FILE and --key FILE."),
    Explanation(
      "MT-CLI-31", "a leaf has one subject", source: "X509-SVID section 2: exactly one SPIFFE ID",
      why: "The SPIFFE ID of the leaf is derived from the gateway or the service account.",
      repair: "Use --gateway NAME or --service-account NAMESPACE/NAME."),
    Explanation(
      "MT-CLI-32", "verify needs roots and an expected identity", source: "`meshtrust help verify`",
      why: "They come from options, from the home, or from a ServiceMeshPeer, and from only one of these.",
      repair: "Use --bundle and --trust-domain, or --peer and --for, or --peer-manifest."),
    Explanation(
      "MT-CLI-33", "a bundle belongs to one trust domain", source: "SPIFFE Trust Domain and Bundle section 4; MT-B-12",
      why: "Roots are valid only for their trust domain, and a PEM file does not contain it.",
      repair: "Add --trust-domain NAME."),
    Explanation(
      "MT-CLI-34", "a live server is asked about one pair", source: "`meshtrust help rotate seen`",
      why: "A ConfigMap shows by its name and namespace whose it is. A server does not.",
      repair: "Name the peer, and add --for MESH."),
    Explanation(
      "MT-CLI-35", "vouching needs a sentence", source: "`meshtrust help rotate vouch`",
      why: "Each known sentence opens certain gates. Free text would open none.",
      repair: "Add one of the sentences that `meshtrust help rotate vouch` lists, in quotes."),
    Explanation(
      "MT-CLI-36", "a new private key goes where somebody says", source: "`meshtrust help issue`",
      why: "The key is stored nowhere else. Printed without being asked for, it would end in a log or a history.",
      repair: "Use --out DIR, which writes it with mode 0600, or --print-key."),
    Explanation(
      "MT-CLI-37", "what is read comes from somewhere", source: "`meshtrust help diff`",
      why: "The command reads what is in files, in folders, or on standard input.",
      repair: "Name a file or a folder, with or without -f, or - for standard input."),
    Explanation(
      "MT-CLI-38", "the command reads one file", source: "`meshtrust help inspect`",
      why: "Without it there is nothing to read.",
      repair: "Name the file at the end of the command, or with -f."),
  ]
}
