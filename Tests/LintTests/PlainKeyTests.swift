import Cryptography
import Diagnostics
import Documents
import Files
import Testing
import X509

@testable import Lint

/// A CA's key is found in whatever text of a document it stands, and no other key is.
@Suite struct PlainKeyTests {
  /// The texts of a CA, and of a workload's key with its certificate.
  private struct Texts {
    let certificate: String
    let key: String
    let leaf: String
    let leafKey: String

    var encoded: String { Base64.encode(Array(key.utf8)) }

    init() throws {
      let authority = try Authorities.fixed.get().red.intermediate
      certificate = PEM.write([authority.certificate])
      key = FileContent.secret(try authority.keyText).text
      let own = try Authority.root("leaf") { template in
        template.basicConstraints = BasicConstraints(isAuthority: false)
        template.keyUsage = [.digitalSignature]
      }
      leaf = PEM.write([own.certificate])
      leafKey = FileContent.secret(try own.keyText).text
    }
  }

  private static func indented(_ text: String, by count: Int) -> String {
    let margin = String(repeating: " ", count: count)
    return text.split(separator: "\n").map { "\(margin)\($0)\n" }.joined()
  }

  /// The lines of what is found.
  private static func lines(_ text: String, _ source: String = "a.yaml") throws -> [Int] {
    let documents = try DocumentReader.all(bytes: Array(text.utf8), source: source)
    return documents.flatMap { PlainKey.all(in: $0) }.compactMap(\.field.place.line)
  }

  @Test func everyCarrierIsSeen() throws {
    let texts = try Texts()
    let (pem, encoded) = (texts.key, texts.encoded)
    let secret = "apiVersion: v1\nkind: Secret\ndata:\n  ca-key.pem: \(encoded)\n"
    let body = pem.split(separator: "\n").filter { !$0.hasPrefix("-") }.joined()
    let items = pem.split(separator: "\n").map { "- '\($0)'\n" }.joined()
    let nested = Base64.encode(Array(secret.utf8))
    let twice = Base64.encode(Array(encoded.utf8))
    let carriers: [String] = [
      // Helm.
      "global: {}\npki:\n  ca:\n    key: |\n\(Self.indented(pem, by: 6))",
      "intermediate:\n  tls:\n    key: \(encoded)\n",
      // kustomize.
      "kind: Kustomization\nsecretGenerator:\n- name: cacerts\n  literals:\n  - ca-key.pem=\(encoded)\n",
      "configMapGenerator:\n- name: x\n  literals:\n  - \"root.key=\(body)\"\n",
      // IstioOperator, a SealedSecret's template, Argo CD.
      "kind: IstioOperator\nspec:\n  values:\n    pilot:\n      caKey: \(encoded)\n",
      "kind: SealedSecret\nspec:\n  template:\n    data:\n      ca-key.pem: \(encoded)\n",
      "kind: SealedSecret\nspec:\n  template:\n    stringData:\n      ca-key.pem: |\n\(Self.indented(pem, by: 8))",
      "kind: Application\nspec:\n  source:\n    helm:\n      values: |\n        root:\n          key: \(encoded)\n",
      // A Secret in a Secret, in base64 twice, cut into a list, as the name of a field, and of a script.
      "kind: Secret\nstringData:\n  secret.yaml: |\n\(Self.indented(secret, by: 4))",
      "kind: Secret\ndata:\n  secret.yaml: \(nested)\n",
      "kind: Secret\ndata:\n  ca-key.pem: \(twice)\n",
      "kind: Secret\ndata:\n  ca-key.pem: \(body)\n",
      "ca-key:\n\(items)", "ca:\n  ? \"\(body)\"\n  : x\n",
      "kind: ConfigMap\ndata:\n  run.sh: |\n    CA_KEY=\(encoded) run\n",
    ]
    for carrier in carriers {
      let found = try Self.lines(carrier)
      #expect(found.count == 1, "\(carrier)")
    }
  }

  /// The certificate of a key says what it is, wherever it stands in the document; a name is for keys without one.
  @Test func theCertificateDecides() throws {
    let texts = try Texts()
    let own = "gateway:\n  cert: |\n\(Self.indented(texts.certificate, by: 4))"
    #expect(try Self.lines("\(own)  private: \(texts.encoded)\n").count == 1)
    let other = "ca:\n  cert: |\n\(Self.indented(texts.leaf, by: 4))"
    #expect(try Self.lines("\(other)  ca-key.pem: \(Base64.encode(Array(texts.leafKey.utf8)))\n").isEmpty)
    #expect(try Self.lines("gateway:\n  key: \(texts.encoded)\n").isEmpty)
    #expect(try Self.lines("gateway:\n  key: \(texts.encoded)\n", "values/root-ca.yaml").count == 1)
  }

