import Diagnostics

/// A value of federation.yaml with the place where it stands, for what is found out later.
struct Located<Value: Hashable & Sendable>: Hashable, Sendable {
  var value: Value
  var place: Place
}

extension [Diagnostic] {
  /// The findings as they stand in the file; those of one place, and those without, keep their order.
  var inOrderOfFile: [Diagnostic] {
    enumerated().sorted { left, right in
      let (first, second) = (left.element.place, right.element.place)
      return (first?.line ?? 0, first?.column ?? 0, left.offset) < (
        second?.line ?? 0, second?.column ?? 0, right.offset
      )
    }.map(\.element)
  }
}
