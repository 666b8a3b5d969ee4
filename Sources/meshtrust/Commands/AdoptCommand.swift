import ArgumentParser
import CA
import Diagnostics
import Documents
import Federation
import Kubernetes
import X509

/// `meshtrust adopt`: imports the authorities of a running mesh.
struct AdoptCommand: HomeCommand {
  static let configuration = CommandConfiguration(
    commandName: "adopt",
    abstract: "Import the authorities that a running mesh signs with; their keys are sealed in authority.db.",
    discussion: Manual.text(
      "--cacerts imports the Secret of that name, a Secret of cert-manager, or a folder with root-cert.pem, ca-cert.pem, "
        + "cert-chain.pem and ca-key.pem: the intermediate with its key, and the root without. --istio-ca-secret imports the self-signed "
        + "root that signs leaves directly in most running meshes; `apply` then issues an intermediate below it. "
        + "Everything is checked first, and nothing in the home is replaced. An encrypted key, as `key export` prints it, "
        + "is opened with --passphrase-file.",
      examples: [
        "meshtrust adopt red-mesh --cacerts red-mesh-cacerts.yaml",
        "meshtrust adopt red-mesh --istio-ca-secret istio-ca-secret.yaml",
      ],
      exits: [
        .done: "adopted", .malformed: "a file has the wrong content",
        .refused: "the authorities do not match, or the home already has some", .secret: "the home cannot be opened",
        .usage: "wrong usage", .inputOutput: "a file cannot be read",
      ]))

  @Option(
    name: .long,
    help: ArgumentHelp("The Secret cacerts, or a folder with its files; - is standard input.", valueName: "file"))
  var cacerts: String?

  @Option(
    name: .long,
    help: ArgumentHelp("The Secret istio-ca-secret, or a folder with ca-cert.pem and ca-key.pem.", valueName: "file"))
  var istioCaSecret: String?

  @Argument(help: ArgumentHelp("The mesh.", valueName: "mesh"))
  var mesh: String

  @OptionGroup var input: InputFile<Input.AuthoritySecret>

  @OptionGroup(title: "Home Options") var home: HomeOptions
  @OptionGroup(title: "Output Options") var output: OutputOptions

  func execute(_ console: Console) throws -> ExitStatus {
    let source: AdoptionSource
    let secret: Secret
    switch (try input.ifNamed(), cacerts, istioCaSecret) {
    case (let path?, nil, nil):
      secret = try AuthorityInput.read(path)
      source = AuthorityInput.isIntermediate(secret) ? .cacerts(secret) : .istioCASecret(secret)
    case (nil, let path?, nil):
      secret = try AuthorityInput.read(path, named: CACerts.secretName)
      source = .cacerts(secret)
    case (nil, nil, let path?):
      secret = try AuthorityInput.read(path, named: CACerts.selfSignedName)
      source = .istioCASecret(secret)
    default:
      throw UsageError.choice(.secret)
    }
    let passphrase = try self.home.passphraseFile.map { try Passphrase.read($0) }
    let home = try (self.home.isSealedByFile ? self.home.withoutPassphrase : self.home).openForWriting(console)
    try checkNamespace(secret, home.federation().requireMesh(mesh))
    let adopted = try home.adopt(mesh, from: source, passphrase: passphrase)
    console.say(adopted.warnings)
    if output.json {
      console.print(.schema("adopt", [("authorities", .sequence(adopted.authorities.map(Self.node)))]))
    } else {
      var lines = adopted.authorities.map { authority in
        "adopted \(authority.name): \(authority.certificate), until \(authority.certificate.validity.notAfter.day), "
          + "\(authority.hasKey ? "its key is sealed here" : "without its key")"
      }
      lines.append(console.text("next: \(.meshtrust("plan"))"))
      console.print(lines: lines)
    }
    return .done
  }

  /// The Secret of another mesh is most often the wrong file.
  private func checkNamespace(_ secret: Secret, _ mesh: Mesh) throws {
    guard let namespace = secret.metadata.namespace, namespace != mesh.namespace else { return }
    // The Secret of a ClusterIssuer is in cert-manager's own namespace.
    if mesh.controlPlane.signer == .istioCSR, namespace == IstioCSR.namespace,
      secret.metadata.name != CACerts.secretName
    {
      return
    }
    throw CAError.adoption(
      .otherNamespace(
        secret: secret.metadata.name, found: namespace, mesh: mesh.name, expected: mesh.namespace))
  }

  private static func node(_ authority: Authority) -> Node {
    .mapping([
      ("authority", .string(authority.name)), ("generation", .int(authority.generation)),
      ("fingerprint", .string(authority.certificate.fingerprint)), ("key", .bool(authority.hasKey)),
      ("notAfter", .string(authority.certificate.validity.notAfter.description)),
    ])
  }
}
