import Diagnostics

extension Explanation {
  /// MT-HOME: the home, its database and keys, and what is issued from it.
  static let home: [Explanation] = [
    Explanation(
      "MT-HOME-02", "a home contains a federation.yaml", source: "README, The home",
      why: "The description lists the meshes. Without it there is nothing to plan.",
      repair: "`meshtrust init MESH…` writes one; `--home DIR` or MESHTRUST_HOME names another home."),
    Explanation(
      "MT-HOME-03", "existing files are not overwritten", source: "README, The home",
      why: "A key, a database or a backup that is overwritten is lost for good.",
      repair: "Move the file away, or choose another name."),
    Explanation(
      "MT-HOME-37", "no result replaces a file of a home", source: "README, The home",
      why: "federation.yaml, authority.db, home.pub and the sealing key are the home. The text of a command in place "
        + "of one of them would lose it.",
      repair: "Name another file, outside of the home."),
    Explanation(
      "MT-HOME-39", "what others put into a mesh's folder is never deleted", source: "README, The home",
      why: "A command was stopped while it replaced the folder, and the old one was left under a hidden name, "
        + "`.MESH.new-….old`. What the home did not write is moved from it to the new folder. Something else is in the place "
        + "of this file: another file, a file where a folder should be, or a symbolic link, which is not followed. The file "
        + "stays where it is, and every command that writes says so. The home's own files and keys are deleted from there.",
      repair:
        "Compare the two, then move the file to where it belongs, or delete it. A link or a file under the name of "
        + "such a folder is not the home's: move it away, or delete it."),
    Explanation(
      "MT-HOME-38", "nothing is made for a mesh that leaves", source: "table removal of authority.db",
      why:
        "The removal of the mesh has begun and waits for a key that signs its last CRL. What it had is revoked. A new "
        + "certificate, key or deployment for it would outlive the removal.",
      repair: "Run `meshtrust apply` with the token, which finishes the removal. If the key is lost, "
        + "`meshtrust remove mesh MESH --accept-missing-crl` finishes it without that CRL, and the log says so. To have the "
        + "mesh again, describe it again after that."),
    Explanation(
      "MT-HOME-04", "a home has authorities once `apply` has run", source: "README, The home",
      why: "There is no authority.db yet, so there is nothing to show, to sign with or to export.",
      repair: "Run `meshtrust apply`. If there should be a database, copy it back or run `meshtrust restore "
        + "FILE --backup-passphrase-file PASSPHRASE`."),
    Explanation(
      "MT-HOME-05", "an older version does not touch a newer database",
      source: "the list of migrations in authority.db (table grdb_migrations)",
      why: "A version that does not know the newer tables could misread them and write wrong data.",
      repair: "Use the version of meshtrust that wrote the database, or a newer one."),
    Explanation(
      "MT-HOME-06", "authority.db is intact and belongs to meshtrust",
      source: "SQLite's own checks; the certificates in it must decode",
      why: "The database is the only record of what was issued. A damaged one is not used for anything.",
      repair: "Keep the damaged file, and restore the home from its last backup with `meshtrust restore "
        + "FILE --backup-passphrase-file PASSPHRASE`."),
    Explanation(
      "MT-HOME-07", "the database can be written", source: "SQLite's own error, in `why`",
      why: "Each command is one transaction with full sync, so a failed command has changed nothing.",
      repair: "Check the free space and the permissions of the home's folder, and run the command again."),
    Explanation(
      "MT-HOME-10", "the sealing key is beside the database", source: "README, The home",
      why: "It decrypts the private keys in authority.db. Without it certificates can be shown, but nothing can be "
        + "signed.",
      repair: "Copy it back, or restore the home from a backup, which contains it."),
    Explanation(
      "MT-HOME-11", "the sealing key belongs to this home", source: "README, The home",
      why: "The file names its home, and AES-256-GCM authenticates it. That tells the right key from the key of "
        + "another home, a key from before `home seal rewrap`, and a damaged key.",
      repair: "Copy the right one back, or restore the home from a backup."),
    Explanation(
      "MT-HOME-12", "a home sealed with a passphrase needs it", source: "README, The home",
      why: "Reading needs no passphrase. Issuing, exporting and writing the Secret do.",
      repair: "Add `--passphrase-file FILE`, or set MESHTRUST_PASSPHRASE_FILE."),
    Explanation(
      "MT-HOME-13", "the passphrase is correct", source: "scrypt (RFC 7914) and AES-256-GCM over the data key",
      why: "A wrong passphrase decrypts nothing and changes nothing.",
      repair: "Try again. Without the passphrase the home cannot be opened; the last resort is a backup with a "
        + "passphrase of its own."),
    Explanation(
      "MT-HOME-14", "a backup is restored whole or not at all",
      source: "AES-256-GCM with a key derived by scrypt (RFC 7914)",
      why: "A wrong passphrase and a modified or truncated file look the same. In either case nothing is written.",
      repair: "Check the passphrase, then the file: compare its size and SHA-256 with those of another copy."),
    Explanation(
      "MT-HOME-23", "only a backup can be restored", source: "`meshtrust help backup`",
      why: "A database or a description alone is not a home: it contains nothing that decrypts the keys.",
      repair: "Give the file that `meshtrust backup` wrote."),
    Explanation(
      "MT-HOME-27", "the leaf certificate was issued here", source: "`meshtrust issued list`",
      why: "A leaf is named by its SHA-256 fingerprint, or by as many of its first digits as no other leaf has.",
      repair: "Copy the fingerprint from the list. `--all` also lists expired ones."),
    Explanation(
      "MT-HOME-95", "a peer accepts one client ID", source: "maistra/istio, ServiceMeshPeer spec.security.clientID",
      why: "The client ID is the identity of the mesh's egress gateway: its trust domain, its namespace and its "
        + "service account. A peer's ServiceMeshPeer names exactly one, so a changed identity is refused until the peer has "
        + "applied too. The peer's istiod keeps the old policy for services until it restarts.",
      repair: "Agree on a moment. The mesh that changes applies first, so that its new gateway runs; the peer applies "
        + "and restarts istiod at once after it; the old objects go last."),
    Explanation(
      "MT-HOME-92", "a remote changes its identity together with its peers", source: "`meshtrust help trust import`",
      why: "The remote's trust card has another client ID than before. Your mesh refuses the remote until both have "
        + "applied.",
      repair: "Agree on a moment with the remote's administrator, who applies first. Then apply the folder, and "
        + "restart istiod."),
    Explanation(
      "MT-HOME-93", "files of others in a mesh's folder stay", source: "README, The home",
      why: "`apply` replaces only what it wrote. What somebody else put there is neither applied nor removed.",
      repair: "Keep your own files outside of `out/`, in a kustomization that names the mesh's folder as a resource."),
    Explanation(
      "MT-HOME-94", "a home that keeps its keys off the disk has none there", source: "`meshtrust help apply`",
      why: "The folder has a Secret and a plain key that were written before the home was told to keep them out, or "
        + "was sealed with a passphrase.",
      repair: "Run `meshtrust apply`, which deletes them after a confirmation, or `meshtrust apply --secrets` to keep "
        + "them. `meshtrust emit MESH --only secret` prints the Secret when it is needed."),
    Explanation(
      "MT-HOME-28", "a peering is added once and removed once", source: "spec.meshes[].peers of federation.yaml",
      why: "Each peering is mutual, so that it counts for both meshes wherever it is written.",
      repair: "Run `meshtrust show MESH` to see its peers. Nothing has to be changed."),
    Explanation(
      "MT-HOME-15", "the mesh is in federation.yaml", source: "spec.meshes of federation.yaml",
      why: "Names, trust domains and gateways are derived from the description, so a mesh that is not in it has none.",
      repair: "Correct the name, or add the mesh under `meshes:`."),
    Explanation(
      "MT-HOME-16", "the gateway belongs to the mesh", source: "spec.meshes of federation.yaml; manual 1.18.8",
      why: "A federation gateway's identity comes from its service account. Every peer would reject a certificate for "
        + "a gateway that does not exist.",
      repair: "`meshtrust show MESH` lists the gateways. For any other workload use `--service-account "
        + "NAMESPACE/NAME`."),
    Explanation(
      "MT-HOME-17", "an authority has a name in the home",
      source: "MESH/root, MESH/intermediate, shared/root, or the SHA-256 of a certificate",
      why: "MESH alone means its intermediate. A fingerprint needs at least 8 digits, with or without colons.",
      repair: "`meshtrust status` lists every authority."),
    Explanation(
      "MT-HOME-18", "a mesh signs with its intermediate",
      source: "RFC 5280 section 4.2.1.9; the roots have a path length",
      why: "Roots sign only intermediates, so a root's key is needed once a year and can be kept offline.",
      repair: "Run `meshtrust apply`. If another authority signs, run `meshtrust request` and `meshtrust install`."),
    Explanation(
      "MT-HOME-19", "the authority's key is in the home", source: "table key of authority.db",
      why: "The key of a corporate root stays with its owner, and the key of a root is destroyed after a rotation.",
      repair: "Ask the owner to sign: `meshtrust request MESH --as intermediate` writes the request."),
    Explanation(
      "MT-HOME-20", "changes that would break handshakes are refused",
      source: "the trust of the peers; RFC 5280 section 4.2.1.10",
      why: "Every peer has a copy of a mesh's root, bound to one trust domain. Changing either, or issuing what "
        + "proxies reject, is never a side effect of another command.",
      repair: "The message names the safe way to do it.",
      successors: [
        "MT-HOME-50", "MT-HOME-51", "MT-HOME-52", "MT-HOME-54", "MT-HOME-55", "MT-HOME-56", "MT-HOME-57",
        "MT-HOME-60", "MT-HOME-61", "MT-HOME-62", "MT-HOME-63", "MT-HOME-64", "MT-HOME-65", "MT-HOME-66",
        "MT-HOME-67", "MT-HOME-68", "MT-HOME-69", "MT-ROT-10", "MT-ROT-11", "MT-ROT-12", "MT-ROT-13", "MT-ROT-14",
        "MT-ROT-15", "MT-ROT-16", "MT-ROT-17", "MT-ROT-18", "MT-ROT-19", "MT-ROT-22",
        "MT-ROT-23", "MT-ROT-24", "MT-ROT-25", "MT-ROT-26", "MT-ROT-27", "MT-ROT-28", "MT-ROT-29", "MT-CLI-80",
      ]),
    Explanation(
      "MT-HOME-21", "a signed intermediate matches its request",
      source: "RFC 5280 section 6.1; X509-SVID sections 3 to 5",
      why: "The chain must contain the requested key, be a CA for the right trust domain, carry name constraints under "
        + "a shared root, satisfy every path length, and lead to one root. istiod would accept a wrong chain, and "
        + "every peer would reject what it signs.",
      repair: "Send the request again to the authority that signs, with the text of the message. The request stays "
        + "pending.",
      successors: ["MT-HOME-70", "MT-HOME-71", "MT-HOME-72", "MT-HOME-73", "MT-HOME-74"]),
    Explanation(
      "MT-HOME-70", "a signed intermediate has the requested key", source: "`meshtrust help install`",
      why: "The private key of the request is sealed in this home. For another key there is none.",
      repair: "Ask the issuer for the answer to the current request. The request stays pending."),
    Explanation(
      "MT-HOME-71", "a signed intermediate comes with its root", source: "`meshtrust help install`",
      why: "Every peer needs the root in its bundle, so it must be in the file.",
      repair: "Append the root to the chain."),
    Explanation(
      "MT-HOME-72", "a signed intermediate is below the known root", source: "README, Rotate",
      why: "The peers trust the known root. A new root must reach all of them before it signs anything.",
      repair: "Ask the issuer to sign with the known root."),
    Explanation(
      "MT-HOME-73", "a signed intermediate is one for its mesh", source: "X509-SVID sections 3 to 5; RFC 5280 4.2.1",
      why: "It must be a CA for the right trust domain, with name constraints under a shared root. istiod would accept "
        + "a wrong one, and every peer would reject what it signs.",
      repair: "Send the request again to the issuer, with the text of the message. The request stays pending."),
    Explanation(
      "MT-HOME-74", "a signed intermediate can issue leaves below its root", source: "RFC 5280 section 6.1",
      why:
        "Every peer rejects a leaf whose chain has a missing link, an expired certificate or an exceeded path length, and "
        + "one whose authorities exclude its names or demand a policy that it lacks (RFC 5280 sections 4.2.1.10 and "
        + "4.2.1.11). A certificate of a workload and one of istiod were tried.",
      repair:
        "Ask the issuer for the whole chain, with a path length that allows the intermediate, and with no demands "
        + "besides those of the request."),
    Explanation(
      "MT-HOME-22", "the audit log is unmodified", source: "SHA-256 chain over the entries of table log",
      why: "Every entry contains the hash of the entry before it. Something other than this tool changed, removed, "
        + "inserted or moved an entry.",
      repair: "Compare it with the log of a backup (`meshtrust restore` into another folder) to see the difference."),
    Explanation(
      "MT-HOME-30", "only the owner can read a home", source: "file modes 0600 of authority.db and sealing.key",
      why: "Anyone who can read both files has the key of every mesh and can impersonate any workload in the "
        + "federation.",
      repair: "Run the `chmod` in the message. If others had access, treat the keys as compromised."),
    Explanation(
      "MT-HOME-33", "a home belongs to its user", source: "the owner of the folder, authority.db and sealing.key",
      why: "The owner of a file can change its mode and read it whenever he likes.",
      repair: "Run meshtrust as the user who owns the home, or give the files to that user."),
    Explanation(
      "MT-HOME-40", "a root is rotated well before it expires", source: "one third of the root's life",
      why: "Every peer has a copy of a root, so a new one must reach all of them before it signs. Use the remaining "
        + "time for that.",
      repair: "Agree on the change with every peer's administrator; `meshtrust status` shows the expiry."),
    Explanation(
      "MT-HOME-41", "a request is answered", source: "table request of authority.db",
      why: "The mesh has asked an authority outside of this home to sign its intermediate. The key is here, sealed.",
      repair: "`meshtrust install MESH --chain FILE` installs the answer: the intermediate, the certificates above it, "
        + "and the root."),
    Explanation(
      "MT-HOME-42", "the owner of the root's key signs", source: "table key of authority.db",
      why: "The intermediate is due for renewal, but the key of its root is not in this home.",
      repair: "Run `meshtrust request MESH --as intermediate`, have the request signed, and install the answer."),
    Explanation(
      "MT-HOME-43", "istiod loads a new intermediate", source: "istio pilot/pkg/bootstrap, AUTO_RELOAD_PLUGIN_CERTS",
      why: "istiod reads the Secret `cacerts` when it starts. With automatic reload it also loads a new intermediate, "
        + "provided that root-cert.pem stays the same byte for byte.",
      repair: "After applying, restart istiod where the message says so, before the old intermediate expires."),
    Explanation(
      "MT-HOME-44", "every mesh with authorities is in the description", source: "spec.meshes of federation.yaml",
      why: "A mesh was removed from the description. Its keys and folder are kept: no command deletes a key as a side "
        + "effect.",
      repair:
        "Run `meshtrust remove mesh MESH --dry-run`, which shows what each administrator does, and then the same with "
        + "--yes, which destroys its keys and removes its folder; or add the mesh again."),
    Explanation(
      "MT-HOME-45", "the first peer bundle changes how the whole mesh verifies",
      source: "maistra/istio pkg/servicemesh/federation; lint rule MT-C-05",
      why: "From the first ServiceMeshPeer on, every proxy of the mesh looks up roots by trust domain. Aliases in "
        + "additionalDomains and meshConfig.caCertificates no longer have any effect.",
      repair: "Apply it outside of busy hours, and check that every sidecar's trust domain is the mesh's own."),
    Explanation(
      "MT-HOME-46", "a mesh's folder contains the bundle of every peer", source: "lint rule MT-C-01",
      why: "A peer's root has not arrived yet. If the files named a bundle that does not exist, the control plane "
        + "would drop the peer silently. The folder is therefore left unchanged. Nothing that the home changed meanwhile "
        + "would reach the mesh, so that its intermediate is not renewed and no root of it or its peers is rotated.",
      repair: "Install the answer to the peer's request, or remove the peering from federation.yaml until it has "
        + "arrived. Where the peer's root waits for a key in a token or behind a signer, bring that, or give the key up "
        + "and, if the profile wants one, prepare another."),
    Explanation(
      "MT-HOME-81", "a removal is finished", source: "table removal of authority.db",
      why: "The command that removed the mesh was stopped. Its keys may still be in the home, and it may still be in "
        + "federation.yaml; no plan issues anything for it meanwhile. Where its root's key is in a token or behind a signer "
        + "that is away, the last CRL cannot be signed, and the removal waits for it; other commands go on, as long as they "
        + "make nothing for that mesh (MT-HOME-38).",
      repair:
        "Run `meshtrust apply`, which finishes the removal first; where a token is away, with the token. If the key is "
        + "lost, `meshtrust remove mesh MESH --accept-missing-crl` finishes it without that CRL, and the log says so."),
    Explanation(
      "MT-HOME-96", "a mesh leaves by a command", source: "`meshtrust help remove mesh`",
      why: "Somebody took the mesh out of federation.yaml, and its files are gone too, so that nothing says who peered "
        + "with it. On the clusters its peers still trust it.",
      repair:
        "In each control plane's namespace delete the ServiceMeshPeer, ExportedServiceSet and ImportedServiceSet of "
        + "its name and the ConfigMap NAME-ca-root-cert, remove its gateways from the ServiceMeshControlPlane, and "
        + "restart istiod."),
    Explanation(
      "MT-HOME-97", "files of others stay when a mesh leaves", source: "README, The home",
      why: "`remove mesh` removes only what the home wrote into the mesh's folder, and its keys.",
      repair: "Move the files away, then delete the folder."),
    Explanation(
      "MT-HOME-82", "every folder below `out` belongs to a mesh", source: "spec.meshes of federation.yaml",
      why: "A folder of another name is neither renewed nor removed. A private key in it stays as it is, even if the "
        + "mesh was removed and the log says that its key was destroyed.",
      repair: "Look at what is in it, then move it away or delete it."),
  ]
}
