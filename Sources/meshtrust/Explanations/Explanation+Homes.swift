import Diagnostics

extension Explanation {
  /// What the command line says about a home before or after it works with it.
  static let homes: [Explanation] = [
    Explanation(
      "MT-HOME-31", "only the owner can read a passphrase", source: "the mode of the passphrase file",
      why: "Whoever can read the file can open the home or the backup that it protects.",
      repair: "Run the `chmod` in the message. If others had access, seal the home with another passphrase (`meshtrust "
        + "home seal rewrap`)."),
    Explanation(
      "MT-HOME-32", "a passphrase is long enough", source: "scrypt makes a guess cost a fraction of a second",
      why: "Somebody with a copy of the database can try every short passphrase.",
      repair: "Use at least five random words, or 16 random characters: `meshtrust home seal rewrap`."),
    Explanation(
      "MT-HOME-35", "a leaf's folder is whole", source: "the folders beside it",
      why: "A command for the same folder was stopped before the folder had its name. The leaf may be issued, and then "
        + "its key is nowhere else.",
      repair: "Compare its cert-chain.pem with `meshtrust issued list`. Rename it if its leaf is there, and delete it "
        + "otherwise: it contains a private key."),
    Explanation(
      "MT-HOME-80", "a stopped removal is finished by the next command that writes",
      source: "table removal of authority.db",
      why: "Removing a mesh takes several steps. The first one records the intent, so that a kill or a full disk "
        + "between them leaves neither a key nor half of a description.",
      repair: "Nothing is left to do. `meshtrust log` shows what was done when."),
    Explanation(
      "MT-HOME-91", "a restore is logged", source: "table log of authority.db",
      why: "An entry of the log changes what the home's key signs, and that key is sealed with the home's passphrase. "
        + "The passphrase of the backup does not open it.",
      repair: "Nothing is missing but the entry. With --passphrase-file it would have been written."),
    Explanation(
      "MT-STORE-30", "a team's database proves itself", source: "store.yaml",
      why:
        "With `insecure: true` a server over TCP may answer without TLS or a certificate: whoever stands between can read "
        + "and change everything, and take the password. The home's signature notices changes, not readers.",
      repair: "Let the server offer TLS with a certificate of its name, and take `insecure: true` out of store.yaml."),
    Explanation(
      "MT-STORE-31", "the tables of a team's database are up to date", source: "table store_migration",
      why: "Commands of this version refuse them until their owner has brought them up to date.",
      repair: "Tell the others, and let the tables' owner run `meshtrust store migrate`."),
  ]
}
