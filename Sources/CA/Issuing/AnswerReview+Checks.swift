import Cryptography
import Diagnostics
import Federation
import SPIFFE
import X509

extension AnswerReview {
  /// Compares an intermediate with what was asked for.
  ///
  /// - Parameters:
  ///   - between: What stands between it and the root, as far as a path is known.
  ///   - root: The root at the end of its chain.
  init(
    _ intermediate: Certificate, between: [Certificate], _ root: Certificate, _ context: AnswerContext
  ) {
    let wishes = context.pending.request.requestedExtensions
    addNames(intermediate, context)
    addAuthority(intermediate, wishes)
    addConstraints([intermediate] + between, intermediate, root, wishes, context)
    addValidity(intermediate, below: root, context)
    addSignature(intermediate)
    addLocations(intermediate)
  }

  private mutating func addNames(_ intermediate: Certificate, _ context: AnswerContext) {
    let asked = context.pending.request.subject
    add(
      "subject", asked: "\(asked)", got: "\(intermediate.subject)",
      intermediate.subject == asked ? .fits : .differs,
      intermediate.subject == asked ? "" : "any name does that no other authority of the mesh has")
    let uri = context.mesh.trustDomain.uri
    let got = intermediate.uris.joined(separator: ", ")
    let others = intermediate.uris.filter { $0 != uri }
    let (verdict, meaning): (Verdict, Message) =
      if !others.isEmpty {
        (.refused, "it names another trust domain")
      } else if got.isEmpty {
        (.warning, "verifiers do not need it; SPIFFE asks for it (rule CA-02)")
      } else {
        (.fits, "")
      }
    add("URI name", asked: uri, got: got.isEmpty ? "none" : got, verdict, meaning)
  }

  private mutating func addAuthority(_ intermediate: Certificate, _ wishes: Extensions) {
    let basic = intermediate.extensions.basicConstraints
    let usage = intermediate.extensions.keyUsage
    let isAuthority = basic?.isAuthority ?? false
    add(
      "basicConstraints", asked: "critical, CA:TRUE",
      got: (intermediate.extensions.basicConstraintsAreCritical ? "critical, " : "")
        + (isAuthority ? "CA:TRUE" : "no CA"),
      isAuthority ? nil : .refused,
      isAuthority
        ? intermediate.extensions.basicConstraintsAreCritical ? "" : "RFC 5280 section 4.2.1.9 asks for critical"
        : "peers reject what it signs")
    if isAuthority {
      let length = basic?.pathLength
      let asked = wishes.basicConstraints?.pathLength ?? 0
      let isEnough = length.map { $0 >= asked } ?? true
      add(
        "path length", asked: "\(asked)", got: length.map { "\($0)" } ?? "none", length == asked ? .fits : .warning,
        length == asked
          ? ""
          : isEnough
            ? "whoever has its key could make further authorities below it"
            : "the authority that the mesh makes below it would be refused")
    }
    let signs = usage?.contains(.keyCertSign) ?? false
    let lists = usage?.contains(.cRLSign) ?? false
    add(
      "keyUsage", asked: "keyCertSign, cRLSign",
      got: usage.map { _ in
        [signs ? "keyCertSign" : "", lists ? "cRLSign" : ""].filter { !$0.isEmpty }.joined(separator: ", ")
      }
        ?? "none",
      signs ? (lists ? .fits : .warning) : .refused,
      signs ? (lists ? "" : "no CRL can be signed with it") : "it may not sign certificates")
    if let purposes = intermediate.extensions.extendedKeyUsage {
      let fits = purposes.allows(.serverAuth) && purposes.allows(.clientAuth)
      add(
        "extendedKeyUsage", asked: "none", got: fits ? "serverAuth, clientAuth" : "without serverAuth or clientAuth",
        fits ? .differs : .refused, fits ? "" : "it limits every certificate below it (rule CA-09)")
    }
  }

