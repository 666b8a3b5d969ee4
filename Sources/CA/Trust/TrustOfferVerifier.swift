import Diagnostics
import Federation
import SPIFFE
import X509

/// Decides whether the trust offered for a remote may be imported. Pure: it uses no file and no database.
///
/// A root is trusted only if something vouches for it: a signature over the card by a root that is known for the trust
/// domain, or by one whose fingerprint the user gave; or the user gave the fingerprint of every root. The fingerprint
/// of one root beside a signature by another proves nothing, because roots are public and anyone can put them on a
/// card.
struct TrustOfferVerifier {
  /// The meshes of the home.
  let meshes: [Mesh]
  /// The known remotes.
  let held: [HeldRemote]
  /// The roots of the home.
  let ownRoots: [Certificate]
  /// The fingerprints that the user gave.
  let fingerprints: Set<String>
  /// The current time.
  let now: Timestamp

  func verify(_ offer: TrustOffer) throws(TrustFault) -> TrustChange {
    let name = try checkedName(of: offer)
    let before = held.first { $0.name == name }
    try requireOffered(offer.roots, name)
    let signers = try signers(of: offer, name, before)
    let card = card(offer, name, before)
    try checkSequence(card, offer, name, before)
    let voucher = try voucher(offer, name, before, signers)
    let remote = HeldRemote(card: card, form: offer.form, imported: now, source: offer.source)
    return change(from: before, to: remote, voucher: voucher, isSigned: !signers.isEmpty)
  }

  /// What would be held after an offer without a signature, if somebody vouches for its roots.
  func remote(_ offer: TrustOffer) throws(TrustFault) -> HeldRemote {
    let name = try checkedName(of: offer)
    let before = held.first { $0.name == name }
    return HeldRemote(card: card(offer, name, before), form: offer.form, imported: now, source: offer.source)
  }

  func change(
    from before: HeldRemote?, to remote: HeldRemote, voucher: String, isSigned: Bool = false
  ) -> TrustChange {
    TrustChange(
      from: before, to: remote, voucher: voucher,
      warnings: TrustWarnings(meshes: meshes, held: held, ownRoots: ownRoots, now: now)
        .warnings(remote, signed: isSigned))
  }

  /// Refuses a fingerprint of none of the roots: it is mistyped, or these are not the roots that it was given for.
  func requireOffered(_ roots: [Certificate], _ name: String) throws(TrustFault) {
    for given in fingerprints.sorted() where !roots.contains(where: { $0.fingerprint == given }) {
      throw .otherFingerprint(given, name: name, roots: roots)
    }
  }

  /// Whether the user gave the fingerprint of every root.
  func confirms(_ roots: [Certificate]) -> Bool {
    !roots.isEmpty && roots.allSatisfy { fingerprints.contains($0.fingerprint) }
  }

  private func checkedName(of offer: TrustOffer) throws(TrustFault) -> String {
    let name = try name(of: offer)
    try checkRoots(offer.roots)
    try checkNames(name, offer, held.first { $0.name == name })
    return name
  }

  /// The name on the card, the given one, or that of the only remote with this trust domain.
  private func name(of offer: TrustOffer) throws(TrustFault) -> String {
    if let name = offer.name { return name }
    guard let known = held.first(where: { $0.card.trustDomain == offer.trustDomain }) else {
      throw .nameless(trustDomain: offer.trustDomain.name)
    }
    return known.name
  }

  private func checkRoots(_ roots: [Certificate]) throws(TrustFault) {
    guard !roots.isEmpty else { throw .noRoots(detail: "there is no certificate") }
    guard roots.count <= SignedTrustCard.mostRoots else {
      throw .noRoots(detail: "\(roots.count) certificates are more than the \(SignedTrustCard.mostRoots) allowed")
    }
    if let other = roots.first(where: { !$0.isAuthority }) { throw .noRoots(detail: "`\(other)` is not a CA") }
    for root in roots {
      do throws(X509Error) {
        _ = try root.publicKeyInfo.soundKey()
      } catch {
        throw .noRoots(detail: "the key of `\(root)` is not to be trusted: \(error.diagnostic.why)")
      }
      // A root that another authority signed may be pinned; one that claims to have signed itself must have.
      guard !root.isSelfIssued || root.isSelfSigned else {
        throw .noRoots(detail: "`\(root)` names itself as its issuer, and its signature is not by its own key")
      }
    }
  }

