import Federation
import SPIFFE
import X509

/// What an answer to a request is judged against.
struct AnswerContext {
  let pending: PendingRequest
  let mesh: Mesh
  let federation: ResolvedFederation
  let authorities: AuthoritySet
  /// The root that the answer must be below; nil if it comes with the answer.
  let knownRoot: Certificate?
  let now: Timestamp

  /// What an intermediate below a root could issue for besides its own mesh, if others trust the root too; nil if there
  /// are no others, or it is confined to its mesh.
  ///
  /// - Parameter path: The intermediate, and what is known of the certificates between it and the root.
  func impersonable(by path: [Certificate], below root: Certificate) -> String? {
    Confinement.excess(
      of: path, mesh, authorities.sharers(of: root, besides: mesh.name, in: federation), federation, authorities)
  }
}
