import Cryptography
import Documents
import Files
import Programs
import SystemPackage
import X509

/// A program that signs for a cloud key service, as this machine's signers.yaml names it.
///
/// One process for each request, in the protocol `meshtrust-signer/1`: a JSON object on standard input, one on standard
/// output, standard error for the user, and an exit status of 0 or 1.
public struct SignerProgram: Hashable, Sendable {
  public let name: String
  public let path: String
  public let arguments: [String]
  /// The variables that it gets beside the usual ones.
  public let environment: [String]
  /// The longest time that an answer may take.
  public let seconds: Int

  public init(name: String, path: String, arguments: [String] = [], environment: [String] = [], seconds: Int = 60) {
    self.name = name
    self.path = path
    self.arguments = arguments
    self.environment = environment
    self.seconds = seconds
  }

  /// What every program gets of the environment.
  private static let usual = ["PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "USER"]

  /// More than the longest answer, which is a public key.
  private static let limit = 1 << 16

  /// Sends one request.
  ///
  /// - Parameters:
  ///   - variables: The environment of this process.
  ///   - say: Gets what the program writes for the user.
  func ask(
    _ request: [(String, Node)], _ variables: [String: String], say: ([UInt8]) -> Void
  ) throws(SignerFault) -> Node {
    let path = try MachineFile.program(path)
    let given = (Self.usual + environment).compactMap { name in variables[name].map { "\(name)=\($0)" } }
    let text = JSONWriter.bytes(.mapping([("version", .int(1))] + request)) + [UInt8(ascii: "\n")]
    let process: ChildProcess
    do throws(SpawnFault) {
      process = try ChildProcess(path, arguments, environment: given, input: .text(text))
    } catch {
      throw .notStarted(program: name, reason: error.text)
    }
    let (status, output) = try ended(process, say: say)
    guard !output.isOverflowing else {
      throw .programAnswer(program: name, reason: "it has more than \(Self.limit) bytes")
    }
    return try answer(output, status)
  }

  private func ended(
    _ process: ChildProcess, say: ([UInt8]) -> Void
  ) throws(SignerFault) -> (status: Int32, output: ProgramOutput) {
    var output = ProgramOutput(limit: Self.limit)
    let clock = ContinuousClock()
    let deadline = clock.now + .seconds(seconds)
    var said = 0
    while true {
      guard clock.now < deadline else {
        process.end()
        throw .programLate(program: name, seconds: seconds)
      }
      output.take(from: process, milliseconds: 50)
      if output.isOverflowing {
        process.end()
        return (1, output)
      }
      if output.errors.count > said {
        say(Array(output.errors[said...]))
        said = output.errors.count
      }
      // A program that left another one behind, which keeps its ends open, has ended all the same.
      if let status = process.poll() {
        output.take(from: process, milliseconds: 0)
        return (status, output)
      }
    }
  }

  /// A refusal in the agreed form says more than the exit status.
  private func answer(_ output: ProgramOutput, _ status: Int32) throws(SignerFault) -> Node {
    var root: Node?
    do throws(DocumentsError) {
      let documents = try DocumentReader.all(bytes: output.output, source: name, format: .json)
      root = documents.count == 1 && documents[0].root.mapping != nil ? documents[0].root : nil
    } catch {
      guard status != 0 else { throw .programAnswer(program: name, reason: "it is not one JSON object") }
    }
    if let error = root?["error"] {
      guard let refusal = error["code"]?.string.flatMap(ProgramRefusal.init(rawValue:)) else {
        throw .programAnswer(
          program: name,
          reason: "its error has none of the codes \(ProgramRefusal.allCases.map(\.rawValue).joined(separator: ", "))")
      }
      throw .programRefused(program: name, refusal, message: error["message"]?.string ?? "")
    }
    guard status == 0 else {
      throw .programFailed(program: name, status: status, message: output.messages.last ?? "")
    }
    guard let root else { throw .programAnswer(program: name, reason: "it is not one JSON object") }
    return root
  }

  /// A field of base64.
  func octets(_ field: String, of answer: Node) throws(SignerFault) -> [UInt8] {
    guard let text = answer[field]?.string else {
      throw .programAnswer(program: name, reason: "it has no text `\(field)`")
    }
    do {
      return try Base64.decode(Array(text.utf8))
    } catch {
      throw .programAnswer(program: name, reason: "`\(field)` is not base64")
    }
  }
}
