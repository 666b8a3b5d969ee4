extension TLSAlert {
  /// What a server means by it, in one sentence without a final full stop.
  public var meaning: String {
    switch number {
    case 10, 20, 22, 47, 50, 109, 110:
      "the server could not read what we sent: something between us and it changes the bytes, or it is not the kind "
        + "of server it seems"
    case 40:
      "the server and we have nothing in common: no cipher, group or signature algorithm, or it has no certificate "
        + "for this server name; in TLS 1.2 also: it insists on a client certificate and got none"
    case 42: "the server finds our certificate broken, or its own check of it failed"
    case 43: "our certificate is not of a kind the server takes: its key, its signature or its purpose"
    case 44: "the server has a revocation list that names our certificate"
    case 45: "our certificate, or one above it, is out of its validity by the server's clock"
    case 46:
      "the server refuses our certificate for a reason of its own; Envoy says this when the SPIFFE ID or its trust "
        + "domain is not one it knows"
    case 48:
      "the server knows no root that our chain leads to: the bundle it holds for our trust domain is another one, or "
        + "our chain lacks the intermediate"
    case 49: "the server knows who we are and does not let us in"
    case 51: "a signature does not hold: the key that signed is not the one in the certificate"
    case 70: "the server speaks neither TLS 1.2 nor TLS 1.3"
    case 71: "our ciphers or keys are too weak for the server"
    case 80: "something is broken in the server itself; its log tells what"
    case 112: "the server has nothing under this server name (SNI)"
    case 116: "the server insists on a client certificate, and we sent none"
    case 120: "the server speaks none of the application protocols (ALPN) we offered"
    default: "the server gave up the handshake"
    }
  }

  /// What it comes to between two meshes, in one sentence without a final full stop.
  public var consequence: String {
    switch number {
    case 44, 45, 46, 48, 42, 43, 51:
      "on a mesh, discovery and every request to this peer end as 503 until both sides agree"
    case 49: "on a mesh, every request to this peer ends as 403: compare the client ID it expects with ours"
    case 112, 40:
      "on a mesh, a federation ingress answers only to the server names of its own configuration; everything else ends "
        + "as 503"
    default: "on a mesh, everything to this peer ends as 503"
    }
  }
}
