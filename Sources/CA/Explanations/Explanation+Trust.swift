import Diagnostics

extension Explanation {
  /// MT-TRUST: what administrators send each other.
  static let trust: [Explanation] = [
    Explanation(
      "MT-TRUST-03", "a trust card comes from another mesh", source: "spec.meshes of federation.yaml",
      why: "The roots of the home's own meshes are issued here. Replacing them with imported roots would let someone "
        + "else sign in their names.",
      repair: "Import the card of a mesh that someone else runs. If this home no longer runs the mesh, remove it from "
        + "spec.meshes first."),
    Explanation(
      "MT-TRUST-04", "a trust domain belongs to one mesh", source: "lint rules MT-T-02 and MT-T-04",
      why: "Anyone with a root for a trust domain can sign every identity in it. A second mesh with the same trust "
        + "domain could impersonate the workloads of the first.",
      repair: "Ask the sender for the right card. Two meshes that really share a trust domain cannot federate."),
    Explanation(
      "MT-TRUST-05", "a mesh keeps its trust domain", source: "manual 1.18.6: the trust domain is set at installation",
      why: "Every certificate of a mesh carries its trust domain. A card with the same name and another trust domain "
        + "belongs to another mesh, or is an attempt to impersonate this one.",
      repair: "Ask its administrator. If the mesh was reinstalled, run `meshtrust trust remove NAME` and import the "
        + "card with --fingerprint."),
    Explanation(
      "MT-TRUST-06", "a signature on a card verifies with its root", source: "docs/trust-card.md, Signatures",
      why: "The card was changed in transit, or carries the signature of another card.",
      repair: "Do not import it. Get it again through another channel, and compare the two files."),
    Explanation(
      "MT-TRUST-07", "a card is never older than the one in the home", source: "docs/trust-card.md, Sequence",
      why: "Old cards remain validly signed. Replaying one would bring back a retired root or an old address.",
      repair: "Ask for the newest card. If the mesh's home was restored from an older backup, its cards start again at "
        + "an old number: run `meshtrust trust remove NAME`, then import with --fingerprint."),
    Explanation(
      "MT-TRUST-08", "each sequence number has one content", source: "docs/trust-card.md, Sequence",
      why: "Each change takes the next number. Two contents with the same number mean that two homes issue cards for "
        + "the same mesh, or that a home was restored from a backup.",
      repair: "Ask which one is right. Either the administrator changes something and exports again, or you run "
        + "`meshtrust trust remove NAME` and import with --fingerprint."),
    Explanation(
      "MT-TRUST-09", "first contact needs a fingerprint", source: "docs/trust-card.md, First contact",
      why: "A card signed by its own root proves only that its sender has some key. A fingerprint that reaches you "
        + "through another channel binds the key to the administrator.",
      repair: "Ask for the fingerprint by telephone or in person, and add `--fingerprint SHA256:…`."),
    Explanation(
      "MT-TRUST-10", "later cards are signed by a known root", source: "docs/trust-card.md, First contact",
      why: "During a rotation the old root signs the card that introduces the new one. A card without a signature of a "
        + "known root comes from someone else, or a card was missed.",
      repair: "Ask for the cards in between, or compare the new root's fingerprint through another channel and add "
        + "`--fingerprint`."),
    Explanation(
      "MT-TRUST-11", "each fingerprint matches a root that is offered", source: "docs/trust-card.md, First contact",
      why: "The fingerprint that you gave does not match any root that arrived.",
      repair: "Compare every digit. If they differ, what is offered is not from the administrator."),
    Explanation(
      "MT-TRUST-12", "every root is vouched for", source: "docs/trust-card.md, First contact",
      why: "Roots are public: anyone can put a known root beside one of their own. The fingerprint of one root vouches "
        + "for the others only if that root signed the card. Nor does it say that a root which is held is to leave: only the "
        + "fingerprints of all that stay do.",
      repair: "Ask for the fingerprint of each root, and repeat `--fingerprint` for each."),
    Explanation(
      "MT-TRUST-13", "the home has the remote", source: "`meshtrust trust list`",
      why: "No card or bundle was imported under this name.",
      repair: "Use a name from the list, or import the mesh's card."),
    Explanation(
      "MT-TRUST-14", "changes of trust are confirmed", source: "`meshtrust help trust import`",
      why: "The trusted roots decide who may call a mesh's services. Without a terminal there is nobody to ask.",
      repair: "Check the changes, then add `--yes`.", successors: ["MT-CLI-80"]),
    Explanation(
      "MT-TRUST-15", "a remote's card names its gateways for us", source: "lint rules MT-T-09 and MT-P-03",
      why: "A mesh must expect the client ID, and call the address, of the gateways that the peer has for it. If the "
        + "card does not name them, the names are derived from the mesh's own name.",
      repair: "Ask its administrator to peer with the mesh, and to send a card made for it or for everyone."),
    Explanation(
      "MT-TRUST-16", "a root belongs to one trust domain", source: "RFC 5280 section 4.2.1.10; README, Certificates",
      why: "If two meshes share a root, only the name constraints in the intermediates keep one from signing for the "
        + "other. Bundles are never merged: each trust domain has its own, and both contain the same root.",
      repair: "This is expected if the meshes share a root on purpose. Check that each intermediate is constrained to "
        + "its trust domain."),
    Explanation(
      "MT-TRUST-17", "a card is signed", source: "docs/trust-card.md, Signatures",
      why: "With a corporate root, the home does not have the key to sign with. Fingerprints then vouch for the roots, "
        + "but nothing vouches for the namespace, gateway names and addresses.",
      repair: "Compare those too, through another channel, every time."),
    Explanation(
      "MT-TRUST-18", "a remote is a peer of some mesh", source: "spec.remotes of federation.yaml",
      why: "The roots of a remote are used only where federation.yaml names it.",
      repair: "Add its name to `spec.remotes` and to the `peers` of a mesh, or run `meshtrust trust remove`."),
    Explanation(
      "MT-TRUST-19", "a bundle contains only roots, and not too many",
      source: "rules MT-B-08 and MT-CA-13; docs/trust-card.md: at most 16",
      why: "A leaf in a bundle vouches for nothing, and an empty bundle trusts nobody.",
      repair: "Provide the mesh's root certificates and nothing else."),
    Explanation(
      "MT-TRUST-20", "roots without a mesh name need one", source: "`meshtrust help trust import`",
      why: "PEM files, SPIFFE bundles and ConfigMaps do not name their mesh, and no remote has this trust domain yet.",
      repair: "Add `--name MESH` with the name in spec.remotes."),
    Explanation(
      "MT-TRUST-21", "someone else runs a remote", source: "spec.remotes of federation.yaml",
      why: "The home has only the remote's trust card, not its keys. It cannot rotate it, issue for it or write its "
        + "files.",
      repair: "Ask its administrator. `meshtrust trust show NAME` prints what the home knows."),
  ]
}