  private func checkNames(_ name: String, _ offer: TrustOffer, _ before: HeldRemote?) throws(TrustFault) {
    let domain = offer.trustDomain
    if meshes.contains(where: { $0.name == name }) { throw .ownName(name) }
    if let mesh = meshes.first(where: { $0.trustDomain == domain }) {
      throw .takenDomain(domain.name, by: mesh.name, isOurs: true, name: name)
    }
    if let other = held.first(where: { $0.card.trustDomain == domain && $0.name != name }) {
      throw .takenDomain(domain.name, by: other.name, isOurs: false, name: name)
    }
    if let before, before.card.trustDomain != domain {
      throw .otherDomain(name: name, held: before.card.trustDomain.name, offered: domain.name)
    }
  }

  /// The roots with valid signatures. A signature by an unknown root is ignored; an invalid one is an error.
  private func signers(of offer: TrustOffer, _ name: String, _ before: HeldRemote?) throws(TrustFault) -> Set<String> {
    guard let signed = offer.signed else { return [] }
    let known = Dictionary((offer.roots + (before?.card.roots ?? [])).map { ($0.fingerprint, $0) }) { first, _ in first
    }
    var signers: Set<String> = []
    for signature in signed.signatures {
      guard let root = known[signature.root] else { continue }
      guard signature.isValid(for: signed.card, by: root) else { throw .badSignature(name: name, root: signature.root) }
      signers.insert(signature.root)
    }
    return signers
  }

  /// The card to store: the offered one, or the offered roots with known or derived facts.
  private func card(_ offer: TrustOffer, _ name: String, _ before: HeldRemote?) -> TrustCard {
    if let signed = offer.signed { return signed.card }
    if let before {
      return before.card.replacing(roots: offer.roots, sequence: offer.sequence ?? before.card.sequence)
    }
    return TrustCard(
      name: name, trustDomain: offer.trustDomain, sequence: offer.sequence, namespace: Naming.namespace(ofMesh: name),
      roots: offer.roots, gateways: [])
  }

  private func checkSequence(
    _ card: TrustCard, _ offer: TrustOffer, _ name: String, _ before: HeldRemote?
  ) throws(TrustFault) {
    if let new = offer.sequence, new > SignedTrustCard.highestSequence {
      throw .noRoots(detail: "its number \(new) is above \(SignedTrustCard.highestSequence), which ends all updates")
    }
    guard let before, let old = before.card.sequence, let new = offer.sequence, !setsBack(offer, before) else { return }
    if new < old { throw .lowerSequence(name: name, held: old, offered: new) }
    guard new == old else { return }
    // The number of a bundle says nothing about what only cards have.
    let isOther =
      before.form == .spiffe ? Set(before.card.roots) != Set(card.roots) : before.card.contradicts(card)
    if isOther { throw .changedContent(name: name, sequence: new) }
  }

  /// Whether an offer may have a lower number than what is held, as after a server lied about it: no root signed that one,
  /// and either a card changes no root, or the user has confirmed all.
  private func setsBack(_ offer: TrustOffer, _ before: HeldRemote) -> Bool {
    guard !before.isNumberSigned else { return false }
    return confirms(offer.roots) || offer.signed != nil && Set(offer.roots) == Set(before.card.roots)
  }

  private func voucher(
    _ offer: TrustOffer, _ name: String, _ before: HeldRemote?, _ signers: Set<String>
  ) throws(TrustFault) -> String {
    // An expired root vouches for nothing, because its key may be anywhere by now; nor does one before its time.
    if let root = before?.card.roots.first(where: {
      signers.contains($0.fingerprint) && $0.validity.contains(now)
    }) {
      return "signed by \(root), which is known"
    }
    if let root = offer.roots.first(where: { signers.contains($0.fingerprint) && fingerprints.contains($0.fingerprint) }
    ) {
      return "signed by \(root), whose fingerprint was given"
    }
    guard !fingerprints.isEmpty else {
      throw before == nil
        ? .firstContact(name: name, roots: offer.roots) : .notVouched(name: name, roots: offer.roots)
    }
    let missing = offer.roots.filter { !fingerprints.contains($0.fingerprint) }
    guard missing.isEmpty else { throw .unvouchedRoots(name: name, roots: missing) }
    return "the fingerprint of every root was given"
  }
}
