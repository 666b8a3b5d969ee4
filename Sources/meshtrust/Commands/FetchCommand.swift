import ArgumentParser
import Diagnostics
import Documents
import TLS
import X509

/// `meshtrust fetch`: what a live server presents.
struct FetchCommand: Reporting {
  static let configuration = CommandConfiguration(
    commandName: "fetch",
    abstract: "Print the chain that a live TLS server presents, as PEM, for piping.",
    discussion: Manual.text(
      "The handshake does not verify the chain; `meshtrust verify --connect` does.",
      examples: [
        "meshtrust fetch ingress.green.example.com:8188 --timeout 10s",
        "meshtrust fetch localhost:8443 | meshtrust inspect -",
      ],
      exits: [
        .done: "printed", .no: "the server rejects the handshake",
        .malformed: "the server does not speak TLS, or presents no certificates", .usage: "wrong usage",
        .inputOutput: "the handshake failed",
      ]))

  @Argument(help: ArgumentHelp("The server, as HOST:PORT.", valueName: "server"))
  var server: String

  @OptionGroup(title: "Live Server Options") var live: LiveOptions
  @OptionGroup(title: "Output Options") var output: OutputOptions

  func execute(_ console: Console) throws -> ExitStatus {
    let report = try live.handshake(to: server).report()
    let chain = try report.certificates()
    if output.json {
      console.print(
        .schema(
          "fetch",
          [("handshake", HandshakeView(report).node), ("chain", .string(PEM.write(chain)))]))
    } else {
      console.say(HandshakeView(report).text)
      console.print(data: PEM.write(chain))
    }
    return .done
  }
}
