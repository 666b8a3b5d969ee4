public import Diagnostics
public import X509

/// One thing in which an object that runs is not what the home would write. No case holds anything of a Secret's values
/// but certificates, which every handshake shows.
public struct Difference: Hashable, Sendable {
  /// The path from the top of the manifest: `spec.security.clientID`.
  public let path: String
  /// What differs there.
  public let kind: Kind

  /// What differs.
  public enum Kind: Hashable, Sendable {
    /// The home writes a value, and none runs.
    case missing(wanted: String)
    /// A value runs, and the home writes none.
    case extra(running: String)
    /// Both have a value.
    case changed(running: String, wanted: String)
    /// Both have certificates, but not the same ones.
    case certificates(running: [KnownCertificate], wanted: [KnownCertificate])
    /// What runs should be certificates, and cannot be read as such.
    case unreadable(Diagnostic)
    /// A value of a Secret that one side only has.
    case secret(SecretFault)
  }

  /// What is wrong with a value of a Secret, which is never shown.
  public enum SecretFault: String, Hashable, Sendable {
    /// The home writes a value under the name, and none runs.
    case missing = "missing"
    /// A value runs that the home does not write.
    case extra = "there, though the home writes none"
    /// The private key is not that of the certificate which the home writes.
    case otherKey = "the key of another certificate than the one that the home writes"
    /// The private key cannot be read.
    case unreadableKey = "no private key that could be read"
  }

  /// A certificate, and its generation where an annotation tells it.
  public struct KnownCertificate: Hashable, Sendable {
    /// The certificate.
    public let certificate: Certificate
    /// The generation of the authority's key.
    public let generation: Int?
  }
}

/// An object on both sides.
public struct ComparedObject: Hashable, Sendable {
  /// How both sides stand.
  public enum State: Hashable, Sendable {
    /// They hold the same.
    case same
    /// They differ.
    case different([Difference])
    /// The home writes it, and it does not run.
    case notRunning
    /// It runs, and the home does not write it.
    case notWanted
  }

  /// Kind and name.
  public let object: ObjectName
  /// The namespace.
  public let namespace: String
  /// Where the running object was read; nil if there is none.
  public let place: Place?
  /// How both sides stand.
  public let state: State
}

extension ComparedObject {
  /// The same without fields that the home does not write.
  var onlyOurs: ComparedObject {
    guard case .different(let differences) = state else { return self }
    let ours = differences.filter { difference in
      if case .extra = difference.kind { false } else { true }
    }
    return ComparedObject(
      object: object, namespace: namespace, place: place, state: ours.isEmpty ? .same : .different(ours))
  }
}
