import CA
import Diagnostics
import Documents
import Rotation
import X509

/// A blast radius: for each mesh what could be impersonated, and who would accept it.
struct BlastRadiusView {
  private let radius: BlastRadius

  init(_ radius: BlastRadius) {
    self.radius = radius
  }

  func text(on page: Page) -> String {
    let end = radius.authority.certificate.validity.notAfter
    let head = "With the key of \(radius.name) (valid until \(end)) one could impersonate:"
    let notes = radius.poolNotes
    return ([summary, "", head, ""] + table(on: page) + (notes.isEmpty ? [] : [""] + notes)).joined(separator: "\n")
  }

  /// The rows alone, also for a drill.
  func table(on page: Page) -> [String] {
    var table = Table("MESH", "IDENTITY", "ACCEPTED BY")
    for mesh in meshes {
      table.add(mesh, "its gateways, at its peers", answer(mesh, [.egress, .ingress]))
      table.add(mesh, "any workload, in the mesh", answer(mesh, [.workload]))
      for claim in radius.claims where claim.mesh == mesh && claim.kind == .istiod {
        table.add(mesh, "DNS \(claim.identity)", answer(mesh, [.istiod]))
      }
      table.add(mesh, "DNS of anyone else", answer(mesh, [.otherHost]))
    }
    return table.lines(on: page)
  }

  var summary: String {
    let believed = radius.claims.filter(\.isAccepted)
    guard !believed.isEmpty else { return "nothing that was tested is accepted by anyone" }
    let victims = Set(believed.map(\.mesh)).count
    let verifiers = Set(believed.map(\.verifiedBy)).count
    return "\(believed.count) of \(radius.claims.count) tested identities are accepted: "
      + "\(victims) of \(meshes.count) meshes could be impersonated, at \(verifiers)"
  }

  private var meshes: [String] {
    var found: [String] = []
    for claim in radius.claims where !found.contains(claim.mesh) { found.append(claim.mesh) }
    return found.sorted()
  }

  private func answer(_ mesh: String, _ kinds: Set<BlastRadius.Claim.Kind>) -> String {
    let claims = radius.claims.filter { $0.mesh == mesh && kinds.contains($0.kind) }
    guard !claims.isEmpty else { return "not tested: its trust is unknown here" }
    let believers = radius.believers(of: mesh, as: kinds)
    guard believers.isEmpty else { return believers.joined(separator: ", ") }
    let codes = Set(claims.compactMap { $0.refusal?.code.rawValue }).sorted()
    return "nobody (\(codes.joined(separator: ", ")))"
  }

  var node: Node { .schema("blast-radius", entries) }

  /// The JSON members, also for a drill.
  var entries: [(String, Node)] {
    [
      ("authority", .string(radius.authority.name)),
      ("fingerprint", .string(radius.authority.certificate.fingerprint)),
      ("notAfter", .string(radius.authority.certificate.validity.notAfter.description)),
      ("pools", .strings(radius.pools)),
      (
        "claims",
        .sequence(
          radius.claims.map { claim in
            .mapping([
              ("mesh", .string(claim.mesh)), ("identity", .string(claim.identity)),
              ("kind", .string(claim.kind.rawValue)), ("judge", .string(claim.verifiedBy)),
              ("believed", .bool(claim.isAccepted)), ("refusal", claim.refusal?.node ?? .null),
            ])
          })
      ),
    ]
  }
}
