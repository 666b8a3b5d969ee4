import Diagnostics
import Federation
import Kubernetes
import X509

/// The findings of a rule so far, and what it could not check.
struct Collector: Sendable {
  private let code: Code
  private let explanation: Explanation?
  private let severity: Severity
  private(set) var findings: [Finding] = []
  private(set) var unchecked: [Need: [String]] = [:]

  init(_ rule: Rule) {
    code = rule.code
    explanation = rule.explanation
    severity = rule.severity
  }

  /// Reports a finding at a field.
  ///
  /// `what` is wrong, `why` is the consequence in a running mesh (by default that of `explain`), `next` is what to do,
  /// `paste` is the text of the repair, and `edit` is the repair itself if it is certain.
  mutating func report(
    _ field: Field, _ what: Message, why: Message? = nil, next: Message? = nil, paste: RepairText = "",
    edit: Edit? = nil,
    severity: Severity? = nil
  ) {
    let diagnostic = Diagnostic(
      code, severity ?? self.severity, what: what, why: why ?? Message(explanation?.why ?? ""),
      next: next ?? Message(explanation?.repair ?? ""), place: field.place)
    findings.append(Finding(diagnostic: diagnostic, object: field.object, repair: paste.text, edit: edit))
  }

  /// Reports that something could not be checked, and what is missing.
  mutating func needs(_ need: Need, for object: String) {
    unchecked[need, default: []].append(object)
  }
}

extension Collector {
  /// Notes that a rule lacks the control plane of a mesh; upstream Istio has none.
  mutating func needsControlPlane(of mesh: MeshObjects) {
    guard mesh.isFederated, mesh.controlPlanes.isEmpty else { return }
    needs(.controlPlane, for: mesh.object)
  }

  /// Notes that a rule lacks the peers of a mesh; upstream Istio has none.
  mutating func needsPeers(of mesh: MeshObjects) {
    guard mesh.isFederated, mesh.peers.isEmpty else { return }
    needs(.peers, for: mesh.object)
  }

  /// The CA that istiod signs with; notes that the rule lacks it otherwise.
  mutating func signing(of mesh: MeshObjects) -> SigningView? {
    if mesh.signer == nil { needs(.signingSecret, for: mesh.object) }
    return mesh.signer
  }

  /// The same, if its certificate can be read.
  mutating func readableSigning(of mesh: MeshObjects) -> (signing: SigningView, certificate: Certificate)? {
    guard let signing = signing(of: mesh) else { return nil }
    guard let certificate = signing.certificate else {
      needs(.readableSigning, for: signing.manifest.object)
      return nil
    }
    return (signing, certificate)
  }

  /// Notes that a rule between two sides lacks the other one, unless a home describes it: then `diff` compares both.
  mutating func needsOtherSide(of item: PeerCase) {
    guard item.facts.federation?.mesh(named: item.mesh.name)?.peer(named: item.peer.name) == nil else { return }
    needs(.peerFiles, for: item.peer.top.object)
  }
}
