import Diagnostics

extension IdentityFault {
  /// What is wrong, in one sentence without a final full stop.
  var what: Message {
    switch self {
    case .scheme(let found): "\(found) is not a SPIFFE ID: it does not start with `spiffe://`"
    case .queryOrFragment(let byte, let at):
      "a SPIFFE ID has no query and no fragment, but \(Excerpt([byte])) is at \(at)"
    case .emptyTrustDomain: "the trust domain is empty"
    case .userinfoOrPort(let byte, let at):
      "the trust domain has \(Excerpt([byte])) at \(at): userinfo and ports are forbidden"
    case .trustDomainByte(let byte, let at): "the trust domain has the byte \(Excerpt([byte])) at \(at)"
    case .trustDomainPercent(let at): "the trust domain has percent-encoding at \(at)"
    case .dottedQuad(let name): "the trust domain \(name) looks like an IPv4 address"
    case .trustDomainTooLong(let count): "the trust domain has \(count) bytes, more than the 255 allowed"
    case .identityTooLong(let count): "the SPIFFE ID has \(count) bytes, more than the 2048 allowed"
    case .pathPercent(let at): "the path has percent-encoding at \(at)"
    case .emptySegment(let at): "the path has an empty segment at \(at)"
    case .dotSegment(let segment, let at): "the path has the segment \(segment) at \(at)"
    case .trailingSlash(let at): "the SPIFFE ID ends with a slash at \(at)"
    case .pathByte(let byte, let at): "the path has the byte \(Excerpt([byte])) at \(at)"
    case .pathStart(let path): "the path \(path) does not start with `/`"
    case .notMeshName(let name, let fault): "the trust domain \(name) \(fault)"
    case .namespace(let name, let fault): "the namespace \(name) \(fault)"
    case .serviceAccount(let name, let fault): "the service account \(name) \(fault)"
    case .notWorkload(let path): "the path \(path) is not of the form `/ns/NAMESPACE/sa/SERVICE-ACCOUNT`"
    case .notClientID(let text): "\(text) is not of the form `TRUST-DOMAIN/ns/NAMESPACE/sa/SERVICE-ACCOUNT`"
    }
  }

  /// Why it matters.
  var why: Message {
    switch self {
    case .scheme: "the scheme is compared byte by byte, so that look-alikes and other URIs never match"
    case .queryOrFragment: "parsers disagree about what they remove, so one ID could be read as two"
    case .emptyTrustDomain: "without a trust domain no bundle can be chosen"
    case .userinfoOrPort: "text before an `@` hides the real trust domain, and a port bypasses name constraints"
    case .trustDomainByte:
      "a trust domain has only a-z, 0-9, dot, hyphen and underscore, and names compare byte by byte"
    case .trustDomainPercent: "an encoded name is a second spelling of another name"
    case .dottedQuad:
      "a URI name constraint cannot contain an address, so the CA could not be constrained to it"
    case .trustDomainTooLong: "implementations need not support more"
    case .identityTooLong: "implementations need not support more, and some truncate it"
    case .pathPercent: "an encoded path is a second spelling of another path"
    case .emptySegment: "paths are compared byte by byte, so `//` and `/` are different identities"
    case .dotSegment: "a URI library resolves dot segments and so turns one identity into another"
    case .trailingSlash: "with and without the slash are two identities"
    case .pathByte: "a path segment has only a-z, A-Z, 0-9, dot, hyphen and underscore"
    case .pathStart: "the path follows the trust domain directly"
    case .notMeshName:
      "Istio and Go accept only lower-case DNS names of at most 253 bytes in certificates and constraints"
    case .namespace: "a Kubernetes namespace is a DNS label, and the identity is derived from it"
    case .serviceAccount: "a Kubernetes service account is a DNS subdomain, and the identity is derived from it"
    case .notWorkload: "a mesh gives its workloads IDs of this form only"
    case .notClientID: "the mesh compares the client ID byte by byte with the peer's identity without `spiffe://`"
    }
  }

  /// What to do if there is no corrected text to suggest.
  var remedy: Message {
    switch self {
    case .scheme, .queryOrFragment, .userinfoOrPort, .pathPercent, .emptySegment, .dotSegment, .trailingSlash,
      .pathByte,
      .pathStart, .identityTooLong:
      "write it as `spiffe://TRUST-DOMAIN/ns/NAMESPACE/sa/SERVICE-ACCOUNT`"
    case .emptyTrustDomain, .trustDomainByte, .trustDomainPercent, .trustDomainTooLong, .dottedQuad, .notMeshName:
      "choose a lower-case DNS name for the trust domain, such as `red-mesh.local`"
    case .namespace: "use the Kubernetes namespace of the control plane or workload"
    case .serviceAccount: "use the Kubernetes service account; a gateway's is `GATEWAY-service-account`"
    case .notWorkload: "check that the ID names a workload of the mesh"
    case .notClientID: "derive it with `\(.meshtrust("id", "PEER", "--for", "MESH"))`"
    }
  }
}
