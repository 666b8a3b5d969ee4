import ArgumentParser
import CA
import Diagnostics
import Documents
import Endpoints
import Federation

/// `meshtrust trust refresh`: fetches the bundles of remotes from their endpoints.
struct TrustRefreshCommand: HomeCommand {
  static let configuration = CommandConfiguration(
    commandName: "refresh",
    abstract: "Fetch the bundles of remotes from their endpoints, and keep what is trusted of them.",
    discussion: Manual.text(
      "The endpoints are those of spec.remotes in federation.yaml. With https_web the roots of the system verify the "
        + "server, here and nowhere else; with https_spiffe the bundle that is held verifies its X509-SVID. Other roots than "
        + "those held are taken only with the fingerprint of each new one, and of all if one leaves, with https_spiffe if one "
        + "that is held stays, after a yes at a terminal, or by a trust card that has them; else they wait. HTTPS_PROXY, "
        + "NO_PROXY, SSL_CERT_FILE and SSL_CERT_DIR count.",
      examples: ["meshtrust trust refresh --all", "meshtrust trust refresh green-mesh --timeout 10s"],
      exits: [
        .done: "nothing has changed, or all of it is trusted", .pending: "changed roots wait to be accepted",
        .malformed: "an endpoint serves no bundle, or federation.yaml is wrong",
        .refused: "an endpoint or its bundle is not to be trusted", .secret: "the home cannot be opened",
        .usage: "no such remote, or it has no endpoint", .inputOutput: "an endpoint cannot be reached",
      ]))

  @Argument(
    help: ArgumentHelp("The remotes. (default: those whose bundle is older than its hint)", valueName: "remote"))
  var remotes: [String] = []

  @Flag(name: .long, help: "Every remote with an endpoint.")
  var all = false

  @Option(
    name: .long,
    help: ArgumentHelp(
      "SHA256:… of a root of the bundle, from its administrator through another channel; may be repeated.",
      valueName: "fingerprint"))
  var fingerprint: [String] = []

  @Option(name: .long, help: ArgumentHelp("The longest time for one endpoint. (default: 30s)", valueName: "time"))
  var timeout: String?

  @Flag(name: .long, help: "Ask nothing. Changed roots wait all the same.")
  var yes = false

  @OptionGroup(title: "Home Options") var home: HomeOptions
  @OptionGroup(title: "Output Options") var output: OutputOptions

  func execute(_ console: Console) throws -> ExitStatus {
    let fingerprints = try fingerprint.map(TrustInput.fingerprint)
    try checkNames()
    let timeout = try longest()
    // No lock is held while servers are waited for.
    let reading = try home.open(console)
    let endpoints = try endpoints(reading)
    let fetches = try BundleFetches(reading, timeout: timeout, fingerprints: Set(fingerprints.map(\.digits)))
    let progress = Progress("fetching \(Counted.text(endpoints.count, "bundle"))")
    let results = progress.during { fetches.results(of: endpoints) }
    let fetched = results.compactMap { try? $0.get() }
    console.say(fetched.flatMap(\.warnings))
    let offered = fetched.map {
      OfferedBundle(endpoint: $0.remote, bundle: $0.bundle, document: $0.document)
    }
    let outcomes =
      offered.isEmpty
      ? []
      : try home.openForWriting(console).refreshTrust(offered, fingerprints: fingerprints) { change throws(CAError) in
        ask(change, console)
      }
    let view = RefreshView(endpoints: endpoints, results: results, outcomes: outcomes)
    for fault in view.faults { console.say([fault.diagnostic]) }
    if output.json {
      console.print(view.node(fetched.flatMap(\.warnings)))
    } else {
      console.print(view.text(console, hasEndpoints: try !reading.federation().remoteEndpoints.isEmpty))
    }
    return view.status
  }

  private func checkNames() throws {
    if all, let name = remotes.first {
      throw CommandLineError.value(
        option: "--all", text: name, why: "it means every remote", next: "leave out the names, or --all")
    }
    if let text = fingerprint.first, remotes.count != 1 {
      throw CommandLineError.value(
        option: "--fingerprint", text: text, why: "a fingerprint is that of a root of one remote",
        next: "name the remote")
    }
  }

  private func longest() throws -> Duration {
    guard let timeout else { return BundleFetcher.defaultTimeout }
    guard let lifetime = Lifetime(timeout), lifetime.seconds <= 3600 else {
      throw CommandLineError.value(
        option: "--timeout", text: timeout, why: "\(OptionValue.lifetimes), of at most an hour", next: "--timeout 10s")
    }
    return .seconds(lifetime.seconds)
  }

  /// Those that are named; all of them; or those whose bundle is older than its refresh hint.
  private func endpoints(_ home: OpenHome) throws -> [RemoteEndpoint] {
    guard remotes.isEmpty else { return try remotes.map { try home.endpoint(of: $0) } }
    let known = try home.federation().remoteEndpoints
    guard !all else { return known }
    let last = Dictionary(try home.endpointBundles().map { ($0.remote, $0) }) { first, _ in first }
    return known.filter { endpoint in last[endpoint.name].map { $0.isDue(at: home.now) } ?? true }
  }

  /// Whether a person takes roots that nothing vouches for.
  private func ask(_ change: TrustChange, _ console: Console) -> Bool {
    console.say(TrustView.text(change))
    console.say(change.warnings)
    guard !yes else { return false }
    do throws(NotConfirmed) {
      try console.confirm(
        "Have you compared every fingerprint with its administrator, and trust these roots from now on?",
        "the trust in `\(change.remote.name)` would change",
        why: "only the endpoint says that these are its roots", next: "compare every fingerprint")
      return true
    } catch {
      return false
    }
  }
}