  private mutating func addConstraints(
    _ path: [Certificate], _ intermediate: Certificate, _ root: Certificate, _ wishes: Extensions,
    _ context: AnswerContext
  ) {
    let asked = Self.text(wishes.nameConstraints?.permitted ?? [])
    let constraints = intermediate.extensions.nameConstraints
    let got = constraints.map { Self.text($0.permitted) } ?? "none"
    let (verdict, meaning): (Verdict, Message) =
      if !intermediate.permitsIdentities(of: context.mesh.trustDomain) {
        (.refused, "they exclude the identities of \(context.mesh.trustDomain)")
      } else if let other = context.impersonable(by: path, below: root) {
        (.danger, "it could issue for \(other)")
      } else if let fault = Self.excessive(constraints) {
        (.warning, fault)
      } else if context.mesh.isSeenByAmbient, intermediate.constrainsURIs {
        (.warning, "ztunnels refuse every chain with a URI constraint (rule MT-V-05)")
      } else if !Confinement(path: path, mesh: context.mesh).permitsAnyHost,
        intermediate.constrainsURIs || context.mesh.isSeenByAmbient
      {
        (.fits, "")
      } else {
        (
          .warning,
          "whoever has its key can issue any name; that concerns this mesh alone as long as no other is below the root"
        )
      }
    add("permitted names", asked: asked, got: got, verdict, meaning)
    if constraints != nil, !intermediate.extensions.nameConstraintsAreCritical {
      add(
        "name constraints", asked: "critical", got: "not critical", .warning,
        "a verifier that does not know them ignores them (RFC 5280 section 4.2.1.10)")
    }
  }

  private static func excessive(_ constraints: NameConstraints?) -> Message? {
    guard let constraints, !constraints.excluded.isEmpty else { return nil }
    return "excluded names, which GnuTLS mishandles: \(text(constraints.excluded))"
  }

  private static func text(_ names: [GeneralName]) -> String {
    names.isEmpty ? "none" : names.map(\.description).joined(separator: ", ")
  }

  private mutating func addValidity(_ intermediate: Certificate, below root: Certificate, _ context: AnswerContext) {
    let validity = intermediate.validity
    let days = (validity.notAfter.seconds - context.now.seconds) / 86_400
    let lead = context.mesh.profile.externalLead
    let (verdict, meaning): (Verdict, Message) =
      if validity.notAfter <= context.now {
        (.refused, "it has expired")
      } else if validity.notBefore > context.now {
        (.refused, "it is not valid before \(validity.notBefore)")
      } else if days < 90 || days * 86_400 < 2 * lead.seconds {
        (
          .warning,
          "the next request is due soon: an answer takes up to \(lead), and istiod does not shorten what it issues"
        )
      } else if root.validity.notAfter < validity.notAfter {
        (.warning, "its root ends on \(root.validity.notAfter.day), and nothing below that is accepted any longer")
      } else {
        (.fits, "")
      }
    add(
      "valid", asked: "\(context.mesh.profile.intermediateLifetime)",
      got: "\(validity.notBefore.day) to \(validity.notAfter.day)", verdict, meaning)
  }

  private mutating func addSignature(_ intermediate: Certificate) {
    switch intermediate.signatureAlgorithm.signatureAlgorithm {
    case nil:
      add(
        "signature", asked: "SHA-256 or better", got: "\(intermediate.signatureAlgorithm.identifier)", .refused,
        "SHA-1, MD5 and unknown algorithms are not trusted")
    case .rsaPSS(_, saltLength: _)?:
      add(
        "signature", asked: "SHA-256 or better", got: "RSA-PSS", .warning,
        "some verifiers do not know it; ADCS makes it with the alternate signature algorithm")
    case .some: add("signature", asked: "SHA-256 or better", got: "SHA-256 or better")
    }
  }

  private mutating func addLocations(_ intermediate: Certificate) {
    let extensions = intermediate.extensions
    let names =
      extensions.informationAccess.authority.map(\.location)
      + extensions.distributionPoints.complete.flatMap(\.fullName)
    guard names.contains(where: { $0.uri?.lowercased().hasPrefix("ldap:") ?? false }) else { return }
    add(
      "locations", asked: "none", got: "ldap://", .differs,
      "nobody outside of the directory can read them; proxies do not try")
  }
}
