import Diagnostics

extension Explanation {
  /// MT-TRUST: what administrators send each other.
  static let trust: [Explanation] = [
    Explanation(
      "MT-TRUST-03", "a card is another mesh's", source: "spec.meshes of federation.yaml",
      why: "The roots of the home's own meshes are issued here. Roots from outside in their place would let somebody "
        + "else sign in their names.",
      repair: "Give the card of a mesh that other people run; if this home no longer runs the mesh, take it out of "
        + "spec.meshes first."),
    Explanation(
      "MT-TRUST-04", "a trust domain is one mesh's", source: "rules T-02 and T-04 of the federation",
      why:
        "Whoever holds roots for a domain can sign every identity in it. A second mesh under the domain of the first "
        + "could pose as its workloads; under one of our own, as ours.",
      repair: "Ask the sender for its own card. Two meshes that really have one trust domain cannot federate."),
    Explanation(
      "MT-TRUST-05", "a mesh keeps its trust domain", source: "manual 1.18.6: the trust domain is set at installation",
      why: "Every certificate of a mesh carries its domain. A card under the same name with another domain is another "
        + "mesh's, or an attempt to be taken for it.",
      repair: "Ask its administrator. If it was made anew, `meshtrust trust remove NAME` and import the card with "
        + "--fingerprint."),
    Explanation(
      "MT-TRUST-06", "a signature is the root's over this very card", source: "docs/trust-card.md, Signatures",
      why: "The card was changed on its way, or carries the signature of another card.",
      repair: "Do not import it. Ask for it again by another way, and compare the two files."),
    Explanation(
      "MT-TRUST-07", "a card is never older than the one held", source: "docs/trust-card.md, Sequence",
      why:
        "Old cards stay validly signed. Played back, one would bring a retired root or an old address into force again.",
      repair:
        "Ask for the newest card. If the mesh's home came out of an older backup, its administrator's cards begin "
        + "at an old number: `meshtrust trust remove NAME`, then import with --fingerprint."),
    Explanation(
      "MT-TRUST-08", "one number stands for one content", source: "docs/trust-card.md, Sequence",
      why:
        "Each change takes the next number. Two contents under one number mean that two homes hand out cards for the "
        + "same mesh, or that a home was restored from a backup and counted again.",
      repair:
        "Ask which one is right. The administrator changes something and exports again, or you run `meshtrust trust "
        + "remove NAME` and import with --fingerprint."),
    Explanation(
      "MT-TRUST-09", "first contact needs a fingerprint", source: "docs/trust-card.md, First contact",
      why:
        "A card signed by its own root proves only that its sender has some key. The fingerprint, told by another way "
        + "than the card came, binds the key to the administrator.",
      repair: "Ask for the fingerprint by telephone or in person, and give `--fingerprint SHA256:…`."),
    Explanation(
      "MT-TRUST-10", "later cards are signed by a root that is held", source: "docs/trust-card.md, First contact",
      why: "During a rotation the old root signs the card that brings the new one. A card that no held root has signed "
        + "comes from somebody else, or a step was missed.",
      repair: "Ask for the cards in between, or compare the new root's fingerprint by another way and give "
        + "`--fingerprint`."),
    Explanation(
      "MT-TRUST-11", "a fingerprint that is given is of a root in the file",
      source: "docs/trust-card.md, First contact",
      why: "What the administrator told and what arrived are not the same.",
      repair: "Compare every digit. If they differ, the file is not the administrator's."),
    Explanation(
      "MT-TRUST-12", "every root is vouched for", source: "docs/trust-card.md, First contact",
      why:
        "Roots are public: anybody can put a known one beside an own one. The fingerprint of one root vouches for the "
        + "others only if that root has signed the card.",
      repair: "Ask for the fingerprint of each root, and repeat `--fingerprint` for each."),
    Explanation(
      "MT-TRUST-13", "a remote is named as it is held", source: "`meshtrust trust list`",
      why: "Nothing was imported under this name.", repair: "Write the name that the list shows, or import its card."),
    Explanation(
      "MT-TRUST-14", "a change of trust is confirmed", source: "`meshtrust help trust import`",
      why: "What a mesh trusts decides who may call its services. Without a terminal nobody can be asked.",
      repair: "Look at the changes, then add `--yes`."),
    Explanation(
      "MT-TRUST-15", "a remote tells which gateways it keeps for us", source: "rules T-09 and P-03 of the federation",
      why: "The client ID that a mesh must expect, and the address it calls, are those of the gateways that the peer "
        + "keeps for it. Where the card does not name them, names are derived from the mesh's own name.",
      repair: "Ask its administrator to peer with the mesh, and for a card that is for it or for everybody."),
    Explanation(
      "MT-TRUST-16", "a root stands for one trust domain", source: "RFC 5280 section 4.2.1.10; README, Certificates",
      why:
        "Below a root that two meshes share, only name constraints in the intermediates keep one from signing for the "
        + "other. Bundles are still never pooled: each domain has its own list, which happens to hold the same root.",
      repair:
        "Expected where meshes share a root on purpose. Make sure that each intermediate is confined to its domain."),
    Explanation(
      "MT-TRUST-17", "a card is signed", source: "docs/trust-card.md, Signatures",
      why:
        "Below a corporate root nobody in the home can sign with its key. Fingerprints then vouch for the roots, and "
        + "nothing for namespace, gateway names and addresses.",
      repair: "Compare those by another way too, each time."),
    Explanation(
      "MT-TRUST-18", "a remote is somebody's peer", source: "spec.remotes of federation.yaml",
      why: "What is held of a mesh is used only where federation.yaml names it.",
      repair: "Add its name to `spec.remotes` and to the `peers` of a mesh, or run `meshtrust trust remove`."),
    Explanation(
      "MT-TRUST-19", "a bundle holds roots, and not many",
      source: "rules B-08 and CA-13; docs/trust-card.md: at most 16",
      why: "A leaf in a bundle vouches for nothing, and an empty one means that nobody is trusted.",
      repair: "Give the mesh's root certificates and nothing else."),
    Explanation(
      "MT-TRUST-20", "roots without a name are given one", source: "`meshtrust help trust import`",
      why:
        "PEM, SPIFFE bundles and ConfigMaps do not say which mesh they belong to, and no remote has this trust domain "
        + "yet.",
      repair: "Add `--name MESH`, the name under spec.remotes."),
    Explanation(
      "MT-TRUST-21", "a remote is run by other people", source: "spec.remotes of federation.yaml",
      why:
        "Of a remote the home holds what its trust card tells, and no key. It cannot be rotated, issued for or written "
        + "from here.",
      repair: "Ask its administrator, or see what is held: `meshtrust trust show NAME`."),
  ]
}
