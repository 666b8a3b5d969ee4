import Diagnostics

extension Explanation {
  /// MT-ID: SPIFFE IDs, trust domain names and client IDs.
  static let identities: [Explanation] = [
    Explanation(
      "MT-ID-01", "A SPIFFE ID starts with `spiffe://`, in lower case", source: "SPIFFE-ID section 2",
      why:
        "The first nine bytes are compared as they are. Some libraries fold the case of a scheme and some do not, so "
        + "an ID in capitals would be accepted by one peer and refused by the next.",
      repair:
        "Write the scheme in lower case. A client ID has no scheme; where an ID is due, put `spiffe://` before it."),
    Explanation(
      "MT-ID-02", "A SPIFFE ID has no query and no fragment", source: "SPIFFE-ID section 2",
      why: "An empty one counts too: a library that cuts it off sees another text than one that keeps it.",
      repair: "Remove the `?` or `#` and what follows it."),
    Explanation(
      "MT-ID-03", "The trust domain is not empty", source: "SPIFFE-ID section 2.1",
      why: "The trust domain decides which bundle judges the certificate; without it there is none.",
      repair: "Name the trust domain: `spiffe://red-mesh.local/...`."),
    Explanation(
      "MT-ID-04", "The trust domain has no userinfo and no port", source: "SPIFFE-ID section 2.1",
      why:
        "In `spiffe://cluster.local@evil.org/...` the domain is evil.org, and OpenSSL's name constraints look past a "
        + "port. Istio replaces an `@` in a configured trust domain by a dot.",
      repair: "Remove what stands before the `@` and after the `:`, or replace the `@` by a dot."),
    Explanation(
      "MT-ID-05", "A trust domain has only a-z, 0-9, dot, hyphen and underscore", source: "SPIFFE-ID section 2.1",
      why:
        "Names are compared byte by byte. A name in capitals is another name for one implementation and the same for "
        + "the next; NUL, blanks and letters beyond ASCII are tricks to make two names look alike.",
      repair: "Write the name in lower-case ASCII; use the punycode form of an international name."),
    Explanation(
      "MT-ID-06", "A trust domain has no percent-encoding", source: "SPIFFE-ID section 2.1",
      why: "`%65xample.org` would be a second spelling of `example.org`.", repair: "Write the letter itself."),
    Explanation(
      "MT-ID-07", "A mesh's trust domain does not look like an IPv4 address",
      source: "SPIFFE-ID section 2.1 allows it; RFC 5280 section 4.2.1.10 has no URI constraint for addresses",
      why: "A URI name constraint names hosts, never addresses; Go refuses a certificate with such a constraint. The "
        + "mesh's authority could not be confined to its own domain.",
      repair: "Choose a DNS name."),
    Explanation(
      "MT-ID-08", "Trust domains are treated alike, whether or not DNS knows them", source: "SPIFFE-ID section 2.1",
      why:
        "A trust domain is a name, not a place. Nothing is looked up, so nothing on the network can change a verdict.",
      repair: "Nothing to repair: this is how names are compared here."),
    Explanation(
      "MT-ID-09", "A trust domain has at most 255 bytes", source: "SPIFFE-ID section 2.3, RFC 3986 section 3.2.2",
      why: "Implementations need not support more, and not all check.", repair: "Choose a shorter name."),
    Explanation(
      "MT-ID-10", "A SPIFFE ID has at most 2048 bytes", source: "SPIFFE-ID section 2.3",
      why: "Implementations must support 2048 bytes and need not support more.", repair: "Shorten the path."),
    Explanation(
      "MT-ID-11", "A path has no percent-encoding", source: "SPIFFE-ID section 2.2",
      why: "`%2e%2e` and `%2F` would be dots and slashes for whoever decodes, and text for whoever does not.",
      repair: "Write only the bytes that a path may have."),
    Explanation(
      "MT-ID-12", "A path has no empty segments", source: "SPIFFE-ID section 2.2",
      why: "Istio can make such a path from an empty namespace, and libraries that join slashes read another identity.",
      repair: "Fill in the missing part, or remove the second slash."),
    Explanation(
      "MT-ID-13", "A path has no `.` or `..` segments", source: "SPIFFE-ID section 2.2",
      why:
        "URI libraries resolve them and so turn one identity into another. Names such as `...` and `.x` are allowed.",
      repair: "Write the path out."),
    Explanation(
      "MT-ID-14", "A SPIFFE ID does not end with a slash", source: "SPIFFE-ID section 2.2",
      why: "With and without the slash would be two identities that look like one.", repair: "Remove the slash."),
    Explanation(
      "MT-ID-15", "A path segment has only a-z, A-Z, 0-9, dot, hyphen and underscore", source: "SPIFFE-ID section 2.2",
      why: "A colon in the path defeats URI name constraints in OpenSSL 3.0, and blanks or line ends come from shell "
        + "pipes and editors.",
      repair: "Remove the byte that is named; inside certificates nothing is trimmed."),
    Explanation(
      "MT-ID-16", "Paths are compared byte by byte, capitals and all", source: "SPIFFE-ID section 2.2",
      why: "`/ns/a/sa/Web` and `/ns/a/sa/web` are two identities.",
      repair: "Nothing to repair: this is how identities are compared here."),
    Explanation(
      "MT-ID-17", "A trust domain is unlikely to be chosen twice", source: "SPIFFE-ID section 2.1",
      why: "`cluster.local` is what every mesh is called that was never given a name, `example.org` stands in every "
        + "manual, and a single label is soon taken. Two domains of one name cannot trust each other apart.",
      repair: "Use a name below a DNS domain of your own, or MESH.local with a mesh name that is yours."),
    Explanation(
      "MT-ID-18", "A mesh's trust domain is a lower-case DNS name",
      source: "Istio ValidateTrustDomain; Go crypto/x509; RFC 1123 section 2.1",
      why:
        "Istio refuses underscores; Go cannot parse a certificate whose URI has a trailing dot, two dots in a row or "
        + "a label of more than 63 bytes. The standard allows all of them.",
      repair: "Use labels of a-z, 0-9 and inner hyphens, each at most 63 bytes, at most 253 bytes in all."),
    Explanation(
      "MT-ID-19", "A mesh's workload is `/ns/NAMESPACE/sa/SERVICE-ACCOUNT`",
      source: "Istio pkg/spiffe; Kubernetes names: RFC 1123 label and subdomain",
      why: "Istio gives IDs of this form and reads no other. A namespace that is no DNS label cannot exist.",
      repair: "Check the namespace and the service account; a gateway's account is `GATEWAY-service-account`."),
    Explanation(
      "MT-ID-20", "A client ID is the SPIFFE ID without `spiffe://`",
      source: "maistra/istio, ServiceMeshPeer spec.security.clientID",
      why:
        "The control plane puts the scheme before the client ID itself and compares the result byte by byte. A client "
        + "ID with a scheme, or of another form, never matches, and an empty one matches everybody.",
      repair: "Let `meshtrust id PEER --for MESH` derive it."),
  ]
}
