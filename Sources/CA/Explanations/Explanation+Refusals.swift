import Diagnostics

extension Explanation {
  /// MT-HOME-50 to MT-HOME-69, MT-HOME-75 and MT-HOME-76: changes of the description, and certificates, that are refused.
  static let refusals: [Explanation] = [
    Explanation(
      "MT-HOME-50", "new roots are created only where there were none", source: "README, The home",
      why: "The folders under `out` have roots, but authority.db has none. No peer would trust new roots, and "
        + "every handshake would break.",
      repair: "Put authority.db and sealing.key back, or restore a backup with `meshtrust restore "
        + "FILE --backup-passphrase-file PASSPHRASE`. To start "
        + "again on purpose, run `meshtrust apply --new-roots`."),
    Explanation(
      "MT-HOME-51", "a federation has at least one mesh", source: "spec.meshes of federation.yaml",
      why: "Without a mesh there is nothing to issue.",
      repair: "To end the federation, keep a backup with `meshtrust backup "
        + "FILE --backup-passphrase-file PASSPHRASE`, then remove the folder."),
    Explanation(
      "MT-HOME-52", "an edit changes only what it is for", source: "federation.yaml belongs to you",
      why: "The file is edited in place, with its comments and order. If it has anchors, aliases or merge keys, "
        + "removing one entry can change another, so nothing is written.",
      repair: "Write the lists and mappings out, then run the command again. Or edit the file by hand."),
    Explanation(
      "MT-HOME-54", "a name is either a mesh of this home or a remote",
      source: "spec.meshes and spec.remotes of federation.yaml",
      why: "Peers already trust the roots of the remote's trust card under this name. New roots of this home "
        + "would break every handshake.",
      repair: "List the mesh under `spec.remotes`. If it is to be run from this home, run `meshtrust trust remove "
        + "MESH` first."),
    Explanation(
      "MT-HOME-55", "a mesh keeps its trust domain", source: "X509-SVID section 4; RFC 5280 section 4.2.1.10",
      why: "The root and the intermediate contain the trust domain, in their names and in their name constraints, "
        + "and every peer trusts them under that name.",
      repair: "Restore the old `trustDomain:`. For another trust domain, describe a new mesh and move the workloads."),
    Explanation(
      "MT-HOME-56", "a mesh keeps its root", source: "spec.roots of federation.yaml",
      why: "Changing between per-mesh roots and a shared root changes the root that every peer must trust.",
      repair: "Restore the old value of `roots:`, and change it by `meshtrust rotate start --to shared` or "
        + "`--to per-mesh`, which cuts nobody off."),
    Explanation(
      "MT-AMB-01", "no chain that a ztunnel verifies has a name constraint on URIs",
      source: "rustls-webpki 0.103.12; RUSTSEC-2026-0098; lint rule MT-I-30",
      why:
        "Ztunnels of Istio from 1.29.3 on, and of OpenShift Service Mesh from 3.4 on, refuse every mesh certificate below "
        + "such a constraint, whatever it says: all traffic of the mesh ends at once, and istiod can be refused, too. New "
        + "certificates of an ambient mesh and of its peers have constraints on DNS names instead. The price: without "
        + "constraints on URIs, what holds trust domains apart are the bundles alone.",
      repair:
        "Rotate the root with `meshtrust rotate start MESH`; an intermediate below a root without such a constraint is "
        + "replaced with `meshtrust reissue MESH/intermediate`. Wait one workload lifetime, or restart the workloads. Then "
        + "turn the mesh ambient, and run `meshtrust apply`."),
    Explanation(
      "MT-AMB-02", "an ambient mesh is federated only within its trust domain",
      source: "istio/istio#58511, #61608 and #61719; lint rules MT-I-31 and MT-I-32",
      why:
        "Ztunnel admits clients of its own trust domain only, and looks for servers in it; aliases, `trustDomains` and "
        + "`caCertificates` do not reach it. A peering with another trust domain could never carry a request.",
      repair:
        "Run the mesh with sidecars, or describe new ambient meshes below a shared root with one trust domain. There, "
        + "each mesh can issue the others' identities: share only among administrators who trust each other."),
    Explanation(
      "MT-IST-02", "istiod takes up some changes of root-cert.pem only when it starts",
      source: "istio/istio, security/pkg/pki/util/keycertbundle.go; lint rules MT-I-15 and MT-I-16",
      why:
        "A running istiod compares the files: up to Istio 1.19 every other file is refused, up to 1.29 one that neither "
        + "contains the present one nor is part of it, byte by byte, and later one that neither adds roots nor removes some. "
        + "The refusal is a line in its log.",
      repair: "Restart istiod after the Secret is applied, as `meshtrust plan` says."),
    Explanation(
      "MT-HOME-57", "a peer must be described as one", source: "spec.meshes[].peers of federation.yaml",
      why: "Gateways, identities and roots are derived for each peering. Without a peering there are none.",
      repair: "Correct the name, or add the mesh to `peers:`."),
    Explanation(
      "MT-HOME-98", "a team's newest federation.yaml is the one that counts", source: "docs/postgresql.md",
      why:
        "Each machine has its own clone of the file. Yours was applied before, and somebody has applied a newer one at "
        + "another place since. A command that writes by the older one would undo what they did: withdraw roots, remove "
        + "peerings.",
      repair:
        "Take the newest file, for example with `git pull`. To go back to yours on purpose, run `meshtrust apply "
        + "--accept-older`; the others then have the older one."),
    Explanation(
      "MT-HOME-58", "the database is as new as what it has written", source: "out/MESH/pem/root-cert.pem",
      why: "The folder holds a root that the database never issued: the database is an older copy. Going on from it "
        + "withdraws roots that peers have, and the next rotation issues another root with the same name.",
      repair: "Restore the newest backup. If it is lost, `meshtrust apply --new-roots` goes on from the older state; "
        + "send every peer the bundles again."),
    Explanation(
      "MT-HOME-59", "an authority's key is in no other certificate",
      source: "X509-SVID section 3.2; RFC 4211 section 4",
      why: "A request proves that its sender has the key, not what the key is for. With a second certificate for it, "
        + "the administrator of one mesh, or a workload, could sign for another mesh.",
      repair: "Make the request with a new key. An authority is issued again with `meshtrust reissue AUTHORITY`."),
    Explanation(
      "MT-HOME-60", "an expired intermediate issues nothing", source: "RFC 5280 section 6.1.3 (a)(2)",
      why: "Every certificate of a path must be valid. Everyone rejects what an expired intermediate issues.",
      repair: "Run `meshtrust apply`, which renews the intermediate, and apply the mesh's folder."),
    Explanation(
      "MT-HOME-61", "an expired root issues nothing", source: "RFC 5280 section 6.1.3 (a)(2)",
      why: "No certificate below the root is valid any more, and every peer has a copy of it.",
      repair: "Replace the root at once with `meshtrust rotate start MESH --compromised`, and tell every peer."),
    Explanation(
      "MT-HOME-62", "a DNS name must have the form of one", source: "RFC 5280 section 4.2.1.6; RFC 1034 section 3.5",
      why: "A name with a scheme, a port, a space or a final dot matches no host.",
      repair: "Use the bare name, such as `ratings.bookinfo.svc`."),
    Explanation(
      "MT-HOME-63", "a leaf has only names that its issuer permits", source: "RFC 5280 section 4.2.1.10",
      why: "The intermediate has name constraints. Every verifier rejects a leaf with a name outside of them.",
      repair: "Add the name to `dnsNames:` of the mesh's profile and run `meshtrust apply`, which issues the "
        + "intermediate again."),
    Explanation(
      "MT-HOME-64", "a leaf has a key that Envoy accepts", source: "Envoy accepts ECDSA P-256 and P-384, and RSA",
      why: "Envoy fails the handshake with a P-521 or Ed25519 leaf. As keys of authorities they work.",
      repair: "Use P-256, P-384 or RSA. If no proxy will present the leaf, add --force."),
    Explanation(
      "MT-HOME-65", "a request has a strong key", source: "NIST SP 800-57 part 1, table 2",
      why: "RSA below 2048 bits can be broken, and proxies reject it.",
      repair: "Create the request again with RSA 2048 or more, or with ECDSA P-256."),
    Explanation(
      "MT-HOME-66", "a signed intermediate answers a request", source: "`meshtrust help install`",
      why: "The home installs an intermediate only for its own request, because the key of the request is here.",
      repair: "Run `meshtrust request MESH --as intermediate`, have it signed, then install the answer."),
    Explanation(
      "MT-HOME-67", "a mesh with a root of its own makes no request", source: "`meshtrust help request`",
      why: "The mesh already has a root whose key is in this home. With an intermediate below another root, every "
        + "peer would have to trust another root.",
      repair: "Rotate to the other root with `meshtrust rotate start MESH --to external --root FILE`: it reaches every "
        + "peer before anything is signed below it."),
    Explanation(
      "MT-HOME-47", "a root arrives in a rotation", source: "`meshtrust help request`",
      why: "A request below an arriving root is made while that root is in the bundles and does not sign yet.",
      repair:
        "`meshtrust rotate status` shows what is being rotated. A rotation to the root of another authority begins "
        + "with `meshtrust rotate start MESH --to external --root FILE`."),
    Explanation(
      "MT-HOME-68", "an exposure is tried with the key itself", source: "`meshtrust help blast-radius`",
      why: "The command signs test certificates with the key, and the key is not in this home.",
      repair: "Ask the owner of the key to run the command, or check the name constraints with `meshtrust inspect`."),
    Explanation(
      "MT-HOME-69", "an issuer signs its own CRL", source: "RFC 5280 sections 5 and 6.3.3",
      why: "No authority of the mesh has its key in this home.",
      repair: "Ask the owner of the keys for the CRL."),
    Explanation(
      "MT-HOME-75", "a leaf lives no longer than its mesh allows",
      source: "maxWorkloadLifetime and gatewayLifetime of the mesh's profile",
      why: "A rotation waits until every certificate below the old root has expired. The waiting time is the longest "
        + "that the mesh allows, and a leaf that lives longer holds the gate until it ends.",
      repair: "Issue it for a shorter time, or set `maxWorkloadLifetime` in the profile. --force issues it anyway; "
        + "`meshtrust issued list` shows it, and `meshtrust issued revoke` ends it."),
    Explanation(
      "MT-HOME-76", "a revoked leaf stays known until it expires", source: "RFC 5280 section 3.3",
      why: "A CRL lists a revoked certificate until it expires. A forgotten one would be missing from the next CRL.",
      repair: "Leave it. It no longer holds a rotation."),
  ]
}
