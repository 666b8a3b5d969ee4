public import Diagnostics
import Kubernetes

/// One rule: its code, severity, subject and check. Its title and consequence are those of its explanation.
public struct Rule: Sendable {
  /// What a rule looks at.
  public enum Subject: String, Sendable, Hashable {
    case controlPlanes = "control planes"
    case gateways
    case peers
    /// ConfigMaps with roots.
    case bundles
    case exports
    case imports
    /// A mesh as a whole.
    case meshes
    /// Control planes of Istio.
    case istio
    /// The Secrets `cacerts` of Istio.
    case istioSigners = "istio signers"
    /// Each manifest on its own.
    case manifests
    /// Everything at once.
    case inventory
  }

  public let code: Code
  /// The default severity of a finding.
  public let severity: Severity
  public let subject: Subject
  private let run: @Sendable (Inventory, inout Collector) -> Void

  private init(
    _ code: Code, _ severity: Severity, _ subject: Subject,
    _ run: @escaping @Sendable (Inventory, inout Collector) -> Void
  ) {
    self.code = code
    self.severity = severity
    self.subject = subject
    self.run = run
  }

  /// The rule in one line.
  public var title: String { explanation?.title ?? code.rawValue }

  /// The text of `explain`.
  var explanation: Explanation? { Self.explanations[code] }

  func check(_ inventory: Inventory) -> Collector {
    var collector = Collector(self)
    run(inventory, &collector)
    return collector
  }
}

// MARK: - Making rules

extension Rule {
  /// A rule for each control plane that takes part in federation. A mesh whose control plane is not in the input is not
  /// checked.
  static func controlPlane(
    _ code: Code, _ severity: Severity,
    _ check: @escaping @Sendable (ControlPlaneView, MeshObjects, inout Collector) -> Void
  ) -> Rule {
    Rule(code, severity, .controlPlanes) { inventory, collector in
      for mesh in inventory.meshes where mesh.isFederated {
        for controlPlane in mesh.controlPlanes { check(controlPlane, mesh, &collector) }
        collector.needsControlPlane(of: mesh)
      }
    }
  }

  /// A rule for each gateway of federation.
  static func gateway(
    _ code: Code, _ severity: Severity,
    _ check: @escaping @Sendable (GatewayView, MeshObjects, inout Collector) -> Void
  ) -> Rule {
    Rule(code, severity, .gateways) { inventory, collector in
      for mesh in inventory.meshes where mesh.isFederated {
        for gateway in mesh.federationGateways { check(gateway, mesh, &collector) }
        collector.needsControlPlane(of: mesh)
      }
    }
  }

  /// A rule for each ServiceMeshPeer. A mesh without any in the input is not checked.
  static func peer(
    _ code: Code, _ severity: Severity, _ check: @escaping @Sendable (PeerCase, inout Collector) -> Void
  ) -> Rule {
    Rule(code, severity, .peers) { inventory, collector in
      for peer in inventory.peers { check(peer, &collector) }
      for mesh in inventory.meshes { collector.needsPeers(of: mesh) }
    }
  }

  /// A rule for each ConfigMap with roots, whether or not a peer in the input names it. A peer whose ConfigMap is not in
  /// the input is not checked.
  static func bundle(
    _ code: Code, _ severity: Severity,
    _ check: @escaping @Sendable (BundleView, Inventory, inout Collector) -> Void
  ) -> Rule {
    Rule(code, severity, .bundles) { inventory, collector in
      for bundle in inventory.bundles { check(bundle, inventory, &collector) }
      for item in inventory.peers where item.bundle == nil { collector.needs(.configMaps, for: item.peer.top.object) }
      for mesh in inventory.meshes { collector.needsPeers(of: mesh) }
    }
  }

  static func export(
    _ code: Code, _ severity: Severity, _ check: @escaping @Sendable (ExportCase, inout Collector) -> Void
  ) -> Rule {
    Rule(code, severity, .exports) { inventory, collector in
      for set in inventory.traffic.exports { check(set, &collector) }
      for set in inventory.traffic.unreadExports { collector.needs(.readableSet, for: set.object) }
    }
  }

  static func imports(
    _ code: Code, _ severity: Severity, _ check: @escaping @Sendable (ImportCase, inout Collector) -> Void
  ) -> Rule {
    Rule(code, severity, .imports) { inventory, collector in
      for set in inventory.traffic.imports { check(set, &collector) }
      for set in inventory.traffic.unreadImports { collector.needs(.readableSet, for: set.object) }
    }
  }

  static func mesh(
    _ code: Code, _ severity: Severity, _ check: @escaping @Sendable (MeshObjects, Inventory, inout Collector) -> Void
  ) -> Rule {
    Rule(code, severity, .meshes) { inventory, collector in
      for mesh in inventory.meshes { check(mesh, inventory, &collector) }
    }
  }

  /// A rule for each control plane of Istio.
  static func plane(
    _ code: Code, _ severity: Severity, _ check: @escaping @Sendable (IstioPlane, IstioObjects, inout Collector) -> Void
  ) -> Rule {
    Rule(code, severity, .istio) { inventory, collector in
      guard let istio = inventory.istio else { return }
      for plane in istio.planes where plane.hasConfiguration { check(plane, istio, &collector) }
    }
  }

  /// A rule for each Secret `cacerts` of Istio.
  static func signer(
    _ code: Code, _ severity: Severity, _ check: @escaping @Sendable (IstioSigner, Inventory, inout Collector) -> Void
  ) -> Rule {
    Rule(code, severity, .istioSigners) { inventory, collector in
      guard let istio = inventory.istio else { return }
      for signer in istio.signers { check(signer, inventory, &collector) }
      for plane in istio.planes where plane.hasConfiguration && plane.foreignCA == nil && !plane.isSignedBySPIRE {
        if istio.signer(of: plane) == nil { collector.needs(.signingSecret, for: plane.object) }
      }
    }
  }

  /// A rule for everything of Istio at once.
  static func istio(
    _ code: Code, _ severity: Severity, _ check: @escaping @Sendable (IstioObjects, Inventory, inout Collector) -> Void
  ) -> Rule {
    Rule(code, severity, .istio) { inventory, collector in
      guard let istio = inventory.istio else { return }
      check(istio, inventory, &collector)
    }
  }

  /// A rule for each manifest on its own, or for those of some kinds of the core group.
  static func manifest(
    _ code: Code, _ severity: Severity, of kinds: String...,
    check: @escaping @Sendable (Manifest, inout Collector) -> Void
  ) -> Rule {
    Rule(code, severity, .manifests) { inventory, collector in
      let manifests = kinds.isEmpty ? inventory.manifests : kinds.flatMap { inventory.manifests($0, of: "") }
      for manifest in manifests { check(manifest, &collector) }
    }
  }

  /// A rule for everything at once.
  static func inventory(
    _ code: Code, _ severity: Severity, _ check: @escaping @Sendable (Inventory, inout Collector) -> Void
  ) -> Rule {
    Rule(code, severity, .inventory, check)
  }
}

extension Rule {
  /// The explanations of this module, and those of codes that reading a resource also raises.
  private static let explanations: [Code: Explanation] = Dictionary(
    (Explanation.inLint + Explanation.inKubernetes).map { ($0.code, $0) }
  ) { first, _ in first }
}
