public import Documents

extension Node {
  /// The namespace of an object's manifest; nil for an empty one too, which the API server does not tell apart.
  public var objectNamespace: String? {
    self["metadata"]?["namespace"]?.string.flatMap { $0.isEmpty ? nil : $0 }
  }
}
