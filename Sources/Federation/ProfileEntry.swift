import Cryptography
import Diagnostics

/// One of `spec.profiles` as written.
struct ProfileEntry: Hashable, Sendable {
  var name: Located<String>
  var rootLifetime: Located<Lifetime>?
  var intermediateLifetime: Located<Lifetime>?
  var workloadLifetime: Located<Lifetime>?
  var maxWorkloadLifetime: Located<Lifetime>?
  var gatewayLifetime: Located<Lifetime>?
  var externalLead: Located<Lifetime>?
  var rootKey: Located<KeyAlgorithm>?
  var rootKeyPlace: Located<RootKeyPlace>?
  var intermediateKey: Located<KeyAlgorithm>?
  var leafKey: Located<KeyAlgorithm>?
  var dnsNames: [Located<String>]
  var organization: Located<String>?

  init(name: Located<String>, reader: inout FieldReader) {
    self.name = name
    rootLifetime = reader.lifetime("rootLifetime")
    intermediateLifetime = reader.lifetime("intermediateLifetime")
    workloadLifetime = reader.lifetime("workloadLifetime")
    maxWorkloadLifetime = reader.lifetime("maxWorkloadLifetime")
    gatewayLifetime = reader.lifetime("gatewayLifetime")
    externalLead = reader.lifetime("externalLead")
    (rootKey, rootKeyPlace) = reader.rootKey()
    intermediateKey = reader.key("intermediateKey")
    leafKey = reader.key("leafKey")
    dnsNames = reader.texts("dnsNames")
    organization = reader.text("organization")
  }
}

extension FieldReader {
  mutating func lifetime(_ key: String) -> Located<Lifetime>? {
    guard let text = scalar(key, as: .lifetime) else { return nil }
    if let lifetime = Lifetime(text.value) { return Located(value: lifetime, place: text.place) }
    let isBareNumber = text.value.allSatisfy(\.isNumber)
    report(
      Diagnostic(
        "MT-FED-26", what: "`\(name(of: key))` is `\(text.value)`, which is not a duration",
        why:
          "a duration has numbers with the units y, d, h, m and s, is greater than 0 and at most \(Lifetime.longest)",
        next: isBareNumber ? "add a unit: `\(text.value)h` or `\(text.value)d`" : "write `90d`, `24h` or `10y`",
        place: text.place))
    return nil
  }

  fileprivate mutating func key(_ key: String) -> Located<KeyAlgorithm>? {
    word(key, among: Self.algorithms, orSpelling: true).flatMap { algorithm($0, key) }
  }

  private static var algorithms: [String] { KeyAlgorithm.allCases.map(\.rawValue) }

  /// The type alone, or with the place.
  fileprivate mutating func rootKey() -> (Located<KeyAlgorithm>?, Located<RootKeyPlace>?) {
    let (word, object) = wordOrObject("rootKey", among: Self.algorithms) { fields in
      (fields.key("algorithm"), fields.choice("in", RootKeyPlace.self))
    }
    if let object { return object }
    return (word.flatMap { algorithm($0, "rootKey") }, nil)
  }

  private mutating func algorithm(_ text: Located<String>, _ key: String) -> Located<KeyAlgorithm>? {
    if let algorithm = KeyAlgorithm(name: text.value) { return Located(value: algorithm, place: text.place) }
    reportChoice(text, key: key, among: Self.algorithms)
    return nil
  }
}
