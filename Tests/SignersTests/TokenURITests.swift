import Testing

@testable import Signers

/// RFC 7512, section 2.3, as far as an address may be stored.
@Suite struct TokenURITests {
  @Test func readsWhatToolsPrint() throws {
    let text =
      "pkcs11:model=SoftHSM%20v2;manufacturer=SoftHSM%20project;serial=ddfc099347977328;token=mesh%3Btrust;id=%09%ff;"
      + "object=late;type=private"
    let uri = try TokenURI(text)
    #expect(uri.token == "mesh;trust")
    #expect(uri.serial == "ddfc099347977328")
    #expect(uri.object == "late")
    #expect(uri.id == [9, 255])
    #expect("\(uri)" == "pkcs11:token=mesh%3btrust;serial=ddfc099347977328;object=late;id=%09%ff")
    #expect(try TokenURI("\(uri)") == uri)
    #expect("\(uri.tokenAlone)" == "pkcs11:token=mesh%3btrust;serial=ddfc099347977328")
  }

  @Test(arguments: [
    ("http:token=a", TokenURIFault.scheme), ("pkcs11:token=a?pin-value=1234", .query("pin-value")),
    ("pkcs11:token=a?module-path=/tmp/x.so&pin-source=|/bin/sh", .query("module-path")),
    ("pkcs11:token=a?", .query("")), ("pkcs11:token", .noValue("token")),
    ("pkcs11:token=a;token=b", .repeated("token")),
    ("pkcs11:token=a;tokne=b", .unknown("tokne")), ("pkcs11:token=a;slot-id=1", .slot("slot-id")),
    ("pkcs11:token=a;type=cert", .type), ("pkcs11:token=", .noText("token")), ("pkcs11:token=%00", .noText("token")),
    ("pkcs11:token=%ff", .noText("token")), ("pkcs11:token=a%2", .badByte("token")),
    ("pkcs11:token=a b", .badByte("token")), ("pkcs11:object=a", .noToken), ("pkcs11:", .noToken),
  ])
  func refuses(_ text: String, _ fault: TokenURIFault) {
    #expect(throws: fault) { try TokenURI(text) }
  }

  /// RFC 7512 has bytes in percent-encoding; `id=7370` is four of them.
  @Test func anIDWithoutPercentIsItsCharacters() throws {
    #expect(try TokenURI("pkcs11:token=a;id=7370").id == Array("7370".utf8))
  }

  @Test func placesAreReadAsTheyAreWritten() throws {
    let program = SignerPlace.program(name: "aws-eu", key: "arn:aws:kms:eu;key/ü")
    #expect(SignerPlace(stored: "\(program)") == program)
    let token = SignerPlace.token(try TokenURI("pkcs11:token=a;id=%01"))
    #expect(SignerPlace(stored: "\(token)") == token)
    for text in ["", "signer:", "signer:a", "signer:a;key=", "signer:a b;key=c", "signer:a;k=c", "pkcs11:object=a"] {
      #expect(SignerPlace(stored: text) == nil, "\(text)")
    }
  }
}
