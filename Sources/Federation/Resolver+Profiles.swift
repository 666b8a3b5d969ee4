import Cryptography
import Diagnostics
import SPIFFE

extension Resolver {
  /// The profiles by name. `default` always exists, and the others inherit from it.
  mutating func profiles() -> [String: Profile] {
    var base = Profile(name: "default")
    if let entry = file.profiles.first(where: { $0.name.value == "default" }) {
      base = profile(entry, from: base)
    }
    var profiles = [base.name: base]
    for entry in file.profiles where entry.name.value != "default" {
      var start = base
      start.name = entry.name.value
      profiles[entry.name.value] = profile(entry, from: start)
    }
    return profiles
  }

  private mutating func profile(_ entry: ProfileEntry, from base: Profile) -> Profile {
    var profile = base
    profile.rootLifetime = entry.rootLifetime?.value ?? base.rootLifetime
    profile.intermediateLifetime = entry.intermediateLifetime?.value ?? base.intermediateLifetime
    profile.externalLead = entry.externalLead?.value ?? base.externalLead
    profile.rootKey = entry.rootKey?.value ?? base.rootKey
    profile.rootKeyPlace = entry.rootKeyPlace?.value ?? base.rootKeyPlace
    profile.intermediateKey = entry.intermediateKey?.value ?? base.intermediateKey
    profile.leafKey = entry.leafKey?.value ?? base.leafKey
    profile.organization = entry.organization?.value ?? base.organization
    if !entry.dnsNames.isEmpty { profile.dnsNames = entry.dnsNames.map(\.value) }
    setWorkloadLifetimes(of: &profile, from: entry)
    checkLifetimes(of: profile, entry)
    checkNames(of: entry)
    return profile
  }

  /// If only one of the two workload lifetimes is set, the other follows it.
  private func setWorkloadLifetimes(of profile: inout Profile, from entry: ProfileEntry) {
    switch (entry.workloadLifetime?.value, entry.maxWorkloadLifetime?.value) {
    case (let usual?, let longest?):
      profile.workloadLifetime = usual
      profile.maxWorkloadLifetime = longest
    case (let usual?, nil):
      profile.workloadLifetime = usual
      profile.maxWorkloadLifetime = max(usual, profile.maxWorkloadLifetime)
    case (nil, let longest?):
      profile.workloadLifetime = min(profile.workloadLifetime, longest)
      profile.maxWorkloadLifetime = longest
    case (nil, nil): break
    }
    profile.gatewayLifetime = entry.gatewayLifetime?.value ?? profile.gatewayLifetime
  }

  private mutating func checkLifetimes(of profile: Profile, _ entry: ProfileEntry) {
    let issuer = ("intermediateLifetime", profile.intermediateLifetime)
    let most = ("maxWorkloadLifetime", profile.maxWorkloadLifetime)
    let place = entry.name.place
    let intermediate = entry.intermediateLifetime?.place
    checkOrder(issuer, ("rootLifetime", profile.rootLifetime), at: intermediate ?? entry.rootLifetime?.place ?? place)
    let workload = entry.maxWorkloadLifetime?.place ?? entry.workloadLifetime?.place
    // An intermediate is renewed one maximum workload lifetime before it expires, so it must live longer than that.
    checkOrder(most, issuer, isStrict: true, at: workload ?? intermediate ?? place)
    checkOrder(("workloadLifetime", profile.workloadLifetime), most, at: entry.workloadLifetime?.place ?? place)
    let gateway = ("gatewayLifetime", profile.gatewayLifetime)
    checkOrder(gateway, issuer, at: entry.gatewayLifetime?.place ?? intermediate ?? place)
  }

  private mutating func checkOrder(
    _ shorter: (field: String, lifetime: Lifetime), _ longer: (field: String, lifetime: Lifetime),
    isStrict: Bool = false, at place: Place
  ) {
    guard shorter.lifetime > longer.lifetime || isStrict && shorter.lifetime == longer.lifetime else { return }
    report(
      "MT-FED-27",
      what: "`\(shorter.field)` is \(shorter.lifetime), \(isStrict ? "not shorter" : "longer") than "
        + "`\(longer.field)`, which is \(longer.lifetime)",
      why: "a certificate cannot outlive its issuer, and a workload cannot request more than the maximum",
      next: "shorten `\(shorter.field)` or lengthen `\(longer.field)`", place: place)
  }

  private mutating func checkNames(of entry: ProfileEntry) {
    for name in entry.dnsNames { check(name, .hostname, role: "DNS name") }
    if let organization = entry.organization {
      checkLength(organization.value, of: "the organization", place: organization.place)
      if organization.value.isEmpty || organization.value.unicodeScalars.contains(where: { $0.value < 0x20 }) {
        report(
          "MT-FED-14", what: "the organization \(Excerpt(organization.value)) is empty or has control characters",
          why: "it is in the subjects of certificates", next: "write a name, or leave out the field",
          place: organization.place)
      }
    }
    if let key = entry.leafKey, !key.value.sidecarsAccept {
      report(
        "MT-FED-28", .warning,
        what: "`leafKey` is \(key.value.rawValue), which Envoy's gateways and sidecars cannot use",
        why: "the handshake fails with such a leaf, although CAs may have such keys",
        next: "write `ecdsa-p256`, `ecdsa-p384` or `rsa-2048`", place: key.place)
    }
  }
}
