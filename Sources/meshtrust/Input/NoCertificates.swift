/// What people pass instead of certificates, as far as it can be named. Other text is not quoted: it may be a secret.
enum NoCertificates {
  /// The first words of what `oc` and `kubectl` say instead of an object.
  private static let answers = [
    "Error from server", "error: ", "No resources found", "Unable to connect to the server",
    "The connection to the server",
  ]

  static func name(of text: [UInt8]) -> String {
    guard !text.contains(0) else { return "binary data" }
    let line = String(decoding: text.prefix { $0 != 0x0A }.prefix(200), as: UTF8.self)
    if answers.contains(where: line.hasPrefix) { return "what a client of the cluster said, `\(line)`" }
    if line.drop(while: \.isWhitespace).hasPrefix("<") { return "a web page" }
    return "text without a PEM block"
  }
}
