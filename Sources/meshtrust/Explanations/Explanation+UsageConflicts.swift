import Diagnostics

extension Explanation {
  /// MT-CLI-40 to MT-CLI-59, MT-CLI-72 to MT-CLI-75: options that exclude or need each other.
  static let usageConflicts: [Explanation] = [
    Explanation(
      "MT-SEAL-05", "keys are written in one way", source: "`meshtrust help apply`",
      why: "A folder has a Secret, a SealedSecret, or neither. The last choice is remembered.",
      repair: "Leave out --sealed-secrets, or --secrets and --no-secrets."),
    Explanation(
      "MT-SEAL-06", "a scope belongs to a sealed key", source: "`meshtrust help apply`",
      why: "The scope is part of what is encrypted. Without a certificate nothing is sealed.",
      repair: "Add --sealed-secrets FILE or --seal-with FILE, or leave out --scope."),
    Explanation(
      "MT-CLI-57", "contexts belong to clusters", source: "`meshtrust help lint`",
      why: "Without --live nothing is asked of a cluster, so that the options would have no effect.",
      repair: "Add --live, or leave out --context, --kubeconfig and --client."),
    Explanation(
      "MT-CLI-58", "input comes from clusters or from files", source: "`meshtrust help lint`",
      why: "With --live, the names on the command line are meshes.",
      repair: "Leave out --live or the files. `meshtrust collect` writes what clusters have into files."),
    Explanation(
      "MT-CLI-72", "one cluster is accepted at a time", source: "`meshtrust help cluster check`",
      why: "A wrong kubeconfig leads every mesh elsewhere. Accepting all at once would hide that.",
      repair: "Name the mesh whose cluster was replaced."),
    Explanation(
      "MT-CLI-73", "the status of a home is that of all meshes", source: "`meshtrust help status`",
      why: "Certificates of one mesh are in the bundles of others, so that the home is shown whole.",
      repair: "Leave out the meshes, or add --live to see how they run."),
    Explanation(
      "MT-CLI-74", "evidence from a cluster has the cluster's time", source: "`meshtrust help rotate seen`",
      why: "--now would date what a live cluster shows, and so open a gate before its time.",
      repair: "Leave out --now."),
    Explanation(
      "MT-CLI-59", "repairs are written into files", source: "`meshtrust help lint`",
      why: "What runs was applied from somewhere; a repair belongs there.",
      repair: "Repair the files that are applied: `meshtrust lint --fix PATH`."),
    Explanation(
      "MT-CLI-75", "the command reads one file", source: "`meshtrust help inspect`",
      why: "A file is named at the end or with -f; both together are two files.",
      repair: "Leave out one of them."),
    Explanation(
      "MT-CLI-56", "plain keys are either written or not", source: "`meshtrust help apply`",
      why: "The choice is remembered for the whole home.",
      repair: "Leave out --secrets or --no-secrets."),
    Explanation(
      "MT-CLI-40", "a compromised root signs nothing", source: "`meshtrust help rotate start`",
      why: "--cross-sign makes the old root sign the new one. With --compromised, nobody may accept what the old "
        + "root signs.",
      repair: "Leave out --cross-sign."),
    Explanation(
      "MT-CLI-41", "only a card is for one peer", source: "`meshtrust help trust export`",
      why: "The other formats contain only roots, which are the same for every peer.",
      repair: "Leave out --for, or export a card."),
    Explanation(
      "MT-CLI-42", "only a card has a sequence number", source: "`meshtrust help trust export`",
      why: "The sequence number is part of the card.",
      repair: "Export a card with --sequence first."),
    Explanation(
      "MT-CLI-43", "the output has one format", source: "`meshtrust help lint`",
      why: "--json, --github and --sarif each set the format of the whole output.",
      repair: "Leave out all but one."),
    Explanation(
      "MT-CLI-44", "manifests name the meshes and their roots", source: "`meshtrust help init`",
      why: "The meshes and their roots are read from the manifests.",
      repair: "Leave out the names and --roots, and change the file afterwards. With --from, what is named are files."),
    Explanation(
      "MT-CLI-45", "--peer sets the client ID", source: "`meshtrust help verify`",
      why: "With --peer, the expected client ID comes from federation.yaml.",
      repair: "Leave out --client-id or --peer."),
    Explanation(
      "MT-CLI-46", "--peer-manifest sets the client ID", source: "`meshtrust help verify`",
      why: "With --peer-manifest, the expected client ID comes from the manifest.",
      repair: "Leave out --client-id or --peer-manifest."),
    Explanation(
      "MT-CLI-47", "proxies accept only paths to a root",
      source: "Envoy's SPIFFE validator does not set X509_V_FLAG_PARTIAL_CHAIN",
      why: "--profile envoy verifies like the mesh's proxies, and they do not accept an intermediate as an anchor.",
      repair: "Leave out --partial-chain or --profile envoy."),
    Explanation(
      "MT-CLI-81", "--istio says which ztunnel verifies", source: "`meshtrust help verify`",
      why: "ztunnel's verdict depends on its version of webpki. The other profiles are the same for every version.",
      repair: "Add --profile ztunnel, or leave out --istio."),
    Explanation(
      "MT-CLI-83", "a part of a mesh's objects is one that its control plane reads",
      source: "controlPlane.flavour of federation.yaml",
      why:
        "The Sail operator reads an Istio resource, and Istio installed otherwise reads Helm values, an IstioOperator or "
        + "a ConfigMap. Another form would have no effect.",
      repair: "Name a form of the mesh's flavour, or correct `controlPlane.flavour`."),
    Explanation(
      "MT-CLI-84", "--into chooses the parts by the file", source: "`meshtrust help emit`",
      why: "What a file can hold follows from its kind.", repair: "Leave out --only or --into."),
    Explanation(
      "MT-CLI-85", "--yes is for --into", source: "`meshtrust help emit`",
      why: "Printing needs no confirmation.", repair: "Leave out --yes, or name a file with --into."),
    Explanation(
      "MT-CLI-82", "ztunnel's verdict does not include revocation", source: "istio/ztunnel, src/tls/crl.rs",
      why: "ztunnel reads CRLs only if istiod has PILOT_ENABLE_CA_CRL, and accepts a peer if a CRL has expired.",
      repair: "Leave out --crl, or use --profile spiffe or envoy."),
    Explanation(
      "MT-CLI-48", "some options need --connect", source: "`meshtrust help verify`",
      why: "A file is verified without a connection, so these options would have no effect.",
      repair: "Leave them out, or name a server with --connect."),
    Explanation(
      "MT-CLI-49", "some options need --profile rfc5280", source: "`meshtrust help verify`",
      why: "The other profiles have fixed rules for purposes, path lengths and policies.",
      repair: "Add --profile rfc5280, or leave out the options."),
    Explanation(
      "MT-ROOT-31", "a root of another authority is in a file", source: "`meshtrust help rotate start`",
      why:
        "Its key is elsewhere, so the home cannot make it. Every peer must have it before anything below it is used.",
      repair: "Ask its owner for the root, compare its fingerprint through another channel, and add --root FILE."),
    Explanation(
      "MT-ROOT-32", "options of a root elsewhere need --to external", source: "`meshtrust help rotate start`",
      why: "Without it the home makes the new root itself, and the options would have no effect.",
      repair: "Add --to external, or leave the options out."),
    Explanation(
      "MT-ROOT-34", "all meshes move together", source: "`meshtrust help rotate start`",
      why:
        "With --to shared every mesh gets the same root, and with --to per-mesh each gets its own, so that no single "
        + "root is named. In an emergency, replace the compromised root first.",
      repair: "Leave out the mesh, --shared, --cross-sign and --compromised."),
    Explanation(
      "MT-ROOT-33", "only a root of the home has a key here", source: "`meshtrust help rotate start`",
      why: "--key-type chooses the key of a root that the home makes, and --cross-sign signs with it.",
      repair: "Leave them out: both roots are in every bundle, which has the effect of cross-signing."),
    Explanation(
      "MT-CLI-50", "--profile rfc5280 needs only a bundle", source: "RFC 5280 section 6",
      why: "The profile has no rule about trust domains and identities, so an expected identity would have no effect.",
      repair: "Use --bundle FILE --profile rfc5280."),
    Explanation(
      "MT-CLI-51", "--yes needs --fix", source: "`meshtrust help lint`",
      why: "--yes confirms that repairs are written, and without --fix none are.",
      repair: "Add --fix, or leave out --yes."),
    Explanation(
      "MT-CLI-52", "--fix needs files", source: "`meshtrust help lint`",
      why: "The manifests of the home come from federation.yaml, which is where to repair them.",
      repair: "Name the files: `meshtrust lint --fix PATH`."),
    Explanation(
      "MT-CLI-53", "--der prints one CRL", source: "ITU-T X.690",
      why: "DER has no separator, so a file with several CRLs could not be read.",
      repair: "Use --authority root or --authority intermediate, or leave out --der."),
    Explanation(
      "MT-CLI-54", "an intermediate has no leaf options", source: "`meshtrust help sign`",
      why: "The names, constraints and lifetime of an intermediate come from federation.yaml.",
      repair: "Leave out the leaf options."),
    Explanation(
      "MT-CLI-55", "roots without a card need a trust domain and a fingerprint",
      source: "`meshtrust help trust import`",
      why: "A PEM file, a JWKS or a ConfigMap contains neither the mesh of its roots nor a signature.",
      repair: "Add --trust-domain NAME and --fingerprint SHA256:…, or ask for a trust card."),
  ]
}
