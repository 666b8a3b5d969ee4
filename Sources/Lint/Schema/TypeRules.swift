import Diagnostics
import Documents
import Federation
import Kubernetes
import SPIFFE

/// The rules about manifests as such: their types, names and number.
enum TypeRules {
  static let all: [Rule] = [
    Rule.inventory("MT-S-01", .error) { inventory, collector in
      for fault in inventory.typeFaults {
        guard case .unknown(let nearest, let isCertain) = fault.problem else { continue }
        collector.report(
          fault.field, "there is no field `\(fault.field.path)`",
          next: .didYouMean(nearest, otherwise: "remove it, or move it to the right place"), paste: "\(nearest ?? "")",
          edit: isCertain ? nearest.flatMap { fault.field.renaming(to: $0) } : nil,
          severity: nearest == nil ? .warning : .error)
      }
    },
    Rule.inventory("MT-S-02", .error) { inventory, collector in
      for fault in inventory.typeFaults {
        guard case .kind(let expected, let found) = fault.problem else { continue }
        collector.report(fault.field, "`\(fault.field.path)` is \(found), but should be \(expected)")
      }
    },
    Rule.inventory("MT-S-03", .error) { inventory, collector in
      for fault in inventory.typeFaults {
        guard case .base64 = fault.problem else { continue }
        collector.report(fault.field, "`\(fault.field.path)` is not base64")
      }
    },
    Rule.manifest("MT-S-04", .error) { manifest, collector in
      guard TypeTable.root(of: manifest) != nil else { return }
      if manifest.name.isEmpty {
        let metadata = manifest.top["metadata"]
        // A generated name is only for `oc create`, and is fine.
        if !metadata["generateName"].exists { collector.report(metadata, "the object has no name") }
      } else {
        let syntax: NameSyntax = manifest.isA("Service", of: "") ? .service : .subdomain
        if let fault = syntax.fault(in: manifest.name) {
          collector.report(manifest.top["metadata"]["name"], "the name `\(manifest.name)` \(fault)")
        }
      }
      if let namespace = manifest.namespace, let fault = NameSyntax.label.fault(in: namespace) {
        collector.report(manifest.top["metadata"]["namespace"], "the namespace `\(namespace)` \(fault)")
      }
    },
    Rule.inventory("MT-S-05", .error) { inventory, collector in
      var first: [ObjectKey: Int] = Dictionary(minimumCapacity: inventory.manifests.count)
      for (index, manifest) in inventory.manifests.enumerated() where !manifest.name.isEmpty {
        let cluster = manifest.namespace.flatMap { inventory.home.mesh(manifest.folder, in: $0) }
        let key = ObjectKey(manifest, mesh: inventory.meshOfManifest[index], cluster: cluster)
        guard let other = first[key] else {
          first[key] = index
          continue
        }
        collector.report(
          manifest.top["metadata"]["name"],
          "the object is already defined at \(inventory.manifests[other].top["metadata"]["name"].place)")
      }
    },
    Rule.inventory("MT-S-06", .error) { inventory, collector in
      for fault in inventory.typeFaults {
        guard case .missing(let key) = fault.problem else { continue }
        let path = fault.field.path.isEmpty ? key : "\(fault.field.path).\(key)"
        collector.report(fault.field, "`\(path)` is missing")
      }
    },
    Rule.inventory("MT-S-07", .warning) { inventory, collector in
      for document in inventory.strangers where !document.root.isConfiguration {
        collector.report(
          Field(document, object: "document \(document.index + 1)"),
          document.root.mapping == nil ? "this is \(document.root.kindName), not a manifest" : "this has no kind")
      }
      for manifest in inventory.manifests {
        if let old = OldControlPlane(manifest) {
          collector.report(
            manifest.top["apiVersion"], old.what, why: old.why, next: old.next, paste: "\(old.command)",
            severity: .error)
          continue
        }
        guard let versions = TypeTable.versions[manifest.kind], !versions.contains(manifest.apiVersion),
          isOurs(manifest)
        else { continue }
        collector.report(
          manifest.top["apiVersion"],
          manifest.apiVersion.isEmpty
            ? "the \(manifest.kind) has no apiVersion" : "there is no \(manifest.kind) in `\(manifest.apiVersion)`",
          next: "write `\(versions[0])`", paste: "apiVersion: \(versions[0])",
          edit: manifest.top["apiVersion"].replacing(with: versions[0]), severity: .error)
      }
    },
    Rule.inventory("MT-S-09", .error) { inventory, collector in
      for fault in inventory.typeFaults {
        guard case .placeholder(let text) = fault.problem else { continue }
        collector.report(fault.field, "`\(fault.field.path)` still has the placeholder `\(text)`")
      }
    },
    Rule.inventory("MT-S-10", .error) { inventory, collector in
      for fault in inventory.typeFaults {
        guard case .invisible(let scalar) = fault.problem else { continue }
        let number = String(scalar.value, radix: 16, uppercase: true)
        let code = "U+" + String(repeating: "0", count: max(0, 4 - number.count)) + number
        collector.report(
          fault.field, "`\(fault.field.path)` has a character that nobody sees, \(code)", next: "type the value again")
      }
    },
    Rule.plane("MT-S-11", .warning) { plane, _, collector in
      guard let field = plane.versionField, let text = field.string else { return }
      guard let version = plane.version else {
        return collector.report(
          field, "`\(text)` is no version of Istio that is known here", next: "write a version such as `1.30.1`")
      }
      guard !version.isKnownIstio else { return }
      collector.report(
        field, "nothing is known of Istio \(version); the rules of Istio \(version.nearestKnownIstio) are used")
    },
    Rule.manifest("MT-S-08", .error, of: ConfigMap.kind, Secret.kind) { manifest, collector in
      guard let resource = try? Resource.read(manifest.document) else { return }
      do throws(KubernetesError) {
        try resource.validate()
      } catch {
        switch error {
        case .key, .tooLarge:
          let field = manifest.top["data"]
          collector.report(field.exists ? field : manifest.top, error.diagnostic.what, next: error.diagnostic.next)
        case .document, .noManifest, .name, .namespace, .noRoots, .missingKey, .certificates, .encodedTwice,
          .noControlPlane, .uncertainEdit, .hidden:
          // Names and types have their own rules.
          break
        }
      }
    },
  ]

