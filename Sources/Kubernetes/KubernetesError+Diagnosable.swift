public import Diagnostics
import Documents
import X509

extension KubernetesError: Diagnosable {
  public var diagnostic: Diagnostic {
    switch self {
    case .document(let error):
      error.diagnostic
    case .noManifest(let missing, let found, let place):
      Diagnostic(
        "MT-K8S-01", what: "this is not a Kubernetes manifest: \(Self.list(missing)) is missing",
        why: found.isEmpty ? "it has no fields at all" : "it has \(Self.list(found))",
        next: "check that this is the file you mean; every manifest begins with `apiVersion:` and `kind:`",
        place: place)
    case .name(let object, let fault):
      Diagnostic(
        "MT-K8S-02", what: "the name of \(object) \(fault)",
        why: "a name is a DNS subdomain of at most 253 characters; the API server rejects anything else",
        next: "choose another name")
    case .namespace(let namespace, let object, let fault):
      Diagnostic(
        "MT-K8S-07", what: "the namespace `\(namespace)` of \(object) \(fault)",
        why: "a namespace is a DNS label of at most 63 characters; the API server rejects anything else",
        next: "choose another namespace")
    case .key(let key, let object):
      Diagnostic(
        "MT-K8S-03", what: "\(object) has the key `\(key)`, which is not a valid file name",
        why: "the API server accepts at most 253 letters, digits, `-`, `_` and `.`", next: "rename the key")
    case .tooLarge(let size, let object):
      Diagnostic(
        "MT-K8S-04", what: "\(object) has \(size) bytes, \(size - Resource.dataLimit) more than the API server accepts",
        why: "the values of one object have at most 1 MiB (\(Resource.dataLimit) bytes) in total",
        next: "remove certificates that are no longer needed")
    case .noRoots(let peer, let mesh):
      Diagnostic(
        "MT-K8S-05", what: "\(mesh) has the peer \(peer), but no root certificate of \(peer) is known",
        why: "without a ConfigMap with its roots the control plane does not set up the peer at all (C-01)",
        next: "issue the peer's root first, with `\(.meshtrust("apply"))`")
    case .missingKey(let key, let found, let object): Self.missing(key, found, object)
    case .certificates(let key, let object, let error): Self.unreadable(key, object, error)
    case .noControlPlane(let mesh, let name, let found, let source):
      Diagnostic(
        "MT-K8S-08", what: "`\(source)` does not configure the Istio of `\(mesh)`",
        why: "it has \(found.isEmpty ? "several documents and no manifest" : found.prefix(4).joined(separator: ", "))",
        next: "name a file with the Istio resource `\(name)`, an IstioOperator, the ConfigMap "
          + "`\(IstioForm.configMapName(revision: name))`, or values of the chart istiod")
    case .uncertainEdit(let source):
      Diagnostic(
        "MT-K8S-09", what: "`\(source)` is not edited, because its form makes the result uncertain",
        why: "an alias, a merge key or an unusual layout stands where a field would change; nothing was written",
        next: "write the lists and mappings out, or copy the fields that `\(.meshtrust("emit", "MESH"))` prints")
    case .encodedTwice(let key, let object):
      Diagnostic(
        object.kind == ConfigMap.kind ? "MT-C-04" : "MT-K8S-06",
        what: "\(object), key `\(key)`, is base64 of PEM text instead of the text itself",
        why: object.kind == ConfigMap.kind
          ? "no reader decodes it a second time, and Envoy rejects the roots of the whole mesh"
          : "no reader decodes it a second time: istiod finds no PEM in it, and does not start",
        next: "decode it once: `base64 -d`")
    case .hidden(let irregularity, let key, let object):
      Diagnostic(
        object.kind == ConfigMap.kind ? "MT-C-04" : "MT-K8S-06",
        what: "\(object), key `\(key)`, is not read by the mesh: \(irregularity.description)",
        why: "it is understood here; istiod or Envoy do not find the block, or reject the whole text",
        next: "write it again as plain PEM, each line from its first column, and apply it")
    }
  }

  /// Malformed input, or the status of the underlying error; what no cluster should get is refused.
  public var exitStatus: ExitStatus {
    switch self {
    case .document(let error): error.exitStatus
    case .noManifest, .name, .namespace, .key, .missingKey, .certificates, .encodedTwice, .hidden: .malformed
    case .noControlPlane: .malformed
    case .tooLarge, .noRoots, .uncertainEdit: .refused
    }
  }

  private static func missing(_ key: String, _ found: [String], _ object: ObjectName) -> Diagnostic {
    let isConfigMap = object.kind == ConfigMap.kind
    let binary = "binaryData.\(key)"
    let next: Message =
      if found.contains(binary) {
        "move the text from `binaryData` to `data`, decoded"
      } else if found.count == 1, let only = found.first {
        "if it is under `\(only)`, rename that key to `\(key)`"
      } else {
        "put it under the key `\(key)`"
      }
    return Diagnostic(
      isConfigMap ? "MT-C-02" : "MT-C-17", what: "\(object) has no key `\(key)`",
      why: (found.isEmpty ? "it has no keys at all" : "it has \(list(found))")
        + (isConfigMap
          ? "; the control plane reads no other key and does not set up the peer"
          : "; istiod would silently sign with a self-signed CA, and since Istio 1.26.1 does not start"),
      next: next)
  }

  private static func unreadable(_ key: String, _ object: ObjectName, _ error: X509Error) -> Diagnostic {
    var diagnostic = error.diagnostic
    diagnostic.code = code(of: error, in: object)
    let line = diagnostic.place?.line.map { ", line \($0)" } ?? ""
    diagnostic.what = "\(object), key `\(key)`\(line): \(diagnostic.what)"
    diagnostic.place = nil
    // The file is the right one: what is wrong stands under the key.
    if case .noPEMBlock(let wanted, _) = error {
      diagnostic.next = "put the PEM text of the \(wanted) under `\(key)`, from `-----BEGIN` to `-----END`"
    } else if case .unexpectedBlock(_, _, _, true) = error {
      diagnostic.next = "put the PEM text that belongs there under `\(key)`: \(diagnostic.next)"
    }
    return diagnostic
  }

  private static func code(of error: X509Error, in object: ObjectName) -> Code {
    guard object.kind == ConfigMap.kind else { return "MT-K8S-06" }
    guard case .unexpectedBlock(let label, _, _, _) = error else { return "MT-C-04" }
    if label.contains("PRIVATE KEY") { return "MT-C-06" }
    return label == "X509 CRL" ? "MT-C-07" : "MT-C-04"
  }

  private static func list(_ names: [String]) -> String {
    let shown = names.prefix(12).map { "`\($0)`" }.joined(separator: ", ")
    return names.count > 12 ? shown + " and \(names.count - 12) more" : shown
  }
}
