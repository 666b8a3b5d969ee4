import CA
import Cryptography
import Diagnostics
import Documents
import Signers

/// What is said of a key outside of the home that was made or taken.
struct AttachedKeyView {
  let console: Console
  let json: Bool

  func show(_ attached: AttachedKey, schema: String) {
    guard !json else {
      return console.print(
        .schema(
          schema,
          [
            ("authority", .string("\(attached.owner)/root")), ("place", .string(attached.place.description)),
            ("key", .string(attached.publicKey.label)), ("fingerprint", .string(attached.fingerprint)),
            ("generation", .int(attached.generation)), ("inUse", .bool(attached.root != nil)),
          ]))
    }
    console.print(
      "the key of `\(attached.owner)/root` g\(attached.generation) is in \(attached.place.words)\n"
        + "  \(attached.publicKey.label), SHA-256 \(attached.fingerprint)\n  \(attached.place)")
    guard attached.root == nil else { return }
    let next: SuggestedCommand =
      attached.generation == 1 ? .meshtrust("apply") : .meshtrust("rotate", "start", attached.owner.argument)
    console.print(console.text("next: \(next)"))
  }
}
