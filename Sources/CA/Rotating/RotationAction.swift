public import Cryptography

/// One thing that a step does to the authorities of a home. What decides on a step returns these; the home carries them
/// out in one transaction.
public enum RotationAction: Hashable, Sendable {
  /// Issues the next root of an owner; nil takes the key type of the profile.
  case issueRoot(AuthorityOwner, generation: Int, KeyAlgorithm?)
  /// Notes where the rotation of a root stands now.
  case set(RootRotation)
  /// Signs each of the two roots of a rotation with the other one.
  case crossSign(AuthorityOwner)
  /// Issues an intermediate of a mesh below the root that signs now.
  case issueIntermediate(mesh: String)
  /// Ends a rotation: the leaving root and everything below it is put away, and their keys are destroyed.
  case finish(AuthorityOwner)
  /// Issues an authority's certificate again for the same key and the same names.
  case reissue(AuthorityOwner, Authority.Role)
}