  /// Whether the kind in another API group is a mistake. Others have Services, Gateways and Bundles too; but a group of
  /// Istio's neighbourhood that lacks the kind is meant for the one that has it.
  private static func isOurs(_ manifest: Manifest) -> Bool {
    if manifest.apiVersion.isEmpty { return true }
    if manifest.kind == "Service" || manifest.kind == "DestinationRule" { return false }
    guard let group = TypeTable.istioGroups[manifest.kind] else { return true }
    return manifest.group == group[...]
      || ["istio.io", "sailoperator.io", "maistra.io", "trust-manager.io"].contains { manifest.group.hasSuffix($0) }
  }

  /// Identifies objects; two meshes in two clusters may have objects with the same name.
  private struct ObjectKey: Hashable {
    let mesh: Int?
    /// The mesh of a home that only the folder tells.
    let cluster: String?
    let folder: Substring
    let kind: String
    let group: Substring
    let namespace: String?
    let name: String

    init(_ manifest: Manifest, mesh: Int?, cluster: String?) {
      self.mesh = mesh
      self.cluster = cluster
      folder = mesh == nil ? manifest.folder : ""
      kind = manifest.kind
      group = manifest.group
      namespace = manifest.namespace
      name = manifest.name
    }
  }
}

extension Node {
  /// Whether it is no manifest by design: values of the charts istiod and istio-csr, the patch of an Istio resource, what
  /// running proxies hold, rules of Prometheus, or a SPIFFE bundle.
  var isConfiguration: Bool {
    self["meshConfig"]?.mapping != nil || self["pilot"]?.mapping != nil || self["app"]?["istio"]?.mapping != nil
      || self["spec"]?["values"]?.mapping != nil || self["dynamicActiveSecrets"] != nil
      || self["keys"]?.sequence != nil || self["groups"]?.sequence != nil
      || (self["certificates"]?.sequence ?? sequence)?.first?["certChain"] != nil
  }
}
