import Diagnostics
import Documents
import Federation
import Kubernetes

extension CertificateRules {
  /// The CA settings of the control plane: C-18, C-21, C-22, C-26, C-29.
  static let settings: [Rule] = [
    Rule.controlPlane("MT-C-18", .error) { controlPlane, _, collector in
      let field = controlPlane.certificateAuthority["istiod"]["privateKey"]["rootCADir"]
      let wanted = ServiceMeshControlPlane.CertificateAuthority.mountedFolder
      guard let folder = field.string, folder != wanted, folder != wanted + "/" else { return }
      collector.report(
        field, "istiod looks for its key in `\(folder)`", next: "use the default, or leave out the field",
        paste: "rootCADir: \(wanted)", edit: field.replacing(with: wanted))
    },
    Rule.controlPlane("MT-C-21", .error) { controlPlane, _, collector in
      let istiod = controlPlane.certificateAuthority["istiod"]
      let durations = [
        istiod["selfSigned"]["ttl"], istiod["selfSigned"]["checkPeriod"], istiod["workloadCertTTLDefault"],
        istiod["workloadCertTTLMax"],
      ]
      for field in durations {
        guard let text = field.node?.text, GoDuration.seconds(text) == nil else { continue }
        let meant = Lifetime(text)?.goText
        collector.report(
          field, "`\(text)` is not a duration in Go's format",
          next: meant.map { "write `\($0)`" } ?? "write hours, minutes and seconds, such as `24h`",
          edit: meant.flatMap { field.replacing(with: $0) })
      }
      let grace = istiod["selfSigned"]["gracePeriod"]
      if let text = grace.node?.text, Int(text) == nil {
        let meant = text.hasSuffix("%") && Int(text.dropLast()) != nil ? String(text.dropLast()) : nil
        collector.report(
          grace, "`\(text)` is not a whole number",
          next: meant.map { "write `\($0)`: it is a percentage in any case" } ?? nil,
          edit: meant.flatMap { grace.replacing(with: $0) })
      }
    },
    Rule.controlPlane("MT-C-22", .warning) { controlPlane, _, collector in
      let field = controlPlane.certificateAuthority["istiod"]["selfSigned"]["checkPeriod"]
      guard let text = field.node?.text, let seconds = GoDuration.seconds(text), seconds <= 0 else { return }
      collector.report(field, "istiod never checks its root: checkPeriod is `\(text)`")
    },
    Rule.controlPlane("MT-C-26", .warning) { controlPlane, mesh, collector in
      let name = controlPlane.rootConfigMapName
      guard name != ControlPlaneView.usualRootConfigMap else { return }
      let stale = mesh.configMaps[ControlPlaneView.usualRootConfigMap]
      guard stale != nil || mesh.configMaps[name] == nil else { return }
      let field = controlPlane.spec["techPreview"]["global"]["caCertConfigMapName"]
      collector.report(
        field.exists ? field : controlPlane.spec["profiles"],
        "the mesh publishes its roots in `\(name)`, not in `\(ControlPlaneView.usualRootConfigMap)`",
        next: "give peers the roots of `\(name)`",
        paste: "oc get configmap \(ShellWord.quoted(name)) -n \(ShellWord.quoted(mesh.namespace)) "
          + "-o jsonpath='{.data.root-cert\\.pem}'")
    },
    Rule.controlPlane("MT-C-29", .warning) { controlPlane, _, collector in
      for config in controlPlane.meshConfigs where config["caCertificates"].exists {
        collector.report(config["caCertificates"], "the mesh configuration contains additional roots")
      }
      let multiRoot = controlPlane.pilotVariable("ISTIO_MULTIROOT_MESH")
      if multiRoot.isTrue { collector.report(multiRoot, "`ISTIO_MULTIROOT_MESH` is set in a federated mesh") }
    },
  ]
}

/// A duration as parsed by Go's `time.ParseDuration`.
enum GoDuration {
  /// istiod's default lifetime of workload certificates.
  static let usualWorkloadSeconds = 86_400.0

  private static let units: [String: Double] = [
    "ns": 1e-9, "us": 1e-6, "µs": 1e-6, "μs": 1e-6, "ms": 1e-3, "s": 1, "m": 60, "h": 3600,
  ]

  /// The seconds; nil for anything that Go rejects, including days and years.
  static func seconds(_ text: String) -> Double? {
    var rest = text[...]
    var sign = 1.0
    if let first = rest.first, first == "-" || first == "+" {
      sign = first == "-" ? -1 : 1
      rest = rest.dropFirst()
    }
    if rest == "0" { return 0 }
    guard !rest.isEmpty else { return nil }
    var total = 0.0
    while !rest.isEmpty {
      let number = rest.prefix { $0.isASCII && $0.isNumber || $0 == "." }
      rest = rest.dropFirst(number.count)
      let unit = rest.prefix { !($0.isASCII && $0.isNumber || $0 == ".") }
      rest = rest.dropFirst(unit.count)
      // Go accepts `.5h` and `5.h`, which Swift's parser does not.
      guard number.contains(where: \.isNumber), let value = Double("0\(number)0"), let factor = units[String(unit)]
      else { return nil }
      total += value * factor * (number.contains(".") ? 1 : 0.1)
    }
    return sign * total
  }
}
