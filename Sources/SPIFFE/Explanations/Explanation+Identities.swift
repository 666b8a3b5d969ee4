import Diagnostics

extension Explanation {
  /// MT-ID: SPIFFE IDs, trust domain names and client IDs.
  static let identities: [Explanation] = [
    Explanation(
      "MT-ID-01", "a SPIFFE ID starts with `spiffe://`, in lower case", source: "SPIFFE-ID section 2",
      why: "The first nine bytes are compared as they are. Some libraries ignore the case of a scheme and some do not, "
        + "so one peer would accept an ID in capitals and the next would reject it.",
      repair: "Write the scheme in lower case. A client ID has no scheme; where a SPIFFE ID is required, put "
        + "`spiffe://` before it."),
    Explanation(
      "MT-ID-02", "a SPIFFE ID has no query and no fragment", source: "SPIFFE-ID section 2",
      why: "This includes an empty query or fragment: a library that removes it sees another string than one that "
        + "keeps it.",
      repair: "Remove the `?` or `#` and everything after it."),
    Explanation(
      "MT-ID-03", "the trust domain is not empty", source: "SPIFFE-ID section 2.1",
      why: "The trust domain decides which bundle a certificate is verified against.",
      repair: "Add the trust domain: `spiffe://red-mesh.local/...`."),
    Explanation(
      "MT-ID-04", "the trust domain has no userinfo and no port", source: "SPIFFE-ID section 2.1",
      why: "In `spiffe://cluster.local@evil.org/...` the trust domain is evil.org, and OpenSSL's name constraints "
        + "ignore a port. Istio replaces an `@` in a configured trust domain by a dot.",
      repair: "Remove the text up to the `@` and from the `:` on, or replace the `@` by a dot."),
    Explanation(
      "MT-ID-05", "a trust domain has only a-z, 0-9, dot, hyphen and underscore", source: "SPIFFE-ID section 2.1",
      why: "Names are compared byte by byte. One implementation treats a name in capitals as a different name, another "
        + "as the same. NUL, blanks and non-ASCII letters can make two names look alike.",
      repair: "Write the name in lower-case ASCII; use the punycode form of an international name."),
    Explanation(
      "MT-ID-06", "a trust domain has no percent-encoding", source: "SPIFFE-ID section 2.1",
      why: "`%65xample.org` would be another spelling of `example.org`.",
      repair: "Write the letter itself."),
    Explanation(
      "MT-ID-07", "a mesh's trust domain does not look like an IPv4 address",
      source: "SPIFFE-ID section 2.1 allows it; RFC 5280 section 4.2.1.10 has no URI constraint for addresses",
      why: "A URI name constraint applies to host names, never to addresses, and Go rejects a certificate with such a "
        + "constraint. The mesh's CA could not be constrained to its own trust domain.",
      repair: "Choose a DNS name."),
    Explanation(
      "MT-ID-08", "trust domains need not be DNS names that resolve", source: "SPIFFE-ID section 2.1",
      why: "A trust domain is a name, not a location. Nothing is looked up, so nothing on the network can change a "
        + "verdict.",
      repair: "Nothing to repair: names are compared in this way."),
    Explanation(
      "MT-ID-09", "a trust domain has at most 255 bytes", source: "SPIFFE-ID section 2.3, RFC 3986 section 3.2.2",
      why: "Implementations need not support more, and not all of them check.",
      repair: "Choose a shorter name."),
    Explanation(
      "MT-ID-10", "a SPIFFE ID has at most 2048 bytes", source: "SPIFFE-ID section 2.3",
      why: "Implementations must support 2048 bytes and need not support more.", repair: "Shorten the path."),
    Explanation(
      "MT-ID-11", "a path has no percent-encoding", source: "SPIFFE-ID section 2.2",
      why: "A reader that decodes sees `%2e%2e` and `%2F` as dots and slashes, and one that does not sees plain text.",
      repair: "Use only bytes that are allowed in a path."),
    Explanation(
      "MT-ID-12", "a path has no empty segments", source: "SPIFFE-ID section 2.2",
      why: "Istio can produce such a path from an empty namespace, and libraries that merge slashes read another "
        + "identity.",
      repair: "Fill in the missing part, or remove the second slash."),
    Explanation(
      "MT-ID-13", "a path has no `.` or `..` segments", source: "SPIFFE-ID section 2.2",
      why: "URI libraries resolve them, which turns one identity into another. Names such as `...` and `.x` are "
        + "allowed.",
      repair: "Write the full path."),
    Explanation(
      "MT-ID-14", "a SPIFFE ID does not end with a slash", source: "SPIFFE-ID section 2.2",
      why: "With and without the slash these would be two identities that look the same.",
      repair: "Remove the slash."),
    Explanation(
      "MT-ID-15", "a path segment has only a-z, A-Z, 0-9, dot, hyphen and underscore", source: "SPIFFE-ID section 2.2",
      why: "A colon in the path bypasses URI name constraints in OpenSSL 3.0. Blanks and line ends come from shell "
        + "pipes and editors.",
      repair: "Remove the byte that the message names. Inside certificates nothing is trimmed."),
    Explanation(
      "MT-ID-16", "paths are compared byte by byte, including case", source: "SPIFFE-ID section 2.2",
      why: "`/ns/a/sa/Web` and `/ns/a/sa/web` are two identities.",
      repair: "Nothing to repair: identities are compared in this way."),
    Explanation(
      "MT-ID-17", "a trust domain is unlikely to be used by anyone else", source: "SPIFFE-ID section 2.1",
      why: "`cluster.local` is the default of every mesh, `example.org` is in every manual, and a single label is "
        + "easily taken. Two trust domains with the same name cannot be told apart.",
      repair: "Use a name below a DNS domain that you own, or MESH.local with a distinctive mesh name."),
    Explanation(
      "MT-ID-18", "a mesh's trust domain is a lower-case DNS name",
      source: "Istio ValidateTrustDomain; Go crypto/x509; RFC 1123 section 2.1",
      why: "Istio rejects underscores. Go cannot parse a certificate whose URI has a trailing dot, two dots in a row "
        + "or a label longer than 63 bytes. The standard allows all of these.",
      repair: "Use labels of a-z, 0-9 and inner hyphens, each at most 63 bytes, at most 253 bytes in all."),
    Explanation(
      "MT-ID-19", "a mesh's workload ID is `/ns/NAMESPACE/sa/SERVICE-ACCOUNT`",
      source: "Istio pkg/spiffe; Kubernetes names: RFC 1123 label and subdomain",
      why: "Istio issues and reads only IDs of this form. A namespace that is not a DNS label cannot exist.",
      repair: "Check the namespace and the service account; a gateway's account is `GATEWAY-service-account`."),
    Explanation(
      "MT-ID-20", "a client ID is the SPIFFE ID without `spiffe://`",
      source: "maistra/istio, ServiceMeshPeer spec.security.clientID",
      why: "The control plane puts the scheme in front of the client ID and compares the result byte by byte. A client "
        + "ID with a scheme, or in another form, never matches, and an empty one matches every peer.",
      repair: "Let `meshtrust id PEER --for MESH` derive it."),
  ]
}