  /// A key may have several certificates.
  @Test func oneCertificateOfACAIsEnough() throws {
    let texts = try Texts()
    let authority = try Authorities.fixed.get().red.intermediate
    let other = try Authority.root("leaf", key: authority.key) { template in
      template.basicConstraints = BasicConstraints(isAuthority: false)
      template.keyUsage = [.digitalSignature]
    }
    let leafOfSameKey = PEM.write([other.certificate])
    for certificates in [texts.certificate + leafOfSameKey, leafOfSameKey + texts.certificate] {
      let text = "gateway:\n  cert: |\n\(Self.indented(certificates, by: 4))  private: \(texts.encoded)\n"
      #expect(try Self.lines(text).count == 1)
    }
    let alone = "ca:\n  cert: |\n\(Self.indented(leafOfSameKey, by: 4))  ca-key.pem: \(texts.encoded)\n"
    #expect(try Self.lines(alone).isEmpty)
  }

  @Test func whatIsSealedIsNoKey() throws {
    let key = try Authorities.fixed.get().red.intermediate.key
    let der = try EncryptedPrivateKey.encode(key, passphrase: SecretBytes(copying: "x".utf8))
    let pem = PEM.write(EncryptedPrivateKey.label, der)
    #expect(try Self.lines("ca:\n  key: |\n\(Self.indented(pem, by: 4))").isEmpty)
    #expect(try Self.lines("kind: SealedSecret\nspec:\n  encryptedData:\n    ca-key.pem: AgBy3i4OJSWK\n").isEmpty)
    #expect(try Self.lines("data:\n  ca-key.pem: ENC[AES256_GCM,data:AAAA,iv:AAAA,tag:AAAA,type:str]\n").isEmpty)
  }

  /// A JSON Web Key is no text, and a public one is no key.
  @Test func webKeysAreSeen() throws {
    let key = "kty: OKP, crv: Ed25519, x: 11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"
    let secret = "d: nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"
    let json =
      "{\\\"kty\\\":\\\"OKP\\\",\\\"crv\\\":\\\"Ed25519\\\",\\\"d\\\":\\\"\(secret.dropFirst(3))\\\","
      + "\\\"x\\\":\\\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\\\"}"
    #expect(try Self.lines("a: b\nca-key: {\(secret), \(key)}\n") == [2])
    #expect(try Self.lines("keys:\n- {\(key)}\n- {\(key), \(secret)}\n", "root.jwk.yaml").count == 1)
    #expect(try Self.lines("kind: ConfigMap\ndata:\n  ca-key: \"\(json)\"\n") == [3])
    #expect(try Self.lines("ca-key: {\(key)}\n").isEmpty)
    #expect(try Self.lines("leaf: {\(secret), \(key)}\n").isEmpty)
    let escaped = json.replacing("\\\"d\\\"", with: "\\\"\\\\u0064\\\"")
    #expect(escaped != json)
    #expect(try Self.lines("kind: ConfigMap\ndata:\n  ca-key: \"\(escaped)\"\n") == [3])
  }

  /// Each file of a generator has the name of its value, whatever it is called itself.
  @Test func filesOfGeneratorsAreNamed() throws {
    let text = """
      secretGenerator:
      - name: cacerts
        files: [tls.crt=blob, ca-key.pem=blob, plain.dat]
        envs: [x.env]
      configMapGenerator:
      - {name: empty}
      - {name: b, env: y.env}
      """
    let document = try #require(DocumentReader.all(bytes: Array(text.utf8), source: "kustomization.yaml").first)
    let names = GeneratedFiles.all(in: document).map(\.names)
    let expected = [
      ["blob": ["tls.crt", "ca-key.pem"], "plain.dat": ["plain.dat"], "x.env": ["x.env"]], ["y.env": ["y.env"]],
    ]
    #expect(names == expected)
    let key = SecretBytes(copying: try Texts().key.utf8)
    #expect(PlainKey.all(in: ["blob": key]).isEmpty)
    #expect(PlainKey.all(in: ["blob": key], named: ["blob": ["tls.crt", "ca-key.pem"]]).map(\.source) == ["blob"])
  }
}
