public import Cryptography

/// How long certificates live and what keys they have, for the meshes that name this profile.
public struct Profile: Hashable, Sendable {
  /// Every certificate begins this many seconds before the moment it is issued, for clocks that run late.
  public static let backdating: Int64 = 300

  /// The profile's name; `default` is always there.
  public internal(set) var name: String
  /// How long a root is valid: 10 years unless said otherwise.
  public internal(set) var rootLifetime = Lifetime(seconds: 10 * 365 * 86_400)
  /// How long an intermediate is valid: 1 year unless said otherwise.
  public internal(set) var intermediateLifetime = Lifetime(seconds: 365 * 86_400)
  /// How long the control plane makes a workload's certificate valid: 24 hours unless said otherwise.
  public internal(set) var workloadLifetime = Lifetime(seconds: 86_400)
  /// The longest that a workload may ask for: 24 hours unless said otherwise.
  public internal(set) var maxWorkloadLifetime = Lifetime(seconds: 86_400)
  /// How long a gateway or workload certificate issued from the shell is valid: 24 hours unless said otherwise.
  public internal(set) var gatewayLifetime = Lifetime(seconds: 86_400)
  /// The key of roots.
  public internal(set) var rootKey = KeyAlgorithm.p256
  /// The key of intermediates.
  public internal(set) var intermediateKey = KeyAlgorithm.p256
  /// The key of gateways and workloads.
  public internal(set) var leafKey = KeyAlgorithm.p256
  /// DNS names that intermediates may issue for under a shared root, besides those of the mesh's own namespace.
  public internal(set) var dnsNames: [String] = []
  /// The organization in subjects; nil means the mesh's own name, or the federation's under a shared root.
  public internal(set) var organization: String?

  /// The profile of that name with every default.
  init(name: String) {
    self.name = name
  }
}
