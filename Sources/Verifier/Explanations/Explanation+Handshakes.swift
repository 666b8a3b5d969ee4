import Diagnostics

extension Explanation {
  /// MT-RH-05: what a proxy expects of its control plane.
  static let handshakes: [Explanation] = [
    Explanation(
      "MT-RH-05", "a control plane's certificate is not for its name",
      source: "RFC 9525 section 6 (a client compares the name that it calls); istio pkg/istio-agent",
      why: "A proxy calls its control plane by the name of its Service, and rejects a certificate without that name.",
      repair: "Restart istiod, which issues itself a new certificate. If it has a certificate of your own, add the "
        + "Service's name.")
  ]
}
