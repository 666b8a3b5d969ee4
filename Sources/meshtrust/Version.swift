import ArgumentParser
import Cryptography
import Diagnostics
import Documents

enum Version {
  static let number = "0.2.0"

  /// For `--version`.
  static let line = "meshtrust \(number)"
}

/// `meshtrust version`: the tool and the libraries it runs with.
struct VersionCommand: Reporting {
  static let configuration = CommandConfiguration(
    commandName: "version",
    abstract: "Print the version of the tool and of the libraries it runs with.",
    discussion: Manual.text(
      examples: ["meshtrust version", "meshtrust version --json"],
      exits: [.done: "always"]))

  @OptionGroup(title: "Output Options") var output: OutputOptions

  func execute(_ console: Console) -> ExitStatus {
    guard output.json else {
      console.print("\(Version.line) (\(OpenSSLVersion.text))")
      return .done
    }
    console.print(
      .schema("version", [("version", .string(Version.number)), ("openssl", .string(OpenSSLVersion.text))]))
    return .done
  }
}
