/// DNS names as rustls-webpki reads and compares them with constraints (`src/subject_name/dns_name.rs`).
enum WebPKIName {
  enum Role { case presented, constraint }

  /// Labels of letters, digits, `-` and `_`, not absolute, the last one not a number. A presented name may begin with a
  /// wildcard, if two labels follow; a constraint with a dot, and it may be empty.
  static func isValid(_ name: [UInt8], as role: Role) -> Bool {
    guard name.count <= 253 else { return false }
    if name.isEmpty { return role == .constraint }
    var labels = name.split(separator: dot, omittingEmptySubsequences: false)
    let isWildcard = role == .presented && labels.first == [star]
    if isWildcard {
      guard labels.count >= 3 else { return false }
      labels.removeFirst()
    } else if role == .constraint, labels.count > 1, labels.first?.isEmpty ?? false {
      labels.removeFirst()
    }
    guard labels.allSatisfy(isLabel), let last = labels.last else { return false }
    return !last.allSatisfy { (0x30...0x39).contains($0) }
  }

  private static func isLabel(_ label: ArraySlice<UInt8>) -> Bool {
    (1...63).contains(label.count) && label.first != hyphen && label.last != hyphen
      && label.allSatisfy { byte in
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, hyphen, 0x5F: true
        default: false
        }
      }
  }

  /// Whether a valid name lies in the subtree of a valid constraint.
  ///
  /// - Parameter expandingWildcards: Whether a wildcard stands for any one label of the constraint.
  static func lies(_ name: [UInt8], within base: [UInt8], expandingWildcards: Bool) -> Bool {
    var presented = name[...]
    var reference = base[...]
    if name.count > base.count {
      if base.isEmpty { return true }
      let isBelow = base.first == dot
      presented = presented.dropFirst(name.count - base.count - (isBelow ? 0 : 1))
      if !isBelow, presented.popFirst() != dot { return false }
    }
    if expandingWildcards, presented.first == star {
      presented.removeFirst()
      repeat { if reference.popFirst() == nil { return false } } while reference.first != dot
    }
    return presented.count == reference.count
      && zip(presented, reference).allSatisfy { lower($0) == lower($1) }
  }

  private static func lower(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte + 32 : byte }

  private static let dot = UInt8(ascii: ".")
  private static let hyphen = UInt8(ascii: "-")
  private static let star = UInt8(ascii: "*")
}
