/// Name constraints along a path (RFC 5280 sections 4.2.1.10 and 6.1.3 (b) and (c)).
///
/// Checking each authority's permitted subtrees in turn intersects them.
struct NameConstraintCheck {
  private var authorities: [(certificate: Certificate, constraints: NameConstraints)] = []

  /// An authority's constraints apply to every certificate checked after it.
  mutating func add(_ constraints: NameConstraints, of authority: Certificate) {
    authorities.append((authority, constraints))
  }

  /// The first name of the certificate that breaks a constraint.
  func check(_ certificate: Certificate, within budget: inout SearchBudget) throws(SearchLimit) -> PathFailure? {
    guard !authorities.isEmpty else { return nil }
    let names = Self.names(certificate)
    for (authority, constraints) in authorities {
      // Reading 256 octets counts as one comparison, so long names cost more.
      let subtrees = constraints.permitted.count + constraints.excluded.count
      let octets = subtrees * certificate.der.count + names.count * authority.der.count
      try budget.spendNameComparisons(names.count * subtrees + octets / 256)
      for name in names {
        if let failure = Self.check(name, constraints, authority.description) { return failure }
      }
    }
    return nil
  }

  fileprivate static func check(
    _ name: GeneralName, _ constraints: NameConstraints, _ authority: @autoclosure () -> String
  ) -> PathFailure? {
    if let excluded = constraints.excluded.first(where: { name.isSameKind(as: $0) && name.mayLie(within: $0) }) {
      return .nameExcluded(name: name, constraint: excluded, authority: authority())
    }
    var isLimited = false
    for subtree in constraints.permitted where name.isSameKind(as: subtree) {
      isLimited = true
      if name.lies(within: subtree) { return nil }
    }
    guard isLimited else { return nil }
    return .nameNotPermitted(
      name: name, constraint: constraints.permitted.filter { name.isSameKind(as: $0) },
      authority: authority())
  }

  /// The alternative names, the subject, and e-mail addresses in the subject (RFC 5280 4.2.1.10).
  private static func names(_ certificate: Certificate) -> [GeneralName] {
    var names = certificate.extensions.subjectAlternativeNames ?? []
    if !certificate.subject.isEmpty {
      names.append(.directory(certificate.subject))
      names += certificate.subject.emailAddresses.map { .email($0) }
    }
    return names
  }
}

extension GeneralName {
  /// Whether a constraint applies to names of this kind.
  fileprivate func isSameKind(as constraint: GeneralName) -> Bool {
    switch (self, constraint) {
    case (.uri, .uri), (.dns, .dns), (.email, .email), (.ip, .ip), (.directory, .directory): true
    case (.registeredID, .registeredID): true
    case (.other(let tag, _), .other(let constrained, _)): tag == constrained
    default: false
    }
  }

  /// Whether the name is certain to lie in a permitted subtree.
  fileprivate func lies(within constraint: GeneralName) -> Bool {
    switch (self, constraint) {
    case (.uri(let uri), .uri(let base)):
      if case .name(let host) = URIHost(uri) { host.isWithin(hostConstraint: base[...]) ?? false } else { false }
    case (.dns(let name), .dns(let base)): HostName(name)?.isWithin(dnsConstraint: base) ?? false
    case (.email(let mailbox), .email(let base)): HostName.mailbox(mailbox, isWithin: base) ?? false
    case (.ip(let address), .ip(let range)): Self.address(address, isWithin: range)
    case (.directory(let name), .directory(let base)): name.isWithin(base)
    default: false
    }
  }

  /// Whether the name may lie in an excluded subtree. Names that cannot be compared count as excluded; a trailing dot
  /// is ignored.
  fileprivate func mayLie(within constraint: GeneralName) -> Bool {
    switch (self, constraint) {
    case (.uri(let uri), .uri(let base)):
      if case .name(let host) = URIHost(uri) {
        host.withoutTrailingDot.isWithin(hostConstraint: base.withoutLastDot) ?? true
      } else {
        true
      }
    case (.email(let mailbox), .email(let base)):
      HostName.mailbox(mailbox.withoutLastDot, isWithin: base.withoutLastDot) ?? true
    case (.dns(let name), .dns(let base)): HostName(name).map { $0.withoutTrailingDot.mayMatch(excluded: base) } ?? true
    case (.ip(let address), .ip): address.count != 4 && address.count != 16 || lies(within: constraint)
    case (.directory(let name), .directory(let base)): name.mayBeWithin(base)
    case (.registeredID, _), (.other, _): true
    default: lies(within: constraint)
    }
  }

  private static func address(_ address: [UInt8], isWithin range: [UInt8]) -> Bool {
    guard address.count * 2 == range.count else { return false }
    return address.indices.allSatisfy { index in
      let mask = range[address.count + index]
      return address[index] & mask == range[index] & mask
    }
  }
}

extension [UInt8] {
  /// Without the trailing dot of an absolute host name.
  fileprivate var withoutLastDot: ArraySlice<UInt8> { last == UInt8(ascii: ".") ? dropLast() : self[...] }
}

extension String {
  /// Without the trailing dot of an absolute host name.
  fileprivate var withoutLastDot: String { hasSuffix(".") ? String(dropLast()) : self }
}

extension Certificate {
  /// Whether the authority's own name constraints allow issuing the name below it.
  package func permits(_ name: GeneralName) -> Bool {
    extensions.nameConstraints?.permits(name) ?? true
  }
}

extension NameConstraints {
  /// Whether a name below an authority with these constraints breaks none of them.
  package func permits(_ name: GeneralName) -> Bool { NameConstraintCheck.check(name, self, "") == nil }
}
