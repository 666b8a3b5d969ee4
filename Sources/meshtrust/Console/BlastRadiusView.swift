import CA
import Diagnostics
import Documents
import Rotation
import X509

/// How a blast radius is shown: for each mesh what could be posed as, and who believes it.
struct BlastRadiusView {
  private let radius: BlastRadius

  init(_ radius: BlastRadius) {
    self.radius = radius
  }

  /// The text.
  var text: String {
    let end = radius.authority.certificate.validity.notAfter
    let lines = ["With the key of \(radius.authority.name) (valid until \(end)) one could pose as:", ""]
    return (lines + table() + ["", summary]).joined(separator: "\n")
  }

  /// The rows alone, for a drill too.
  func table() -> [String] {
    var table = Table("MESH", "IDENTITY", "BELIEVED BY")
    for mesh in meshes {
      table.add(mesh, "its gateways, at its peers", answer(mesh, [.egress, .ingress]))
      table.add(mesh, "any workload, in the mesh", answer(mesh, [.workload]))
      for claim in radius.claims where claim.mesh == mesh && claim.kind == .istiod {
        table.add(mesh, "DNS \(claim.identity)", answer(mesh, [.istiod]))
      }
      table.add(mesh, "DNS of anybody else", answer(mesh, [.otherHost]))
    }
    return table.lines()
  }

  /// One sentence.
  var summary: String {
    let believed = radius.claims.filter(\.isBelieved)
    guard !believed.isEmpty else { return "nothing that was tried is believed by anybody" }
    let victims = Set(believed.map(\.mesh)).count
    let judges = Set(believed.map(\.judge)).count
    return "\(believed.count) of \(radius.claims.count) identities that were tried are believed: "
      + "\(victims) of \(meshes.count) meshes could be posed as, at \(judges)"
  }

  private var meshes: [String] {
    var found: [String] = []
    for claim in radius.claims where !found.contains(claim.mesh) { found.append(claim.mesh) }
    return found.sorted()
  }

  private func answer(_ mesh: String, _ kinds: Set<BlastRadius.Claim.Kind>) -> String {
    let claims = radius.claims.filter { $0.mesh == mesh && kinds.contains($0.kind) }
    guard !claims.isEmpty else { return "not asked: what it trusts is not known here" }
    let believers = radius.believers(of: mesh, as: kinds)
    guard believers.isEmpty else { return believers.joined(separator: ", ") }
    let codes = Set(claims.compactMap { $0.refusal?.code.rawValue }).sorted()
    return "nobody (\(codes.joined(separator: ", ")))"
  }

  /// The document.
  var node: Node { .schema("blast-radius", entries) }

  /// The members, for a drill too.
  var entries: [(String, Node)] {
    [
      ("authority", .string(radius.authority.name)),
      ("fingerprint", .string(radius.authority.certificate.fingerprint)),
      ("notAfter", .string(radius.authority.certificate.validity.notAfter.description)),
      (
        "claims",
        .sequence(
          radius.claims.map { claim in
            .mapping([
              ("mesh", .string(claim.mesh)), ("identity", .string(claim.identity)),
              ("kind", .string(claim.kind.rawValue)), ("judge", .string(claim.judge)),
              ("believed", .bool(claim.isBelieved)), ("refusal", claim.refusal?.node ?? .null),
            ])
          })
      ),
    ]
  }
}
