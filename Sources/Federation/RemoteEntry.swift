import Diagnostics

/// One of `spec.remotes` as written: a name, or fields.
struct RemoteEntry: Hashable, Sendable {
  var name: Located<String>
  var trustDomain: Located<String>?
  var endpoint: Endpoint?

  /// `bundleEndpoint` as written.
  struct Endpoint: Hashable, Sendable {
    var url: Located<String>?
    var profile: Located<BundleEndpoint.Profile>?
    var endpointID: Located<String>?
    var place: Place
  }

  init(name: Located<String>) {
    self.name = name
  }

  /// Nil if the remote has no name.
  init?(reader: inout FieldReader) {
    let name = reader.requiredText("name")
    trustDomain = reader.text("trustDomain")
    endpoint = reader.object("bundleEndpoint") { reader in
      Endpoint(
        url: reader.requiredText("url"), profile: reader.choice("profile", BundleEndpoint.Profile.self),
        endpointID: reader.text("endpointID"), place: reader.place)
    }
    guard let name else { return nil }
    self.name = name
  }
}
