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
  var rootKey: Located<KeyAlgorithm>?
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
    rootKey = reader.key("rootKey")
    intermediateKey = reader.key("intermediateKey")
    leafKey = reader.key("leafKey")
    dnsNames = reader.texts("dnsNames")
    organization = reader.text("organization")
  }
}

extension FieldReader {
  fileprivate mutating func lifetime(_ key: String) -> Located<Lifetime>? {
    guard let text = scalar(key, as: .lifetime) else { return nil }
    if let lifetime = Lifetime(text.value) { return Located(value: lifetime, place: text.place) }
    let isBareNumber = text.value.allSatisfy(\.isNumber)
    report(
      Diagnostic(
        "MT-FED-26", what: "`\(name(of: key))` is `\(text.value)`, which is not a duration",
        why: "it has numbers with the units y, d, h, m and s, is greater than 0 and at most \(Lifetime.longest)",
        next: isBareNumber ? "add a unit: `\(text.value)h` or `\(text.value)d`" : "write `90d`, `24h` or `10y`",
        place: text.place))
    return nil
  }

  fileprivate mutating func key(_ key: String) -> Located<KeyAlgorithm>? {
    guard let text = word(key, among: KeyAlgorithm.allCases.map(\.rawValue), orSpelling: true) else { return nil }
    if let algorithm = KeyAlgorithm(name: text.value) { return Located(value: algorithm, place: text.place) }
    reportChoice(text, key: key, among: KeyAlgorithm.allCases.map(\.rawValue))
    return nil
  }
}
