public import X509

/// Why the trust offered for a remote is refused.
public enum TrustFault: Error, Hashable, Sendable {
  /// The name belongs to a mesh of this home.
  case ownName(String)
  /// The trust domain belongs to another mesh.
  case takenDomain(String, by: String, isOurs: Bool, name: String)
  /// The home knows the remote with another trust domain.
  case otherDomain(name: String, held: String, offered: String)
  /// A signature of a root does not match this card.
  case badSignature(name: String, root: String)
  /// The number is lower than the known one.
  case lowerSequence(name: String, held: Int64, offered: Int64)
  /// The number is the known one, but the content differs.
  case changedContent(name: String, sequence: Int64)
  /// The remote is new, and no fingerprint was given.
  case firstContact(name: String, roots: [Certificate])
  /// No known root of the trust domain has signed.
  case notVouched(name: String, roots: [Certificate])
  /// A given fingerprint matches none of the offered roots.
  case otherFingerprint(String, name: String, roots: [Certificate])
  /// Roots that neither a signature nor a fingerprint vouches for.
  case unvouchedRoots(name: String, roots: [Certificate])
  /// The offered certificates cannot be the roots of a mesh.
  case noRoots(detail: String)
  /// A format without names, and the mesh is unknown.
  case nameless(trustDomain: String)
  /// A fetched bundle has a lower number than one that was seen.
  case olderBundle(name: String, held: Int64, offered: Int64)
  /// A fetched bundle has the number of one that was seen, and other roots.
  case changedBundle(name: String, sequence: Int64)
  /// A fetched bundle has no number, and the one before had.
  case lostSequence(name: String, held: Int64)
  /// A fetched bundle has a number after which there could hardly be another.
  case hugeSequence(name: String, offered: UInt64)
  /// federation.yaml names no endpoint of a remote.
  case noEndpoint(String)
  /// The home does not know the remote.
  case unknownRemote(String, nearest: String?)
  /// A remote instead of one of the home's own meshes.
  case remoteMesh(String)
}
