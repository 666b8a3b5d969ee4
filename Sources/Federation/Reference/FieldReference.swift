import Diagnostics

/// Every field of federation.yaml with its type, its default and its effect.
struct FieldReference: Sendable {
  struct Field: Sendable {
    let shape: FieldShape
    /// What holds without it; empty if it is required, or has no default.
    let standard: String
    let effect: String
  }

  /// In the order in which the reader asks for them.
  let fields: [Field]

  init() {
    fields = FederationFile.fields.map { shape in
      let text = Self.texts[shape.path]
      return Field(shape: shape, standard: text?.standard ?? "", effect: text?.effect ?? "")
    }
  }

  /// What is said about a field.
  struct Text: Sendable {
    let standard: String
    let effect: String

    init(_ standard: String, _ effect: String) {
      self.standard = standard
      self.effect = effect
    }

    /// For a text that names a command.
    init(_ standard: String, message: Message) { self.init(standard, message.description) }
  }

  /// By path.
  static let texts = top.merging(meshes) { first, _ in first }.merging(gateways) { first, _ in first }
    .merging(services) { first, _ in first }.merging(profiles) { first, _ in first }
    .merging(bundles) { first, _ in first }
}
