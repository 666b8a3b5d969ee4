import CA
import Diagnostics
import Federation
import Rotation
import X509

extension ReportPage {
  func rotations(_ html: inout HTMLWriter) {
    guard !report.rotations.isEmpty else {
      return html.element(.p, text: "Every root is steady: no rotation is in progress.")
    }
    for rotation in report.rotations { self.rotation(rotation, &html) }
  }

  private func rotation(_ reported: ReportedRotation, _ html: inout HTMLWriter) {
    let rotation = reported.rotation
    html.element(
      .h3,
      text: "\(rotation.owner)/root: generation \(rotation.leaving) → \(rotation.arriving)"
        + (rotation.isBackwards ? ", reversed" : "") + (rotation.isCompromised ? ", compromised" : ""))
    if !rotation.reason.isEmpty { html.element(.p, .class("soft"), text: "Reason: \(rotation.reason)") }
    phases(reported, &html)
    html.element(.p) { html in
      html.element(.strong, text: "Next: ")
      message(reported.next, &html)
    }
    gates(reported, &html)
    evidence(reported, &html)
    proof(reported, &html)
    work(reported, &html)
  }

  /// The present phase and those to come.
  private func phases(_ reported: ReportedRotation, _ html: inout HTMLWriter) {
    html.element(.ol, .class("phases")) { html in
      for step in reported.forecast.steps {
        let isPresent = step.earliest == nil
        let text =
          isPresent
          ? "now: \(step.phase.rawValue), since \(reported.rotation.since.day)"
          : "\(step.phase.rawValue), from \(step.earliest?.day ?? "")"
        if isPresent {
          html.element(.li, HTMLWriter.Attribute("aria-current", "step"), text: text)
        } else {
          html.element(.li, text: text)
        }
      }
    }
  }

  private func gates(_ reported: ReportedRotation, _ html: inout HTMLWriter) {
    html.element(
      .h4, text: "Gates: \(reported.gates.count - reported.shut.count) of \(reported.gates.count) open")
    scrolling("Gates of \(reported.rotation.owner)/root", &html) { html in
      html.element(.table) { html in
        head(["Gate", "Mesh", "For", "State", "What opens it"], &html)
        html.element(.tbody) { html in
          for gate in reported.gates { self.gate(gate, &html) }
        }
      }
    }
  }

  private func gate(_ gate: Gate, _ html: inout HTMLWriter) {
    html.element(.tr) { html in
      html.element(.th, HTMLWriter.Attribute("scope", "row"), text: gate.need.title)
      html.element(.td, text: gate.holder)
      html.element(.td, text: gate.mesh)
      html.element(.td) { html in
        if gate.isOpen {
          mark(.good, &html)
          html.text("open")
        } else if let opens = gate.opens {
          mark(.attention, &html)
          html.text("opens \(opens)")
        } else {
          mark(.failing, &html)
          html.text("shut")
        }
      }
      html.element(.td) { html in
        guard !gate.isOpen else { return }
        quoted(gate.waitsFor, &html)
        let command = (gate.opens == nil ? gate.next : gate.shortcut).text(in: context)
        if !command.isEmpty { html.element(.pre, text: command) }
      }
    }
  }

  private func evidence(_ reported: ReportedRotation, _ html: inout HTMLWriter) {
    let items =
      reported.contradictions.map { ($0, true) }
      + reported.evidence.filter {
        !reported.contradictions.contains($0)
      }.map { ($0, false) }
    guard !items.isEmpty else { return }
    html.element(.h4, text: "Evidence of this phase")
    scrolling("Evidence for \(reported.rotation.owner)/root", &html) { html in
      html.element(.table) { html in
        head(["When", "Seen at", "Of", "What", "Source"], &html)
        html.element(.tbody) { html in
          for (evidence, isContrary) in items {
            html.element(.tr) { html in
              html.element(
                .th, .class("when"), HTMLWriter.Attribute("scope", "row"), text: evidence.time.description)
              html.element(.td, text: evidence.holder)
              html.element(.td, text: evidence.mesh)
              html.element(.td) { html in
                if isContrary { html.element(.strong, .class("failing"), text: "against: ") }
                html.text(evidence.kind.rawValue + (evidence.version == 0 ? "" : " \(evidence.version)"))
              }
              html.element(.td) { html in
                if evidence.claimant != nil { html.element(.span, .class("chip attention"), text: "somebody's word") }
                html.text(" \(evidence.object.map { $0 + ", " } ?? "")\(evidence.source)")
              }
            }
          }
        }
      }
    }
  }

