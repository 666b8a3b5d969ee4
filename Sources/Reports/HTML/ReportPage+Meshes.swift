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
      scrolling("What \(mesh.name) expects", &html) { html in
        html.element(.table, .class("ids")) { html in
          head(["Peer", "Client ID", "Callers appear as", "Server", "Address"], &html)
          html.element(.tbody) { html in
            for gateways in mesh.gateways { identity(of: gateways.peer, reported, &html) }
          }
        }
      }
    }
  }

  /// One peer. With a hundred meshes there are ten thousand of these rows.
  private func identity(of name: String, _ reported: ReportedMesh, _ html: inout HTMLWriter) {
    html.newLine()
    html.element(.tr) { html in
      html.element(.th, HTMLWriter.Attribute("scope", "row"), text: name)
      guard let peer = reported.mesh.peer(named: name) else {
        return html.element(.td, HTMLWriter.Attribute("colspan", "4"), text: "No trust card of it is here yet.")
      }
      for text in [peer.client.clientID, reported.callerIdentities[name] ?? "", peer.server.clientID] {
        html.element(.td) { $0.element(.code, text: text) }
      }
      let reach = peer.reach
      html.element(
        .td,
        text: (reach.isAssumed ? "same cluster" : reach.addresses.joined(separator: ", "))
          + ":\(reach.discoveryPort), \(reach.servicePort)")
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
