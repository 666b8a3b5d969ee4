import Testing

@testable import Lint

@Suite struct AuthorityNameTests {
  @Test(arguments: [
    "ca-key.pem", "ca.key", "root.key", "rootCA.key", "intermediateCA.key", "keys/signing.pem", "tls.key", "CA.PEM",
    "issuing-ca.key", "ca-key", "ca-key.txt", "meshCA.key",
    "mesh-signer.pem", "istio-signing.key", "root-signing.pem", "signer.key",
  ])
  func namesOfAuthorities(name: String) {
    #expect(AuthorityName.isLikely(name) && AuthorityName.mayHoldKey(name))
  }

  @Test(arguments: [
    "leaf.key", "key.pem", "server.pem", "cart.key", "ca/leaf.key", "LOCAL.key", "jwt-signing.pem", "app-signer.key",
    "token-issuing.pem",
  ])
  func otherNames(name: String) {
    #expect(!AuthorityName.isLikely(name))
  }

  @Test(arguments: ["ca-key.yaml", "root.json", "README", "main.tf", "ca.md", "notes.txt"])
  func filesThatAreNotRead(name: String) {
    #expect(!AuthorityName.mayHoldKey(name))
  }

  @Test(arguments: ["id.PEM", "x.jwk", "x.Key", "private", "key.bak", "x.der"])
  func filesThatAreRead(name: String) {
    #expect(AuthorityName.mayHoldKey(name))
  }
}