  /// The stored proof of the last step: a row for each mesh that presents, a column for each that verifies.
  private func proof(_ reported: ReportedRotation, _ html: inout HTMLWriter) {
    guard let proof = reported.proof else { return }
    let broken = proof.rows.count { $0.verdict == .breaks }
    html.element(.h4, text: "The proof of the last step")
    html.element(
      .p,
      text: "\(proof.head). " + (broken == 0 ? "Nothing breaks." : "\(broken) sides break.")
        + " A cell has the versions of the signer and of the bundle that were tried against each other.")
    let meshes = report.meshes.count
    if meshes <= 12 {
      matrix(proof, reported, &html)
    } else {
      let unusual = proof.rows.filter { $0.verdict != .holds }
      html.element(.p, text: "\(proof.rows.count - unusual.count) of \(proof.rows.count) sides hold.")
      html.element(.ul, .class("plain")) { html in
        for row in unusual.prefix(60) {
          html.element(.li, text: "\(row.presenter) → \(row.holder) (\(row.kind.rawValue)): \(row.result)")
        }
      }
    }
  }

  private func matrix(_ proof: StoredProof, _ reported: ReportedRotation, _ html: inout HTMLWriter) {
    var holders: [String] = []
    var presenters: [String] = []
    var cells: [String: [String: [StoredProof.Row]]] = [:]
    for row in proof.rows {
      if cells[row.presenter] == nil { presenters.append(row.presenter) }
      if !holders.contains(row.holder) { holders.append(row.holder) }
      cells[row.presenter, default: [:]][row.holder, default: []].append(row)
    }
    scrolling("Proof of the last step of \(reported.rotation.owner)/root", &html) { html in
      html.element(.table) { html in
        html.element(.caption, text: "Each row presents, each column verifies.")
        head(["presents"] + holders, &html)
        html.element(.tbody) { html in
          for presenter in presenters {
            html.element(.tr) { html in
              html.element(.th, HTMLWriter.Attribute("scope", "row"), text: presenter)
              for holder in holders { proofCell(cells[presenter]?[holder] ?? [], &html) }
            }
          }
        }
      }
    }
  }

  private func proofCell(_ rows: [StoredProof.Row], _ html: inout HTMLWriter) {
    guard !rows.isEmpty else { return html.element(.td, .class("soft"), text: "–") }
    html.element(.td) { html in
      for row in rows {
        html.element(.div) { html in
          switch row.verdict {
          case .holds: mark(.good, &html)
          case .breaks: mark(.failing, &html)
          case .unknown: html.element(.span, .class("mark attention"), Self.hidden, text: "?")
          }
          let name =
            switch row.kind {
            case .federation: ""
            case .own: "itself: "
            case .istiod: "its istiod: "
            }
          html.text(name + (row.verdict == .holds ? "holds" : row.result))
          html.element(.span, .class("soft"), text: " \(row.signers) / \(row.bundles)")
        }
      }
    }
  }

  /// What each administrator does in the present step and in those that follow.
  private func work(_ reported: ReportedRotation, _ html: inout HTMLWriter) {
    for step in reported.forecast.steps where !step.work.isEmpty {
      let isPresent = step.earliest == nil
      html.element(.details) { html in
        html.element(
          .summary,
          text: "What each administrator does: \(step.phase.rawValue)"
            + (isPresent ? " (now)" : ", not before \(step.earliest?.day ?? "")"))
        for (mesh, steps) in step.work {
          html.element(.h4, text: mesh)
          html.element(.ol, .class("steps")) { html in
            for step in steps { administratorStep(step, &html) }
          }
        }
      }
    }
  }

  private func administratorStep(_ step: AdministratorStep, _ html: inout HTMLWriter) {
    html.element(.li) { html in
      message(step.what, &html)
      for command in step.commands { html.element(.pre, text: command.text(in: context)) }
      guard !step.why.isEmpty else { return }
      html.element(.div, .class("soft")) { html in
        html.text("why: ")
        message(step.why, &html)
      }
    }
  }
}
