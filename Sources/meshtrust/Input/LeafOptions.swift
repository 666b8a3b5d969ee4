import ArgumentParser
import CA
import Diagnostics
import Federation
import X509

/// The subject of a leaf certificate, and its lifetime.
struct LeafOptions: ParsableArguments {
  @Option(name: .long, help: ArgumentHelp("For this federation gateway of the mesh.", valueName: "name"))
  var gateway: String?

  @Option(name: .long, help: ArgumentHelp("For this service account.", valueName: "namespace/name"))
  var serviceAccount: String?

  @Option(name: .long, help: ArgumentHelp("A DNS name besides the SPIFFE ID; may be repeated.", valueName: "name"))
  var dns: [String] = []

  @Option(
    name: .long, help: ArgumentHelp("The lifetime, such as 24h or 7d. (default: the profile's)", valueName: "time"))
  var ttl: String?

  /// The subject; exactly one of the two options sets it.
  func subject() throws -> LeafSubject {
    switch (gateway, serviceAccount) {
    case (let name?, nil): return .gateway(name)
    case (nil, let account?):
      let parts = account.split(separator: "/", omittingEmptySubsequences: false)
      guard parts.count == 2 else {
        throw CommandLineError.value(
          option: "--service-account", text: account, why: "it is a namespace and a name, separated by a slash",
          next: "--service-account bookinfo/ratings")
      }
      return .serviceAccount(namespace: String(parts[0]), name: String(parts[1]))
    default:
      throw UsageError.choice(.subject)
    }
  }

  /// Nil for the profile's.
  func lifetime() throws -> Lifetime? {
    guard let ttl else { return nil }
    guard let lifetime = Lifetime(ttl) else {
      throw CommandLineError.value(
        option: "--ttl", text: ttl, why: "\(OptionValue.lifetimes)", next: "--ttl 24h")
    }
    return lifetime
  }

  /// Throws for an invalid DNS name.
  func dnsNames() throws -> [String] {
    for name in dns where !GeneralName.isProperDNSName(name) {
      throw CommandLineError.value(
        option: "--dns", text: name,
        why: "labels have at most 63 letters, digits and `-`, and are separated by dots",
        next: "--dns ratings.bookinfo.svc, without scheme, port and final dot")
    }
    return dns
  }
}
