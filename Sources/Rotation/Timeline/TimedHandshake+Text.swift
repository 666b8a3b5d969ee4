extension TimedHandshake {
  /// `red → green`, or which handshake within a mesh.
  public var text: String {
    switch hop {
    case .istiod: "\(client) → its istiod"
    case .mesh: "\(client) within itself"
    case .discovery, .services: "\(client) → \(server)"
    }
  }
}
