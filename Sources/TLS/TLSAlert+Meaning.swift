extension TLSAlert {
  /// What a server means by it, in one sentence without a final full stop.
  public var meaning: String {
    switch number {
    case 10, 20, 22, 47, 50, 109, 110:
      "the server could not read what we sent: something in between modifies the data, or it is not the kind "
        + "of server that it seems to be"
    case 40:
      "the server and we have no cipher, group or signature algorithm in common, or it has no certificate "
        + "for this server name; in TLS 1.2 also: it requires a client certificate and got none"
    case 42: "the server cannot read our certificate, or its check of it failed"
    case 43: "the server does not accept our certificate's key, signature algorithm or purpose"
    case 44: "our certificate is on a revocation list of the server"
    case 45: "by the server's clock, our certificate or one above it has expired or is not valid yet"
    case 46:
      "the server rejects our certificate for another reason; Envoy sends this when it does not know the SPIFFE ID or its "
        + "trust domain"
    case 48:
      "our chain leads to no root that the server trusts: its bundle for our trust domain is another one, or "
        + "our chain lacks the intermediate"
    case 49: "the server knows who we are and denies access"
    case 51: "a signature is wrong: the signing key is not the one in the certificate"
    case 70: "the server supports neither TLS 1.2 nor TLS 1.3"
    case 71: "our ciphers or keys are too weak for the server"
    case 80: "the server had an internal error; see its log"
    case 112: "the server does not serve this server name (SNI)"
    case 116: "the server requires a client certificate, and we sent none"
    case 120: "the server supports none of the application protocols (ALPN) that we offered"
    default: "the server aborted the handshake"
    }
  }

  /// What it means between two meshes, in one sentence without a final full stop.
  public var consequence: String {
    switch number {
    case 44, 45, 46, 48, 42, 43, 51:
      "in a mesh, discovery and every request to this peer get a 503 until both sides agree"
    case 49: "in a mesh, every request to this peer gets a 403: compare the client ID that it expects with ours"
    case 112, 40:
      "in a mesh, a federation ingress answers only to the server names of its own configuration; everything else gets "
        + "a 503"
    default: "in a mesh, every request to this peer gets a 503"
    }
  }
}
