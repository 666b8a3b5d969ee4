public import Cryptography

/// Lifetimes and key types of certificates, for the meshes that name this profile.
public struct Profile: Hashable, Sendable {
  /// Certificates become valid this many seconds before they are issued, for clocks that are slow.
  public static let backdating: Int64 = 300

  /// A profile `default` always exists.
  public internal(set) var name: String
  /// By default 10 years.
  public internal(set) var rootLifetime = Lifetime(seconds: 10 * 365 * 86_400)
  /// By default 1 year.
  public internal(set) var intermediateLifetime = Lifetime(seconds: 365 * 86_400)
  /// The lifetime that the control plane gives to workload certificates, by default 24 hours.
  public internal(set) var workloadLifetime = Lifetime(seconds: 86_400)
  /// The longest lifetime that a workload may request, by default 24 hours.
  public internal(set) var maxWorkloadLifetime = Lifetime(seconds: 86_400)
  /// The lifetime of gateway and workload certificates issued by this tool, by default 24 hours.
  public internal(set) var gatewayLifetime = Lifetime(seconds: 86_400)
  /// How long an authority outside of the home takes to answer a request, by default 30 days.
  public internal(set) var externalLead = Lifetime(seconds: 30 * 86_400)
  public internal(set) var rootKey = KeyAlgorithm.p256
  /// Where the keys of roots are made.
  public internal(set) var rootKeyPlace = RootKeyPlace.home
  public internal(set) var intermediateKey = KeyAlgorithm.p256
  /// The key type of gateways and workloads.
  public internal(set) var leafKey = KeyAlgorithm.p256
  /// DNS names that intermediates may issue for under a shared root, besides those of the mesh's own namespace.
  public internal(set) var dnsNames: [String] = []
  /// The organization in subjects. Nil means the mesh's own name, or the federation's under a shared root.
  public internal(set) var organization: String?

  /// A profile with the defaults.
  init(name: String) {
    self.name = name
  }
}

/// Where the keys of new roots must be.
public enum RootKeyPlace: String, CaseIterable, Hashable, Sendable {
  /// Sealed in the home, unless one was prepared elsewhere.
  case home
  /// In a PKCS #11 token, or behind a signer of the machine.
  case token
}
