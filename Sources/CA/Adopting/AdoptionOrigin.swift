import Diagnostics
import Federation
import Kubernetes

/// Who made a Secret with an authority, which says who else will change it.
enum AdoptionOrigin {
  /// Plugged in by people, or by this tool.
  case plugged
  /// istiod itself, which keeps its self-signed CA in `cacerts` from 1.19 on if it is told to.
  case istiod
  /// cert-manager, which renews it in place; the name of its Certificate, if the Secret has it.
  case certManager(String?)
  /// The names of a Secret of type `kubernetes.io/tls`, plugged in.
  case tls

  init(_ secret: Secret) {
    let certificate = secret.metadata.annotations["cert-manager.io/certificate-name"]
    if secret.values["istio-generated"] != nil {
      self = .istiod
    } else if certificate != nil
      || secret.metadata.annotations.keys.contains(where: { $0.hasPrefix("cert-manager.io/") })
    {
      self = .certManager(certificate)
    } else {
      self = secret.values[CACerts.Layout.tls.certificateKey] == nil ? .plugged : .tls
    }
  }

  /// What its adoption means.
  func warnings(for mesh: Mesh) -> [Diagnostic] {
    switch self {
    case .plugged: []
    case .istiod:
      [
        Diagnostic(
          "MT-ADOPT-41", .warning, what: "istiod of `\(mesh.name)` created this CA itself (`istio-generated`)",
          why: "istiod renews it, with the same key, until a Secret without `istio-generated` takes its place",
          next: "replace the Secret as a whole when you apply, and restart istiod once")
      ]
    case .certManager(let name):
      [
        Diagnostic(
          "MT-ADOPT-42", .warning,
          what: "cert-manager issues this CA of `\(mesh.name)`"
            + (name.map { ", by its Certificate `\($0)`" } ?? ""),
          why: "it renews the Secret in place, with a key that this home does not have, and drops the old root at once",
          next: "delete the Certificate before this home issues an intermediate, or leave the CA to cert-manager")
      ]
    case .tls:
      [
        Diagnostic(
          "MT-ADOPT-43", .warning, what: "the Secret of `\(mesh.name)` has the names `tls.crt`, `tls.key` and `ca.crt`",
          why:
            "istiod prefers them: if they stay beside the names that this home writes, nothing that it writes counts",
          next: "replace the Secret as a whole when you apply (MT-I-01)")
      ]
    }
  }
}
