public import Cryptography
import Federation
public import X509

/// A change that a step makes to the authorities of a home. The state machine returns these, and the home makes them in
/// one transaction.
public enum RotationAction: Hashable, Sendable {
  /// Issues the next root of an owner; nil takes the key type of the profile.
  case issueRoot(AuthorityOwner, generation: Int, KeyAlgorithm?)
  /// Takes a root in beside the present one: of another authority, or one that another owner of the home has.
  case takeRoot(AuthorityOwner, generation: Int, Certificate)
  /// Issues one root for all meshes and takes it in beside the present root of each.
  case issueSharedRoot(generation: Int, KeyAlgorithm?, beside: [AuthorityOwner: Int])
  /// Gives each mesh a copy of the root that all share, so that each can leave it on its own.
  case splitRoot([AuthorityOwner: Int])
  /// Makes the copies of one root that every mesh has into one root that all share.
  case joinRoots
  /// Records that somebody accepted a danger of the step.
  case accept(AcceptedDanger)
  /// Discards the requests of the meshes below a root that nobody needs the answer of any more, with their keys.
  case dropRequests(AuthorityOwner, PendingRequest.Purpose)
  /// Records the state of a rotation.
  case set(RootRotation)
  /// Signs each root of a rotation with the other.
  case crossSign(AuthorityOwner)
  /// Issues an intermediate of a mesh below the signing root.
  case issueIntermediate(mesh: String)
  /// Ends a rotation: retires the leaving root and everything below it, and destroys their keys.
  case finish(AuthorityOwner)
  /// Issues an authority's certificate again for the same key and names.
  case reissue(AuthorityOwner, Authority.Role)
}
