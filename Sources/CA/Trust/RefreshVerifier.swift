import Federation
import SPIFFE
import X509

/// Decides whether the roots of a fetched bundle may be trusted. Pure: it uses no file and no database.
///
/// A change of roots needs somebody who vouches for it: the fingerprint of every new root, and of those that stay too if one
/// leaves; a server that proved with a root which is held that it speaks for the trust domain, and keeps one of those roots;
/// or a person who looks at it. So does a number before it binds later bundles.
struct RefreshVerifier {
  let offers: TrustOfferVerifier
  let endpoint: RemoteEndpoint
  /// What the endpoint served last.
  let last: EndpointBundle?

  enum Decision {
    /// Whether anything vouches for the number.
    case unchanged(isBinding: Bool)
    /// With what vouches for it.
    case vouched(TrustChange)
    case unvouched(TrustChange)
  }

  func verify(_ offered: OfferedBundle) throws(TrustFault) -> Decision {
    let name = endpoint.name
    let before = offers.held.first { $0.name == name }
    try offers.requireOffered(offered.bundle.certificates, name)
    let isConfirmed = offers.confirms(offered.bundle.certificates)
    let sequence = try sequence(of: offered.bundle, before, isConfirmed: isConfirmed)
    let offer = TrustOffer(
      .spiffe, name: name, trustDomain: endpoint.trustDomain, roots: offered.bundle.certificates, sequence: sequence,
      source: offered.document)
    let remote = try offers.remote(offer)
    let roots = Set(offer.roots)
    guard let before else { return try first(remote, offer) }
    func change(_ voucher: String) -> TrustChange { offers.change(from: before, to: remote, voucher: voucher) }
    guard roots != Set(before.card.roots) else {
      let isSetBack = remote.card.sequence ?? 0 < before.card.sequence ?? 0
      return isSetBack ? .vouched(change(Self.confirmed)) : .unchanged(isBinding: isConfirmed || isProven)
    }
    if isConfirmed { return .vouched(change(Self.confirmed)) }
    let missing = offer.roots.filter { !offers.fingerprints.contains($0.fingerprint) }
    if !offers.fingerprints.isEmpty {
      let new = missing.filter { !before.card.roots.contains($0) }
      guard new.isEmpty else { throw .unvouchedRoots(name: name, roots: new) }
      // Fingerprints speak of roots that are there: only those of all say that another one is to leave.
      if before.card.roots.allSatisfy({ roots.contains($0) }) {
        return .vouched(change("the fingerprint of every new root was given"))
      }
    }
    if isProven,
      let kept = before.card.roots.first(where: { roots.contains($0) && $0.validity.contains(offers.now) })
    {
      return .vouched(
        change("served by \(endpoint.endpoint.endpointID?.uri ?? ""), and \(kept), which is known, stays"))
    }
    guard offers.fingerprints.isEmpty else { throw .unvouchedRoots(name: name, roots: missing) }
    return .unvouched(change("served by \(endpoint.endpoint.url)"))
  }

  /// Nothing is held that could vouch for anything.
  private func first(_ remote: HeldRemote, _ offer: TrustOffer) throws(TrustFault) -> Decision {
    guard !offers.fingerprints.isEmpty else {
      return .unvouched(offers.change(from: nil, to: remote, voucher: "served by \(endpoint.endpoint.url)"))
    }
    let missing = offer.roots.filter { !offers.fingerprints.contains($0.fingerprint) }
    guard missing.isEmpty else { throw .unvouchedRoots(name: remote.name, roots: missing) }
    return .vouched(offers.change(from: nil, to: remote, voucher: Self.confirmed))
  }

  private static let confirmed = "the fingerprint of every root was given"

  /// Whether the server proved that it speaks for the trust domain, so that its numbers are the owner's.
  private var isProven: Bool { endpoint.endpoint.profile == .spiffe }

  /// The number of a bundle never goes back, is never lost, and stands for one set of roots.
  ///
  /// - Parameter isConfirmed: Whether the fingerprint of every root was given, which sets back any number that no root signed.
  private func sequence(
    of bundle: TrustBundle, _ before: HeldRemote?, isConfirmed: Bool
  ) throws(TrustFault) -> Int64? {
    let name = endpoint.name
    guard let number = bundle.sequence else {
      guard !isConfirmed, let held = last?.binding else { return nil }
      throw .lostSequence(name: name, held: held)
    }
    guard let sequence = Int64(exactly: number), sequence <= SignedTrustCard.highestSequence else {
      throw .hugeSequence(name: name, offered: number)
    }
    let last = isProven && !isConfirmed ? last : nil
    let before = before.flatMap { isConfirmed && !$0.isNumberSigned ? nil : $0 }
    let known = max(last?.binding ?? 0, before?.card.sequence ?? 0)
    guard sequence >= known else { throw .olderBundle(name: name, held: known, offered: sequence) }
    if let last, last.binding == sequence, let same = last.roots, same != Set(bundle.certificates) {
      throw .changedBundle(name: name, sequence: sequence)
    }
    if let before, before.card.sequence == sequence, Set(before.card.roots) != Set(bundle.certificates) {
      throw .changedBundle(name: name, sequence: sequence)
    }
    return sequence
  }
}
