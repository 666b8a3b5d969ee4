import Diagnostics

extension FieldReference {
  /// The fields of remotes, and of bundles that are published.
  static let bundles: [String: Text] = [
    "spec.remotes": Text(
      "",
      "The meshes that other people run: names, or entries with the endpoint of a bundle. What is known of them comes with "
        + "their trust cards, or from there."),
    "spec.remotes[].name": Text("", "The remote's name in this federation."),
    "spec.remotes[].trustDomain": Text(
      "that of its trust card",
      "Its trust domain. Needed with a `bundleEndpoint`: a bundle does not say whose roots it has."),
    "spec.remotes[].bundleEndpoint": Text(
      "none", message: "Where `\(.meshtrust("trust", "refresh"))` fetches its bundle."),
    "spec.remotes[].bundleEndpoint.url": Text("", "The bundle: https, without user and password."),
    "spec.remotes[].bundleEndpoint.profile": Text(
      "`https_web`",
      "How the server proves who it is: by a certificate of the Web PKI, or by an X509-SVID (`https_spiffe`), which the "
        + "bundle that is held of the remote verifies."),
    "spec.remotes[].bundleEndpoint.endpointID": Text(
      "needed with `https_spiffe`", "The SPIFFE ID of that server. What is held of its trust domain verifies it."),
    "spec.publish": Text(
      "none",
      "Where the bundles of the meshes are written for a web server: a folder, relative to the home, or fields. `meshtrust "
        + "apply` and every step of a rotation write `<trust domain>/bundle.json` in it."),
    "spec.publish.folder": Text("none", "The folder."),
    "spec.publish.refreshHint": Text(
      "`5m`", "How often readers are asked to fetch a bundle: `1m` to `1h`."),
  ]
}
