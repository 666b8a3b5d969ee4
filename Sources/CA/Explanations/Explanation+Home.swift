import Diagnostics

extension Explanation {
  /// MT-HOME: the home, its database and keys, and what is issued from it.
  static let home: [Explanation] = [
    Explanation(
      "MT-HOME-01", "a file or folder does what is asked", source: "the operating system's own error, in `why`",
      why: "Every file is made under another name, brought to the disk and renamed, so that a failure leaves the old "
        + "one as it was. A full disk is the most common reason.",
      repair: "Make room, or put the path and its permissions right, and run the same command again."),
    Explanation(
      "MT-HOME-02", "a home holds a federation.yaml", source: "the form of a home: README, The home",
      why: "The description says which meshes there are. Without it nothing can be planned.",
      repair: "`meshtrust init MESH…` writes one; `--home DIR` or MESHTRUST_HOME names another home."),
    Explanation(
      "MT-HOME-03", "what is there is not overwritten", source: "the form of a home: README, The home",
      why: "A key, a database or a backup that is overwritten is lost for good.",
      repair: "Move the file away, or choose another name."),
    Explanation(
      "MT-HOME-04", "a home has authorities once `apply` has run", source: "the form of a home: README, The home",
      why: "There is no authority.db yet, so that there is nothing to look at, to sign with or to export.",
      repair: "Run `meshtrust apply`. If there should be a database, put it back or run `meshtrust restore FILE`."),
    Explanation(
      "MT-HOME-05", "an older version leaves a newer database alone",
      source: "the list of migrations in authority.db (table grdb_migrations)",
      why: "A version that does not know the newer tables could misread them and write something wrong.",
      repair: "Use the version of meshtrust that wrote the database, or a newer one."),
    Explanation(
      "MT-HOME-06", "authority.db is whole and is ours",
      source: "SQLite's own checks; the certificates inside must decode",
      why: "The database is the only truth about what was issued. Nothing is done on the ground of a damaged one.",
      repair: "Keep the damaged file, and restore the home from its last backup with `meshtrust restore FILE`."),
    Explanation(
      "MT-HOME-07", "the database can be written", source: "SQLite's own error, in `why`",
      why: "Each command is one transaction with full sync: what fails has changed nothing.",
      repair: "Look at free space and at the permissions of the home's folder, and run the command again."),
    Explanation(
      "MT-HOME-08", "one command at a time changes a home",
      source: "flock(2) on the home's folder, and SQLite's own lock",
      why: "Two commands that issue at once could give two certificates one name.",
      repair: "Wait for the other command. The lock is gone when its process is, so there is no file to remove."),
    Explanation(
      "MT-HOME-10", "the sealing key lies beside the database", source: "the form of a home: README, Sealing",
      why: "It opens the private keys in authority.db. Without it the certificates can be seen, but nothing can be "
        + "signed.",
      repair: "Copy it back, or restore the home from a backup, which holds it."),
    Explanation(
      "MT-HOME-11", "the sealing key is this home's", source: "the form of a home: README, Sealing",
      why: "The file names the home it belongs to and is checked by AES-256-GCM: another home's key, an older one from "
        + "before a rewrap and a damaged one are all told apart from the right one.",
      repair: "Copy the right one back, or restore the home from a backup."),
    Explanation(
      "MT-HOME-12", "a home under a passphrase is opened with it", source: "the form of a home: README, Sealing",
      why: "Looking needs no passphrase; issuing, exporting and writing the Secret do.",
      repair: "Give `--passphrase-file FILE`, or set MESHTRUST_PASSPHRASE_FILE."),
    Explanation(
      "MT-HOME-13", "the passphrase is the right one", source: "scrypt (RFC 7914) and AES-256-GCM over the data key",
      why: "A wrong passphrase opens nothing and changes nothing.",
      repair: "Try again. Nobody can open the home without it: the last resort is a backup with its own passphrase."),
    Explanation(
      "MT-HOME-14", "a backup opens as a whole or not at all", source: "AES-256-GCM under a key of scrypt (RFC 7914)",
      why: "A wrong passphrase and a changed or shortened file cannot be told apart; either way nothing is written.",
      repair: "Check the passphrase, then the copy: compare its size and SHA-256 with another one's."),
    Explanation(
      "MT-HOME-23", "what is restored is a backup", source: "`meshtrust help backup`",
      why: "A database or a description alone opens nothing, so it is not taken for a home.",
      repair: "Give the file that `meshtrust backup` wrote."),
    Explanation(
      "MT-HOME-15", "the mesh is in federation.yaml", source: "spec.meshes of federation.yaml",
      why: "Names, trust domains and gateways are derived from the description; a mesh outside of it has none.",
      repair: "Correct the name, or add the mesh under `meshes:`."),
    Explanation(
      "MT-HOME-16", "the gateway is one of the mesh's", source: "spec.meshes of federation.yaml; manual 1.18.8",
      why: "A federation gateway's identity comes from its service account. A certificate for a gateway that does not "
        + "exist would be refused by every peer.",
      repair: "`meshtrust show MESH` lists the gateways; any other workload is `--service-account NAMESPACE/NAME`."),
    Explanation(
      "MT-HOME-17", "an authority is named as the home knows it",
      source: "MESH/root, MESH/intermediate, shared/root, or the SHA-256 of a certificate",
      why: "MESH alone means its intermediate. Of a fingerprint at least 8 digits are needed, with or without colons.",
      repair: "`meshtrust status` lists every authority."),
    Explanation(
      "MT-HOME-18", "a mesh signs with its intermediate",
      source: "RFC 5280 section 4.2.1.9; the roots have a path length",
      why: "Roots only sign intermediates, so that a root's key is needed once a year and can be kept away.",
      repair: "Run `meshtrust apply`; or, when another authority signs, `meshtrust request` and `meshtrust install`."),
    Explanation(
      "MT-HOME-19", "the authority's key is in the home", source: "table key of authority.db",
      why: "The key of a corporate root stays with its owner, and the key of a root that was rotated away is "
        + "destroyed.",
      repair: "Ask the owner to sign: `meshtrust request MESH --as intermediate` makes the request."),
    Explanation(
      "MT-HOME-20", "what would break handshakes is refused",
      source: "the trust of the peers; RFC 5280 section 4.2.1.10",
      why: "Every peer holds a copy of a mesh's root and knows it under one trust domain. Whatever changes either, or "
        + "issues what proxies refuse, is not done on the side.",
      repair: "The message names the safe way for the case."),
    Explanation(
      "MT-HOME-21", "an answer fits its request", source: "RFC 5280 section 6.1; X509-SVID sections 3 to 5",
      why: "The chain must hold the requested key, be a certificate authority for the right trust domain, bind it "
        + "under a shared root, leave room below every path length, and lead to one root. istiod would take a wrong "
        + "one and every peer would refuse what it signs.",
      repair: "Send the request again to whoever signs, with what the message says. The request goes on waiting."),
    Explanation(
      "MT-HOME-22", "the audit log is as it was written", source: "SHA-256 chain over the entries of table log",
      why: "Every entry holds the hash of the one before it. Something was changed, removed, inserted or moved by "
        + "other means than this tool.",
      repair: "Compare with the log of a backup (`meshtrust restore` into another folder) to see what is different."),
    Explanation(
      "MT-HOME-30", "nobody else reads a home", source: "file modes 0600 of authority.db and sealing.key",
      why: "Whoever reads both has the key of every mesh and can be anybody in the federation.",
      repair: "`chmod` as the message says; if strangers had access, treat the keys as known to them."),
    Explanation(
      "MT-HOME-40", "a root near its end is rotated in time", source: "one third of the root's life",
      why: "Every peer holds a copy of a root, so that a new one has to reach all of them before it signs. That takes "
        + "the time that is left.",
      repair: "Agree with every peer's administrator on the change to a new root; `meshtrust status` shows the end."),
    Explanation(
      "MT-HOME-41", "a request gets its answer", source: "table request of authority.db",
      why: "The mesh has asked an authority outside of this home for its intermediate, whose key waits here, sealed.",
      repair: "`meshtrust install MESH --chain FILE` takes the answer: the intermediate, what is above it, and the "
        + "root."),
    Explanation(
      "MT-HOME-42", "whoever holds the root's key signs", source: "table key of authority.db",
      why: "The intermediate is due, but the key of its root is not in this home, so that it cannot be made here.",
      repair: "`meshtrust request MESH --as intermediate`, then have it signed and install the answer."),
    Explanation(
      "MT-HOME-43", "istiod takes up a new intermediate", source: "istio pilot/pkg/bootstrap, AUTO_RELOAD_PLUGIN_CERTS",
      why: "istiod reads the Secret `cacerts` at its start. With automatic reload it also takes a new intermediate, as "
        + "long as root-cert.pem stays the same, byte for byte.",
      repair: "After applying, restart istiod where the message says so, before the old intermediate ends."),
    Explanation(
      "MT-HOME-44", "every mesh with authorities is described", source: "spec.meshes of federation.yaml",
      why: "A mesh was taken out of the description. Its keys and folder are kept: a key is never thrown away on the "
        + "side.",
      repair: "Add the mesh again, or leave it be; its folder under `out` may be removed by hand."),
    Explanation(
      "MT-HOME-45", "the first peer bundle changes how a whole mesh checks",
      source: "maistra/istio pkg/servicemesh/federation; federation spec, C-05",
      why: "From the first ServiceMeshPeer on, every proxy of the mesh looks up roots by trust domain. Aliases in "
        + "additionalDomains and meshConfig.caCertificates stop counting.",
      repair: "Apply it outside of busy hours, and see that every sidecar's trust domain is the mesh's own."),
    Explanation(
      "MT-HOME-46", "a mesh's folder holds the bundle of every peer", source: "federation lint rule C-01",
      why: "A peer's root is still to come from elsewhere. Files that name a bundle that is not there would make the "
        + "control plane drop the peer without a word, so that the folder is left as it is.",
      repair: "Install the answer to the peer's request, or take the peering out of federation.yaml until it is "
        + "there."),
  ]
}
