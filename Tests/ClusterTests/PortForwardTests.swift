import Testing

@testable import Cluster

/// What a client prints when it cannot forward a port (kubectl 1.20, with a real API server).
@Suite struct PortForwardTests {
  @Test func whatIsForbiddenIsTheServersSentence() {
    let sentence =
      #"pods "p" is forbidden: User "a" cannot create resource "pods/portforward" in API group "" in the namespace "n""#
    let fault = PortForward.fault("error: error upgrading connection: \(sentence)", "n/p")
    #expect(fault == .forbidden(sentence))
  }

  @Test(arguments: [
    (
      "error: unable to forward port because pod is not running. Current status=Pending",
      "unable to forward port because pod is not running. Current status=Pending"
    ),
    ("error: error upgrading connection: pod not found", "pod not found"), ("it ended with 2", "it ended with 2"),
  ])
  func everythingElseIsTold(line: String, reason: String) {
    let fault = PortForward.fault(line, "n/p")
    #expect(fault == .broken(request: "port-forward to Pod n/p", reason: reason))
  }
}
