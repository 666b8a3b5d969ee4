import ArgumentParser
import Documents
import Lint
import SPIFFE
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
    help: ArgumentHelp("The chains that peers present, leaf first, one a file; repeat it.", valueName: "file"))
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
      let domains = certificates.first?.uris.compactMap { (try? SPIFFEID($0))?.trustDomain.name } ?? []
      guard let domain = domains.first else {
        throw CommandLineError.wrongContent(
          file: path, found: "a chain whose leaf has no SPIFFE ID", wanted: "the chain that a peer presents")
      }
      facts.presentedChains[domain] = certificates
    }
  }
}
