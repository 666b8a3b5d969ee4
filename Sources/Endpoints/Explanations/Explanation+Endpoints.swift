public import Diagnostics

extension Explanation {
  /// Bundles that are fetched from their endpoints.
  public static let inEndpoints: [Explanation] = [
    entry(
      "MT-TRUST-40", "the endpoint of a bundle answers", "There is no connection, or it ended too early.",
      "Check the URL, the network, and HTTPS_PROXY and NO_PROXY."),
    entry(
      "MT-TRUST-41", "a bundle comes in time", "The server sends too slowly, or without an end.",
      "Try again later. `--timeout` gives it more time."),
    entry(
      "MT-TRUST-42", "with https_web the server has a certificate of the Web PKI",
      "The roots of the system are used here and nowhere else. SSL_CERT_FILE and SSL_CERT_DIR name others.",
      "Ask the remote's administrator for a public certificate, or use `profile: https_spiffe`."),
    entry(
      "MT-TRUST-43", "with https_spiffe the server has the SPIFFE ID of the endpoint",
      "The latest bundle that is held of the endpoint's trust domain verifies its X509-SVID, by the rules of `meshtrust "
        + "verify`. Nothing that another server says is believed.",
      "Ask the remote's administrator. If the roots changed more than once since the last fetch, nothing that is held "
        + "verifies the new X509-SVID: ask for the fingerprint of each root, and add `--fingerprint`."),
    entry(
      "MT-TRUST-44", "the trust domain of an endpoint is known",
      "An endpoint may be in another trust domain than its bundle. Then the bundle of that one verifies it.",
      "Import the trust of the endpoint's trust domain first."),
    entry(
      "MT-TRUST-45", "the first fetch with https_spiffe needs a fingerprint",
      "The bundle that is to verify the endpoint comes from the endpoint itself.",
      "Ask for the fingerprint of each root through another channel, and add `--fingerprint SHA256:…` for each; or import "
        + "a trust card first."),
    entry(
      "MT-TRUST-46", "redirects lead to https",
      "Without TLS anybody on the way could serve a bundle. Five redirects are followed, and "
        + "none is remembered.", "Ask the remote's administrator for the right URL."),
    entry(
      "MT-TRUST-47", "an endpoint answers with 200", "Whatever comes with another status is no bundle.",
      "Ask the remote's administrator for the right URL."),
    entry(
      "MT-TRUST-48", "a bundle is short",
      "A bundle has a few certificates. A longer answer is something else, or has no end.",
      "Ask the remote's administrator what the URL serves."),
    entry(
      "MT-TRUST-49", "an endpoint serves a bundle",
      "The answer is not JSON, has a member twice, or is not a JWK set with the key of "
        + "each certificate.", "Ask the remote's administrator what the URL serves."),
    entry(
      "MT-TRUST-50", "a bundle is one that every reader takes",
      "Each entry for X509-SVIDs has exactly one certificate that can be read, a CA of the bundle's own trust domain, and "
        + "one of them is valid. Istio and go-spiffe refuse a whole bundle for one entry.",
      "Have the remote's administrator publish it again."),
    entry(
      "MT-TRUST-51", "a bundle has roots",
      "An empty bundle takes all trust away. Whoever could make the endpoint serve one could cut "
        + "off the mesh.", "Ask the remote's administrator. `meshtrust trust remove NAME` forgets its roots."),
    entry(
      "MT-TRUST-52", "https_spiffe needs libcurl with OpenSSL",
      "The verification of an X509-SVID is this tool's own, and only that flavour of libcurl can leave it to others.",
      "Install it: on Debian the package libcurl4."),
    entry(
      "MT-TRUST-53", "bundles are served as application/json", "Some readers refuse other content types.",
      "Tell the remote's administrator."),
  ]

  private static func entry(_ code: Code, _ rule: String, _ why: String, _ repair: String) -> Explanation {
    Explanation(code, rule, source: "SPIFFE Federation section 5.2", why: why, repair: repair)
  }
}
