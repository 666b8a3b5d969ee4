import CA
import Diagnostics
import Documents
import Rotation
import X509

/// What the key of a controller opens, and what a thief could do with that.
struct SealingExposureView {
  let name: String
  let exposure: SealingExposure
  let home: OpenHome

  /// One line that stands before the intermediates.
  var head: String {
    let opened = exposure.meshes.map { "\($0)/intermediate" }
    return "The key of \(name), of the certificate \(exposure.certificate) with SHA-256 "
      + "\(exposure.certificate.fingerprint.prefix(16))…, opens \(opened.isEmpty ? "no key in use" : opened.joined(separator: ", "))"
      + (exposure.earlier == 0 ? "." : ", and \(Counted.text(exposure.earlier, "key")) in git's history.")
  }

  /// The steps before those for each intermediate: what is sealed next must be for another key.
  func firstSteps(_ context: CommandContext) -> String {
    let lines =
      [
        "first, so that new keys are not sealed for the thief:",
        "  let the controller make a new sealing key: kubeseal --fetch-cert prints its certificate",
      ]
      + exposure.meshes.map { mesh in
        "  \(SuggestedCommand.meshtrust("apply", mesh, "--sealed-secrets", "NEW").text(in: context))"
      }
    return lines.joined(separator: "\n")
  }

  func blastRadius(_ console: Console, json: Bool) throws {
    let radii = try exposure.meshes.map { mesh in
      BlastRadiusView(try BlastRadius(try LostKey("\(mesh)/intermediate", home, at: home.now)))
    }
    if json {
      console.print(
        .schema("blast-radius-sealing", members + [("opened", .sequence(radii.map { .mapping($0.entries) }))]))
    } else {
      console.print(([head] + radii.map { $0.text(on: console.page) }).joined(separator: "\n\n"))
    }
  }

  func drill(_ console: Console, json: Bool) throws {
    let authorities = try home.authorities()
    let federation = try home.federation()
    let emergencies = try exposure.meshes.map { mesh in
      EmergencyView(
        try Emergency(try LostKey("\(mesh)/intermediate", home, at: home.now), authorities, federation))
    }
    if json {
      console.print(.schema("drill-sealing", members + [("drills", .sequence(emergencies.map(\.node)))]))
    } else {
      let texts = emergencies.map { $0.text(in: console.context, on: console.page) }
      console.print(([head, firstSteps(console.context)] + texts).joined(separator: "\n\n"))
    }
  }

  private var members: [(String, Node)] {
    [
      ("sealingKey", .string(name)), ("fingerprint", .string(exposure.certificate.fingerprint)),
      ("meshes", .strings(exposure.meshes)), ("earlierKeys", .int(exposure.earlier)),
    ]
  }
}
