import Documents

/// The answer of an API server that gave no object: an object of the kind Status. It is never the manifest that somebody
/// meant to check.
enum ServerRefusal {
  static func check(_ document: Document, wanted: String, of forms: InputForms) throws {
    let root = document.root
    guard root["kind"]?.string == "Status", root["status"]?.string == "Failure" else { return }
    throw CommandLineError.wrongContent(
      file: document.source, found: "a refusal of the API server, `\(root["message"]?.string ?? "without a message")`",
      wanted: wanted, of: forms)
  }
}
