import Diagnostics

/// A value of federation.yaml with its place, for findings in later steps.
struct Located<Value: Hashable & Sendable>: Hashable, Sendable {
  var value: Value
  var place: Place
}

extension [Diagnostic] {
  /// The findings in file order. The order is stable for equal places and for findings without one.
  var inOrderOfFile: [Diagnostic] {
    enumerated().sorted { left, right in
      let (first, second) = (left.element.place, right.element.place)
      return (first?.line ?? 0, first?.column ?? 0, left.offset) < (
        second?.line ?? 0, second?.column ?? 0, right.offset
      )
    }.map(\.element)
  }
}
