public import Diagnostics
public import X509

/// One difference between a running object and what the home would write. No case contains values of a Secret other
/// than certificates, which are public.
public struct ObjectDifference: Hashable, Sendable {
  /// The path from the top of the manifest: `spec.security.clientID`.
  public let path: String
  public let kind: Kind

  public enum Kind: Hashable, Sendable {
    /// The home writes a value, and the running object has none.
    case missing(wanted: String)
    /// The running object has a value, and the home writes none.
    case extra(running: String)
    /// Both have a value, and they differ.
    case changed(running: String, wanted: String)
    /// Both have certificates, and they differ.
    case certificates(running: [KnownCertificate], wanted: [KnownCertificate])
    /// The certificates of the running object cannot be decoded.
    case unreadable(Diagnostic)
    /// A value of a Secret.
    case secret(SecretFault)
  }

  /// What is wrong with a value of a Secret. The value itself is never shown.
  public enum SecretFault: String, Hashable, Sendable {
    /// The home writes a value for the key, and the running Secret has none.
    case missing = "missing"
    /// The running Secret has a value that the home does not write.
    case extra = "there, though the home writes none"
    /// The private key does not match the certificate that the home writes.
    case otherKey = "the key of another certificate than the one that the home writes"
    /// The private key is encrypted, and istiod has no passphrase.
    case encryptedKey = "an encrypted private key: `openssl pkey -in ca-key.pem -out decrypted.pem` decrypts it"
    /// The private key cannot be decoded.
    case unreadableKey = "no private key that could be read"
  }

  /// A certificate, and its generation if an annotation gives it.
  public struct KnownCertificate: Hashable, Sendable {
    public let certificate: Certificate
    public let generation: Int?
  }
}

/// An object, compared.
public struct ComparedObject: Hashable, Sendable {
  public enum State: Hashable, Sendable {
    case same
    case different([ObjectDifference])
    /// The home writes it, and it does not run.
    case notRunning
    /// It runs, and the home does not write it.
    case notWanted
    /// It runs, the home does not write it, and it widens what the home writes: why.
    case widening(String)
    /// The home writes it after the next `apply`, which issues its certificates first.
    case pending
    /// It runs, and the home writes it once it has the trust card of this remote.
    case awaitingCard(of: String)
  }

  public let object: ObjectName
  public let namespace: String
  /// The position of the running object in the input; nil if there is none.
  public let place: Place?
  public let state: State
  /// Whether it is somebody else's, and has nothing to do with what the home writes.
  let isUnrelated: Bool

  init(object: ObjectName, namespace: String, place: Place?, state: State, isUnrelated: Bool = false) {
    self.object = object
    self.namespace = namespace
    self.place = place
    self.state = state
    self.isUnrelated = isUnrelated
  }
}

extension ComparedObject {
  /// Without the fields that the home does not write.
  var onlyOurs: ComparedObject {
    guard case .different(let differences) = state else { return self }
    let ours = differences.filter { difference in
      // A list is written as a whole, so that what else stands in one does not stay.
      if case .extra = difference.kind {
        difference.path == "metadata.deletionTimestamp" || difference.path.contains("[")
      } else {
        true
      }
    }
    return ComparedObject(
      object: object, namespace: namespace, place: place, state: ours.isEmpty ? .same : .different(ours))
  }
}
