import Diagnostics
import Documents
import X509

/// One chain of a batch, not yet decoded.
struct BatchItem: Sendable {
  /// The given `id`, or the chain's number.
  let name: String
  /// The chain's PEM text, or the reason why there is none.
  let text: Result<[UInt8], Unreadable>

  /// A line without a chain.
  struct Unreadable: Error {
    let diagnostic: Diagnostic
  }

  init(name: String, text: Result<[UInt8], Unreadable>) {
    self.name = name
    self.text = text
  }

  /// A chain in a JSON object on one line.
  init(line: [UInt8], number: Int, _ path: String) {
    let place = Place(file: path, line: number)
    do throws(DocumentsError) {
      let root = try DocumentReader.all(bytes: line, source: path, format: .json).first?.root
      name = root?["id"]?.text ?? "\(number)"
      guard let chain = root?["chain"]?.string else {
        let finding = Diagnostic(
          "MT-CLI-13", what: "the line has no member `chain`", why: "each line is {\"id\": \"…\", \"chain\": \"PEM\"}",
          next: "write the PEM text of the chain there", place: place)
        text = .failure(Unreadable(diagnostic: finding))
        return
      }
      text = .success(Array(chain.utf8))
    } catch {
      var diagnostic = error.diagnostic
      diagnostic.place = place
      name = "\(number)"
      text = .failure(Unreadable(diagnostic: diagnostic))
    }
  }

  /// In bytes.
  var size: Int { (try? text.get().count) ?? 0 }

  /// Verifies the chain and appends the answer.
  func answer(by verifier: ProfileVerifier, into answers: inout BatchAnswers) {
    do {
      // An intermediate that has been verified is not decoded and checked again.
      let (chain, _) = try PEM.certificates(text.get()) { der throws(X509Error) in try verifier.certificate(der: der) }
      let verdict = verifier.verify(chain)
      answers.add(
        .mapping([("id", .string(name))] + ProfileVerdictView(verdict).entries), verdict.isAccepted ? .done : .no)
    } catch let error as Unreadable {
      answers.add(refusal(error.diagnostic), .malformed)
    } catch let error as any Diagnosable {
      answers.add(refusal(error.diagnostic), .malformed)
    } catch {
      answers.add(refusal(Diagnostic("MT-DER-01", what: "\(String(describing: error))")), .malformed)
    }
  }

  private func refusal(_ diagnostic: Diagnostic) -> Node {
    .mapping([("id", .string(name)), ("accepted", .bool(false)), ("diagnostics", .sequence([diagnostic.node]))])
  }
}

/// The answers about consecutive chains of a batch: JSON lines, written on the thread that verified the chains.
struct BatchAnswers: Sendable {
  private(set) var lines: [UInt8] = []
  /// Unreadable input is worse than a rejection.
  private(set) var worst = ExitStatus.done

  mutating func add(_ answer: Node, _ status: ExitStatus) {
    lines.append(contentsOf: JSONWriter.bytes(answer))
    lines.append(UInt8(ascii: "\n"))
    if status.rawValue > worst.rawValue { worst = status }
  }
}
