import CA
import Cryptography
import Diagnostics
import Documents
import Files
import Kubernetes
import SystemPackage

/// The Secret that a mesh signs with, from manifests or from a folder with Istio's file names.
enum AuthorityInput {
  private static let files = ["root-cert.pem", "ca-cert.pem", "cert-chain.pem", "ca-key.pem"]

  /// The Secret with a name. Among several manifests only that one is used; a single Secret may have any name.
  static func read(_ path: String, named name: String) throws -> Secret {
    if path != "-", FileSystem.isFolder(FilePath(path)),
      files.contains(where: { FileSystem.exists(FilePath("\(path)/\($0)")) })
    {
      return try folder(path, name)
    }
    return try one(named: name, of: try secrets(in: path), path)
  }

  /// The one Secret that an authority can be adopted from, whichever of the two it is.
  static func read(_ path: String) throws -> Secret {
    if path != "-", FileSystem.isFolder(FilePath(path)),
      files.contains(where: { FileSystem.exists(FilePath("\(path)/\($0)")) })
    {
      let hasRoot = FileSystem.exists(FilePath("\(path)/root-cert.pem"))
      return try folder(path, hasRoot ? CACerts.secretName : CACerts.selfSignedName)
    }
    let secrets = try secrets(in: path)
    let names = [CACerts.secretName, CACerts.selfSignedName].filter { name in
      secrets.contains { $0.metadata.name == name }
    }
    guard names.count < 2 else {
      let both = Diagnostic(
        "MT-CLI-14", what: "there are both `\(names[0])` and `\(names[1])`",
        why: "istiod signs with `\(CACerts.secretName)` where it finds it, and what is wanted here is not said",
        next: "name one of them: `--cacerts FILE`, or `--istio-ca-secret FILE`")
      throw CommandLineError.option(path, both, .malformed)
    }
    return try one(named: names.first ?? CACerts.secretName, of: secrets, path)
  }

  /// Whether a Secret contains an intermediate with the root above it, and not only a self-signed root.
  static func isIntermediate(_ secret: Secret) -> Bool {
    secret.metadata.name == CACerts.secretName
      || secret.metadata.name != CACerts.selfSignedName
        && ["root-cert.pem", "ca.crt"].contains { (secret.values[$0]?.count ?? 0) > 0 }
  }

  private static func secrets(in path: String) throws -> [Secret] {
    var secrets: [Secret] = []
    for document in try ManifestInput.read(path) {
      for manifest in document.unrolled() where manifest.root["kind"]?.string == Secret.kind {
        if case .secret(let secret) = try Resource.read(manifest) { secrets.append(secret) }
      }
    }
    return secrets
  }

  private static func one(named name: String, of secrets: [Secret], _ path: String) throws -> Secret {
    let named = secrets.filter { $0.metadata.name == name }
    let candidates = (named.isEmpty && secrets.count == 1 ? secrets : named).map {
      OneObject.Candidate(object: $0, metadata: $0.metadata, file: path)
    }
    if let only = try OneObject.of(Secret.kind, candidates, option: "the Secret `\(name)`") { return only.object }
    throw CommandLineError.wrongContent(
      file: path, found: secrets.isEmpty ? "no Secret" : "\(secrets.count) Secrets with other names",
      wanted: "the Secret `\(name)` of one mesh, or a folder with \(files.joined(separator: ", "))")
  }

  private static func folder(_ path: String, _ name: String) throws -> Secret {
    var values: [String: SecretBytes] = [:]
    for file in files where FileSystem.exists(FilePath("\(path)/\(file)")) {
      values[file] = try FileSystem.readSecret(FilePath("\(path)/\(file)"), onlyRegular: true)
    }
    return Secret(metadata: ObjectMetadata(name: name), data: values)
  }
}
