import Diagnostics
import Federation
import SPIFFE
import X509

/// The signed intermediate for a request, checked against the request, the profile and the trust domain.
struct SignedIntermediate {
  let intermediate: Certificate
  /// The certificates between the intermediate and the root, nearest first.
  let between: [Certificate]
  let root: Certificate
  let review: AnswerReview

  /// - Parameter show: Called with the comparison, before it leads to a refusal.
  init(
    _ chain: [Certificate], _ context: AnswerContext, _ options: InstallOptions, show: (AnswerReview) -> Void
  ) throws(CAError) {
    let mesh = context.mesh.name
    let key = context.pending.request.publicKeyInfo.der
    let answers = chain.filter { $0.publicKeyInfo.der == key }.distinct()
    guard let intermediate = answers.first else { throw .wrongAnswer(.otherKey(mesh: mesh)) }
    guard answers.count == 1 else { throw .wrongAnswer(.severalAnswers(answers, mesh: mesh)) }
    self.intermediate = intermediate
    let root = try Self.root(chain, intermediate, context)
    self.root = root
    if let fingerprint = options.fingerprint, fingerprint != root.fingerprint {
      throw .refused(.unfitRoot(.otherFingerprint(root, expected: fingerprint)))
    }
    let outcome = Result { () throws(IssuingPathFault) in
      try Self.between(intermediate, root, chain, now: context.now)
    }
    var review = AnswerReview(intermediate, between: (try? outcome.get()) ?? [], root, context)
    if case .success(let between) = outcome { Self.note(chain, intermediate, between, root, &review) }
    self.review = review
    show(review)
    try wrapping(
      { CAError.wrongAnswer(.profile($0, mesh: mesh)) }, Self.checkProfile(intermediate, context.mesh))
    if context.knownRoot == nil {
      do throws(UnfitRoot) {
        try context.authorities.requireFit(root, above: [context.mesh])
      } catch {
        throw .refused(.unfitRoot(error))
      }
    }
    try Self.checkName(intermediate, root, context)
    between = try wrapping({ CAError.wrongAnswer(.path($0)) }, outcome.get())
    try Self.checkConfined([intermediate] + between, intermediate, root, context, options)
    try wrapping(
      { CAError.wrongAnswer(.path($0)) },
      LeafTrial(mesh: context.mesh, federation: context.federation, now: context.now)
        .check(below: [intermediate] + between + [root]))
  }

  /// What stands in the file and is not part of the chain.
  private static func note(
    _ chain: [Certificate], _ intermediate: Certificate, _ between: [Certificate], _ root: Certificate,
    _ review: inout AnswerReview
  ) {
    let used = [intermediate] + between + [root]
    let unused = chain.distinct().filter { !used.contains($0) }
    if !between.isEmpty {
      review.add(
        "between", asked: "none", got: between.map(\.description).joined(separator: ", "), .differs,
        "presented with every leaf")
    }
    guard !unused.isEmpty else { return }
    review.add(
      "also in the file", asked: "none", got: unused.map(\.description).joined(separator: ", "), .differs,
      "not part of the chain, and not kept")
  }

  /// The certificates between an intermediate and its root, nearest first, on a valid path that allows leaves.
  static func between(
    _ intermediate: Certificate, _ root: Certificate, _ chain: [Certificate], now: Timestamp
  ) throws(IssuingPathFault) -> [Certificate] {
    let policy = PathPolicy(time: now, purposes: [.serverAuth, .clientAuth])
    let verdict = PathBuilder(anchors: TrustAnchors([root]), policy: policy)
      .verdict(leaf: intermediate, intermediates: chain)
    guard let path = verdict.path else {
      throw IssuingPathFault(verdict.cause, to: root, reason: verdict.refusal?.what ?? "")
    }
    let between = Array(path.certificates.dropFirst().dropLast())
    for certificate in [intermediate] + between + [root] {
      do throws(X509Error) {
        _ = try certificate.publicKeyInfo.soundKey()
      } catch {
        throw .unsoundKey(certificate, reason: error.diagnostic.why)
      }
    }
    try checkIssuing(path: [intermediate] + between + [root])
    return between
  }

  /// The known root, or the one self-signed certificate of the answer.
  private static func root(
    _ chain: [Certificate], _ intermediate: Certificate, _ context: AnswerContext
  ) throws(CAError) -> Certificate {
    let presented = chain.filter(\.isSelfSigned).distinct()
    guard let known = context.knownRoot else {
      guard let first = presented.last else { throw .wrongAnswer(.noRoot) }
      return first
    }
    guard presented.isEmpty || presented.contains(known) else {
      throw .wrongAnswer(.otherRoot(mesh: context.mesh.name, known: known, presented: presented[0]))
    }
    return known
  }

  /// Checks the content of an intermediate of the mesh.
  static func checkProfile(_ certificate: Certificate, _ mesh: Mesh) throws(IntermediateFault) {
    guard certificate.isAuthority, certificate.extensions.keyUsage?.contains(.keyCertSign) ?? false else {
      throw .notAuthority
    }
    if let uri = certificate.uris.first(where: { $0 != mesh.trustDomain.uri }) {
      throw .otherIdentity(uri, mesh.trustDomain)
    }
    guard certificate.permitsIdentities(of: mesh.trustDomain) else {
      throw .excludedIdentities(mesh.trustDomain)
    }
    if let purposes = certificate.extensions.extendedKeyUsage,
      !purposes.allows(.serverAuth) || !purposes.allows(.clientAuth)
    {
      throw .purposes
    }
  }

  /// An intermediate is found below its root by the root's name, which nothing else may have.
  private static func checkName(
    _ intermediate: Certificate, _ root: Certificate, _ context: AnswerContext
  ) throws(CAError) {
    let roots = context.authorities.all.filter { $0.role == .root }.map(\.certificate) + [root]
    guard let taken = roots.first(where: { $0.subject.mayMatch(intermediate.subject) }) else { return }
    throw .wrongAnswer(.nameOfRoot(taken, mesh: context.mesh.name))
  }

  /// Below a root that others trust too, an intermediate must be confined to its mesh, or somebody accepts the danger.
  private static func checkConfined(
    _ path: [Certificate], _ intermediate: Certificate, _ root: Certificate, _ context: AnswerContext,
    _ options: InstallOptions
  ) throws(CAError) {
    guard options.acceptUnconfined == nil else { return }
    let mesh = context.mesh.name
    if let other = context.impersonable(by: path, below: root) {
      throw .wrongAnswer(.unconfined(intermediate, mesh: mesh, root: root, other: other))
    }
    // Whoever is below its root already shares it with the others.
    guard context.knownRoot == nil, context.federation.roots == .perMesh else { return }
    if let other = context.authorities.unconfined(below: root, besides: context.mesh, in: context.federation).first {
      throw .wrongAnswer(.unconfinedOther(other.certificate, of: "\(other.owner)", mesh: mesh, root: root))
    }
  }

  /// Checks that a leaf below the intermediate would satisfy every path length (RFC 5280 section 6.1.4 (l)).
  static func checkIssuing(path: [Certificate]) throws(IssuingPathFault) {
    for (index, certificate) in path.enumerated() {
      guard let limit = certificate.extensions.basicConstraints?.pathLength else { continue }
      let below = path[..<index].count { !$0.isSelfIssued }
      guard below > limit else { continue }
      throw .noRoom(below: certificate, allowed: limit, found: below)
    }
  }
}
