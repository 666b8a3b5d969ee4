import ArgumentParser
import CA
import Diagnostics
import Federation
import X509

/// Whom a leaf certificate is for, and for how long.
struct LeafOptions: ParsableArguments {
  @Option(name: .long, help: ArgumentHelp("For a federation gateway of the mesh.", valueName: "name"))
  var gateway: String?

  @Option(name: .long, help: ArgumentHelp("For a service account.", valueName: "namespace/name"))
  var serviceAccount: String?

  @Option(name: .long, help: ArgumentHelp("A DNS name besides the SPIFFE ID; may be repeated.", valueName: "name"))
  var dns: [String] = []

  @Option(name: .long, help: ArgumentHelp("How long, such as 24h or 7d. (default: the profile's)", valueName: "time"))
  var ttl: String?

  /// The subject; exactly one of the two options says it.
  func subject() throws -> LeafSubject {
    switch (gateway, serviceAccount) {
    case (let name?, nil): return .gateway(name)
    case (nil, let account?):
      let parts = account.split(separator: "/", omittingEmptySubsequences: false)
      guard parts.count == 2 else {
        throw CommandLineError.value(
          option: "--service-account", text: account, why: "it is a namespace and a name with a slash between them",
          next: "--service-account bookinfo/ratings")
      }
      return .serviceAccount(namespace: String(parts[0]), name: String(parts[1]))
    default:
      throw CommandLineError.usage(
        what: gateway == nil
          ? "whom the certificate is for has to be said" : "the certificate is for a gateway or for a service account",
        why: "exactly one of --gateway and --service-account names it",
        next: "--gateway NAME, or --service-account NAMESPACE/NAME")
    }
  }

  /// The lifetime, or nil for the profile's.
  func lifetime() throws -> Lifetime? {
    guard let ttl else { return nil }
    guard let lifetime = Lifetime(ttl) else {
      throw CommandLineError.value(
        option: "--ttl", text: ttl, why: "\(OptionValue.lifetimes)", next: "--ttl 24h")
    }
    return lifetime
  }

  /// The DNS names, each of them one.
  func dnsNames() throws -> [String] {
    for name in dns where !GeneralName.isProperDNSName(name) {
      throw CommandLineError.value(
        option: "--dns", text: name,
        why: "labels are letters, digits and `-`, at most 63 of them, with dots between them",
        next: "--dns ratings.bookinfo.svc, without scheme, port and final dot")
    }
    return dns
  }
}
