import ArgumentParser
import Documents
import Lint
import X509

/// What rules about changes and about handshakes need besides the manifests.
struct ChangeOptions: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp("The manifests as they were before a change; repeat it for several.", valueName: "path"))
  var before: [String] = []

  @Option(
    name: .long,
    help: ArgumentHelp(
      "What will be restarted after it, by the label `app`: istiod, and each gateway; repeat it.", valueName: "app"))
  var restart: [String] = []

  @Option(
    name: .long,
    help: ArgumentHelp(
      "A chain that a peer presents, leaf first; repeat it for each peer of each mesh.", valueName: "file"))
  var chain: [String] = []

  func add(to facts: inout Facts) throws {
    if !before.isEmpty {
      var documents: [Document] = []
      for path in before { documents += try ManifestInput.read(path) }
      facts.before = documents
    }
    if !restart.isEmpty { facts.restarts = restart }
    for path in chain {
      let certificates = try CertificateInput.read(path).certificates(path).certificates
      guard let chain = PresentedChain(certificates) else {
        throw CommandLineError.wrongContent(
          file: path, found: "a chain whose leaf has no SPIFFE ID", wanted: "the chain that a peer presents")
      }
      facts.presentedChains.append(chain)
    }
  }
}
