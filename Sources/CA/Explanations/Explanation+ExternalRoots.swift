import Diagnostics

extension Explanation {
  /// MT-ROOT: roots of other authorities, and what they sign.
  static let externalRoots: [Explanation] = [
    Explanation(
      "MT-ROOT-01", "a rotation needs another root", source: "`meshtrust rotate start`",
      why: "The root that was passed is in every bundle already.",
      repair: "Pass the root that is to take its place, or request a new intermediate below the present one."),
    Explanation(
      "MT-ROOT-02", "a root in a bundle is self-signed",
      source: "istiod and Envoy build paths without X509_V_FLAG_PARTIAL_CHAIN",
      why:
        "A certificate that another authority issued is no anchor for them. One whose own signature is made with SHA-1 "
        + "or MD5, or by another key, is not trusted here either.",
      repair: "Take the root at the top. The authorities between it and the mesh belong into the answer to the request."
    ),
    Explanation(
      "MT-ROOT-03", "a root is an authority", source: "RFC 5280 sections 4.2.1.3 and 4.2.1.9",
      why: "Without cA:TRUE and keyCertSign, verifiers reject everything below it.",
      repair: "Ask its owner for the certificate of the root."),
    Explanation(
      "MT-ROOT-04", "a root leaves room for an intermediate", source: "RFC 5280 section 4.2.1.9",
      why: "With a path length of 0 it may sign only leaves, and a mesh signs leaves with an intermediate.",
      repair: "Ask its owner for a root with a path length of at least 1, or none."),
    Explanation(
      "MT-ROOT-05", "a root permits the identities of the meshes below it", source: "RFC 5280 section 4.2.1.10",
      why: "Its name constraints would make every peer reject every workload of the mesh.",
      repair: "Ask its owner to permit the trust domain, or for another root."),
    Explanation(
      "MT-ROOT-06", "a root has a strong key", source: "NIST SP 800-57 part 1: RSA of 2048 bits or more",
      why: "Whoever breaks the key of a root can pose as every identity below it, at every peer.",
      repair: "Ask its owner for a root with an EC key or a longer RSA key."),
    Explanation(
      "MT-ROOT-07", "a root is valid", source: "RFC 5280 section 6.1.3",
      why: "Nothing below a root is accepted before it begins or after it has ended.",
      repair: "Ask its owner for the root that is in use. Check the clock."),
    Explanation(
      "MT-ROOT-08", "a new root lasts longer than its rotation", source: "DESIGN: a root rotates in its last third",
      why: "It is in the last third of its own life, so that another rotation would follow at once.",
      repair: "Ask its owner for the root that comes after it."),
    Explanation(
      "MT-ROOT-09", "two roots do not have one subject", source: "RFC 5280 section 4.1.2.6",
      why: "Path builders look for issuers by name. With two keys under one name some try only one of them.",
      repair: "Ask its owner for a root with a subject of its own."),
    Explanation(
      "MT-ROOT-35", "a root names no other trust domain than its mesh's", source: "SPIFFE X509-SVID section 3.1",
      why: "A root may have the SPIFFE ID of its trust domain. With that of another one, peers take it for that one's.",
      repair: "Ask the owner of the root for one without URI names, or with the mesh's own."),
    Explanation(
      "MT-ROOT-10", "an authority key identifier names a key", source: "RFC 5280 section 4.2.1.1",
      why: "An intermediate that names its root by issuer and serial number belongs to that certificate alone. Below a "
        + "new certificate of the same key, verifiers reject it.",
      repair: "Have the intermediate signed anew without issuer and serial number, install it, and begin again."),
    Explanation(
      "MT-ROOT-11", "a compromised key does not come back", source: "`meshtrust rotate start --compromised`",
      why: "The new certificate is for the same key, so whoever has the key can forge below it too.",
      repair: "Rotate to a root with another key."),
    Explanation(
      "MT-ROOT-12", "a root has the fingerprint that its owner said", source: "--fingerprint",
      why: "The file is not the one that its owner meant: somebody may have replaced it on the way.",
      repair: "Ask its owner for the root and its SHA-256, through two channels."),
    Explanation(
      "MT-ROOT-13", "a request has one answer", source: "`meshtrust install`",
      why: "The file has several certificates for the requested key, and only one of them can be presented.",
      repair: "Leave one in the file. Ask the issuer to revoke the others."),
    Explanation(
      "MT-ROOT-14", "an intermediate and a root have different subjects", source: "RFC 5280 section 6.1",
      why:
        "A certificate whose subject is that of its issuer is self-issued, and path lengths are counted differently.",
      repair: "Have it signed with the subject of the request."),
    Explanation(
      "MT-ROOT-15", "below a root that several trust, an intermediate is confined to its mesh",
      source: "RFC 5280 section 4.2.1.10; verifiers accept every identity that constraints do not exclude",
      why: "Two meshes below one root share it, whoever made it. Without name constraints, whoever has the key of one "
        + "intermediate can pose as the other mesh; `meshtrust blast-radius` shows as whom.",
      repair: "Have it signed with the name constraints of the request: `meshtrust request MESH --as intermediate "
        + "--recipe NAME` prints how. Or accept the danger by name with --accept-unconstrained, which is logged and "
        + "shown as long as the certificate is in use."),
    Explanation(
      "MT-ROOT-16", "no intermediate below a shared root can issue for another mesh",
      source: "RFC 5280 section 4.2.1.10",
      why: "The mesh would share its root with one whose intermediate has no name constraints, and that one could then "
        + "issue for it.",
      repair: "First give the other mesh an intermediate with constraints. Or accept the danger with "
        + "--accept-unconstrained."),
    Explanation(
      "MT-ROOT-18", "an accepted danger is shown as long as it lasts", source: "--accept-unconstrained",
      why: "Somebody accepted that this intermediate could issue for other meshes, and it still can.",
      repair:
        "Have its successor signed with the name constraints of the request. The warning ends with the certificate."
    ),
    Explanation(
      "MT-ROOT-17", "a root is not shared with an intermediate that is not confined",
      source: "RFC 5280 section 4.2.1.10",
      why:
        "From the first step on the mesh trusts the new root, and an intermediate of another mesh below it could issue "
        + "for this one.",
      repair: "First give the other mesh an intermediate with constraints. Or accept the danger with "
        + "--accept-unconstrained."),
  ]
}
