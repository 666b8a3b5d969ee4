import CA
import X509

/// A state of an object that a cluster stored, and its place among the other states of that object.
struct ObjectState {
  /// How two states of one object stand to each other.
  enum Order {
    case older, same, newer
    /// Nothing tells them apart.
    case unknown
  }

  let uid: String?
  let resourceVersion: String?
  /// By the cluster's clock; nil if it is not known.
  let created: Timestamp?
  /// When it last changed, or when it was read; nil if neither is known.
  let time: Timestamp?

  init(_ object: SeenObject) {
    uid = object.uid
    resourceVersion = object.resourceVersion
    created = object.created
    time = object.lastChange
  }

  init(_ evidence: Evidence) {
    uid = evidence.uid
    resourceVersion = evidence.resourceVersion
    created = nil
    time = evidence.time
  }

  init(_ evidence: MigrationEvidence) {
    uid = evidence.uid
    resourceVersion = evidence.resourceVersion
    created = nil
    // When it was looked at says nothing about when it changed.
    time = nil
  }

  /// How this state stands to another one.
  ///
  /// By the letter of the API a resourceVersion only tells whether an object changed. In fact it is a number that rises
  /// within the etcd of one cluster, over all objects. What is no number is ordered by the time of the last change.
  func order(to other: ObjectState) -> Order {
    // An object that was made anew, perhaps in a cluster that counts from the beginning.
    if uid != other.uid, let created, let time = other.time, created > time { return .newer }
    if let mine = resourceVersion, let its = other.resourceVersion {
      if mine == its, uid == other.uid { return .same }
      if let order = Self.order(mine, its) { return order }
    }
    guard let time, let its = other.time, time != its else { return .unknown }
    return time < its ? .older : .newer
  }

  /// The order of two decimal numbers of any length; nil for anything else.
  private static func order(_ left: String, _ right: String) -> Order? {
    guard let left = digits(left), let right = digits(right) else { return nil }
    if left == right { return .same }
    let isLess = left.count == right.count ? left.lexicographicallyPrecedes(right) : left.count < right.count
    return isLess ? .older : .newer
  }

  /// Without leading zeros.
  private static func digits(_ text: String) -> ArraySlice<UInt8>? {
    let octets = Array(text.utf8)
    let isNumber = octets.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    guard !octets.isEmpty, isNumber else { return nil }
    return octets.drop { $0 == UInt8(ascii: "0") }
  }
}

extension Evidence {
  /// Whether it comes from an object of a cluster, and not from a handshake or somebody's word.
  var isOfObject: Bool { uid != nil }

  /// Whether both are about what one mesh has of another.
  func isAboutSame(as other: Evidence) -> Bool { holder == other.holder && mesh == other.mesh }

  /// Whether both come from the same object, which may have been made anew in between.
  func isOfSameObject(as other: Evidence) -> Bool {
    guard isAboutSame(as: other), let uid, let otherUID = other.uid else { return false }
    return uid == otherUID || object != nil && object == other.object
  }
}
