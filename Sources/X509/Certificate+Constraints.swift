extension Certificate {
  /// Whether name constraints on URIs stand in the certificate. webpki 0.103.12 and later refuse every URI below it.
  package var constrainsURIs: Bool {
    guard let constraints = extensions.nameConstraints else { return false }
    return (constraints.permitted + constraints.excluded).contains { name in
      if case .uri = name { true } else { false }
    }
  }
}
