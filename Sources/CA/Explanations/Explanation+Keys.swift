import Diagnostics

extension Explanation {
  /// MT-KEY-6x: keys outside of the home, and the ways to open it.
  static let keys: [Explanation] = outsideKeys + sealingWays

  private static let sealingWays: [Explanation] = [
    Explanation(
      "MT-KEY-68", "each way to open a home has a name of its own", source: "`meshtrust home seal list`",
      why: "The name is how a way is taken away later, and it stands in the log. There is one `sealing.key`.",
      repair: "Choose another name with `--name`, or replace what is there with `meshtrust home seal rewrap`."),
    Explanation(
      "MT-KEY-69", "a way is taken away by its name", source: "`meshtrust home seal list`",
      why: "The names are those that `meshtrust home seal add` printed.",
      repair: "Run `meshtrust home seal list`, and give one of its names."),
    Explanation(
      "MT-KEY-70", "a home keeps a way to open it", source: "table home and seal_slot of authority.db",
      why: "With the last one gone nobody could sign with any of its keys again, and no backup made later would open.",
      repair: "Add another way first, and open the home with that."),
    Explanation(
      "MT-KEY-71", "the way that opened the home stays", source: "`meshtrust help home seal remove`",
      why:
        "A passphrase that nobody remembers, or a token that is lost, is only noticed when it is needed. So a way is "
        + "taken away by somebody who has just used another one.",
      repair: "Run the command again with another way: `--passphrase-file`, or without the sealing key in its place."),
  ]

  private static let outsideKeys: [Explanation] = [
    Explanation(
      "MT-KEY-73", "a key in use is not destroyed", source: "`meshtrust help key destroy`",
      why: "An authority that is in use, waits or is in a rotation has it.",
      repair: "Finish the rotation that retires the authority; the log then says where its key still is."),
    Explanation(
      "MT-KEY-74", "a home destroys its own keys only", source: "`meshtrust help key destroy`",
      why: "A token may hold keys of other people, under labels that are alike.",
      repair: "Take the address from the log. Other keys are destroyed with the vendor's tool."),
    Explanation(
      "MT-KEY-72", "a backup has no key that is in a token", source: "PKCS #11, CKA_EXTRACTABLE; docs/signers.md",
      why: "The home never had it. A restored home signs with it again as soon as it reaches the token or the service.",
      repair: "Make a backup of the token with its vendor's tool, or keep a second one. If a key is lost, "
        + "`meshtrust rotate start` replaces its root."),
    Explanation(
      "MT-KEY-76", "a backup is opened as its home is", source: "`meshtrust help backup`; `meshtrust home seal list`",
      why:
        "A backup has `sealing.key` if the home has it, and a passphrase opens the restored home as it opened this one. A "
        + "token cannot be copied into a file: where only tokens open the home, the backup is worth nothing without one.",
      repair:
        "Keep a second token, or add a passphrase that is kept where no thief of the backup finds it: `meshtrust home "
        + "seal add --new-passphrase-file FILE`. Then make another backup."),
    Explanation(
      "MT-KEY-60", "a key outside of the home stays there", source: "PKCS #11, CKA_EXTRACTABLE; docs/signers.md",
      why: "A token, or the service behind a signer, signs and does not give its key away. That is what it is for.",
      repair: "Nothing has to be done. Keys that are sealed in the home can be exported."),
    Explanation(
      "MT-KEY-61", "istiod has the key of its intermediate", source: "Istio, Plug in CA certificates: Secret `cacerts`",
      why: "istiod signs for workloads itself, with a key that it reads from a file. A token cannot be a file.",
      repair:
        "Keep roots in tokens, and intermediates in the home. Where no CA key may be in a cluster, use istio-csr with a "
        + "cert-manager issuer whose intermediate this root signs: `meshtrust sign MESH --csr FILE --as intermediate`."),
    Explanation(
      "MT-KEY-62", "a profile can demand that root keys are in tokens", source: "spec.profiles.*.rootKey.in",
      why: "A key that was made in the home has been in a file, whatever becomes of it later.",
      repair: "Prepare one with `meshtrust key generate` or `meshtrust key attach`, then run the command again."),
    Explanation(
      "MT-KEY-63", "one key waits for the next root", source: "table outside_key of authority.db",
      why: "Two prepared keys would leave open which one the next root has.",
      repair:
        "Use the one that waits. `meshtrust key attach` puts another one in its place, and `meshtrust key destroy "
        + "MESH/root` gives it up."),
    Explanation(
      "MT-KEY-77", "a key is given up by the name of the root that it waits for",
      source: "`meshtrust help key destroy`",
      why:
        "`meshtrust key generate` and `meshtrust key attach` prepare a key for the next root. Once a root has it, it "
        + "cannot be given up, and once that root is retired, it is destroyed by its address.",
      repair: "Look into `meshtrust log`: it says where each key is, and give that address with `--token`."),
    Explanation(
      "MT-KEY-64", "a key is of the type that the profile says", source: "spec.profiles.*.rootKey",
      why: "Peers, auditors and proxies were told what the roots of the mesh are.",
      repair: "Attach a key of that type, or change the profile."),
    Explanation(
      "MT-KEY-65", "each authority has a key of its own", source: "lint rule C-33",
      why:
        "Two authorities with one key can issue each other's identities, and a rotation between them changes nothing.",
      repair: "Use another key."),
    Explanation(
      "MT-KEY-66", "a key is prepared before a rotation starts", source: "`meshtrust help rotate start`",
      why: "The new root of the rotation that is under way is in every bundle already, with the key that it has.",
      repair: "Finish or abort the rotation, then prepare the key of the next one."),
  ]
}
