import CA
import Federation
import SPIFFE
import X509

extension ReportPage {
  func meshes(_ html: inout HTMLWriter) {
    html.element(.p, text: "A click on a value in a frame selects it whole.")
    html.element(.div, .class("cards")) { html in
      for mesh in report.meshes { self.mesh(mesh, &html) }
      for remote in report.remotes { self.remote(remote, &html) }
    }
  }

  private func mesh(_ reported: ReportedMesh, _ html: inout HTMLWriter) {
    let mesh = reported.mesh
    html.newLine()
    html.element(.div, .class("card")) { html in
      html.element(.h3, .id("mesh-\(mesh.name)"), text: mesh.name)
      html.element(.dl) { html in
        fact("Namespace", mesh.namespace, &html)
        copyableFact("Trust domain", mesh.trustDomain.name, &html)
        let plane = mesh.controlPlane
        fact(
          "Control plane",
          [plane.name, plane.flavour.rawValue, plane.version?.description].compactMap { $0 }.joined(separator: ", "),
          &html)
        authority("Root", reported.root, &html)
        authority("Intermediate", reported.intermediate, &html)
      }
      identities(reported, &html)
    }
  }

  private func identities(_ reported: ReportedMesh, _ html: inout HTMLWriter) {
    let mesh = reported.mesh
    guard !mesh.gateways.isEmpty else { return html.element(.p, .class("soft"), text: "It has no peer.") }
    html.element(.details) { html in
      html.element(
        .summary,
        text: "What \(mesh.name) expects of \(FederationReport.counted(mesh.gateways.count, "peer", "peers"))")
      for gateways in mesh.gateways {
        html.newLine()
        html.element(.h4, text: gateways.peer)
        guard let peer = mesh.peer(named: gateways.peer) else {
          html.element(.p, .class("soft"), text: "No trust card of it is here yet.")
          continue
        }
        html.element(.dl) { html in
          copyableFact("Client ID", peer.client.clientID, &html)
          copyableFact("Server", peer.server.spiffeID.uri, &html)
          if let caller = reported.callerIdentities[peer.name] { copyableFact("Callers appear as", caller, &html) }
          fact(
            "Address",
            peer.reach.addresses.joined(separator: ", ") + (peer.reach.isAssumed ? " (assumed: same cluster)" : "")
              + ", ports \(peer.reach.discoveryPort) and \(peer.reach.servicePort)", &html)
        }
      }
    }
  }

  private func remote(_ remote: ReportedRemote, _ html: inout HTMLWriter) {
    html.newLine()
    html.element(.div, .class("card")) { html in
      html.element(.h3, .id("mesh-\(remote.name)")) { html in
        html.text("\(remote.name) ")
        html.element(.span, .class("chip note"), text: "remote")
      }
      html.element(.dl) { html in
        if let held = remote.held {
          copyableFact("Trust domain", held.card.trustDomain.name, &html)
          fact("Imported", "\(held.imported), as \(held.form.rawValue)", &html)
          for root in held.card.roots { certificate("Root", root, "", &html) }
        } else {
          fact("Roots", "no trust card is here yet: ask its administrator for it", &html)
        }
        fact("Peers", remote.peers.joined(separator: ", "), &html)
      }
    }
  }

  private func authority(_ title: String, _ authority: Authority?, _ html: inout HTMLWriter) {
    guard let authority else { return fact(title, "not issued yet", &html) }
    certificate(
      title, authority.certificate, authority.hasKey ? "" : "; its key is not in this home", &html,
      "generation \(authority.generation), ")
  }

  private func certificate(
    _ title: String, _ certificate: Certificate, _ remark: String, _ html: inout HTMLWriter, _ generation: String = ""
  ) {
    html.element(.dt, text: title)
    html.element(.dd) { html in
      html.element(.bdi, text: HTMLWriter.shortened("\(certificate)", to: 300))
      html.element(
        .div, .class("soft"), text: "\(generation)until \(certificate.validity.notAfter.day)\(remark)")
      copyable(certificate.fingerprint, &html)
    }
  }

  private func fact(_ title: String, _ value: String, _ html: inout HTMLWriter) {
    html.element(.dt, text: title)
    html.element(.dd, text: value)
  }

  private func copyableFact(_ title: String, _ value: String, _ html: inout HTMLWriter) {
    html.element(.dt, text: title)
    html.element(.dd) { copyable(value, &$0) }
  }
}
